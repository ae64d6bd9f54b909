import { Duration } from 'cdk8s';
import { RequestBudget } from 'cdk8s-inference-gateway';
import { limited } from '../../../limits/limited';
import { objectsOf, type Rendered } from '../../../render';
import { changed, errorsOn, found, without } from '../../manifests';
import { deployment, object, service } from '../../objects';

const RULE = 'budget-store';
const objects = objectsOf(limited({ a: [RequestBudget.exact(600, Duration.minutes(1))] }).app);
const finds = (list: Rendered[]) => found(list).filter((one) => one.startsWith(`${RULE} `));

test('a gateway with exact budgets, limiter and store is right', () => {
  expect(errorsOn(objects)).toEqual([]);
  expect(finds(objects)).toEqual([]);
});

const ofFilter = `${RULE} error EnvoyFilter edge/gateway-request-filters`;
const ofLimiter = `${RULE} error Deployment edge/limiter`;

test.each<[string, Rendered[], string]>([
  ['a limiter that does not exist', without(objects, 'Service', 'limiter'), ofFilter],
  [
    'another port',
    changed(objects, 'EnvoyFilter', 'gateway-request-filters', 'outbound|8081|', 'outbound|8082|'),
    ofFilter,
  ],
  ['a limiter without a store', changed(objects, 'Deployment', 'limiter', 'REDIS_URL', 'REDIS'), ofLimiter],
  [
    'limits of another gateway',
    changed(objects, 'ConfigMap', 'limiter-limits', 'domain: gateway', 'domain: other'),
    ofLimiter,
  ],
])('%s is reported', (_, list, expected) => {
  expect(finds(list)).toEqual([expected]);
});

test('in a namespace of others the limiter may be made elsewhere', () => {
  const elsewhere = changed(
    objects,
    'EnvoyFilter',
    'gateway-request-filters',
    'limiter.edge.svc',
    'limiter.shared.svc',
  );
  expect(finds(elsewhere)).toEqual([`${RULE} warning EnvoyFilter edge/gateway-request-filters`]);
  const known = found(elsewhere, [{ kind: 'Service', namespace: 'shared', name: 'limiter' }]);
  expect(known.filter((one) => one.startsWith(RULE))).toEqual([]);
});

/** A filter by hand that asks Service 'limiter' of namespace 'ns'. */
const asking = object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'limits', {
  spec: {
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        patch: {
          value: {
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
              domain: 'mine',
              rate_limit_service: {
                grpc_service: { envoy_grpc: { cluster_name: 'outbound|8081||limiter.ns.svc.cluster.local' } },
              },
            },
          },
        },
      },
    ],
  },
});
const grpc = service('limiter', 'limiter', { port: 8081, targetPort: 8081 });

test('what another program than envoyproxy/ratelimit needs is not known', () => {
  expect(found([asking, grpc, deployment('limiter')])).toEqual([]);
});

test('limits that come from elsewhere than a ConfigMap are not judged', () => {
  const container = {
    image: 'docker.io/envoyproxy/ratelimit:3fb70258',
    env: [{ name: 'REDIS_URL', value: 'redis:6379' }],
  };
  expect(found([asking, grpc, deployment('limiter', { container })]).filter((one) => one.startsWith(RULE))).toEqual([]);
});
