// Measures loading and synthesis against plain cdk8s with the same objects and against the bare YAML of them, in one run.
// Figures are ratios of medians: seconds depend on the machine.
//   bench.mjs [MODELS...]   default: 1 10 100
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const RUNS = 7;
const root = new URL('..', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const { parseAllDocuments } = createRequire(import.meta.url)('yaml');

const ours = (models) => `
const { App, Chart } = require('cdk8s');
const { Engine, InferenceGateway, Model, ModelPool, ModelRoute } = require('cdk8s-inference-gateway');
const app = new App({ outdir: ${JSON.stringify(join(folder, 'out'))} });
const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const route = new ModelRoute(chart, 'everyone', { gateway });
for (let i = 0; i < ${models}; i++) {
  route.addModel(new ModelPool(chart, 'm' + i, { model: Model.QWEN3_0_6B, modelName: 'm' + i, engine: Engine.vllm() }));
}
app.synth();`;

const plain = `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App({ outdir: ${JSON.stringify(join(folder, 'out'))} });
const chart = new Chart(app, 'plain');
JSON.parse(require('node:fs').readFileSync(${JSON.stringify(join(folder, 'objects.json'))}, 'utf8'))
  .forEach((object, i) => new ApiObject(chart, 'o' + i, object));
app.synth();`;

const floor = `
const { stringify } = require('yaml');
const objects = JSON.parse(require('node:fs').readFileSync(${JSON.stringify(join(folder, 'objects.json'))}, 'utf8'));
require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'floor.yaml'))}, objects.map((o) => stringify(o)).join('---\\n'));`;

function milliseconds(code) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(String(stderr));
  return performance.now() - start;
}

/** Medians of programs that take turns, so that a slow moment of the machine meets all of them. */
function medians(programs) {
  const times = programs.map(() => []);
  for (let run = -1; run < RUNS; run++) {
    for (const [i, program] of programs.entries()) {
      const time = milliseconds(program);
      if (run >= 0) times[i].push(time);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}

try {
  const [node, core, library] = medians(['0', "require('cdk8s')", "require('cdk8s-inference-gateway')"]);
  const row = (cells) => process.stdout.write(`${cells.map((cell) => String(cell).padStart(12)).join('')}\n`);
  row(['load', 'node ms', 'cdk8s ms', 'ours ms', 'ours/cdk8s']);
  row(['', node.toFixed(0), core.toFixed(0), library.toFixed(0), (library / core).toFixed(2)]);
  row(['models', 'objects', 'floor ms', 'plain ms', 'ours ms', 'ours/plain', 'ours/floor']);
  for (const models of process.argv.length > 2 ? process.argv.slice(2) : [1, 10, 100]) {
    milliseconds(ours(models));
    const objects = parseAllDocuments(readFileSync(join(folder, 'out', 'ai.k8s.yaml'), 'utf8')).map((d) => d.toJS());
    writeFileSync(join(folder, 'objects.json'), JSON.stringify(objects));
    const [least, core8s, library8s] = medians([floor, plain, ours(models)]);
    const times = [least, core8s, library8s].map((time) => time.toFixed(0));
    row([models, objects.length, ...times, (library8s / core8s).toFixed(2), (library8s / least).toFixed(2)]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
