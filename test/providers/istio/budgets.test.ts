import { Duration } from 'cdk8s';
import { type ModelPool, RequestBudget } from 'cdk8s-inference-gateway';
import { limited, type TenantBudgets } from '../../limits/limited';
import { find } from '../../render';
import type { EnvoyPatch } from '../../shapes';

const MINUTE = Duration.minutes(1);
const EXACT = RequestBudget.exact(600, MINUTE);
const REPLICA = RequestBudget.perReplica(20, Duration.seconds(10));

function patches(budgets: TenantBudgets): EnvoyPatch[] {
  return find(limited(budgets).app, 'EnvoyFilter', 'gateway-request-filters').spec.configPatches;
}

/** Names of the filters, first to last. */
function filters(budgets: TenantBudgets): string[] {
  return patches(budgets)
    .filter(({ applyTo }) => applyTo === 'HTTP_FILTER')
    .map(({ patch }) => String(patch.value.name))
    .reverse();
}

function config(name: string, budgets: TenantBudgets) {
  const found = patches(budgets).filter(({ patch }) => patch.value.name === name);
  expect(found).toHaveLength(1);
  return found[0].patch.value.typed_config;
}

/** What hosts say of their budgets, by the host. */
function named(budgets: TenantBudgets) {
  return patches(budgets).flatMap(({ applyTo, match, patch }) => {
    const { rate_limits } = patch.value as { rate_limits?: unknown };
    if (applyTo !== 'VIRTUAL_HOST' || rate_limits === undefined) return [];
    return [{ host: match.routeConfiguration?.vhost?.name, operation: patch.operation, rate_limits }];
  });
}

const generic = (key: string, value: string) => ({ generic_key: { descriptor_key: key, descriptor_value: value } });

test('without budgets nothing is filtered, though there is a limiter', () => {
  expect(filters({ a: undefined, b: [] }).filter((name) => /budgets|retry-after/.test(name))).toEqual([]);
  expect(named({ a: undefined, b: [] })).toEqual([]);
});

test('budgets stand behind the body router and the identity, what one proxy refuses in front of what all count', () => {
  const order = filters({ a: [EXACT, REPLICA] });
  expect(order.slice(order.indexOf('envoy.filters.http.ext_proc.bbr'))).toEqual([
    'envoy.filters.http.ext_proc.bbr',
    'inference-gateway.identity',
    'inference-gateway.retry-after',
    'inference-gateway.replica-budgets',
    'inference-gateway.exact-budgets',
    'inference-gateway.admitted',
  ]);
});

test('the limiter is asked only where a budget is exact', () => {
  expect(filters({ a: [REPLICA] })).not.toContain('inference-gateway.exact-budgets');
  expect(filters({ a: [EXACT] })).not.toContain('inference-gateway.replica-budgets');
});

test('a budget of one model counts what the body router has found to be for it, in both ways', () => {
  const ofChat = (chat: ModelPool) => [EXACT.forModel(chat), REPLICA, REPLICA.forModel(chat)];
  const isChat = {
    header_value_match: {
      descriptor_key: 'model',
      descriptor_value: 'chat',
      headers: [{ name: 'X-Gateway-Base-Model-Name', string_match: { exact: 'chat' } }],
    },
  };
  expect(named({ a: ofChat })[0]?.rate_limits).toEqual([
    { stage: 0, actions: [generic('tenant', 'a'), generic('window', 'minute'), isChat] },
    { stage: 1, actions: [generic('tenant', 'a'), generic('window', '10s')] },
    { stage: 1, actions: [generic('tenant', 'a'), generic('window', '10s'), isChat] },
  ]);
  const { descriptors } = config('inference-gateway.replica-budgets', { a: ofChat }) as {
    descriptors: { entries: { key: string }[] }[];
  };
  expect(descriptors.map(({ entries }) => entries.map(({ key }) => key))).toEqual([
    ['tenant', 'window'],
    ['tenant', 'window', 'model'],
  ]);
});

test('the hostname of a tenant names its budgets, and to the filter that keeps each', () => {
  expect(named({ a: [EXACT, REPLICA], b: undefined })).toEqual([
    {
      host: 'a.ai.example.com:443',
      operation: 'MERGE',
      rate_limits: [
        { stage: 0, actions: [generic('tenant', 'a'), generic('window', 'minute')] },
        { stage: 1, actions: [generic('tenant', 'a'), generic('window', '10s')] },
      ],
    },
  ]);
});

test('each budget per replica is a bucket of its own', () => {
  const day = RequestBudget.perReplica(1000, Duration.days(1));
  const bucket = (window: string, requests: number, interval: string) => ({
    entries: [
      { key: 'tenant', value: 'a' },
      { key: 'window', value: window },
    ],
    token_bucket: { max_tokens: requests, tokens_per_fill: requests, fill_interval: interval },
  });
  expect(config('inference-gateway.replica-budgets', { a: [REPLICA, day, EXACT] })).toMatchObject({
    stage: 1,
    descriptors: [bucket('10s', 20, '10s'), bucket('day', 1000, '86400s')],
    always_consume_default_token_bucket: false,
    enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
  });
});

test('exact budgets are counted by the limiter, in the domain of the gateway', () => {
  expect(config('inference-gateway.exact-budgets', { a: [EXACT] })).toMatchObject({
    domain: 'gateway',
    rate_limit_service: {
      transport_api_version: 'V3',
      grpc_service: { envoy_grpc: { cluster_name: 'outbound|8081||limiter.edge.svc.cluster.local' } },
    },
  });
});
