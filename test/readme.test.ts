import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documents, EXAMPLES, exampleObjects, QUOTED, synthesized } from './example';
import { quotation } from './quotes';
import { find } from './render';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The first block of a language behind a text. */
function block(language: string, behind: string): string {
  const [, text = ''] =
    README.slice(README.indexOf(behind)).match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``)) ?? [];
  return text;
}

test.each(QUOTED)('the README quotes the example %s as it is', (example) => {
  const file = `examples/${example}.ts`;
  expect(README).toContain(`<!-- ${file} -->`);
  expect(block('ts', `<!-- ${file} -->`)).toBe(quotation(file));
});

test.each(EXAMPLES)('the example %s is a story of at most 75 lines', (example) => {
  expect(quotation(`examples/${example}.ts`).trimEnd().split('\n').length).toBeLessThanOrEqual(75);
});

test('the README says how many objects the first example yields', () => {
  const [[file, text]] = Object.entries(synthesized('quickstart', false).files);
  expect(README).toContain(`\`${file}\`, with ${documents(text).length} objects`);
});

test('the YAML of the README is what the first example yields', () => {
  const quoted = parse(block('yaml', 'yields one file'));
  const rendered = find(exampleObjects('quickstart', false), quoted.kind, quoted.metadata.name);
  const [rule] = quoted.spec.rules;
  expect(rendered.spec.rules[0].matches.slice(0, rule.matches.length)).toEqual(rule.matches);
  expect(rendered).toMatchObject({
    ...quoted,
    spec: { ...quoted.spec, rules: [{ ...rule, matches: rendered.spec.rules[0].matches }] },
  });
});

test('every file and folder of the repository that the README names exists', () => {
  const links = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
  const named = [...README.matchAll(/<!-- (\S+) -->/g)].map(([, path]) => path);
  expect([...links, ...named].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every npm script that the README names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...README.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(scripts).toHaveProperty([name]);
});
