import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { read } from '../../cli/reader';
import { documents, NAMESPACE, routeTo, SERVICE } from './manifests';
import { folderOf } from './terminal';

const reading = (targets: string[], stdin = '') => read(targets, Readable.from([stdin]));

/** Kinds and names of what a text holds. */
async function objects(text: string): Promise<string[]> {
  const { manifests } = await reading(['-'], text);
  return manifests.map(({ manifest }) => `${manifest.apiVersion} ${manifest.kind} ${named(manifest)}`);
}

const named = (manifest: { [field: string]: unknown }) => (manifest.metadata as { readonly name: string }).name;

/** The files that a folder is read from, without the folder's own path. */
async function files(folder: string): Promise<string[]> {
  const { manifests } = await reading([folder]);
  return manifests.map(({ file }) => file?.slice(folder.length + 1) ?? '');
}

test('a folder is read with all folders in it, but for hidden ones and packages', async () => {
  const folder = folderOf({
    'b.yaml': SERVICE,
    'a/deep/c.YML': SERVICE,
    'd.json': '{"apiVersion":"v1","kind":"ConfigMap"}',
    'notes.md': SERVICE,
    '.git/e.yaml': SERVICE,
    'node_modules/x/f.yaml': SERVICE,
  });
  expect(await files(folder)).toEqual(['a/deep/c.YML', 'b.yaml', 'd.json']);
});

test('links are followed, and not for ever', async () => {
  const folder = folderOf({ 'a/b.yaml': SERVICE });
  const other = folderOf({ 'c.yaml': NAMESPACE });
  symlinkSync(folder, join(folder, 'a', 'loop'));
  symlinkSync(other, join(folder, 'other'));
  expect(await files(folder)).toEqual(['a/b.yaml', 'other/c.yaml']);
});

test('a file that is named is read whatever its name ends with', async () => {
  const folder = folderOf({ 'rendered.txt': SERVICE });
  expect((await reading([join(folder, 'rendered.txt')])).manifests).toHaveLength(1);
});

test('documents that hold only comments are nothing, not even a note', async () => {
  const text = `# first\n---\n# second\n---\n${SERVICE}---\n`;
  expect(await objects(text)).toEqual(['v1 Service model']);
  expect((await reading(['-'], text)).notes).toEqual([]);
});

test.each([
  ['List', `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }`],
  ['ConfigMapList', '{ metadata: { name: a } }'],
])('a %s is what it holds', async (kind, item) => {
  expect(await objects(`apiVersion: v1\nkind: ${kind}\nitems:\n  - ${item}\n`)).toEqual(['v1 ConfigMap a']);
});

test('what a List holds without its kind is left out with a note', async () => {
  const list = '{ apiVersion: v1, kind: List, items: [{ metadata: { name: a } }] }\n';
  const { manifests, notes } = await reading(['-'], documents(SERVICE, list));
  expect(manifests).toHaveLength(1);
  expect(notes).toEqual(["stdin:6: left out: no object with 'apiVersion' and 'kind'"]);
});

test('an empty list beside objects is nothing', async () => {
  expect(await objects(documents('{ apiVersion: v1, kind: List, items: [] }\n', SERVICE))).toEqual([
    'v1 Service model',
  ]);
});

test('YAML is understood as Kubernetes does: yes is true, 0644 is octal, dates and times are texts', async () => {
  const { manifests } = await reading(
    ['-'],
    `apiVersion: v1
kind: ConfigMap
x: { on: yes, mode: 0644, date: 2026-01-02, time: 12:30, text: "no" }
merged: { <<: { a: 1 }, b: 2 }
`,
  );
  expect(manifests[0]?.manifest).toMatchObject({
    x: { true: true, mode: 420, date: '2026-01-02', time: '12:30', text: 'no' },
    merged: { a: 1, b: 2 },
  });
});

test('YAML that holds no Kubernetes object is left out with a note', async () => {
  const folder = folderOf({
    'Chart.yaml': 'apiVersion: v2\nname: x\n',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    'tsconfig.json': '{\n  // no JSON\n  "strict": true\n}\n',
    'values.yaml': 'replicas: 2\n',
    'z.yaml': documents('replicas: 2\n', SERVICE),
  });
  const { manifests, notes } = await reading([folder]);
  expect(manifests.map(({ file }) => file)).toEqual([join(folder, 'z.yaml')]);
  expect(notes.map((note) => note.replaceAll(`${folder}/`, ''))).toEqual([
    "z.yaml:1: left out: no object with 'apiVersion' and 'kind'",
    'left out: no Kubernetes objects in Chart.yaml, kustomization.yaml, tsconfig.json, values.yaml',
  ]);
});

test('a key that stands twice is noted, and the last one counts, as for kubectl', async () => {
  const { manifests, notes } = await reading(['-'], 'apiVersion: v1\nkind: A\nkind: B\n');
  expect(manifests[0]?.manifest.kind).toBe('B');
  expect(notes).toEqual(['stdin:3: a key stands twice; the last one counts']);
});

describe('nothing is judged', () => {
  test.each([
    ['where a folder is missing', () => '/no/such/folder', '/no/such/folder does not exist'],
    ['where a folder is empty', () => folderOf({}), 'there is no Kubernetes object in '],
    [
      'where a folder has other YAML only',
      () => folderOf({ 'values.yaml': 'a: 1\n' }),
      'there is no Kubernetes object',
    ],
    ['where a link leads nowhere', dangling, 'b.yaml does not exist'],
    [
      'where one file of several is no YAML',
      () => folderOf({ 'a.yaml': SERVICE, 'b.yaml': `${routeTo('a')}  bad: worse: worst\n` }),
      'b.yaml:7: ',
    ],
    ['where a JSON manifest is broken', () => folderOf({ 'a.json': '{"apiVersion": "v1",\n"kind": }}' }), 'a.json:2: '],
    ['where an alias has no anchor', () => folderOf({ 'a.yaml': 'a: *b\n' }), 'a.yaml:1: '],
    [
      'where a template was not rendered',
      () => folderOf({ 'a.yaml': '{{- if .Values.x }}\nkind: A\n{{- end }}\n' }),
      'a.yaml looks like a template: check what it renders',
    ],
  ])('%s', async (_, folder, message) => {
    await expect(reading([folder()])).rejects.toThrow(message);
  });
});

function dangling(): string {
  const folder = folderOf({});
  mkdirSync(join(folder, 'a'));
  symlinkSync(join(folder, 'gone.yaml'), join(folder, 'a', 'b.yaml'));
  return folder;
}
