import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { ExtProc } from '../../graph/ext-proc';
import { textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { hasIstio } from '../../graph/implementation';
import { nameOf } from '../../graph/manifest';
import type { PickerReference, Pool } from '../../graph/pool';
import type { Service, ServicePort } from '../../graph/service';
import type { Fault, Rule } from '../../rule';

/** As Istio reads it: by appProtocol in any case, or by the name's first word. */
function saysGrpc({ name = '', appProtocol }: ServicePort): boolean {
  if (appProtocol !== undefined) return /^(kubernetes\.io\/h2c|http2|grpc|grpc-web)$/i.test(appProtocol);
  return /^(grpc|http2|grpc-web)(-|$)/i.test(name);
}

function* missing(graph: Graph, pool: Pool, { name }: PickerReference): Iterable<Fault> {
  const { namespace } = pool.manifest;
  if (graph.knows('Service', namespace, name)) return;
  const owned = graph.owns(namespace);
  yield {
    object: pool.manifest,
    severity: owned ? Severity.ERROR : Severity.WARNING,
    message: `names the Service '${name}' as its endpoint picker, which ${owned ? 'does not exist' : 'is not made here'} in namespace '${namespace}'`,
    fix: `correct endpointPickerRef.name, make the Service in the pool's own namespace, or declare it: ${declaration(pool.manifest, { kind: 'Service', namespace, name })}`,
  };
}

function* portFaults(graph: Graph, pool: Pool, picker: PickerReference, service: Service): Iterable<Fault> {
  const object = pool.manifest;
  const numbers = service.ports.map(({ number }) => number).join(', ');
  const port = service.ports.find(({ number }) => number === picker.port);
  if (port === undefined) {
    yield {
      object,
      message:
        picker.port === undefined
          ? `names no port of the Service '${picker.name}', which has ${numbers}`
          : `names port ${picker.port} of the Service '${picker.name}', which has only ${numbers}`,
      fix: `write endpointPickerRef.port.number: ${service.ports[0]?.number ?? 9002}`,
    };
    return;
  }
  if (!saysGrpc(port)) {
    yield {
      object: service.manifest,
      // Others do not look at it.
      severity: hasIstio(graph) ? Severity.ERROR : Severity.WARNING,
      message: `does not say that its port ${port.number} speaks gRPC (name '${port.name ?? ''}', appProtocol '${port.appProtocol ?? ''}')`,
      fix: "set appProtocol: kubernetes.io/h2c on the port, or a name that starts with 'grpc-'",
    };
  }
  if (service.selector === undefined) return;
  const workloads = graph.workloadsSelected(service.manifest.namespace, service.selector);
  if (workloads.length === 0) {
    yield {
      object: service.manifest,
      severity: graph.owns(service.manifest.namespace) ? Severity.ERROR : Severity.WARNING,
      message: `selects ${Object.entries(service.selector.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}, which no pods of namespace '${service.manifest.namespace}' have`,
      fix: "set spec.selector to the labels of the picker's pods",
    };
  }
  for (const workload of workloads) {
    const target = workload.portNumber(port.target);
    const listens = ExtProc.pickerIn(workload)?.port;
    if (target === undefined) {
      yield {
        object: service.manifest,
        message: `sends port ${port.number} to the container port '${port.target}', which ${nameOf(workload.manifest)} does not have`,
        fix: `write a name or number of its container ports as targetPort${listens === undefined ? '' : `: ${listens}`}`,
      };
    } else if (listens !== undefined && listens !== target) {
      yield {
        object: service.manifest,
        message: `sends port ${port.number} to ${target}, but the picker in ${nameOf(workload.manifest)} listens on ${listens} (--grpc-port)`,
        fix: `write targetPort: ${listens}`,
      };
    }
  }
}

export const pickerService: Rule = {
  id: 'picker-service',
  title:
    "A pool's endpoint picker is a Service in the pool's namespace, whose port exists, says gRPC and leads to the picker.",
  why: 'On a wrong port or a port that is not taken for gRPC every request ends with 500 (or goes round robin with FailOpen) while the pool says ResolvedRefs=True (https://github.com/istio/istio/issues/57855).',
  severity: Severity.ERROR,
  *check(graph) {
    for (const pool of graph.pools) {
      const { picker } = pool;
      if (picker === undefined || picker.kind !== 'Service') continue;
      const service = graph.service(pool.manifest.namespace, picker.name);
      if (service === undefined) yield* missing(graph, pool, picker);
      else if (textAt(service.manifest.json, 'spec', 'type') === 'ExternalName') {
        yield {
          object: service.manifest,
          message: 'is of type ExternalName, which no implementation takes as an endpoint picker',
          fix: "make it a ClusterIP Service that selects the picker's pods",
        };
      } else yield* portFaults(graph, pool, picker, service);
    }
  },
};
