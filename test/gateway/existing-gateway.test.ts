import { App } from 'cdk8s';
import {
  AdapterSource,
  type ExistingGatewayProps,
  type IInferenceGateway,
  InferenceGateway,
  ModelHeader,
  ModelRoute,
  Namespaces,
  Requirements,
  TenantRoute,
} from 'cdk8s-inference-gateway';
import { poolIn } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find, objectsOf } from '../render';
import type { ConfigMap, Gateway, NetworkPolicy } from '../shapes';

const HTTPS = { name: 'https', port: 443, hostname: '*.example.com' };
const LABELLED = { name: 'labelled', port: 8443, hostname: '*.x.example.com', namespaceLabels: { shared: 'yes' } };

/** A pool in 'models' and the Gateway 'edge/shared' of somebody else. */
function shared(props: Partial<ExistingGatewayProps> = {}, app = new App()) {
  const models = chartIn(app, 'models');
  const gateway = InferenceGateway.fromExisting(models, 'shared', {
    name: 'shared',
    namespace: 'edge',
    isolated: true,
    listeners: [HTTPS, LABELLED],
    ...props,
  });
  return { app, models, gateway, chat: poolIn(models, 'chat') };
}

function tenant(
  { app, gateway }: { app: App; gateway: IInferenceGateway },
  name: string,
  host = `${name}.example.com`,
) {
  return new TenantRoute(chartIn(app, name), 'route', { gateway, hostnames: [host] });
}

/** What the owner of a namespace must add, of one kind. */
function asked<T>(app: App, namespace: string, kind: string): T[] {
  return Requirements.of(app)
    .manifests(namespace)
    .filter((object) => object.kind === kind) as unknown as T[];
}

test('nothing of it is rendered', () => {
  const program = shared();
  tenant(program, 'team-a').addModel(program.chat);
  expect(
    objectsOf(program.app).filter(({ metadata }) => metadata.namespace === 'edge' || metadata.name === 'edge'),
  ).toEqual([]);
});

test('routes use the listener that is closest to their hostname', () => {
  const program = shared();
  for (const [name, host] of [
    ['team-a', 'a.example.com'],
    ['team-b', 'b.x.example.com'],
  ]) {
    tenant(program, name, host).addModel(program.chat);
  }
  const parents = all(program.app, 'HTTPRoute').map(({ spec }) => spec.parentRefs[0]);
  expect(parents.map(({ name, namespace, sectionName }) => [name, namespace, sectionName])).toEqual([
    ['shared', 'edge', 'https'],
    ['shared', 'edge', 'labelled'],
  ]);
});

test('a listener is asked to admit the namespaces of its routes, and to change in nothing else', () => {
  const program = shared();
  for (const name of ['team-b', 'team-a']) tenant(program, name).addModel(program.chat);
  const [{ spec }] = asked<Gateway>(program.app, 'edge', 'Gateway');
  const values = ['team-a', 'team-b'];
  expect(spec).toEqual({
    listeners: [
      {
        name: 'https',
        allowedRoutes: {
          namespaces: {
            from: 'Selector',
            selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] },
          },
        },
      },
    ],
  });
});

describe('a listener that admits namespaces by labels', () => {
  test('finds them on a namespace of ours', () => {
    const program = shared();
    tenant(program, 'team-b', 'b.x.example.com').addModel(program.chat);
    expect(find(program.app, 'Namespace', 'team-b').metadata.labels?.shared).toBe('yes');
    expect(asked(program.app, 'edge', 'Gateway')).toEqual([]);
  });

  test('has the owner of any other namespace asked for them', () => {
    const program = shared();
    Namespaces.of(program.app).existing('team-b');
    tenant(program, 'team-b', 'b.x.example.com').addModel(program.chat);
    expect(asked(program.app, 'team-b', 'Namespace')).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-b', labels: { shared: 'yes' } } },
    ]);
  });
});

test('its body router is told of every model once, with the adapters that come later', () => {
  const program = shared();
  for (const name of ['team-a', 'team-b']) tenant(program, name).addModel(program.chat);
  program.chat.addAdapter('sql', AdapterSource.claim('loras'), { rank: 8 });
  const [map, ...others] = asked<ConfigMap>(program.app, 'edge', 'ConfigMap');
  expect(others).toEqual([]);
  expect(map.data).toEqual({ baseModel: 'chat', adapters: '- "sql"\n' });
  expect(map.metadata.labels).toEqual({ 'inference.networking.k8s.io/bbr-managed': 'true' });
});

test('where it is isolated, ways from clients and to pools are asked for, each in its own direction', () => {
  const program = shared();
  tenant(program, 'team-a').addModel(program.chat);
  const policies = asked<NetworkPolicy>(program.app, 'edge', 'NetworkPolicy');
  expect(policies.map(({ metadata, spec }) => [metadata.name, spec.policyTypes])).toEqual([
    ['shared-from-team-a', ['Ingress']],
    ['shared-to-models-chat', ['Egress']],
  ]);
  const ports = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]);
  expect(ports.map((rule) => rule.ports?.map(({ port }) => port))).toEqual([[443, 8443], [9002], [8000]]);
  expect(policies[0].spec.podSelector.matchLabels).toEqual({ 'gateway.networking.k8s.io/gateway-name': 'shared' });
});

test('where it is not isolated, no policy is asked for, since the first one would close everything else', () => {
  const program = shared({ isolated: false });
  tenant(program, 'team-a').addModel(program.chat);
  expect(asked(program.app, 'edge', 'NetworkPolicy')).toEqual([]);
});

test('our pool lets its proxies in', () => {
  const program = shared({ podLabels: { app: 'proxy' } });
  tenant(program, 'team-a').addModel(program.chat);
  const { ingress } = find(program.app, 'NetworkPolicy', 'chat').spec;
  expect(JSON.stringify(ingress)).toContain(
    '"kubernetes.io/metadata.name":"edge"}},"podSelector":{"matchLabels":{"app":"proxy"}}',
  );
});

test.each([
  ['the header of its own program', ModelHeader.of('X-Model'), [{ type: 'Exact', name: 'X-Model', value: 'chat' }]],
  ['the hostname alone', ModelHeader.none(), undefined],
])('it may tell models apart by %s, which asks for no table', (_, modelHeader, headers) => {
  const program = shared({ modelHeader });
  tenant(program, 'team-a').addModel(program.chat);
  for (const match of all(program.app, 'HTTPRoute')[0].spec.rules[0].matches) expect(match.headers).toEqual(headers);
  expect(asked(program.app, 'edge', 'ConfigMap')).toEqual([]);
});

test('without a header, each of several hostnames has one model', () => {
  const program = shared({ modelHeader: ModelHeader.none() });
  tenant(program, 'team-a').addModel(program.chat);
  tenant(program, 'team-b').addModel(poolIn(program.models, 'code'));
  expect(all(program.app, 'HTTPRoute')).toHaveLength(2);
});

refuses(
  'two models on a hostname that cannot tell them apart',
  (app) => {
    const program = shared({ modelHeader: ModelHeader.none() }, app);
    const route = tenant(program, 'team-a');
    route.addModel(program.chat);
    route.addModel(poolIn(program.models, 'code'));
  },
  "'models' of route 'team-a/route' are chat, code on 'team-a.example.com'",
  'give each its own hostname',
);
refuses(
  'an adapter that the header cannot lead to its base model',
  (app) => {
    const program = shared({ modelHeader: ModelHeader.of('X-Model') }, app);
    tenant(program, 'team-a').addModel(program.chat);
    program.chat.addAdapter('sql', AdapterSource.claim('loras'), { rank: 8 });
  },
  "adapter 'sql' of pool 'models/chat'",
  "'X-Model'",
  'ModelHeader.baseModel()',
);
refuses(
  'a route without hostnames',
  (app) => {
    const { models, gateway, chat } = shared({}, app);
    new ModelRoute(models, 'route', { gateway, models: [chat] });
  },
  "'hostnames' of route 'models/route' is empty, but gateway 'shared' has other users",
);
refuses(
  'a hostname outside its listeners',
  (app) => tenant(shared({}, app), 'team-a', 'a.example.org'),
  "'hostnames' (a.example.org) lies outside every listener of gateway 'shared' (*.example.com, *.x.example.com)",
);
refuses(
  'one hostname in two namespaces',
  (app) => {
    const program = shared({}, app);
    for (const name of ['team-a', 'team-b']) tenant(program, name, 'a.example.com').addModel(program.chat);
  },
  "'hostnames' (a.example.com) of route 'team-b/route' belongs to namespace 'team-a'",
);
refuses(
  'two pools of one name behind it',
  (app) => {
    const program = shared({}, app);
    const route = tenant(program, 'team-a');
    route.addModel(program.chat);
    route.addModel(poolIn(program.models, 'other', { modelName: 'chat' }));
  },
  "'modelName' (chat) of pool 'models/other' is taken on gateway 'shared'",
);
refuses(
  'models whose tables would have one name',
  (app) => {
    const program = shared({}, app);
    const route = tenant(program, 'team-a');
    route.addModel(program.chat);
    route.addModel(poolIn(program.models, 'other', { modelName: 'Chat' }));
  },
  "'modelName' (Chat) differs from 'chat' only in case",
);
refuses('no listener', (app) => shared({ listeners: [] }, app), "'listeners' is empty");
refuses('a listener twice', (app) => shared({ listeners: [HTTPS, HTTPS] }, app), "'listeners' has 'https' twice");
refuses('a header that is none', () => ModelHeader.of('X Model'), "'name' (X Model)", 'X-Gateway-Model-Name');
