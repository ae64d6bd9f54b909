import { SETTINGS, type Settings } from '../settings';
import { Engine } from './engine';

const TOKEN = 'hf_s3cr3t-v4lue';
/** Azure alone: what needs a cluster is tested on one. */
const AZURE: Settings = {
  ...SETTINGS,
  location: 'eastus',
  addons: { monitoring: 'none' },
  platform: { istio: { install: false }, crds: { install: false }, gpuSoftware: 'none' },
  workloads: { ...SETTINGS.workloads, enabled: false },
};
const size = (vmSize: string, more: Settings = {}) => ({ gpuPools: { a100: { vmSize, max: 4, ...more } } });

let engine: Engine;

beforeAll(() => {
  engine = new Engine();
  engine.secret('hfToken', TOKEN);
});
afterAll(() => engine.remove());

/** Runs a command with a changed configuration. */
function run(command: string, change: Settings = {}, args: string[] = [], environment: Record<string, string> = {}) {
  engine.configure({ ...AZURE, ...change });
  return engine.run(command, args, environment);
}

test('refuses a configuration in seconds, and shows its message only', () => {
  const { ok, text, seconds } = run('preview', { gpuPools: { A100: {} }, mode: 'make' });
  expect(ok).toBe(false);
  expect(text).toContain("The configuration of stack 'test' has 4 problems:");
  expect(text).not.toContain('    at ');
  console.log(`refused after ${seconds} s`);
});

test('says at the first preview what is needed and what it costs', () => {
  const { ok, text } = run('preview');
  expect(text).toContain('vCPU quota needed in eastus');
  expect(text).toContain('a100: 0..4 x NC24ads_A100_v4, $3.673/h each');
  expect(text).not.toContain('since the last deployment');
  expect(ok).toBe(true);
});

test('keeps the security baseline of its policy pack, and its ceiling stops what is too dear', () => {
  expect(run('preview', {}, ['--policy-pack', 'policy']).text).toMatch(/\+ \d+ to create/);
  const dear = run('preview', size('Standard_NC24ads_A100_v4', { max: 40 }), ['--policy-pack', 'policy']);
  expect(dear.ok).toBe(false);
  expect(dear.text).toContain("but 'maxUsdPerMonth' is $25,000");
});

test('makes everything, and then has nothing to do', () => {
  expect(run('up')).toMatchObject({ ok: true });
  expect(engine.pools).toEqual([expect.stringMatching(/^a100/), expect.stringMatching(/^cpu/), 'system']);
  expect(run('up', {}, ['--expect-no-changes'])).toMatchObject({ ok: true });
  expect(run('refresh', {}, ['--expect-no-changes'])).toMatchObject({ ok: true });
});

test('says what a change costs', () => {
  const { text } = run('preview', size('Standard_NC24ads_A100_v4', { max: 6 }));
  expect(text).toContain("+$5,363/month: 4 -> 6 x NC24ads_A100_v4 (pool 'a100', at most)");
});

test.each([
  [
    'of the cluster itself',
    { network: { podCidr: '10.200.0.0/16' } },
    "'network.podCidr' (10.200.0.0/16) was 10.244.0.0/16",
  ],
  ['of the system pool', { systemPool: { max: 9 } }, 'is not changed through the cluster'],
])('refuses a change %s', (_, change, sentence) => {
  const { ok, text } = run('preview', change);
  expect(ok).toBe(false);
  expect(text).toContain(sentence);
});

test.each([
  ['the new one first', 'Standard_NC40ads_H100_v5', {}, ['create', 'delete']],
  [
    'the old one first, where the quota holds one only',
    'Standard_NC48ads_A100_v4',
    { replace: 'old-first' },
    ['delete', 'create'],
  ],
])('replaces a pool of another size, %s', (_, vmSize, more, order) => {
  if (order[0] === 'delete') expect(run('up', size('Standard_NC40ads_H100_v5', more))).toMatchObject({ ok: true });
  const before = engine.azure.calls.length;
  expect(run('up', size(vmSize, more))).toMatchObject({ ok: true });
  const calls = engine.azure.calls.slice(before).filter(({ id }) => id.includes('/agentPools/a100'));
  expect(calls.map(({ op }) => op)).toEqual(order);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
});

test('goes on where Azure failed', () => {
  const two = {
    gpuPools: {
      a100: { vmSize: 'Standard_NC48ads_A100_v4', max: 4, replace: 'old-first' },
      spot: { vmSize: 'Standard_NC24ads_A100_v4', spot: true },
    },
  };
  const faults = JSON.stringify([
    { op: 'create', type: 'AgentPool', code: 'SkuNotAvailable', message: 'no room in this zone', times: 1 },
  ]);
  const first = run('up', two, [], { AZURE_LOCAL_FAULTS: faults });
  expect(first).toMatchObject({ ok: false, text: expect.stringContaining('SkuNotAvailable') });
  expect(run('up', two)).toMatchObject({ ok: true, text: expect.stringContaining('1 created') });
  expect(engine.pools).toContainEqual(expect.stringMatching(/^spot/));
});

test('keeps the token out of the state, in the clear and in base64', () => {
  const base64 = Buffer.from(TOKEN).toString('base64').replace(/=+$/, '');
  expect(engine.backend).not.toContain(TOKEN);
  expect(engine.backend).not.toContain(base64);
});

test('is protected, and leaves nothing once it is not', () => {
  expect(run('destroy')).toMatchObject({ ok: false, text: expect.stringContaining('protect') });
  expect(run('up', { protect: false })).toMatchObject({ ok: true });
  expect(run('destroy', { protect: false })).toMatchObject({ ok: true });
  expect(Object.keys(engine.azure.resources)).toEqual([]);
});
