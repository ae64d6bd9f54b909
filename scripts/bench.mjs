// Measures loading and synthesis against plain cdk8s with the same objects in the same files, and against the bare YAML of
// them, in one run. Figures are ratios of medians: seconds depend on the machine.
//   bench.mjs [MODELSxTENANTS...]   default: 10x10 100x10 100x100 1000x10 1000x100; three models for every tenant
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const DEFAULT = ['10x10', '100x10', '100x100', '1000x10', '1000x100'];
const root = new URL('..', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const out = JSON.stringify(join(folder, 'out'));
const json = JSON.stringify(join(folder, 'objects.json'));
const { parseAllDocuments } = createRequire(import.meta.url)('yaml');

/**
 * Prints the milliseconds of synth and of the checks within it: of the library before it is bundled into one file, where
 * they can be told apart.
 */
const watched = (models, tenants) => `
const judging = require('./build/lib/checks/judge.js');
const { judge } = judging;
let checks = 0;
judging.judge = (...args) => {
  const start = performance.now();
  try { return judge(...args); } finally { checks += performance.now() - start; }
};
${program(models, tenants, './build/lib/index.js')}
const start = performance.now();
app.synth();
process.stdout.write(JSON.stringify({ synth: performance.now() - start, checks }));`;

const program = (models, tenants, library) => `
const { App, Chart } = require('cdk8s');
const { Certificate, InferenceGateway, Listener, Model, ModelPool, TenantRoute } = require('${library}');
const app = new App({ outdir: ${out} });
const edge = new Chart(app, 'edge', { namespace: 'edge' });
const certificate = Certificate.fromSecret('tls');
// A gateway has room for 60 tenants.
const gateways = Array.from({ length: Math.ceil(${tenants} / 60) }, (_, i) =>
  new InferenceGateway(edge, 'gateway-' + i, { listeners: [Listener.https('*.ai.example.com', { certificate })] }));
const chart = new Chart(app, 'models', { namespace: 'models' });
const pools = Array.from({ length: ${models} }, (_, i) =>
  new ModelPool(chart, 'm' + i, { model: Model.QWEN3_0_6B, modelName: 'm' + i }));
for (let i = 0; i < ${tenants}; i++) {
  new TenantRoute(new Chart(app, 't' + i, { namespace: 't' + i }), 'route', {
    gateway: gateways[Math.floor(i / 60)],
    hostnames: ['t' + i + '.ai.example.com'],
    models: [0, 1, 2].map((k) => pools[(3 * i + k) % pools.length]),
  });
}`;

const ours = (models, tenants) => `${program(models, tenants, 'cdk8s-inference-gateway')}
app.synth();`;

const plain = `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App({ outdir: ${out} });
for (const [file, objects] of Object.entries(JSON.parse(require('node:fs').readFileSync(${json}, 'utf8')))) {
  const chart = new Chart(app, file);
  objects.forEach((object, i) => new ApiObject(chart, 'o' + i, object));
}
app.synth();`;

const floor = `
const { stringify } = require('yaml');
const fs = require('node:fs');
for (const [file, objects] of Object.entries(JSON.parse(fs.readFileSync(${json}, 'utf8'))))
  fs.writeFileSync(${JSON.stringify(folder)} + '/' + file, objects.map((o) => stringify(o)).join('---\\n'));`;

function run(code) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: root });
  if (status !== 0) throw new Error(String(stderr));
  return { milliseconds: performance.now() - start, output: String(stdout) };
}

function median(list) {
  return list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

/** Runs of programs that take turns, so that a slow moment of the machine meets all of them. */
function inTurns(programs, runs) {
  const results = programs.map(() => []);
  for (let i = -1; i < runs; i++) {
    for (const [index, program] of programs.entries()) {
      const result = run(program);
      if (i >= 0) results[index].push(result);
    }
  }
  return results;
}

const times = (results) => median(results.map(({ milliseconds }) => milliseconds));
const row = (cells) => process.stdout.write(`| ${cells.map((cell) => String(cell).padStart(10)).join(' | ')} |\n`);
const line = (cells) => row(cells.map(() => '---:'));

function load() {
  const [node, core, library] = inTurns(['0', "require('cdk8s')", "require('cdk8s-inference-gateway')"], 7).map(times);
  const head = ['load', 'node ms', 'cdk8s ms', 'ours ms', 'ours/cdk8s'];
  row(head);
  line(head);
  row(['', node.toFixed(0), core.toFixed(0), library.toFixed(0), (library / core).toFixed(2)]);
  process.stdout.write('\n');
}

function scenario(name) {
  const [models, tenants] = name.split('x').map(Number);
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  run(ours(models, tenants));
  const files = readdirSync(join(folder, 'out')).map((file) => {
    const documents = parseAllDocuments(readFileSync(join(folder, 'out', file), 'utf8'));
    return [file.replace('.k8s.yaml', ''), documents.map((document) => document.toJS())];
  });
  writeFileSync(join(folder, 'objects.json'), JSON.stringify(Object.fromEntries(files)));
  const count = files.reduce((sum, [, objects]) => sum + objects.length, 0);
  const results = inTurns([floor, plain, ours(models, tenants), watched(models, tenants)], count > 5000 ? 3 : 7);
  const [least, core, library] = results.map(times);
  const parts = results[3].map(({ output }) => JSON.parse(output));
  const share = median(parts.map(({ checks, synth }) => checks / synth));
  const cells = [models, tenants, count, least.toFixed(0), core.toFixed(0), library.toFixed(0)];
  row([...cells, (library / core).toFixed(2), `${(100 * share).toFixed(0)} %`, ((1000 * library) / count).toFixed(0)]);
}

try {
  load();
  const head = ['models', 'tenants', 'objects', 'floor ms', 'plain ms', 'ours ms', 'ours/plain', 'checks', 'us/object'];
  row(head);
  line(head);
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : DEFAULT) scenario(name);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
