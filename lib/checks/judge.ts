import { type Finding, Severity } from './finding';
import { type External, Graph } from './graph/graph';
import type { Manifest } from './graph/manifest';
import type { Fault, Rule } from './rule';
import { RULES } from './rules';

/** Page that describes every rule. */
export const DOCS = 'https://github.com/cdk8s-inference-gateway/cdk8s-inference-gateway/blob/main/docs/rules.md';

/** Judges rendered objects by all rules: errors first, then in the order of the objects. */
export function judge(manifests: readonly Manifest[], externals: readonly External[] = []): Finding[] {
  const graph = new Graph(manifests, externals);
  const order = new Map(manifests.map((manifest, index) => [manifest, index]));
  const found = RULES.flatMap((rule) => [...rule.check(graph)].map((fault) => ({ rule, fault })));
  const place = ({ fault }: { readonly fault: Fault }) => order.get(fault.object) ?? 0;
  const findings = found.sort((a, b) => place(a) - place(b)).map(({ rule, fault }) => findingOf(rule, fault));
  const errors = findings.filter(({ severity }) => severity === Severity.ERROR);
  return [...errors, ...findings.filter(({ severity }) => severity !== Severity.ERROR)];
}

function findingOf({ id, severity }: Rule, fault: Fault): Finding {
  const { apiVersion, kind, namespace, name, source } = fault.object;
  return {
    rule: id,
    severity: fault.severity ?? severity,
    object: { apiVersion, kind, namespace: namespace === '' ? undefined : namespace, name },
    ...source,
    message: fault.message,
    fix: fault.fix,
    docs: `${DOCS}#${id}`,
  };
}
