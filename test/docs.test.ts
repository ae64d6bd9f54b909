import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse } from 'yaml';
import * as library from '../lib';
import { RULES } from '../lib/checks/rules';
import { exampleObjects, synthesized } from './example';
import { anchorsOf, type Block, blocksOf, codeOf, contradictions, linksOf, PAGES, quotation } from './quotes';
import { oneChart, type Rendered } from './render';

const ROOT = join(__dirname, '..');
/** Pages that are written by hand for users; the decisions are for those who change the library. */
const GUIDES = Object.keys(PAGES).filter((page) => page.startsWith('docs/') && page !== 'docs/decisions.md');
const TYPESCRIPT = GUIDES.flatMap((page) => blocksOf(page, 'ts'));
const YAML = GUIDES.flatMap((page) => blocksOf(page, 'yaml'));
const label = ({ page, comment }: Block) => `${page}: ${comment}`;

test.each(TYPESCRIPT.map((block) => [label(block), block] as const))('%s quotes an example as it is', (_, block) => {
  expect(block.comment).toMatch(/^examples\/[\w-]+\.ts(#[\w-]+)?$/);
  expect(block.text).toBe(quotation(block.comment ?? ''));
});

const rendered = new Map<string, Rendered[]>();

function objectsOf(example: string): Rendered[] {
  const known = rendered.get(example) ?? exampleObjects(example, false);
  rendered.set(example, known);
  return known;
}

test.each(YAML.map((block) => [label(block), block] as const))('%s, and it does', (_, { comment = '', text }) => {
  const [, example = '', kind, place = ''] = /^yields examples\/([\w-]+)\.ts (\w+) (\S+)$/.exec(comment) ?? [];
  const [name, namespace] = place.split('/').reverse();
  const found = objectsOf(example).filter(
    (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
  );
  expect(found).not.toEqual([]);
  const wrong = found.map((one) => contradictions(parse(text), one));
  expect(wrong.find((faults) => faults.length === 0) ?? wrong[0]).toEqual([]);
});

test.each([
  [{ a: 1 }, { a: 1, b: 2 }, []],
  [{ a: [1, 3] }, { a: [1, 2, 3] }, []],
  [{ a: [3, 1] }, { a: [1, 2, 3] }, ['.a[1]']],
  [{ a: { b: 1 } }, { a: { b: '1' } }, ['.a.b (1) is "1"']],
  [{ a: [{ b: 1 }, { b: 1 }] }, { a: [{ b: 1, c: 1 }] }, ['.a[1]']],
])('%j beside %j is wrong in %j', (quoted, one, faults) => {
  expect(contradictions(quoted, one)).toEqual(faults);
});

test.each(Object.keys(PAGES))('every file and heading that %s links to is there', (page) => {
  const broken = linksOf(page).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken).toEqual([]);
});

const { GpuNode, Engine, Model, ModelPool, PodSettings, Replicas, SecretKey, Weights } = library;

function pool(props: library.ModelPoolProps) {
  return () => new ModelPool(oneChart().chart, 'llama', props);
}

/** What pages quote of errors. */
const ERRORS: [string, () => unknown][] = [
  [
    'docs/hardware.md',
    pool({
      model: Model.LLAMA_3_3_70B_INSTRUCT,
      node: GpuNode.azure('Standard_NC96ads_A100_v4'),
      weights: Weights.huggingFace({ token: SecretKey.of('hf', 'token') }),
      engine: Engine.vllm({ tensorParallel: 2 }),
    }),
  ],
  [
    'docs/hardware.md',
    pool({
      model: Model.QWEN3_0_6B,
      node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 2 }),
      replicas: Replicas.fixed(3),
    }),
  ],
  [
    'docs/changing-anything.md',
    pool({
      model: Model.QWEN3_0_6B,
      engine: Engine.simulator(),
      pods: PodSettings.of({ labels: { 'app.kubernetes.io/name': 'mine' } }),
    }),
  ],
  ['docs/changing-anything.md', () => Engine.vllm({ args: { '--block-sizes': '32' } })],
  ['docs/changing-anything.md', () => Engine.vllm({ args: { '--trust-remote-code': 'true' } })],
];

test.each(ERRORS)('%s quotes an error as it is thrown (%#)', (page, mistake) => {
  const quotes = [...(PAGES[page] ?? '').matchAll(/^```text\n([\s\S]*?)\n```$|`('[^`\n]+)`/gm)];
  const messages = quotes.map(([, block, inline]) => block ?? inline ?? '');
  let thrown = '';
  try {
    mistake();
  } catch (error) {
    thrown = String(error).replace('Error: ', '');
  }
  expect(messages.filter((message) => thrown.startsWith(message))).toHaveLength(1);
});

test('the page of checks quotes a finding as synth reports it', () => {
  const [{ text = '' } = {}] = blocksOf('docs/checks.md', 'text');
  const undeclared = () =>
    synthesized('routes', false, ({ Checks }) => {
      Checks.prototype.exists = () => undefined;
    });
  expect(undeclared).toThrow(text.slice(0, text.indexOf(' See ')));
});

test('the page of contracts quotes that of the tenants', () => {
  let contract = '';
  synthesized('tenants', false, ({ Contract }) => {
    const { App } = require('cdk8s') as typeof import('cdk8s');
    jest.spyOn(App.prototype, 'synth').mockImplementation(function (this: InstanceType<typeof App>) {
      contract = Contract.of(this).toMarkdown();
    });
  });
  const quotes = blocksOf('docs/contract.md', 'text').map(({ text }) => text);
  expect(quotes).toHaveLength(2);
  expect(quotes.filter((text) => !contract.includes(text))).toEqual([]);
});

test('the page of adoption quotes what the example prints for other owners', () => {
  const printed = synthesized('existing-platform', false).printed.join('');
  const quotes = blocksOf('docs/adoption.md', 'text').map(({ text }) => text);
  expect(quotes).toHaveLength(1);
  expect(quotes.filter((text) => !printed.includes(text))).toEqual([]);
});

test('every class and every enum of the library is named on a page', () => {
  const code = GUIDES.map(codeOf).join('\n');
  const silent = Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
  expect(silent).toEqual([]);
});

test('every claim of the page of security names a case that is there', () => {
  const claims = [...(PAGES['docs/security.md'] ?? '').matchAll(/`([\w-]+) › ([^`]+)`/g)];
  const missing = claims.filter(([, file, sentence = '']) => {
    const path = ['.test.ts', '.ts'].map((end) => join(ROOT, 'test', 'cluster', `${file}${end}`)).find(existsSync);
    return path === undefined || !readFileSync(path, 'utf8').replaceAll("\\'", "'").includes(sentence);
  });
  expect(claims.length).toBeGreaterThan(15);
  expect(missing.map(([claim]) => claim)).toEqual([]);
});

test('every page is in the index', () => {
  const linked = linksOf('docs/README.md').map((link) => `docs/${link}`);
  expect(Object.keys(PAGES).filter((page) => page.startsWith('docs/') && !linked.includes(page))).toEqual([
    'docs/README.md',
  ]);
});

test('every rule has a heading of its own on the page of rules', () => {
  const headings = anchorsOf('docs/rules.md');
  expect(RULES.map(({ id }) => id).filter((id) => !headings.includes(id))).toEqual([]);
});

test('every rule is linked from the page of what it guards', () => {
  const links = GUIDES.filter((page) => page !== 'docs/rules.md').flatMap(linksOf);
  expect(RULES.map(({ id }) => id).filter((id) => !links.includes(`rules.md#${id}`))).toEqual([]);
});
