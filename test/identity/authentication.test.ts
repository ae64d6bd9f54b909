import { Authentication, IstioInstallation, ModelRoute } from 'cdk8s-inference-gateway';
import { AUTHORIZER, JWKS, poolIn, TOKENS, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find } from '../render';

const BOTH = Authentication.anyOf(TOKENS, Authentication.apiKeys());

/** Rules of the one policy that allows anything. */
function allowed(authentication: Authentication, names = ['tenant-a', 'tenant-b']) {
  const program = tenancy(names, {}, undefined, { authentication });
  return find(program.app, 'AuthorizationPolicy', 'gateway-callers').spec;
}

test('a gateway without authentication has no policy', () => {
  const { app } = team();
  expect([...all(app, 'AuthorizationPolicy'), ...all(app, 'RequestAuthentication')]).toEqual([]);
});

test("each tenant's hostname, with and without port, is for the tokens and keys of that tenant", () => {
  const { action, targetRefs, rules } = allowed(BOTH);
  expect({ action, targetRefs }).toEqual({
    action: 'ALLOW',
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }],
  });
  const to = (tenant: string) => [{ operation: { hosts: [`${tenant}.ai.example.com`, `${tenant}.ai.example.com:*`] } }];
  const from = [{ source: { requestPrincipals: ['https://login.example.com/*'] } }];
  expect(rules).toEqual([
    { to: [{ operation: { ports: ['80'] } }] },
    ...['tenant-a', 'tenant-b'].flatMap((tenant) => [
      { from, to: to(tenant), when: [{ key: 'request.auth.claims[tenant]', values: [tenant] }] },
      { to: to(tenant), when: [{ key: 'request.headers[x-gateway-key-client]', values: [`${tenant}.*`] }] },
    ]),
  ]);
});

test('a route of nobody in particular is for any tenant, but for nobody else', () => {
  const { app } = team({ gateway: { authentication: BOTH } });
  expect(find(app, 'AuthorizationPolicy', 'gateway-callers').spec.rules).toEqual([
    {
      from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }],
      when: [{ key: 'request.auth.claims[tenant]', values: ['*'] }],
    },
    { when: [{ key: 'request.headers[x-gateway-key-client]', values: ['*'] }] },
  ]);
});

test('tokens are looked for in one header only, and go no further', () => {
  const { app } = team({ gateway: { authentication: TOKENS } });
  expect(find(app, 'RequestAuthentication', 'gateway-callers').spec.jwtRules).toEqual([
    expect.objectContaining({
      issuer: 'https://login.example.com',
      audiences: ['inference'],
      jwks: JWKS,
      fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
      forwardOriginalToken: false,
    }),
  ]);
});

test('the proxies read hashes of keys from a Secret, without which they do not start', () => {
  const { app } = team({ gateway: { authentication: Authentication.apiKeys({ secretName: 'hashes' }) } });
  const { data } = find(app, 'ConfigMap', 'gateway-proxy');
  expect(data.deployment).toContain('secretName: hashes');
  expect(data.deployment).not.toContain('optional');
  expect(
    team()
      .app.charts.flatMap((chart) => chart.toJson())
      .some((one) => JSON.stringify(one).includes('api-keys')),
  ).toBe(false);
});

test('somebody else is asked about everything but redirects, and only what it vouches for passes', () => {
  const { app } = tenancy(['tenant-a'], {}, undefined, { authentication: AUTHORIZER });
  expect(find(app, 'AuthorizationPolicy', 'gateway-callers-external').spec).toMatchObject({
    action: 'CUSTOM',
    provider: { name: 'authorizer' },
    rules: [{ to: [{ operation: { notPorts: ['80'] } }] }],
  });
  expect(find(app, 'AuthorizationPolicy', 'gateway-callers').spec.rules).toEqual([
    { to: [{ operation: { ports: ['80'] } }] },
    {
      to: [{ operation: { hosts: ['tenant-a.ai.example.com', 'tenant-a.ai.example.com:*'] } }],
      when: [{ key: 'request.headers[x-gateway-tenant]', values: ['tenant-a'] }],
    },
  ]);
});

test('the proxies reach whom they ask, and Istio refuses what it does not answer', () => {
  const { app } = team({ gateway: { authentication: AUTHORIZER } });
  const { egress = [] } = find(app, 'NetworkPolicy', 'gateway').spec;
  expect(egress).toContainEqual({
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'auth' } },
        podSelector: { matchLabels: { app: 'authorizer' } },
      },
    ],
    ports: [{ protocol: 'TCP', port: 9001 }],
  });
  const { meshConfig } = IstioInstallation.of().istiodValues(AUTHORIZER) as {
    readonly meshConfig: { readonly extensionProviders: object[] };
  };
  expect(meshConfig.extensionProviders).toContainEqual({
    name: 'authorizer',
    envoyExtAuthzGrpc: {
      service: 'authorizer.auth.svc.cluster.local',
      port: 9001,
      timeout: '1000ms',
      failOpen: false,
      statusOnError: '503',
    },
  });
});

test('two routes on one hostname are the same tenant', () => {
  const { app, gateway } = tenancy(['tenant-a'], {}, undefined, { authentication: TOKENS });
  const hostnames = ['tenant-a.ai.example.com'];
  const models = [poolIn(chartIn(app, 'others'), 'other')];
  new ModelRoute(app.charts.find(({ node }) => node.id === 'tenant-a') ?? app.charts[0], 'second', {
    gateway,
    hostnames,
    models,
  });
  const { rules } = find(app, 'AuthorizationPolicy', 'gateway-callers').spec;
  expect(rules).toHaveLength(2);
});

refuses(
  'two ways of which one is none',
  (app) => team({ gateway: { authentication: Authentication.anyOf(TOKENS, Authentication.none()) } }, app),
  "'ways'",
  'none()',
);
refuses(
  'the same issuer twice',
  (app) => team({ gateway: { authentication: Authentication.anyOf(TOKENS, TOKENS) } }, app),
  'https://login.example.com twice',
);
refuses(
  'tokens for anybody',
  (app) =>
    team(
      { gateway: { authentication: Authentication.jwt({ issuer: 'x', audiences: [], jwks: undefined as never }) } },
      app,
    ),
  "'audiences'",
  "['inference']",
);
