import { changed, correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'picker-rollout';
const picker = (from: string | RegExp, to: string): Change => ['Deployment', 'llama-epp', from, to];
const warning = 'warning Deployment ai/llama-epp';
const error = 'error Deployment ai/llama-epp';
const elected = picker('"--v"', '"--ha-enable-leader-election","--v"');
const recreate = picker('"spec":{', '"spec":{"strategy":{"type":"Recreate"},');
const readiness = picker('"inference-extension"', '"readiness"');
const NO_PROBE = picker('"startupProbe":{"tcpSocket":{"port":"grpc"}},', '');

test.each<[string, Change[], string[]]>([
  ['one by one with Recreate', [recreate], [warning]],
  ['without a startup probe', [NO_PROBE], [warning]],
  ['with a startup probe on the health port', [picker('"port":"grpc"', '"port":9003')], [warning]],
  ['elected, pod by pod', [elected, readiness], [warning]],
  ['elected, with a probe that nobody answers', [elected, recreate], [error]],
  [
    'elected, with a liveness probe that kills standbys',
    [
      elected,
      recreate,
      readiness,
      picker('"readinessProbe"', '"livenessProbe":{"grpc":{"port":9003,"service":"readiness"}},"readinessProbe"'),
    ],
    [error],
  ],
  [
    'elected, with standbys that are ready',
    [elected, recreate, picker('"inference-extension"', '"liveness"')],
    [error],
  ],
])('a picker that rolls %s is reported', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
});

test.each<[string, Change[]]>([
  ['elected, with Recreate and its own probes', [elected, recreate, readiness]],
  ['without a startup probe, if it needs no key', [NO_PROBE, picker('"--v"', '"--secure-serving=false","--v"')]],
  ['as another program', [NO_PROBE, picker('gateway-api-inference-extension/epp:v1.5.0', 'own-picker:1')]],
])('a picker may roll %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('how another program rolls is not known', () => {
  const own = picker('gateway-api-inference-extension/epp:v1.5.0', 'own-picker:1');
  expect(finds(RULE, stackWith(own, recreate))).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(
      changed(correct(), 'Deployment', 'chat-epp', '"tcpSocket":{"port":"grpc"}', '"tcpSocket":{"port":"grpc-health"}'),
    ),
  ).toEqual(['picker-rollout warning Deployment ai-models/chat-epp']);
});
