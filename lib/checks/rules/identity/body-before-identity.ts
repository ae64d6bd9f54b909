import { Severity } from '../../finding';
import { type EnvoyPatch, patchesByGateway } from '../../graph/envoy-filters';
import { fieldsAt, textAt } from '../../graph/fields';
import { authorizationByGateway } from '../../graph/istio-policies';
import type { Rule } from '../../rule';

/** Whether a filter hands whole bodies to somebody before Istio's own filters ask who sends them. */
function readsFirst({ applyTo, operation, type, value }: EnvoyPatch): boolean {
  if (applyTo !== 'HTTP_FILTER' || operation !== 'INSERT_FIRST' || type !== 'ExternalProcessor') return false;
  const mode = textAt(fieldsAt(value, 'typed_config'), 'processing_mode', 'request_body_mode') ?? 'NONE';
  return mode !== 'NONE';
}

/** Whether a filter refuses bodies by their size. */
function boundsBodies({ applyTo, type, value }: EnvoyPatch): boolean {
  if (applyTo !== 'HTTP_FILTER') return false;
  if (type === 'Buffer') return true;
  const source = textAt(value, 'typed_config', 'default_source_code', 'inline_string') ?? '';
  return type === 'Lua' && source.includes('content-length') && source.includes('413');
}

export const bodyBeforeIdentity: Rule = {
  id: 'body-before-identity',
  title: 'No body is read before its sender is known, unless its size is bounded.',
  why: 'Filters inserted first stand in front of tokens and policies, so that strangers fill the memory of what reads bodies: one of 100 MiB ends an endpoint picker.',
  severity: Severity.ERROR,
  *check(graph) {
    const policies = authorizationByGateway(graph);
    for (const [gateway, patches] of patchesByGateway(graph)) {
      if (!policies.has(gateway) || patches.some(boundsBodies)) continue;
      const reader = patches.find(readsFirst);
      if (reader === undefined) continue;
      yield {
        object: reader.object,
        message: `has '${textAt(reader.value, 'name')}' read bodies of any size on Gateway ${gateway} before its policies ask who sends them`,
        fix: 'insert it before envoy.filters.http.ext_proc in place of first, or insert a filter that bounds bodies in front of it',
      };
    }
  },
};
