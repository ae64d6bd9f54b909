import type { IRouteRules, RouteRule } from '../tenants/route-rule';
import type { RouteAttachment } from './inference-gateway-protocol';
import type { ListenerTable } from './listener-table';

/** Rules of one route. */
interface Claimant {
  readonly route: RouteAttachment;
  readonly rules: IRouteRules;
}

/** One rule as it stands on a host. */
interface Claim {
  readonly route: string;
  readonly rule: RouteRule;
}

/**
 * Which requests the routes of a gateway claim without that Gateway API could see it: what goes by the body, and what by
 * header or path. Equal matches are the business of the rule `route-conflict`.
 */
export class RouteClaims {
  private readonly claimants: Claimant[] = [];

  constructor(private readonly listeners: Pick<ListenerTable, 'served'>) {}

  public add(route: RouteAttachment, rules: IRouteRules): void {
    this.claimants.push({ route, rules });
  }

  /** All rules, with the namespace of their routes. */
  public get rules(): { readonly namespace: string; readonly rule: RouteRule }[] {
    return this.claimants.flatMap(({ route, rules }) =>
      rules.rules.map((rule) => ({ namespace: route.namespace, rule })),
    );
  }

  /** Rules that take each other's requests, one sentence each. */
  public conflicts(): string[] {
    // Rules by name alone, which are most, never take each other's requests: equal ones are not judged here.
    const hosts = [...this.byHost()].filter(([, claims]) => claims.some(({ rule }) => !rule.match.needsBodyRouter));
    const sentences = hosts.flatMap(([host, claims]) =>
      claims.flatMap((claim, index) => claims.slice(index + 1).flatMap((other) => conflict(host, claim, other))),
    );
    return [...new Set(sentences)];
  }

  private byHost(): Map<string, Claim[]> {
    const hosts = new Map<string, Claim[]>();
    for (const { route, rules } of this.claimants) {
      // The other side of a canary makes the same claim.
      const claims = rules.rules
        .filter(({ drawBelow }) => drawBelow === undefined)
        .map((rule) => ({ route: route.route, rule }));
      for (const { hostname, port } of this.listeners.served(route)) {
        const host = `${hostname}:${port}`;
        hosts.set(host, [...(hosts.get(host) ?? []), ...claims]);
      }
    }
    return hosts;
  }
}

function conflict(host: string, one: Claim, other: Claim): string[] {
  const path = one.rule.paths.find((path) => other.rule.paths.includes(path));
  if (path === undefined) return [];
  const where = `POST ${path} on ${host}`;
  const kinds = [one.rule.match.kind, other.rule.match.kind].sort().join(' and ');
  const [name, otherName] = [one, other].map(({ rule }) => rule.match.headerName?.toLowerCase());
  if (kinds === 'model name and path') {
    const [all, shadowed] = one.rule.match.kind === 'path' ? [one, other] : [other, one];
    return [
      `'match' of route '${all.route}' takes every ${where} before its body is read, so that '${shadowed.rule.modelName}' of route '${shadowed.route}' would never be asked: give one of them a hostname of its own`,
    ];
  }
  if (kinds !== 'header and header' || name === otherName) return [];
  return [
    `'match' of routes '${one.route}' and '${other.route}' goes by header '${name}' and by header '${otherName}' for ${where}, so that a request with both has no single answer: choose one header`,
  ];
}
