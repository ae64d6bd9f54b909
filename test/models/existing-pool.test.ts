import { App, Duration } from 'cdk8s';
import {
  type ExistingPoolProps,
  InferenceGateway,
  Listener,
  ModelPool,
  ModelRoute,
  Requirements,
  TrafficClass,
} from 'cdk8s-inference-gateway';
import { CERTIFICATE, poolIn } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find, objectsOf, withoutPath } from '../render';
import { violations } from '../schema/crd-schema';
import type { NetworkPolicy } from '../shapes';

/** Gateway and route in 'edge', which offers the pool 'ml/llama' of somebody else. */
function program(props: Partial<ExistingPoolProps> = {}, trafficClass = TrafficClass.STREAMING, app = new App()) {
  const edge = chartIn(app, 'edge');
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.https('*.example.com', { certificate: CERTIFICATE })],
  });
  const llama = ModelPool.fromExisting(edge, 'llama', {
    name: 'llama',
    namespace: 'ml',
    modelName: 'llama-3',
    isolated: true,
    ...props,
  });
  new ModelRoute(edge, 'route', { gateway, hostnames: ['a.example.com'], models: [llama], trafficClass });
  return app;
}

test('nothing of it is rendered, and routes lead to it', () => {
  const objects = objectsOf(program());
  expect(objects.filter(({ metadata }) => metadata.namespace === 'ml' || metadata.name === 'ml')).toEqual([]);
  const [rule] = all(objects, 'HTTPRoute').find(({ metadata }) => metadata.name === 'route')?.spec.rules ?? [];
  expect(rule.backendRefs[0]).toMatchObject({ kind: 'InferencePool', name: 'llama', namespace: 'ml' });
  expect(rule.matches[0].headers?.[0].value).toBe('llama-3');
});

test.each(['llama.v3', 'l'.repeat(70)])('it may have any name that an object can have: %s', (name) => {
  const [rule] = find(program({ name, isolated: false, podLabels: { app: 'llama' } }), 'HTTPRoute', 'route').spec.rules;
  expect(rule.backendRefs[0].name).toBe(name);
});

test('its owner is asked for the grant that a pool of ours would have', () => {
  const app = new App();
  const edge = chartIn(app, 'edge');
  const gateway = new InferenceGateway(edge, 'gateway');
  new ModelRoute(edge, 'route', { gateway, models: [poolIn(chartIn(app, 'ml'), 'llama')] });
  const [grant] = Requirements.of(program()).manifests('ml');
  expect(grant).toEqual(withoutPath(find(app, 'ReferenceGrant', 'llama-from-edge')));
  expect(violations(grant as never)).toEqual([]);
});

test('a route in its own namespace needs no grant', () => {
  expect(
    Requirements.of(program({ namespace: 'edge' }))
      .manifests('edge')
      .map(({ kind }) => kind),
  ).not.toContain('ReferenceGrant');
});

/** Pods that a policy opens and the ports, with the labels of those that may come in. */
function opened(app: App) {
  const policies = Requirements.of(app)
    .manifests('ml')
    .filter(({ kind }) => kind === 'NetworkPolicy') as unknown as NetworkPolicy[];
  return policies.map(({ spec }) => [
    spec.podSelector.matchLabels,
    spec.ingress?.[0].ports?.map(({ port }) => port),
    spec.ingress?.[0].from?.[0].podSelector?.matchLabels,
  ]);
}

test('the pods of a pool of this library are opened to the proxies, by the labels that they have', () => {
  const ours = chartIn(new App(), 'ml');
  const { podLabels, pickerPodLabels } = poolIn(ours, 'llama');
  const proxies = { 'gateway.networking.k8s.io/gateway-name': 'gateway' };
  expect(opened(program())).toEqual([
    [podLabels, [8000], proxies],
    [pickerPodLabels, [9002], proxies],
  ]);
});

test('pods of other labels and ports are opened and reached by these', () => {
  const app = program({ podLabels: { app: 'v' }, pickerPodLabels: { app: 'p' }, port: 80, pickerPort: 9999 });
  expect(opened(app).map(([labels, ports]) => [labels, ports])).toEqual([
    [{ app: 'v' }, [80]],
    [{ app: 'p' }, [9999]],
  ]);
  const egress = JSON.stringify(find(app, 'NetworkPolicy', 'gateway').spec.egress);
  for (const part of ['{"app":"v"}', '{"app":"p"}', '"port":80', '"port":9999']) expect(egress).toContain(part);
});

test('where it is not isolated, no policy is asked for', () => {
  expect(opened(program({ isolated: false }))).toEqual([]);
});

test('its adapters are known to our router', () => {
  const { data } = find(program({ adapterNames: ['sql'] }), 'ConfigMap', 'gateway-model-llama-3');
  expect(data.adapters).toBe('- "sql"\n');
});

refuses(
  'a route that allows longer answers than it finishes',
  (app) => program({ longestGeneration: Duration.minutes(5) }, TrafficClass.STREAMING, app),
  "'trafficClass' (streaming, 600s) allows longer answers than pool 'llama'",
);
refuses('a name that it cannot have', (app) => program({ name: 'Llama' }, undefined, app), "'name' (Llama)");
refuses('a port that is none', (app) => program({ port: 0 }, undefined, app), "'port' (0)");
