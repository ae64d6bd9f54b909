import { Severity } from '../../finding';
import { neededConnections } from '../../graph/connections';
import { nameOf } from '../../graph/manifest';
import { labelText } from '../../graph/selector';
import type { Rule } from '../../rule';

export const blockedConnection: Rule = {
  id: 'blocked-connection',
  title: 'Every connection that a request needs is open in the network policies of both ends.',
  why: 'A missing edge shows only when the next pod starts, as a 503, a picker that never becomes ready, or a model whose load nobody sees.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const { from, to, port, caller, role } of neededConnections(graph)) {
      const policy = graph.reachability.blocking(from, to, port);
      if (policy === undefined) continue;
      const inbound = policy.ingress !== undefined && policy.manifest.namespace === to.namespace;
      yield {
        object: policy.manifest,
        message: `keeps ${caller} from TCP ${port} of ${role} ${nameOf(to.workload.manifest)}`,
        fix: inbound
          ? `add an ingress rule from pods ${labelText(from.labels)} of namespace '${from.namespace}' to port ${port}`
          : `add an egress rule to pods ${labelText(to.labels)} of namespace '${to.namespace}', port ${port}`,
      };
    }
  },
};
