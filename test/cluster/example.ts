import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from './kubectl';
import { mutated } from './mutations/chosen';

const BUILD = join(__dirname, '..', '..', 'build');

/** For reading: what was rendered, and what of it was applied. */
const KEPT = join(BUILD, 'cluster');

/** How an example is run. */
export interface SynthesisOptions {
  /** With the simulator in vLLM's place. */
  readonly simulated?: boolean;
  /** Folder that it writes besides others: one environment of several. */
  readonly environment?: string;
  /** Groups whose objects are left out, since the cluster knows none of their kinds. */
  readonly withoutGroups?: readonly string[];
}

/** The manifests of an example, as its own program writes them. */
export class Example {
  /** Runs the example. It reads no other environment than this. */
  public static synthesize(
    name: string,
    { simulated = false, environment = '.', withoutGroups = [] }: SynthesisOptions = {},
  ): Example {
    const variant = [...(environment === '.' ? [] : [environment]), ...(simulated ? ['simulated'] : [])];
    const folder = emptied([name, ...variant].join('-'));
    const program = join(BUILD, 'examples', `${name}.js`);
    const manifests = join(folder, 'manifests');
    const preload = simulated ? ['--require', join(__dirname, 'simulated.cjs')] : [];
    const { status, stderr } = spawnSync(process.execPath, [...preload, program], {
      env: { PATH: process.env.PATH, CDK8S_OUTDIR: manifests },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    return new Example(name, folder, filesOf(join(manifests, environment), withoutGroups), stderr);
  }

  /** What a program of the tests writes into a folder that it is told. */
  public static of(name: string, program: (outdir: string) => void): Example {
    const folder = emptied(name);
    const manifests = join(folder, 'manifests');
    program(manifests);
    return new Example(name, folder, filesOf(manifests, []), '');
  }

  private constructor(
    public readonly name: string,
    private readonly folder: string,
    private readonly files: ReadonlyMap<string, readonly KubeObject[]>,
    private readonly printed: string,
  ) {}

  /** What it asks of the owners of what it only refers to, as YAML. */
  public get asked(): string {
    return this.printed.replace(/^warning: .*\n/gm, '');
  }

  /** All objects, in the order in which they are applied. */
  public get objects(): KubeObject[] {
    return [...this.files.values()].flat();
  }

  /** Names of its namespaces. */
  public get namespaces(): string[] {
    return this.ofKind('Namespace').map(({ metadata }) => metadata.name);
  }

  public ofKind(kind: string): KubeObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** The one object of a kind. */
  public only(kind: string): KubeObject {
    const [object, ...others] = this.ofKind(kind);
    if (object === undefined || others.length > 0) throw new Error(`${this.name} has not exactly one ${kind}`);
    return object;
  }

  /** The object of a kind and a name. */
  public named(kind: string, name: string): KubeObject {
    const object = this.ofKind(kind).find(({ metadata }) => metadata.name === name);
    if (object === undefined) throw new Error(`${this.name} has no ${kind} '${name}'`);
    return object;
  }

  /** Writes the objects, changed or left out (undefined), into a folder of their own; returns its path. */
  public write(purpose: string, change: (object: KubeObject) => KubeObject | undefined): string {
    const folder = join(this.folder, purpose);
    mkdirSync(folder, { recursive: true });
    for (const [file, objects] of this.files) {
      const kept = objects.map(change).filter((object) => object !== undefined);
      if (kept.length > 0) {
        // In the version that kubectl reads, to which a bare `no` is false. Without aliases: people who look into the folder do not read them.
        const documents = kept.map((object) => stringify(object, { aliasDuplicateObjects: false, version: '1.1' }));
        writeFileSync(join(folder, basename(file)), documents.join('---\n'));
      }
    }
    return folder;
  }
}

/** The folder of an example, without what an earlier run left in it. */
function emptied(name: string): string {
  const folder = join(KEPT, name);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** Objects of each file, in the order of the files' names. */
function filesOf(folder: string, withoutGroups: readonly string[]): Map<string, KubeObject[]> {
  const files = new Map<string, KubeObject[]>();
  for (const file of readdirSync(folder).sort()) {
    const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
    const objects = documents.map((document) => document.toJS() as KubeObject);
    const known = objects.filter(
      ({ apiVersion }) => !withoutGroups.some((group) => apiVersion.startsWith(`${group}/`)),
    );
    files.set(file, mutated(known));
  }
  return files;
}
