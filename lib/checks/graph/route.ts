import { at, type Fields, itemsAt, listAt, numberAt, textAt } from './fields';
import type { Manifest } from './manifest';
import { claimsOf, type ModelClaim } from './model-claims';

/** What a route refers to. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
}

/** A backend of a rule. */
export interface BackendReference extends Reference {
  readonly weight: number;
}

/** A parent of a route. */
export interface ParentReference extends Reference {
  readonly sectionName?: string;
}

/** One match of a rule, with the defaults of Gateway API. */
export interface RouteMatch {
  readonly path: string;
  /** `Exact`, `PathPrefix` or `RegularExpression`. */
  readonly pathType: string;
  readonly method?: string;
  readonly headers: readonly HeaderMatch[];
  readonly queries: readonly Fields[];
}

/** A header that a match asks for. */
export interface HeaderMatch {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** `Exact` or `RegularExpression`. */
  readonly type: string;
}

/** A rule of a route. */
export interface RouteRule {
  readonly index: number;
  readonly name?: string;
  readonly matches: readonly RouteMatch[];
  /** Models that the matches ask for by header, each once. */
  readonly models: readonly ModelClaim[];
  readonly backends: readonly BackendReference[];
  readonly filters: readonly Fields[];
  /** Seconds; undefined where the rule has no such limit. */
  readonly request?: number;
  readonly backendRequest?: number;
  readonly retry?: Fields;
}

const POOL_GROUPS = ['inference.networking.k8s.io', 'inference.networking.x-k8s.io'];

/** Whether a reference names an InferencePool. */
export function isPool({ group, kind }: Reference): boolean {
  return kind === 'InferencePool' && POOL_GROUPS.includes(group);
}

/** An HTTPRoute or GRPCRoute. */
export class Route {
  public readonly hostnames: readonly string[];
  public readonly parents: readonly ParentReference[];
  public readonly rules: readonly RouteRule[];

  constructor(public readonly manifest: Manifest) {
    const { json, namespace } = manifest;
    this.hostnames = listAt(json, 'spec', 'hostnames').map(String);
    this.parents = itemsAt(json, 'spec', 'parentRefs').map((ref) => ({
      ...reference(ref, namespace, 'gateway.networking.k8s.io', 'Gateway'),
      sectionName: textAt(ref, 'sectionName'),
    }));
    this.rules = itemsAt(json, 'spec', 'rules').map((rule, index) => ({
      index,
      name: textAt(rule, 'name'),
      ...matching(rule),
      backends: itemsAt(rule, 'backendRefs').map((ref) => ({
        ...reference(ref, namespace, '', 'Service'),
        weight: numberAt(ref, 'weight') ?? 1,
      })),
      filters: itemsAt(rule, 'filters'),
      request: seconds(textAt(rule, 'timeouts', 'request')),
      backendRequest: seconds(textAt(rule, 'timeouts', 'backendRequest')),
      retry: at(rule, 'retry') as Fields | undefined,
    }));
  }
}

function reference(ref: Fields, namespace: string, group: string, kind: string): Reference {
  return {
    group: textAt(ref, 'group') ?? group,
    kind: textAt(ref, 'kind') ?? kind,
    namespace: textAt(ref, 'namespace') ?? namespace,
    name: textAt(ref, 'name') ?? '',
    port: numberAt(ref, 'port'),
  };
}

function matching(rule: Fields) {
  const matches = matchesOf(rule);
  return { matches, models: claimsOf(matches) };
}

function matchesOf(rule: Fields): RouteMatch[] {
  const matches = itemsAt(rule, 'matches');
  return (matches.length === 0 ? [{}] : matches).map((match: Fields) => ({
    path: textAt(match, 'path', 'value') ?? '/',
    pathType: textAt(match, 'path', 'type') ?? 'PathPrefix',
    method: typeof match.method === 'string' ? match.method : undefined,
    headers: itemsAt(match, 'headers').map((header) => ({
      name: (textAt(header, 'name') ?? '').toLowerCase(),
      value: textAt(header, 'value') ?? '',
      type: textAt(header, 'type') ?? 'Exact',
    })),
    queries: itemsAt(match, 'queryParams'),
  }));
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** A duration of Gateway API in seconds; `0s` is no limit. */
export function seconds(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/(\d+)(ms|h|m|s)/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? 's'] ?? 1), 0);
  return total === 0 ? undefined : total;
}
