import { type Fields, itemsAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';

/** How tokens of one issuer are checked: one of the `jwtRules` of a RequestAuthentication. */
export interface TokenRule {
  readonly object: Manifest;
  readonly issuer: string;
  readonly rule: Fields;
}

/** All of them. */
export function tokenRules(graph: Graph): TokenRule[] {
  return graph
    .of('RequestAuthentication', 'security.istio.io')
    .flatMap((object) =>
      itemsAt(object.json, 'spec', 'jwtRules').map((rule) => ({ object, issuer: textAt(rule, 'issuer') ?? '', rule })),
    );
}
