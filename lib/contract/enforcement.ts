import type { ContractPage, ControlTerms, EnforcedTerms, OpenTerms } from './page';
import type { Platform } from './tree';

const LOGGED = 'a line for every request, without prompts and answers';

type Terms = Pick<ContractPage, 'gateways' | 'routes' | 'models' | 'quotas'>;

/** Controls that a platform is expected to have, and how it has them. */
export function controls({ gateways, routes }: Terms): ControlTerms[] {
  const authentication = gateways.map(
    (one) => `${one.namespace}/${one.name}: ${one.authentication ?? 'its owner knows'}`,
  );
  const canaries = routes.flatMap((route) =>
    route.offers
      .filter(({ backends }) => backends.length > 1)
      .map(({ model, backends }) => `${route.namespace}/${route.name} ${model} ${shares(backends)}`),
  );
  return [
    { control: 'authentication', state: authentication.join(', ') },
    {
      control: 'authorization',
      state: 'by hostname: a route offers its own models; with authentication, to its own tenant',
    },
    { control: 'timeouts', state: 'of every offer, by its traffic class' },
    {
      control: 'rollout',
      state: `no server ends before its answers are done; canaries: ${canaries.join(', ') || 'none'}`,
    },
    {
      control: 'request logging',
      state: gateways.map((one) => `${one.namespace}/${one.name}: ${logging(one)}`).join(', '),
    },
  ];
}

/** What is kept, and by whom. */
export function enforced(platform: Platform, { gateways, routes, models, quotas }: Terms): EnforcedTerms[] {
  const own = gateways.filter(({ owner }) => owner === 'this program');
  const ownModels = models.some(({ owner }) => owner === 'this program');
  const offers = routes.flatMap((route) => route.offers);
  const shared = tenantsByPool(routes).some(({ size }) => size > 1);
  const some = (where: string, what: string, holds: boolean) => (holds ? [{ where, what }] : []);
  return [
    ...some('gateway', 'a hostname takes routes of its own namespace only', own.length > 0),
    ...some(
      'gateway',
      'who proves nothing gets 401, and with the credentials of another tenant 403',
      own.some(({ authentication }) => authentication !== 'none'),
    ),
    ...some(
      'gateway',
      'budgets of requests: what is above one gets 429',
      routes.some(({ budgets }) => budgets.length > 0),
    ),
    ...some(
      'gateway',
      'requests at a time: what is above gets 429',
      offers.some(({ maxParallel }) => maxParallel !== undefined),
    ),
    ...some(
      'API server',
      'routes with hostnames of another namespace are refused',
      own.some(({ reservedHostnames }) => reservedHostnames),
    ),
    ...some(
      'gateway',
      LOGGED,
      own.some(({ accessLog }) => accessLog),
    ),
    ...some(
      'gateway',
      'plain HTTP is redirected to HTTPS',
      own.some(({ https }) => https),
    ),
    ...some('gateway', 'larger bodies get 413, those without a Content-Length 411', own.length > 0),
    ...some(
      'gateway',
      'headers that router and picker trust (`x-gateway-*`) are removed from requests',
      own.length > 0,
    ),
    ...some(
      'gateway',
      'what failed before its answer began is tried again',
      offers.some(({ retries }) => retries > 0),
    ),
    ...some('route', 'POST to the listed paths only: nothing else of a server is published', offers.length > 0),
    ...some('route', 'timeouts of the traffic class, for the request and for an attempt', offers.length > 0),
    ...some(
      'route',
      'shares of a canary',
      offers.some(({ backends }) => backends.length > 1),
    ),
    ...some('picker', 'the server of a pool that answers; without a picker none does', ownModels),
    ...some('picker', 'tenants of the same priority take turns while a pool is full', ownModels && shared),
    ...some(
      'picker',
      'the higher priority goes first while a pool is full',
      ownModels && offers.some(({ priority }) => priority !== undefined),
    ),
    ...some('grant', 'routes lead to the pools that were opened to their namespace only', ownModels),
    ...some('network policy', 'servers and pickers are reached by the gateways that need them only', ownModels),
    ...some('network policy', "tenants' pods reach DNS and their gateway only", platform.tenants.length > 0),
    ...some('quota', 'the bounds of each namespace listed above', quotas.length > 0),
    ...some('model server', 'answers in progress are finished when a pod ends', ownModels),
    ...some(
      'model server',
      'the context of the model',
      models.some(({ contextTokens }) => contextTokens !== undefined),
    ),
  ];
}

/** What nobody keeps. */
export function notEnforced({ gateways, routes }: Terms): OpenTerms[] {
  const open = gateways.filter(({ authentication }) => authentication === 'none');
  const unbounded = routes
    .filter(
      ({ budgets, offers }) => budgets.length === 0 && offers.some(({ maxParallel }) => maxParallel === undefined),
    )
    .map(({ namespace, name }) => `${namespace}/${name}`)
    .join(', ');
  const names = open.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return [
    ...(open.length === 0
      ? []
      : [
          {
            what: `authentication of ${names}: whoever reaches it may use every hostname`,
            instead: 'keep it inside the cluster, or authenticate in front of it',
          },
        ]),
    ...(unbounded === ''
      ? []
      : [{ what: `budgets of requests of ${unbounded}`, instead: 'give its TenantRoute `budgets` or `maxParallel`' }]),
    { what: 'budgets of tokens', instead: 'a gateway that counts tokens' },
    { what: 'inspection of prompts and answers', instead: 'a Service in the way, by addService' },
    {
      what: 'fallback to another model or provider: a pool without servers answers 503',
      instead: 'retry in the client',
    },
    { what: 'requests that clients send twice are answered twice', instead: 'retry only what may be paid for twice' },
    { what: 'the cost of each tenant', instead: 'add up the tokens in the access log' },
  ];
}

function logging({ accessLog }: Terms['gateways'][number]): string {
  if (accessLog === undefined) return 'its owner knows';
  return accessLog ? LOGGED : 'none';
}

/** The tenants of each pool. */
function tenantsByPool(routes: Terms['routes']): Set<string>[] {
  const tenants = new Map<string, Set<string>>();
  for (const { tenant = '', offers } of routes) {
    for (const { kind, name } of offers.flatMap(({ backends }) => backends)) {
      if (kind === 'InferencePool') tenants.set(name, (tenants.get(name) ?? new Set()).add(tenant));
    }
  }
  return [...tenants.values()];
}

function shares(backends: readonly { readonly name: string; readonly percent: number }[]): string {
  return backends.map(({ name, percent }) => `${percent} % ${name}`).join(' / ');
}
