import type { Duration } from 'cdk8s';
import {
  type HttpRouteSpecRules,
  type HttpRouteSpecRulesBackendRefs,
  type HttpRouteSpecRulesMatchesHeaders,
  HttpRouteSpecRulesMatchesHeadersType,
  HttpRouteSpecRulesMatchesMethod,
  HttpRouteSpecRulesMatchesPathType,
} from '../../imports/gateway-api';
import { CANARY_DRAW_HEADER } from '../gateway/reserved-headers';
import { optional } from '../private/object';
import { drawsBelow } from './canary';
import type { RouteRule, RuleBackend } from './route-rule';

/** Where a rule is rendered. */
export interface HttpRulePlace {
  /** Namespace of the HTTPRoute. */
  readonly namespace: string;
  /** Header that carries the model's name once the body is read, if something reads it. */
  readonly modelHeader?: string;
}

/** A rule as Gateway API writes it. Without a name: Istio keys its pickers by rule names, and equal ones swap them. */
export function httpRule(rule: RouteRule, place: HttpRulePlace): HttpRouteSpecRules {
  const { request, backendRequest } = rule.trafficClass;
  const headers = optional(headersOf(rule, place.modelHeader));
  return {
    matches: rule.paths.map((value) => ({
      method: HttpRouteSpecRulesMatchesMethod.POST,
      path: { type: HttpRouteSpecRulesMatchesPathType.EXACT, value },
      headers,
    })),
    backendRefs: rule.backends.map((backend) => backendRef(backend, rule.backends.length > 1, place.namespace)),
    timeouts: { request: seconds(request), backendRequest: seconds(backendRequest) },
  };
}

/** A duration as Gateway API reads it. */
export function seconds(duration: Duration): string {
  return `${duration.toSeconds()}s`;
}

function headersOf(
  { match, modelName, drawBelow }: RouteRule,
  modelHeader: string | undefined,
): HttpRouteSpecRulesMatchesHeaders[] {
  const { EXACT, REGULAR_EXPRESSION } = HttpRouteSpecRulesMatchesHeadersType;
  const headers: HttpRouteSpecRulesMatchesHeaders[] = [];
  if (modelHeader !== undefined && match.needsBodyRouter && modelName !== undefined) {
    headers.push({ type: EXACT, name: modelHeader, value: modelName });
  }
  if (match.headerName !== undefined && match.headerValue !== undefined) {
    headers.push({ type: EXACT, name: match.headerName, value: match.headerValue });
  }
  if (drawBelow !== undefined) {
    headers.push({ type: REGULAR_EXPRESSION, name: CANARY_DRAW_HEADER, value: drawsBelow(drawBelow) });
  }
  return headers;
}

function backendRef(backend: RuleBackend, split: boolean, routeNamespace: string): HttpRouteSpecRulesBackendRefs {
  const { kind, name, namespace, port, percent } = backend;
  return {
    group: kind === 'Service' ? '' : 'inference.networking.k8s.io',
    kind,
    name,
    namespace: namespace === routeNamespace ? undefined : namespace,
    port,
    weight: split ? percent : 1,
  };
}
