import { inferencePoolService } from '../../../providers/istio/inference-pool-service';
import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import type { Manifest } from '../../graph/manifest';
import type { Fault, Rule } from '../../rule';

/** The Service that Istio makes for a pool ends so; what stands before it may be cut off. */
const POOL_SERVICE = /^(.+)-ip-[0-9a-f]{8}$/;

function* faultsOf(graph: Graph, services: ReadonlySet<string>, object: Manifest): Iterable<Fault> {
  const [service = '', namespace = object.namespace] = (textAt(object.json, 'spec', 'host') ?? '').split('.');
  const pool = POOL_SERVICE.exec(service)?.[1];
  if (pool === undefined || services.has(`${namespace}/${service}`)) return;
  const known = graph.knows('InferencePool', namespace, pool);
  const right = inferencePoolService(pool);
  if ((known && right === service) || graph.service(namespace, service) !== undefined) return;
  yield {
    object,
    severity: known || graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
    message: `is for the Service '${service}' in namespace '${namespace}', which Istio makes for no InferencePool there, so that nothing of it is in force`,
    fix: known
      ? `begin spec.host with ${right}`
      : `correct spec.host, or declare the pool: ${declaration(object, { kind: 'InferencePool', namespace, name: pool })}`,
  };
}

export const parallelLimit: Rule = {
  id: 'parallel-limit',
  title: 'A DestinationRule for the Service of an InferencePool is for a pool that is there.',
  why: 'The name of the Service ends with a hash of the name of the pool: with another hash, a limit of requests at a time holds nobody, and nothing says so.',
  severity: Severity.ERROR,
  *check(graph) {
    const rules = graph.of('DestinationRule', 'networking.istio.io');
    if (rules.length === 0) return;
    const pools = graph.pools.map(({ manifest: { namespace, name } }) => `${namespace}/${inferencePoolService(name)}`);
    const services = new Set(pools);
    for (const object of rules) yield* faultsOf(graph, services, object);
  },
};
