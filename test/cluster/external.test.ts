import { App, Chart } from 'cdk8s';
import {
  Authentication,
  Engine,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  TenantRoute,
} from 'cdk8s-inference-gateway';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { authorizer, NAMESPACE, PASSWORDS, PORT, SERVICE, startAuthorizer } from './external/authorizer';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { KeyRing } from './key-ring';
import { kubectl } from './kubectl';
import { provideExtensions } from './mesh-config';
import { restrictedNamespace } from './namespaces';
import { chat } from './openai';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const EDGE = 'external-edge';
const PROVIDER = 'external-test';
const TENANTS = ['a', 'b'] as const;

/** Two tenants of a gateway that asks somebody else, beside keys of its own. */
function program(outdir: string): void {
  const app = new App({ outdir });
  const asked = { provider: PROVIDER, service: SERVICE, namespace: NAMESPACE, port: PORT, podLabels: { app: SERVICE } };
  const gateway = new InferenceGateway(new Chart(app, 'edge', { namespace: EDGE }), 'gateway', {
    listeners: [Listener.http({ hostname: '*.external.example.com' })],
    authentication: Authentication.anyOf(Authentication.external(asked), Authentication.apiKeys()),
  });
  const model = { model: Model.QWEN3_0_6B, modelName: 'chat', engine: Engine.simulator() };
  const pool = new ModelPool(new Chart(app, 'models', { namespace: 'external-models' }), 'chat', model);
  for (const name of TENANTS) {
    const chart = new Chart(app, name, { namespace: `external-${name}` });
    const hostnames = [`${name}.external.example.com`];
    new TenantRoute(chart, 'route', { gateway, tenant: name, hostnames, models: [pool] });
  }
  app.synth();
}

describe('somebody else who decides, on the simulator', () => {
  const example = Example.of('external', program);
  const foreign = restrictedNamespace(NAMESPACE);
  const installation = new Installation(example, [LEAN], [foreign]);
  const that = diagnosed(installation);
  const door = Door.toGateway(example.only('Gateway'), 80);
  const keys = new KeyRing(`${EDGE}/gateway`);
  const clients = new Map<string, HttpClient>();
  let withdraw = async () => {};
  let keyA = '';

  const ask = async (tenant: string, credential?: string, model = 'chat', further = {}) => {
    const headers = { ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }), ...further };
    const client = clients.get(tenant) as HttpClient;
    return (await client.post('/v1/chat/completions', chat(model), headers)).status;
  };

  beforeAll(async () => {
    for (const tenant of TENANTS) clients.set(tenant, door.client(`http://${tenant}.external.example.com`));
    withdraw = await provideExtensions([authorizer(PROVIDER)]);
    keyA = await keys.create('a');
    await installation.install({
      prepare: async () => {
        await keys.apply();
        await startAuthorizer();
      },
      firstRequests: async () => {
        await eventually(60, async () => expect(await ask('a', PASSWORDS.a)).toBe(200));
        await eventually(60, async () => expect(await ask('b', PASSWORDS.b)).toBe(200));
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door.close();
    await installation.remove();
    await withdraw();
  });

  appliesCleanly(installation, that);

  that('admits whom it admits, to the hostname of the tenant that it names', async () => {
    expect(await ask('a', PASSWORDS.a)).toBe(200);
    expect(await ask('b', PASSWORDS.a)).toBe(403);
  });

  that('refuses whom it refuses, whatever they say of themselves', async () => {
    expect(await ask('a')).toBe(401);
    expect(await ask('a', 'another')).toBe(401);
    expect(await ask('a', undefined, 'chat', { 'x-gateway-tenant': 'a', 'x-gateway-key-client': 'a.1' })).toBe(401);
    expect(await ask('b', PASSWORDS.a, 'chat', { 'x-gateway-tenant': 'b' })).toBe(403);
  });

  that('is told of callers with keys, and a key stays good for its own tenant only', async () => {
    expect(await ask('a', keyA)).toBe(200);
    expect(await ask('b', keyA)).toBe(403);
    expect(await ask('a', `${keyA.slice(0, -4)}0000`)).toBe(401);
  });

  that('is not asked for a model that nobody offers, which nobody gets', async () => {
    expect(await ask('a', PASSWORDS.a, 'unknown')).toBe(401);
    expect(await ask('a', undefined, 'unknown')).toBe(401);
  });

  that('lets nobody in while it is gone', async () => {
    await kubectl(['delete', 'pod', SERVICE, '-n', NAMESPACE, '--grace-period=1', '--wait=true']);
    await eventually(20, async () => expect(await ask('a', PASSWORDS.a)).toBe(503));
    expect(await ask('a', keyA)).toBe(503);
    expect(await ask('a')).toBe(503);
    await startAuthorizer();
    await eventually(30, async () => expect(await ask('a', PASSWORDS.a)).toBe(200));
  });
});
