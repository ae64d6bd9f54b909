import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Settings } from '../settings';

const STACK = resolve(__dirname, '..', '..');
/** Where the CLI with its stand-ins for Azure and Kubernetes is. */
const LOCAL = process.env.PULUMI_LOCAL ?? resolve(STACK, '..', '..', '..', 'shared', 'pulumi');

/** What a command of the CLI printed, and whether it went well. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
  readonly seconds: number;
}

interface Azure {
  readonly resources: Record<string, unknown>;
  readonly calls: { readonly op: string; readonly id: string }[];
}

/** The program on the real engine, with a backend and an Azure of its own. */
export class Engine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'stacks-aks-'));
  private readonly program = join(this.folder, 'program');
  private readonly state = join(this.folder, 'state');
  private base = '';

  constructor(private readonly environment: Record<string, string> = {}) {
    mkdirSync(this.program);
    for (const file of ['Pulumi.yaml', 'package.json', 'tsconfig.json'])
      cpSync(join(STACK, file), join(this.program, file));
    for (const link of ['index.ts', 'src', 'policy', 'node_modules'])
      symlinkSync(join(STACK, link), join(this.program, link));
    this.must('stack', 'init', 'test');
  }

  /** Encrypts a value into the stack's file, as a user does. */
  secret(name: string, value: string): void {
    this.must('config', 'set', '--secret', name, value);
    this.base = readFileSync(this.file, 'utf8');
  }

  /** The rest of the stack's file. */
  configure(settings: Settings): void {
    if (this.base === '') this.base = `${readFileSync(this.file, 'utf8')}config:\n`;
    const lines = stringify(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [`inference-aks:${name}`, value])),
    );
    writeFileSync(this.file, `${this.base}${lines.replace(/^/gm, '  ')}\n`);
  }

  run(command: string, args: string[] = [], environment: Record<string, string> = {}): Outcome {
    const begin = Date.now();
    const changes = ['up', 'refresh', 'destroy'].includes(command);
    const flags = [
      ...(changes ? ['--yes', '--skip-preview'] : []),
      ...(changes || command === 'preview' ? ['--suppress-progress'] : []),
    ];
    const { status, stdout, stderr } = spawnSync(
      join(LOCAL, 'pulumi-local'),
      ['--dir', this.state, 'pulumi', command, ...args, ...flags],
      {
        cwd: this.program,
        env: { ...process.env, ...this.environment, ...environment },
        encoding: 'utf8',
        maxBuffer: 1e9,
      },
    );
    return { ok: status === 0, text: `${stdout}${stderr}`, seconds: (Date.now() - begin) / 1000 };
  }

  /** A command that must go well. */
  must(command: string, ...args: string[]): Outcome {
    const outcome = this.run(command, args);
    if (!outcome.ok) throw new Error(`pulumi ${command} ${args.join(' ')}:\n${outcome.text}`);
    return outcome;
  }

  get azure(): Azure {
    return JSON.parse(readFileSync(join(this.state, 'azure', 'arm.json'), 'utf8')) as Azure;
  }

  /** Names of the node pools in Azure. */
  get pools(): string[] {
    return Object.keys(this.azure.resources)
      .flatMap((id) => /\/agentpools\/([^/]+)$/i.exec(id)?.[1] ?? [])
      .sort();
  }

  /** Everything that the backend holds. */
  get backend(): string {
    const files = readdirSync(join(this.state, 'backend'), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    return files.map((one) => readFileSync(join(one.parentPath, one.name), 'utf8')).join('\n');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.program, 'Pulumi.test.yaml');
  }
}
