import { Duration } from 'cdk8s';
import { TrafficClass } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { poolIn, team } from '../../programs';
import { find } from '../../render';
import type { Deployment } from '../../shapes';

function deployment({ app }: ReturnType<typeof team>): Deployment['spec'] {
  return parse(find(app, 'ConfigMap', 'gateway-proxy').data.deployment).spec;
}

test('a rollout of the proxies takes none away before the next is ready', () => {
  expect(deployment(team())).toMatchObject({
    replicas: 2,
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  });
});

test('a proxy drains for as long as it has connections', () => {
  const [proxy] = deployment(team()).template.spec.containers;
  expect(proxy.name).toBe('istio-proxy');
  expect(proxy.env).toEqual(
    expect.arrayContaining([
      { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' },
      { name: 'MINIMUM_DRAIN_DURATION', value: '5s' },
    ]),
  );
  expect(proxy.lifecycle.preStop.sleep.seconds).toBe(5);
});

test('the proxies meet Pod Security restricted, for which Istio itself sets no seccomp profile', () => {
  expect(deployment(team()).template.spec.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
});

test('proxies are evicted one by one, and unhealthy ones at once', () => {
  const data = find(team().app, 'ConfigMap', 'gateway-proxy').data.podDisruptionBudget;
  expect(parse(data)).toEqual({ spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } });
});

test('the proxies outlive the longest answer of all pools behind them', () => {
  const program = team({ pool: { longestGeneration: Duration.minutes(10) } });
  const longest = Duration.minutes(45);
  program.route.addModel(poolIn(program.chart, 'batch', { longestGeneration: longest }), {
    trafficClass: TrafficClass.BATCH,
  });
  const { terminationGracePeriodSeconds, containers } = deployment(program).template.spec;
  expect(terminationGracePeriodSeconds).toBeGreaterThan(
    containers[0].lifecycle.preStop.sleep.seconds + longest.toSeconds(),
  );
});

test('a listener that changes lets the longest answer come to its end, and never less than Istio does', () => {
  const drainSeconds = (longestGeneration: Duration) => {
    const route = { trafficClass: TrafficClass.of('short', { request: Duration.seconds(20) }) };
    const annotations = deployment(team({ pool: { longestGeneration }, route })).template.metadata.annotations;
    return Number(/^drainDuration: (\d+)s$/.exec(annotations?.['proxy.istio.io/config'] ?? '')?.[1]);
  };
  expect(drainSeconds(Duration.minutes(10))).toBeGreaterThan(600);
  expect(drainSeconds(Duration.seconds(20))).toBe(45);
});

test('a pool that no route uses does not keep the proxies waiting', () => {
  const program = team();
  const before = deployment(program).template.spec.terminationGracePeriodSeconds;
  poolIn(program.chart, 'unused', { longestGeneration: Duration.hours(2) });
  expect(deployment(program).template.spec.terminationGracePeriodSeconds).toBe(before);
});

test('fields of the proxies can be overlaid without losing the others', () => {
  const program = team();
  program.gateway.overlayProxyDeployment({ spec: { template: { spec: { priorityClassName: 'high' } } } });
  program.gateway.overlayProxyDeployment({
    spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { limits: { memory: '2Gi' } } }] } } },
  });
  const { spec } = deployment(program).template;
  expect(spec).toMatchObject({
    priorityClassName: 'high',
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(spec.containers).toMatchObject([{ name: 'istio-proxy', resources: { limits: { memory: '2Gi' } } }]);
  expect(spec.containers[0].env).toHaveLength(2);
});
