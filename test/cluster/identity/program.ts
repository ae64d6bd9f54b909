import { App, Chart, Duration } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Engine,
  InferenceGateway,
  Jwks,
  Listener,
  Model,
  ModelPool,
  ModelRoute,
  RequestBudget,
  TenantRoute,
} from 'cdk8s-inference-gateway';

export const EDGE = 'identity-edge';
export const MODELS = 'identity-models';
/** Namespace of the server from which istiod fetches keys. */
export const ISSUERS = 'identity-issuers';
export const HOST_A = 'tenant-a.identity.example.com';
export const HOST_B = 'tenant-b.identity.example.com';
/** For every tenant. */
export const HOST_SHARED = 'shared.identity.example.com';
export const AUDIENCE = 'inference';
/** Its keys stand in the manifest. */
export const ISSUER = 'https://login.example.com';
/** Its keys are fetched. */
export const FETCHED_ISSUER = 'https://fetched.example.com';

/** More than any case asks. */
const ROOM = RequestBudget.perReplica(100_000, Duration.minutes(1));

/** Two tenants with tokens and keys on one gateway, a route for both, and the same model without anybody being asked. */
export function writeTenancy(outdir: string, jwks: string, address: string): void {
  const app = new App({ outdir });
  const edge = new Chart(app, 'edge', { namespace: EDGE });
  const issuer = { audiences: [AUDIENCE] };
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.https('*.identity.example.com', { certificate: Certificate.fromSecret('identity-tls') })],
    authentication: Authentication.anyOf(
      Authentication.jwt({ ...issuer, issuer: ISSUER, jwks: Jwks.inline(jwks) }),
      Authentication.jwt({ ...issuer, issuer: FETCHED_ISSUER, jwks: Jwks.uri(address) }),
      Authentication.apiKeys(),
    ),
  });
  const open = new InferenceGateway(edge, 'open');

  const models = new Chart(app, 'models', { namespace: MODELS });
  const pool = (name: string) =>
    new ModelPool(models, name, { model: Model.QWEN3_0_6B, modelName: name, engine: Engine.simulator() });
  const [chat, code] = [pool('chat'), pool('code')];

  const inside = (name: string) => new Chart(app, name, { namespace: `identity-${name}` });
  new TenantRoute(inside('a'), 'inference', { gateway, tenant: 'tenant-a', hostnames: [HOST_A], models: [chat] });
  new TenantRoute(inside('b'), 'inference', {
    gateway,
    tenant: 'tenant-b',
    hostnames: [HOST_B],
    models: [chat, code],
    budgets: [ROOM],
  });
  new ModelRoute(inside('shared'), 'inference', { gateway, hostnames: [HOST_SHARED], models: [chat] });
  new ModelRoute(inside('open'), 'inference', { gateway: open, models: [chat] });
  app.synth();
}
