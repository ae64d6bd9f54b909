import { PAGES } from '../quotes';
import { Upstream } from './upstream';

let upstream: Upstream;
beforeAll(() => {
  upstream = Upstream.fetched();
});
afterAll(() => upstream?.remove());

/** Paths of all values, as `--set` names them. */
function paths(values: unknown, path: string[] = []): string[] {
  const fields = values !== null && typeof values === 'object' && !Array.isArray(values) ? Object.entries(values) : [];
  if (fields.length === 0) return [path.join('.')];
  return fields.flatMap(([field, value]) => paths(value, [...path, field]));
}

test.each(['inferencepool', 'body-based-routing'])('the page for users of charts names every value of %s', (chart) => {
  const [, section = ''] = (PAGES['docs/from-helm.md'] ?? '').split(`\n## ${chart}\n`);
  const [table = ''] = section.split('\n## ');
  const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  const all = paths(upstream.values(chart));
  expect(all.length).toBeGreaterThan(10);
  const missing = all.filter(
    (path) => !named.some((name) => path === name || path.startsWith(`${name.replace(/\.\*$/, '')}.`)),
  );
  expect(missing).toEqual([]);
});
