import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, Versions } from 'cdk8s-inference-gateway';
import { sources } from './source';

const COMPONENTS = Object.entries(Versions).filter(([, value]) => typeof value === 'object') as [string, Component][];
const README = readFileSync(join(__dirname, '../README.md'), 'utf8');
const README_COMMANDS = [...README.matchAll(/^```(?:sh|powershell)\n([\s\S]*?)^```/gm)]
  .map(([, block]) => block)
  .join('\n');

/** Everything but the lock itself and what is generated from vLLM's sources. */
const GENERATED = ['vllm-flags.ts', 'vllm-parsers.ts'].map((file) => join('models', 'vllm', file));
const code = sources().filter(({ path }) => path !== 'versions.ts' && !GENERATED.includes(path));

function hits(pattern: RegExp): string[] {
  return code.flatMap(({ path, code: text }) => (text.match(pattern) ?? []).map((hit) => `${path}: ${hit}`));
}

test('the lock has every component that is rendered or installed', () => {
  expect(COMPONENTS.map(([name]) => name)).toEqual([
    'KUBERNETES',
    'GATEWAY_API',
    'INFERENCE_EXTENSION',
    'ISTIO',
    'ENDPOINT_PICKER',
    'BODY_ROUTER',
    'VLLM',
    'SIMULATOR',
    'RATE_LIMITER',
    'COUNTER_STORE',
  ]);
});

test('no image name stands outside the lock', () => {
  expect(
    hits(/(registry\.k8s\.io|ghcr\.io|docker\.io|quay\.io|nvcr\.io|gcr\.io|mcr\.microsoft\.com)[\w./:-]*/g),
  ).toEqual([]);
  const names = COMPONENTS.flatMap(([, { image }]) => (image ? [image.split('/').slice(1).join('/')] : []));
  expect(names).toHaveLength(6);
  expect(names.flatMap((name) => hits(new RegExp(name, 'g')))).toEqual([]);
});

test('no version stands outside the lock', () => {
  expect(hits(/(?<![\w.-])v?\d+\.\d+\.\d+(?![\d.])[\w-]*/g)).toEqual([]);
  const locked = COMPONENTS.flatMap(([, { oldest, lock, run, newest }]) => [oldest, lock, run, newest]);
  for (const version of new Set(locked))
    expect(hits(new RegExp(`['"\`]${version.replaceAll('.', '\\.')}['"\`]`, 'g'))).toEqual([]);
});

test('no moving tag stands anywhere', () => {
  expect(hits(/:(latest|main|nightly|stable)\b/g)).toEqual([]);
});

/** Numbers of a version, for comparison. */
const numbers = (version: string) => version.replace(/^v/, '').split('-')[0].split('.').map(Number);

function atMost(older: string, newer: string): boolean {
  const [a, b] = [numbers(older), numbers(newer)];
  const length = Math.min(a.length, b.length);
  const index = Array.from({ length }, (_, i) => i).find((i) => a[i] !== b[i]);
  return index === undefined || a[index] < b[index];
}

/** Without releases, versions are commits: which one is older they do not tell. */
const RELEASED = COMPONENTS.filter(([, { lock }]) => !/^[0-9a-f]{8}$/.test(lock));

test.each(RELEASED)('%s is locked between its oldest and its newest version', (_, { oldest, lock, newest }) => {
  expect([atMost(oldest, lock), atMost(lock, newest)]).toEqual([true, true]);
});

test.each(RELEASED)('%s was run in its locked minor version', (_, { lock, run }) => {
  expect(numbers(run).slice(0, 2)).toEqual(numbers(lock).slice(0, 2));
});

test.each(COMPONENTS.filter(([, { module }]) => module))(
  'the CRDs of %s come from the locked version',
  (_, { module, lock }) => {
    expect(module?.split('@')[1].replace(/^v/, '')).toBe(lock.replace(/^v/, ''));
  },
);

describe('the commands of the README install the lock', () => {
  const { GATEWAY_API, INFERENCE_EXTENSION, ISTIO, KUBERNETES } = Versions;

  test.each([
    ['Gateway API', /kubernetes-sigs\/gateway-api\/releases\/download\/([^/]+)\//g, GATEWAY_API.lock],
    [
      'the inference extension',
      /gateway-api-inference-extension\/releases\/download\/([^/]+)\//g,
      INFERENCE_EXTENSION.lock,
    ],
    ['Istio', /istio.* --version (\S+)/g, ISTIO.lock],
  ])('of %s', (_, pattern, lock) => {
    const versions = [...README_COMMANDS.matchAll(pattern)].map(([, version]) => version);
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set(versions)).toEqual(new Set([lock]));
  });

  test('and no other version', () => {
    const versions = README_COMMANDS.match(/(?<![\w.-])v?\d+\.\d+\.\d+(?![\d.])/g) ?? [];
    const locked = COMPONENTS.map(([, { lock }]) => lock);
    expect(versions.filter((version) => !locked.includes(version))).toEqual([]);
  });

  test('for the oldest Kubernetes that is accepted', () => {
    const [, oldest] = /Kubernetes (\d+\.\d+) or newer/.exec(README) ?? [];
    expect(oldest).toBe(KUBERNETES.oldest);
  });

  test('with the switch that InferencePools need', () => {
    expect(README_COMMANDS).toContain('ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true');
  });
});
