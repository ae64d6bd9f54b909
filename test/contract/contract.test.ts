import { App, Duration } from 'cdk8s';
import {
  AccessLog,
  Contract,
  Gpu,
  GpuQuota,
  InferenceGateway,
  ModelPool,
  ModelRoute,
  Priority,
  Replicas,
  RequestBudget,
  RequestMatch,
  TrafficClass,
} from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { synthesized } from '../example';
import { build, program, RUNS } from '../generated';
import { poolIn, serviceIn, team, tenancy } from '../programs';
import { captured, chartIn } from '../render';

type Json = { [field: string]: unknown };

/** The contract of an example, as its program would ask for it before synth. */
function ofExample(example: string): { readonly text: string; readonly json: Json } {
  let contract: Contract | undefined;
  synthesized(example, false, (library) => {
    const cdk8s = require('cdk8s') as typeof import('cdk8s');
    jest.spyOn(cdk8s.App.prototype, 'synth').mockImplementation(function (this: App) {
      contract = library.Contract.of(this);
    });
  });
  if (contract === undefined) throw new Error(`${example} makes no manifests`);
  return { text: contract.toMarkdown(), json: contract.toJson() };
}

/** Every text and number of some data, but sizes, which people read in other units. */
function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'boolean') return [];
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([field, inner]) => (field === 'maxBodyBytes' ? [] : leaves(inner)));
}

function missing(text: string, json: Json): string[] {
  const page = text.toLowerCase();
  return leaves(json).filter((leaf) => !page.includes(leaf.toLowerCase()));
}

/** Some fields of each item of a list. */
function list(app: App, field: string, ...fields: string[]): unknown[] {
  const items = Contract.of(app).toJson()[field] as Json[];
  return items.map((item) => (fields.length === 1 ? item[fields[0]] : fields.map((name) => item[name])));
}

const offers = (app: App, ...fields: string[]) =>
  (list(app, 'routes', 'offers') as Json[][]).flat().map((offer) => fields.map((name) => offer[name]));
const whats = (app: App, field: string) => list(app, field, 'what').join('\n');

test('the contract of the tenants', () => {
  expect(ofExample('tenants').text).toMatchSnapshot();
});

test('page and data say the same of the tenants', () => {
  const { text, json } = ofExample('tenants');
  expect(missing(text, json)).toEqual([]);
});

test('page and data say the same of any program, each time, and name every route and model', () => {
  const check = (input: Parameters<typeof build>[0]) => {
    const app = captured(() => build(input)).result;
    const contract = Contract.of(app);
    const [text, json] = [contract.toMarkdown(), contract.toJson()];
    expect(missing(text, json)).toEqual([]);
    expect(Contract.of(captured(() => build(input)).result).toMarkdown()).toBe(text);
    const constructs = app.node.findAll();
    const pools = constructs.filter((one) => one instanceof ModelPool);
    expect(list(app, 'models', 'pool')).toEqual(pools.map(({ namespace, poolName }) => `${namespace}/${poolName}`));
    for (const { name } of input.tenants) {
      expect(list(app, 'routes', 'hostnames')).toContainEqual([`${name}.ai.example.com`]);
    }
  };
  fc.assert(fc.property(program, check), { ...RUNS, numRuns: 10 });
});

test('both sides of a canary are one offer, and stand among the controls', () => {
  const { app, models, chat, tenants } = tenancy(['acme'], { models: [] });
  tenants[0].addCanary(chat, poolIn(models, 'chat-next', { modelName: 'chat' }), 10);
  expect(offers(app, 'model', 'backends')).toEqual([
    [
      'chat',
      [
        { kind: 'InferencePool', name: 'models/chat-next', percent: 10 },
        { kind: 'InferencePool', name: 'models/chat', percent: 90 },
      ],
    ],
  ]);
  expect(list(app, 'controls', 'state')).toContainEqual(
    expect.stringContaining('acme/route chat 10 % models/chat-next / 90 % models/chat'),
  );
});

test('an offer says who chooses the model', () => {
  const { app, chart, route, pool } = team();
  route.addModel(pool, { match: RequestMatch.header('x-class', 'a') });
  route.addService(serviceIn(chart, 'router', { port: 80, podLabels: { app: 'router' } }), { paths: ['/v1/rerank'] });
  expect(offers(app, 'model', 'selection', 'streaming')).toEqual([
    ['qwen3', 'client (by `x-class: a`)', true],
    [undefined, 'Service (by hostname and path)', false],
    ['qwen3', 'client (by `model` in the body)', true],
  ]);
});

test('limits of models, traffic and GPUs are named', () => {
  const { app, chart } = team({
    pool: { replicas: Replicas.external({ min: 1, max: 4 }) },
    route: { trafficClass: TrafficClass.AGENT },
  });
  new GpuQuota(chart, 'gpus', { gpus: [Gpu.nvidia(8)] });
  expect(list(app, 'models', 'replicas', 'longestAnswerSeconds')).toEqual([['1 to 4', 600]]);
  expect(list(app, 'trafficClasses', 'name', 'requestSeconds')).toEqual([['agent', 60]]);
  expect(list(app, 'quotas', 'namespace', 'hard')).toEqual([['ai', { 'requests.nvidia.com/gpu': '8' }]]);
});

test('budgets, priorities and bounds of tenants are promised where they are, and missed where they are not', () => {
  const bounded = tenancy(['a', 'b'], {
    budgets: [RequestBudget.perReplica(20, Duration.minutes(1))],
    priority: Priority.HIGH,
    maxParallel: 3,
  }).app;
  expect(list(bounded, 'routes', 'tenant', 'budgets')).toEqual([
    ['a', ['20 requests in 60 s at each proxy']],
    ['b', ['20 requests in 60 s at each proxy']],
  ]);
  expect(offers(bounded, 'priority', 'maxParallel', 'backends')[0]).toEqual([
    'high (10)',
    3,
    [{ kind: 'InferencePool', name: 'models/chat', percent: 100 }],
  ]);
  expect(whats(bounded, 'enforced')).toMatch(/budgets[\s\S]*at a time[\s\S]*take turns[\s\S]*goes first/);
  expect(whats(bounded, 'notEnforced')).not.toContain('requests of');
  const open = tenancy(['a'], {}, new App(), { accessLog: AccessLog.none(), reserveHostnames: false }).app;
  expect(whats(open, 'enforced')).not.toMatch(/budgets|at a time|take turns|goes first|another namespace|a line/);
  expect(whats(open, 'notEnforced')).toContain('budgets of requests of a/route');
});

test('what is not there is not promised', () => {
  const { app } = team();
  expect(whats(app, 'enforced')).not.toMatch(/HTTPS|canary|bounds|tried again|tenants/);
  expect(whats(app, 'notEnforced')).toContain('authentication of ai/gateway');
  expect(whats(tenancy(['acme']).app, 'enforced')).toMatch(/HTTPS[\s\S]*tenants/);
});

test("of others' gateways and pools the contract tells their names alone", () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  const listeners = [{ name: 'http', hostname: 'ai.example.com', port: 80 }];
  const gateway = InferenceGateway.fromExisting(chart, 'gateway', {
    name: 'shared',
    namespace: 'edge',
    listeners,
    isolated: false,
  });
  const pool = ModelPool.fromExisting(chart, 'pool', {
    name: 'llama',
    namespace: 'models',
    modelName: 'llama',
    isolated: false,
  });
  new ModelRoute(chart, 'everyone', { gateway, models: [pool], hostnames: ['ai.example.com'] });
  expect(Contract.of(app).toJson().gateways).toEqual([{ name: 'shared', namespace: 'edge', owner: 'others' }]);
  expect(list(app, 'models', 'pool', 'owner', 'replicas')).toEqual([['models/llama', 'others', undefined]]);
  expect(whats(app, 'enforced')).not.toMatch(/bodies|servers and pickers/);
  expect(whats(app, 'notEnforced')).not.toContain('authentication');
});
