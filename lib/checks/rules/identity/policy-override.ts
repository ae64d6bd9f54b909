import { Severity } from '../../finding';
import { actionOf, demandsIdentity, isOpen, operationsOf, overlap, rulesOf } from '../../graph/authorization';
import { type Fields, listAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { authorizationByGateway, type GatewayName } from '../../graph/istio-policies';
import { type Manifest, nameOf } from '../../graph/manifest';
import type { Rule } from '../../rule';

interface RuleOf {
  readonly policy: Manifest;
  readonly rule: Fields;
}

/** Ports of a Gateway on which every route only redirects. */
function redirectPorts(graph: Graph, { namespace, name }: GatewayName): Set<number> {
  const gateway = graph.gateway({ group: '', kind: 'Gateway', namespace, name });
  const serving = new Set<string>();
  for (const route of graph.routes) {
    const redirects = route.rules.every(({ filters }) => filters.some(({ type }) => type === 'RequestRedirect'));
    const parents = route.parents.filter((parent) => parent.namespace === namespace && parent.name === name);
    if (redirects) continue;
    for (const { sectionName } of parents) serving.add(sectionName ?? '');
  }
  const listeners = gateway?.listeners ?? [];
  const serves = ({ name }: { readonly name: string }) => serving.has(name) || serving.has('');
  const open = new Set(listeners.filter(serves).map(({ port }) => port));
  return new Set(listeners.map(({ port }) => port).filter((port) => !open.has(port)));
}

/** An operation, but for what is only about ports that redirect. */
function opens(operation: Fields, redirecting: ReadonlySet<number>): boolean {
  const ports = listAt(operation, 'ports').map(Number);
  return ports.length === 0 || ports.some((port) => !redirecting.has(port));
}

export const policyOverride: Rule = {
  id: 'policy-override',
  title: 'No AuthorizationPolicy of a Gateway opens what another one ties to an identity.',
  why: 'One ALLOW rule that matches is enough, whatever policy it stands in: a rule without from and when lets everybody through (https://istio.io/latest/docs/concepts/security/#implicit-enablement).',
  severity: Severity.ERROR,
  *check(graph) {
    const told = new Set<Manifest>();
    for (const [key, policies] of authorizationByGateway(graph)) {
      const [namespace = '', name = ''] = key.split('/');
      const rules: RuleOf[] = policies
        .filter((policy) => actionOf(policy) === 'ALLOW')
        .flatMap((policy) => rulesOf(policy).map((rule) => ({ policy, rule })));
      const tied = rules.filter(({ rule }) => demandsIdentity(rule));
      const open = rules.filter(({ rule }) => isOpen(rule));
      if (tied.length === 0 || open.length === 0) continue;
      const redirecting = redirectPorts(graph, { namespace, name });
      for (const { policy, rule } of open) {
        const operations = operationsOf(rule).filter((operation) => opens(operation, redirecting));
        const victim = tied.find((other) =>
          operationsOf(other.rule).some((one) => operations.some((operation) => overlap(one, operation))),
        );
        if (victim === undefined || told.has(policy)) continue;
        told.add(policy);
        yield {
          object: policy,
          message: `lets everybody through to what ${victim.policy === policy ? 'another rule of it' : nameOf(victim.policy)} ties to an identity on Gateway ${key}`,
          fix: 'write from or when into the rule, or limit it to hosts, paths or ports of its own',
        };
      }
    }
  },
};
