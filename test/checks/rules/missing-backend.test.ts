import { changed, correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'missing-backend';
const route = (from: string, to: string): Change => ['HTTPRoute', 'llama', from, to];
const BACKEND = '"kind":"InferencePool","name":"llama"';

test.each<[string, Change, string]>([
  ['InferencePool', route(BACKEND, BACKEND.replace('llama', 'lama')), 'error'],
  ['Service', route(`"group":"inference.networking.k8s.io",${BACKEND}`, '"name":"lama","port":80'), 'error'],
  ['InferencePool of another namespace', route(BACKEND, `${BACKEND},"namespace":"other"`), 'warning'],
])('a route to a missing %s is reported', (_, change, severity) => {
  expect(finds(RULE, stackWith(change))).toEqual([`${severity} HTTPRoute ai/llama`]);
});

test.each<[string, Change]>([
  ['a Service', route(`"group":"inference.networking.k8s.io",${BACKEND}`, '"name":"bbr","port":9004')],
  [
    'a kind that nobody here knows',
    route(`"group":"inference.networking.k8s.io",${BACKEND}`, '"group":"example.com","kind":"Bucket","name":"x"'),
  ],
])('a route may lead to %s', (_, change) => {
  expect(finds(RULE, stackWith(change))).toEqual([]);
});

test('what somebody else makes is declared', () => {
  const objects = stackWith(route(BACKEND, BACKEND.replace('llama', 'lama')));
  const findings = found(objects, [{ kind: 'InferencePool', namespace: 'ai', name: 'lama' }]);
  expect(findings.filter((one) => one.startsWith(RULE))).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = changed(
    correct('two-models'),
    'HTTPRoute',
    'everyone',
    /"name":"llama[^"]*","weight"/,
    '"name":"lama","weight"',
  );
  expect(found(objects)).toEqual(['missing-backend error HTTPRoute models/everyone']);
});
