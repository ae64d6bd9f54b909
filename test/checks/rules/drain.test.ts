import { changed, correct, found } from '../manifests';
import { by, deployment, gateway, NAMESPACE, POOL, poolRoute, service, vllm } from '../objects';

const preStop = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
const server = (shutdown: number, sleep: number, grace?: number) =>
  vllm([`--shutdown-timeout=${shutdown}`], undefined, {
    pod: grace === undefined ? {} : { terminationGracePeriodSeconds: grace },
    container: sleep === 0 ? {} : preStop(sleep),
  });
const picker = (grace?: number) => [
  service('epp', 'epp', { port: 9002 }),
  deployment('epp', { pod: grace === undefined ? {} : { terminationGracePeriodSeconds: grace } }),
];
const judged = (workload: object, request: string | undefined, epp = picker(700)) =>
  by('drain', [NAMESPACE, gateway(), POOL, poolRoute({ timeouts: { request } }), workload as never, ...epp]);

describe('a model server', () => {
  test.each([
    ['is killed while it finishes answers', server(60, 15, 60), 'error Deployment ns/llama'],
    ['is killed after the default of 30 s', server(60, 15), 'warning Deployment ns/llama'],
    ['is killed as soon as its answers are done', server(60, 15, 77), 'warning Deployment ns/llama'],
    ['finishes nothing', server(0, 15, 90), 'warning Deployment ns/llama'],
    ['does not say that it finishes anything', vllm([], undefined, {}), 'warning Deployment ns/llama'],
    ['gets requests until it ends', server(60, 0, 90), 'warning Deployment ns/llama'],
  ])('is reported if it %s', (_, workload, finding) => {
    expect(judged(workload, '60s')).toEqual([finding]);
  });

  test.each([
    ['has some seconds left at its end', server(60, 15, 80)],
    [
      'sleeps in a program',
      vllm(['--shutdown-timeout', '60'], undefined, {
        pod: { terminationGracePeriodSeconds: 90 },
        container: { lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 20'] } } } },
      }),
    ],
    [
      'is told how to end by a file',
      vllm(['--config', '/config/vllm.yaml'], undefined, {
        pod: { terminationGracePeriodSeconds: 90 },
      }),
    ],
    ['is not vLLM', deployment('llama', { pod: { terminationGracePeriodSeconds: 60 } })],
  ])('is right if it %s', (_, workload) => {
    expect(judged(workload, '60s')).toEqual([]);
  });
});

describe('a route', () => {
  test.each([
    ['longer answers than any server finishes', server(60, 15, 90), '76s', 'error HTTPRoute ns/route'],
    ['answers that may begin too late', server(60, 15, 90), '75s', 'warning HTTPRoute ns/route'],
    ['longer answers than an unknown server lives', deployment('llama'), '31s', 'warning HTTPRoute ns/route'],
  ])('is reported if it allows %s', (_, workload, request, finding) => {
    expect(judged(workload, request)).toEqual([finding]);
  });

  test('of a bundle of charts, which know nothing of each other, is warned of', () => {
    const objects = [gateway(), POOL, poolRoute({ timeouts: { request: '300s' } }), server(45, 15, 75), ...picker(300)];
    expect(by('drain', objects)).toEqual(['warning HTTPRoute ns/route']);
  });

  test('is right if it allows what the server finishes, or says nothing', () => {
    expect(judged(server(60, 15, 90), '1m')).toEqual([]);
    expect(judged(server(60, 15, 90), '0s')).toEqual([]);
    expect(judged(deployment('llama'), '30s')).toEqual([]);
  });
});

describe('an endpoint picker', () => {
  test('is an error if it ends before the answers that its servers finish', () => {
    expect(judged(server(60, 15, 90), '60s', picker(59))).toEqual(['error Deployment ns/epp']);
  });

  test('is warned of if only the route says how long answers are, or if its own end is a default', () => {
    expect(judged(deployment('llama', { pod: { terminationGracePeriodSeconds: 300 } }), '300s', picker(130))).toEqual([
      'warning Deployment ns/epp',
    ]);
    expect(judged(server(60, 15, 90), '60s', picker())).toEqual(['warning Deployment ns/epp']);
  });

  test('is right if it lives as long as the shorter of route and server', () => {
    expect(judged(server(600, 15, 630), '60s', picker(60))).toEqual([]);
  });
});

describe('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = correct('two-models');
  const grace = /"terminationGracePeriodSeconds":\d+/;

  test.each([
    ['a shorter grace of a server', 'Deployment', 'llama', grace, '"terminationGracePeriodSeconds":600'],
    ['a shorter grace of a picker', 'Deployment', 'llama-epp', grace, '"terminationGracePeriodSeconds":20'],
    ['a longer timeout of a route', 'HTTPRoute', 'everyone', /"request":"\w+"/, '"request":"620s"'],
  ])('%s', (_, kind, name, from, to) => {
    expect(found(changed(objects, kind, name, from, to))).toEqual([`drain error ${kind} models/${name}`]);
  });
});
