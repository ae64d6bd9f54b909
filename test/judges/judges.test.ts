import { RequestMatch, Versions } from 'cdk8s-inference-gateway';
import { exampleObjects } from '../example';
import { poolIn, serviceIn, team } from '../programs';
import { chartIn, objectsOf, type Rendered } from '../render';
import { objectFaults } from './objects';
import { pathFaults } from './path';
import { namespaceFaults, podSecurityFaults } from './pods';
import { timeFaults } from './time';

const VLLM = `${Versions.VLLM.image}:${Versions.VLLM.lock}`;
const GRACE = /"terminationGracePeriodSeconds":\d+/;

/** A shared endpoint with a model by header, a canary and a Service of another namespace. */
function splitObjects(): Rendered[] {
  const { app, chart, route } = team({ route: { models: [] } });
  route.addModel(poolIn(chart, 'big'), { match: RequestMatch.header('x-model-class', 'large') });
  const next = poolIn(chart, 'next', { modelName: 'chat' });
  route.addCanary(poolIn(chart, 'chat'), next, 10);
  const rerank = serviceIn(chartIn(app, 'models'), 'rerank', { port: 80, podLabels: { app: 'rerank' } });
  route.addService(rerank, { paths: ['/v1/rerank'] });
  return objectsOf(app);
}

describe('the judges are not blind', () => {
  const objects = exampleObjects('tenants', false);
  const named = (kind: string, name: string) => (object: Rendered) =>
    object.kind === kind && object.metadata.name === name;

  /** A copy of the objects in which one text of one of them is another. */
  function changed(
    which: (object: Rendered) => boolean,
    from: string | RegExp,
    to: string,
    source = objects,
  ): Rendered[] {
    expect(source.filter(which)).toHaveLength(1);
    return source.map((object) => {
      if (!which(object)) return object;
      const text = JSON.stringify(object);
      expect(text).toMatch(from);
      return JSON.parse(text.replace(from, to));
    });
  }

  const without = (which: (object: Rendered) => boolean) => objects.filter((object) => !which(object));
  const server = named('Deployment', 'chat');
  const picker = named('Deployment', 'chat-epp');
  const pool = named('InferencePool', 'chat');
  const gateway = named('Gateway', 'ai-shared-gateway');
  const routeB = (object: Rendered) => object.kind === 'HTTPRoute' && object.metadata.namespace === 'tenant-b';

  test.each([
    ['a pool port', changed(pool, '"number":8000', '"number":8001')],
    ['a pool selector', changed(pool, '"app.kubernetes.io/instance":"chat"', '"app.kubernetes.io/instance":"chap"')],
    ['a served name', changed(server, '--served-model-name=chat', '--served-model-name=chap')],
    ['the port of a server', changed(server, '--port=8000', '--port=8001')],
    ['the pool of a picker', changed(picker, '--pool-name=chat', '--pool-name=chap')],
    ['the TLS of a picker', changed(picker, '--secure-serving=true', '--secure-serving=false')],
    ['the picker port', changed(pool, '"number":9002', '"number":9003')],
    [
      'a missing grant',
      without((object) => object.kind === 'ReferenceGrant' && object.metadata.name === 'chat-from-tenant-a'),
    ],
    [
      'a grant to another pool',
      changed(named('ReferenceGrant', 'chat-from-tenant-a'), '"name":"chat"', '"name":"chap"'),
    ],
    ['a missing DestinationRule', without(named('DestinationRule', 'chat-epp'))],
    [
      'the table of the router',
      changed(named('ConfigMap', 'ai-shared-gateway-model-chat'), '"baseModel":"chat"', '"baseModel":"chap"'),
    ],
    [
      'an adapter that the server does not load',
      changed(
        named('ConfigMap', 'ai-shared-gateway-model-chat'),
        '"baseModel":"chat"',
        '"baseModel":"chat","adapters":"- sql"',
      ),
    ],
    ['a listener name', changed(gateway, '"name":"tenant-b.ai.example.com"', '"name":"tenant-c.ai.example.com"')],
    [
      'the namespace of a listener',
      changed(gateway, '"kubernetes.io/metadata.name":"tenant-b"', '"kubernetes.io/metadata.name":"tenant-c"'),
    ],
    [
      'the label of a namespace',
      changed(named('Namespace', 'tenant-b'), '"kubernetes.io/metadata.name":"tenant-b"', '"x":"y"'),
    ],
    ['the host of a route', changed(routeB, '"hostnames":["tenant-b.', '"hostnames":["tenant-c.')],
    ['the header of a route', changed(routeB, '"value":"bge-small"', '"value":"bge"')],
    [
      'a prefix in a route',
      changed(routeB, '"type":"Exact","value":"/v1/embeddings"', '"type":"PathPrefix","value":"/v1"'),
    ],
  ])('to %s on the path', (_, broken) => {
    expect(pathFaults(broken)).not.toEqual([]);
  });

  describe('on routes with canaries, headers and Services', () => {
    const several = splitObjects();
    const filters = named('EnvoyFilter', 'gateway-request-filters');
    const route = (object: Rendered) => object.kind === 'HTTPRoute' && object.metadata.name === 'everyone';
    const other = (which: (object: Rendered) => boolean, from: string | RegExp, to: string) =>
      changed(which, from, to, several);

    test('without a fault', () => expect(pathFaults(several)).toEqual([]));
    test.each([
      ['a gateway that draws nothing', other(filters, 'inference-gateway.canary-draw', 'inference-gateway.x')],
      ['draws that nobody else answers', other(route, /"value":"chat"(?!.*"value":"chat")/, '"value":"chap"')],
      ['a router in front of a header', other(filters, 'ai.everyone.0', 'ai.everyone.9')],
      ['a name without the router', other(filters, 'ai.everyone.0', 'ai.everyone.2')],
      ['a Service without a port', other(route, '"port":80,', '')],
      ['a missing grant', several.filter(({ kind }) => kind !== 'ReferenceGrant')],
      ['a grant of another kind', other(named('ReferenceGrant', 'rerank-service-from-ai'), '"Service"', '"Secret"')],
    ])('to %s', (_, broken) => {
      expect(pathFaults(broken)).not.toEqual([]);
    });
  });

  test.each([
    ['a short grace', changed(server, GRACE, '"terminationGracePeriodSeconds":610')],
    ['a picker that ends early', changed(picker, GRACE, '"terminationGracePeriodSeconds":60')],
    ['a long route', changed(routeB, '"request":"30s"', '"request":"300s"')],
    ['a long attempt', changed(routeB, '"backendRequest":"25s"', '"backendRequest":"35s"')],
    [
      'proxies that end early',
      changed(
        named('ConfigMap', 'ai-shared-gateway-proxy'),
        /terminationGracePeriodSeconds: \d+/,
        'terminationGracePeriodSeconds: 9',
      ),
    ],
  ])('to %s in time', (_, broken) => {
    expect(timeFaults(broken)).not.toEqual([]);
  });

  test.each([
    ['a namespace that is not restricted', changed(named('Namespace', 'tenant-a'), /"restricted"/, '"baseline"')],
    [
      'a default that allows',
      without((object) => object.metadata.name === 'default-deny' && object.metadata.namespace === 'tenant-a'),
    ],
  ])('to %s', (_, broken) => {
    expect(namespaceFaults(broken)).not.toEqual([]);
  });

  test.each([
    ['two objects of one name', [...objects, objects[0]]],
    ['an invalid name', changed(server, '"name":"chat"', '"name":"Chat"')],
    [
      'a long label',
      changed(server, '"app.kubernetes.io/instance":"chat"', `"app.kubernetes.io/instance":"${'c'.repeat(64)}"`),
    ],
  ])('to %s', (_, broken) => {
    expect(objectFaults(broken)).not.toEqual([]);
  });

  test.each([
    ['root', changed(server, '"runAsNonRoot":true', '"runAsNonRoot":false')],
    ['a writable root', changed(server, '"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false')],
    ['a token', changed(server, '"automountServiceAccountToken":false', '"automountServiceAccountToken":true')],
    ['no seccomp profile', changed(server, '"RuntimeDefault"', '"Unconfined"')],
    ['a moving tag', changed(server, VLLM, `${Versions.VLLM.image}:latest`)],
    ['no tag', changed(server, VLLM, String(Versions.VLLM.image))],
    ['a Service with an address of its own', changed(named('Service', 'chat-epp'), '"ClusterIP"', '"LoadBalancer"')],
    ['capabilities', changed(server, '"drop":["ALL"]', '"drop":[]')],
    ['no policy', without((object) => object.kind === 'NetworkPolicy' && object.metadata.name === 'chat')],
  ])('to %s in pods', (_, broken) => {
    expect(podSecurityFaults(broken)).not.toEqual([]);
  });
});
