import { type ApiObject, JsonPatch } from 'cdk8s';
import { Checks, InferenceGateway, ModelPool, ModelRoute, TenantRoute } from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { build, type Program, program, RUNS } from './generated';
import { captured } from './render';

/** The parts of a program that a mutation breaks. */
interface Target {
  readonly gateway: InferenceGateway;
  readonly pool: ModelPool;
  readonly route: ModelRoute | TenantRoute;
}

/** One field of one object, as JSON, and what stands there instead. */
interface Mutation {
  readonly rule: string;
  readonly object: (target: Target) => ApiObject | undefined;
  readonly from: RegExp;
  readonly to: string;
  /** What all models of the program must be for it to break. */
  readonly models?: Partial<Program['models'][number]>;
  /** Whether all routes must lead to pools alone. */
  readonly poolsOnly?: boolean;
}

const inferencePool = ({ pool }: Target) => pool.inferencePool;
const server = ({ pool }: Target) => pool.deployment;
const httpRoute = ({ route }: Target) => route.httpRoutes[0];

const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'pool-port',
    object: inferencePool,
    from: /"number":\d+(?=\}\])/,
    to: '"number":81',
    models: { pods: false },
  },
  { rule: 'pool-selector', object: inferencePool, from: /"model-server"/, to: '"nobody"' },
  { rule: 'picker-service', object: inferencePool, from: /"port":\{"number":9002\}/, to: '"port":{"number":9999}' },
  {
    rule: 'picker-service',
    object: ({ pool }) => pool.endpointPicker.service,
    from: /"endpoint-picker"/,
    to: '"nobody"',
  },
  {
    rule: 'picker-arguments',
    object: ({ pool }) => pool.endpointPicker.deployment,
    from: /--pool-name=[^"]+/,
    to: '--pool-name=nobody',
  },
  { rule: 'picker-rights', object: ({ pool }) => pool.endpointPicker.role, from: /"inferencepools"/, to: '"pools"' },
  {
    rule: 'ext-proc-tls',
    object: ({ pool }) => pool.endpointPicker.transport,
    from: /"mode":"SIMPLE"/,
    to: '"mode":"DISABLE"',
  },
  {
    rule: 'missing-reference',
    object: server,
    from: /"serviceAccountName":"[^"]+"/,
    to: '"serviceAccountName":"nobody"',
  },
  {
    rule: 'missing-reference',
    object: ({ pool }) => pool.endpointPicker.deployment,
    from: /"configMap":\{"name":"[^"]+"/,
    to: '"configMap":{"name":"nobody"',
  },
  {
    rule: 'gpu-request',
    object: server,
    from: /"nvidia.com\/gpu":"?\d"?(?=[^{}]*\},"requests)/,
    to: '"nvidia.com/gpu":"0"',
    models: { gpu: true },
  },
  {
    rule: 'drain',
    object: server,
    from: /"terminationGracePeriodSeconds":\d+/,
    to: '"terminationGracePeriodSeconds":9',
    models: { gpu: true },
  },
  { rule: 'route-listener', object: httpRoute, from: /"sectionName":"[^"]+"/, to: '"sectionName":"nobody"' },
  {
    rule: 'missing-backend',
    object: httpRoute,
    from: /"kind":"(InferencePool|Service)","name":"[^"]+"/,
    to: '"kind":"$1","name":"nobody"',
  },
  {
    rule: 'model-name',
    object: httpRoute,
    from: /("name":"[xX]-[gG]ateway-[^"]+","type":"Exact","value":)"[^"]+"/,
    to: '$1"nobody"',
  },
  { rule: 'route-timeouts', object: httpRoute, from: /"backendRequest":"\d+s"/, to: '"backendRequest":"9999s"' },
  {
    rule: 'drain',
    object: httpRoute,
    from: /"request":"\d+s"/,
    to: '"request":"10h"',
    models: { gpu: true },
    poolsOnly: true,
  },
  { rule: 'published-paths', object: httpRoute, from: /"\/v1\/[^"]+"/, to: '"/v1/messages"', poolsOnly: true },
  { rule: 'reference-grant', object: ({ pool }) => pool.referenceGrants[0], from: /"HTTPRoute"/, to: '"GRPCRoute"' },
  {
    rule: 'blocked-connection',
    object: ({ pool }) => pool.serverPolicy,
    from: /"ingress":\[.*?\]\}\]/,
    to: '"ingress":[]',
  },
  { rule: 'open-ingress', object: ({ pool }) => pool.serverPolicy, from: /"ingress":\[/, to: '"ingress":[{},' },
  {
    rule: 'missing-reference',
    object: ({ gateway }) => gateway.gateway,
    from: /("kind":"ConfigMap","name":)"[^"]+"/,
    to: '$1"nobody"',
  },
];

/** Whether the rendered object has the field. Breaks it, if so. */
function broken(object: ApiObject | undefined, { from, to }: Mutation): boolean {
  if (object === undefined) return false;
  const { apiVersion: _, kind: __, metadata: ___, ...fields } = object.toJson();
  const changed = JSON.stringify(fields).replace(from, to);
  if (changed === JSON.stringify(fields)) return false;
  for (const [field, value] of Object.entries(JSON.parse(changed))) {
    object.addJsonPatch(JsonPatch.replace(`/${field}`, value));
  }
  return true;
}

test.each(MUTATIONS)('$rule finds $from as $to in any program', (mutation) => {
  let breakable = 0;
  const check = (input: Program, which: number) => {
    const models = input.models.map((model) => ({ ...model, ...mutation.models }));
    const app = build({ ...input, models, shared: true, tenants: mutation.poolsOnly ? [] : input.tenants });
    const constructs = app.node.findAll();
    const pools = constructs.filter((one) => one instanceof ModelPool);
    const routes = constructs.filter((one) => one instanceof ModelRoute || one instanceof TenantRoute);
    const [gateway] = constructs.filter((one) => one instanceof InferenceGateway);
    const target = { gateway, pool: pools[which % pools.length], route: routes[which % routes.length] };
    if (!captured(() => broken(mutation.object(target), mutation)).result) return;
    breakable += 1;
    const findings = captured(() => Checks.of(app).findings()).result;
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    expect(errors).toContain(mutation.rule);
  };
  fc.assert(fc.property(program, fc.nat(), check), { ...RUNS, numRuns: 6 });
  expect(breakable).toBeGreaterThan(0);
});
