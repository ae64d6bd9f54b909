import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { captured, type Rendered } from './render';

/** The examples, by their files. */
export const EXAMPLES = readdirSync(join(__dirname, '..', 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/** Examples that README quotes. */
export const QUOTED = ['quickstart', 'two-models', 'tenants'];

/** Examples with one App whose objects are all ours, as `npm run synth` renders them, with and without GPUs. */
export const STORIES = [
  { story: 'quickstart', example: 'quickstart', noGpu: false },
  { story: 'two-models', example: 'two-models', noGpu: false },
  { story: 'two-models without GPUs', example: 'two-models', noGpu: true },
  { story: 'tenants', example: 'tenants', noGpu: false },
  { story: 'tenants without GPUs', example: 'tenants', noGpu: true },
  { story: 'model-classes', example: 'model-classes', noGpu: false },
  { story: 'canary', example: 'canary', noGpu: false },
  { story: 'gated-model', example: 'gated-model', noGpu: false },
  { story: 'gated-model without GPUs', example: 'gated-model', noGpu: true },
  { story: 'aks', example: 'aks', noGpu: false },
];

type Library = typeof import('cdk8s-inference-gateway');

/** The files that an example writes, by name below its folder, and what it prints, after a change of the library that it uses. */
export function synthesized(example: string, noGpu: boolean, change: (library: Library) => void = () => undefined) {
  const outdir = mkdtempSync(join(tmpdir(), 'example-'));
  const before = { ...process.env };
  process.env.CDK8S_OUTDIR = outdir;
  try {
    const { printed } = captured(() =>
      jest.isolateModules(() => {
        const library = require('cdk8s-inference-gateway') as Library;
        if (noGpu) library.Engine.vllm = () => library.Engine.simulator();
        change(library);
        require(`../examples/${example}`);
      }),
    );
    const names = readdirSync(outdir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .sort();
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
    return { files, printed };
  } finally {
    process.env = before;
    rmSync(outdir, { recursive: true });
  }
}

/** The objects of one file, in their order. */
export function documents(file: string): Rendered[] {
  return parseAllDocuments(file).map((document) => document.toJS() as Rendered);
}

/** All objects of an example. */
export function exampleObjects(example: string, noGpu: boolean): Rendered[] {
  return Object.values(synthesized(example, noGpu).files).flatMap(documents);
}
