import { App, type Chart } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  Engine,
  InferenceGateway,
  type InferenceGatewayProps,
  Jwks,
  Listener,
  Model,
  ModelPool,
  type ModelPoolProps,
  ModelRoute,
  type ModelRouteProps,
  ModelService,
  type ModelServiceProps,
  TenantRoute,
  type TenantRouteProps,
} from 'cdk8s-inference-gateway';
import { chartIn } from './render';

export const CERTIFICATE = Certificate.fromSecret('ai-example-com-tls');

/** A key set with one public key. */
export const JWKS = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'k1', n: 'AQAB', e: 'AQAB' }] });

/** Tokens of one issuer. */
export const TOKENS = Authentication.jwt({
  issuer: 'https://login.example.com',
  audiences: ['inference'],
  jwks: Jwks.inline(JWKS),
});

/** Somebody who is asked. */
export const AUTHORIZER = Authentication.external({
  provider: 'authorizer',
  service: 'authorizer',
  namespace: 'auth',
  podLabels: { app: 'authorizer' },
});

/** What a test changes of a small program. */
export interface TeamChanges {
  readonly gateway?: InferenceGatewayProps;
  readonly pool?: Partial<ModelPoolProps>;
  readonly route?: Partial<ModelRouteProps>;
}

/** Gateway 'gateway', pool 'qwen3' and route 'everyone' in the namespace 'ai'. */
export function team({ gateway, pool, route }: TeamChanges = {}, app = new App()) {
  const chart = chartIn(app, 'ai');
  const inferenceGateway = new InferenceGateway(chart, 'gateway', gateway);
  const modelPool = poolIn(chart, 'qwen3', pool);
  const modelRoute = new ModelRoute(chart, 'everyone', { gateway: inferenceGateway, models: [modelPool], ...route });
  return { app, chart, gateway: inferenceGateway, pool: modelPool, route: modelRoute };
}

/** A route in 'ai' with these settings to a pool there, behind a Gateway of another owner. */
export function foreignTeam(app: App, route: Partial<TenantRouteProps>): TenantRoute {
  const chart = chartIn(app, 'ai');
  const gateway = InferenceGateway.fromExisting(chart, 'gateway', {
    name: 'shared',
    namespace: 'platform',
    listeners: [{ name: 'http', port: 80 }],
    isolated: false,
  });
  const models = [poolIn(chart, 'chat')];
  return new TenantRoute(chart, 'route', { gateway, models, hostnames: ['a.example.com'], ...route });
}

/** A simulated pool, which serves Qwen3 0.6B under the pool's name. */
export function poolIn(chart: Chart, name: string, changes: Partial<ModelPoolProps> = {}): ModelPool {
  return new ModelPool(chart, name, {
    model: Model.QWEN3_0_6B,
    modelName: name,
    engine: Engine.simulator(),
    ...changes,
  });
}

/** Pools of these names. */
export function poolsIn(chart: Chart, count: number, changes: Partial<ModelPoolProps> = {}): ModelPool[] {
  return Array.from({ length: count }, (_, index) => poolIn(chart, `model-${index + 1}`, changes));
}

/** HTTPS gateway in 'edge', pools 'chat' and 'code' in 'models', and a tenant for each name in a namespace of its own. */
export function tenancy(
  names: string[],
  changes: Partial<TenantRouteProps> = {},
  app = new App(),
  further: InferenceGatewayProps = {},
) {
  const gateway = new InferenceGateway(chartIn(app, 'edge'), 'gateway', {
    listeners: [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })],
    ...further,
  });
  const models = chartIn(app, 'models');
  const chat = poolIn(models, 'chat');
  const code = poolIn(models, 'code');
  const tenants = names.map(
    (name) =>
      new TenantRoute(chartIn(app, name), 'route', {
        gateway,
        hostnames: [`${name}.ai.example.com`],
        models: [chat],
        ...changes,
      }),
  );
  return { app, gateway, models, chat, code, tenants };
}

/** A Service that something beside this App makes, in place of a pool. */
export function serviceIn(chart: Chart, name: string, props: ModelServiceProps): ModelService {
  const service = new ModelService(chart, name, props);
  const { namespace, serviceName } = service;
  Checks.of(chart).exists({ kind: 'Service', namespace, name: serviceName });
  return service;
}
