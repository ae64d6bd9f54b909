import { PROOF_HEADERS } from '../../identity/way';
import type { RequestFilters } from '../provider-renderer';
import type { EnvoyPatch, EnvoyPatchMatch } from './envoy-filter';
import { admitted } from './filters/admitted';
import { keyParse, storedKeys } from './filters/api-keys';
import { bodyLimit } from './filters/body-limit';
import { bodyRouter } from './filters/body-router';
import { canaryDraw } from './filters/canary-draw';
import { connectionManager, HTTP_CONNECTION_MANAGER } from './filters/connection-manager';
import { bodyRate, requestRate } from './filters/door-rates';
import { headerHygiene } from './filters/header-hygiene';
import { identity } from './filters/identity';
import { tokenExpiry } from './filters/token-expiry';

/** Istio's filter that asks endpoint pickers, on every listener as soon as one route leads to a pool. */
const PICKER = 'envoy.filters.http.ext_proc';
/** The one that stands there where no route does. */
const WITHOUT_PICKER = 'envoy.filters.http.grpc_stats';

type Filter = Record<string, unknown>;

/**
 * What the proxies do with a request, first to last. All of it stands in one EnvoyFilter, so that no proxy ever has one
 * without the others. Istio's own filters (tokens, policies) stand between the two lists, its endpoint picker and router
 * behind the second.
 */
export function filterOrder(filters: RequestFilters): EnvoyPatch[] {
  const { ways } = filters;
  const has = (kind: string) => ways.some((way) => way.kind === kind);
  const reading = [
    ...(filters.canaryDraw ? [canaryDraw()] : []),
    bodyRate(filters.door.bodyBytesPerSecond),
    bodyRouter(filters),
  ];
  // Somebody who is asked is asked only where a route matches, so only where the body has been read.
  const readsFirst = has('external');
  const outer = [
    headerHygiene(),
    requestRate(filters.door.requestsPerSecond),
    bodyLimit(filters.maxBodyBytes),
    ...(has('apiKeys') ? [keyParse(), storedKeys(PROOF_HEADERS.apiKeys)] : []),
    ...(readsFirst ? reading : []),
  ];
  const inner = [...(has('jwt') ? [tokenExpiry()] : []), ...(readsFirst ? [] : reading), identity(ways), admitted()];
  const patches =
    ways.length === 0
      ? inFront([...outer, ...inner])
      : [...inFront(outer), ...inner.map((filter) => before(filters.picked ? PICKER : WITHOUT_PICKER, filter))];
  return [...patches, merged(connectionManager(filters))];
}

/** Each one is inserted in front of those before it. */
function inFront(filters: readonly Filter[]): EnvoyPatch[] {
  return [...filters].reverse().map((value) => ({
    applyTo: 'HTTP_FILTER',
    match: inConnectionManager(),
    patch: { operation: 'INSERT_FIRST', value },
  }));
}

function before(name: string, value: Filter): EnvoyPatch {
  return {
    applyTo: 'HTTP_FILTER',
    match: inConnectionManager({ subFilter: { name } }),
    patch: { operation: 'INSERT_BEFORE', value },
  };
}

function merged(value: Filter): EnvoyPatch {
  return { applyTo: 'NETWORK_FILTER', match: inConnectionManager(), patch: { operation: 'MERGE', value } };
}

function inConnectionManager(further: { readonly subFilter?: { readonly name: string } } = {}): EnvoyPatchMatch {
  return {
    context: 'GATEWAY',
    listener: { filterChain: { filter: { name: HTTP_CONNECTION_MANAGER, ...further } } },
  };
}
