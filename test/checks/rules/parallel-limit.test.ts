import { tenancy } from '../../programs';
import { objectsOf } from '../../render';
import { changed, found, without } from '../manifests';
import { by, NAMESPACE, object, POOL } from '../objects';

const rule = (host: string, metadata = {}) =>
  object('networking.istio.io/v1', 'DestinationRule', 'limit', { metadata, spec: { host } });
const judged = (...objects: object[]) => by('parallel-limit', objects as never);
const limited = () => objectsOf(tenancy(['a'], { maxParallel: 3 }).app);
const about = (objects: ReturnType<typeof limited>) =>
  found(objects).filter((one) => !one.startsWith('missing-reference'));

test("a DestinationRule for a pool's Service carries the hash of the pool's name", () => {
  expect(judged(NAMESPACE, POOL, rule('llama-ip-fc5a1047.ns.svc.cluster.local'))).toEqual([]);
  expect(judged(NAMESPACE, POOL, rule('llama-ip-00000000.ns.svc.cluster.local'))).toEqual([
    'error DestinationRule ns/limit',
  ]);
  expect(judged(NAMESPACE, POOL, rule('llama-ip-00000000'))).toEqual(['error DestinationRule ns/limit']);
});

test('a pool that is not here is asked for, where the namespace is', () => {
  expect(judged(NAMESPACE, POOL, rule('other-ip-00000000.ns.svc.cluster.local'))).toEqual([
    'error DestinationRule ns/limit',
  ]);
  expect(judged(NAMESPACE, POOL, rule('other-ip-00000000.elsewhere.svc.cluster.local'))).toEqual([
    'warning DestinationRule ns/limit',
  ]);
});

test('a DestinationRule for anything else is none of its business', () => {
  expect(judged(NAMESPACE, POOL, rule('llama-epp.ns.svc.cluster.local'), rule('*.ns.svc.cluster.local'))).toEqual([]);
});

test("a tenant's own door that was renamed by hand has no limit any more", () => {
  const objects = changed(limited(), 'InferencePool', 'chat-for-a', '"name":"chat-for-a"', '"name":"chat-of-a"');
  expect(about(objects)).toContain('parallel-limit error DestinationRule models/chat-for-a');
});

test("a tenant's own door to other pods is another model, which its picker does not pick for", () => {
  const objects = changed(
    limited(),
    'InferencePool',
    'chat-for-a',
    '"app.kubernetes.io/instance":"chat"',
    '"app.kubernetes.io/instance":"code"',
  );
  expect(about(objects)).toContain('picker-arguments error Deployment models/chat-epp');
  expect(about(objects)).toContain('model-name error HTTPRoute a/route');
});

test("a tenant's own door without the pool behind it has no picker", () => {
  expect(about(without(limited(), 'InferencePool', 'chat'))).toEqual([
    'picker-arguments error Deployment models/chat-epp',
  ]);
});
