import { Severity } from '../../finding';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import type { Route } from '../../graph/route';
import type { Service } from '../../graph/service';
import { Unseen } from '../../graph/unseen';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

/** Services that requests go to: backends of routes. */
function used(graph: Graph): Set<Service> {
  const backends = graph.routes.flatMap(({ rules }) => rules.flatMap((rule) => rule.backends));
  const services = backends.filter(({ group, kind }) => group === '' && kind === 'Service');
  return new Set(services.flatMap(({ namespace, name }) => graph.service(namespace, name) ?? []));
}

/** Services of endpoint pickers: the rule `picker-service` judges them. */
function pickers(graph: Graph): Set<Service> {
  const services = graph.pools.flatMap(({ manifest, picker }) =>
    picker?.kind === 'Service' ? (graph.service(manifest.namespace, picker.name) ?? []) : [],
  );
  return new Set(services);
}

/** Ports of pods that a Service names, but no container has. */
function* unresolved(service: Service, workloads: readonly Workload[], severity: Severity): Iterable<Fault> {
  for (const { number, target } of service.ports) {
    const without = workloads.find(
      (workload) => typeof target === 'string' && workload.portNumber(target) === undefined,
    );
    if (without === undefined) continue;
    const names = without.containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []));
    yield {
      object: service.manifest,
      severity,
      message: `sends port ${number} to the container port '${target}', which ${nameOf(without.manifest)} does not have`,
      fix: `write one of its ports as targetPort: ${names.join(', ') || 'a number, or name a port of the container'}`,
    };
  }
}

/** Ports of a Service that a route asks for. */
function* missingPorts(graph: Graph, route: Route): Iterable<Fault> {
  const seen = new Set<string>();
  for (const { group, kind, namespace, name, port } of route.rules.flatMap(({ backends }) => backends)) {
    const service = group === '' && kind === 'Service' ? graph.service(namespace, name) : undefined;
    const id = `${namespace}/${name}:${port}`;
    if (service === undefined || seen.has(id) || service.ports.some(({ number }) => number === port)) continue;
    seen.add(id);
    yield {
      object: route.manifest,
      message: `refers to ${port === undefined ? 'no port' : `port ${port}`} of Service ${namespace}/${name}, which has ${service.ports.map(({ number }) => number).join(', ') || 'none'}`,
      fix: `write one of them as port in backendRefs`,
    };
  }
}

export const serviceSelector: Rule = {
  id: 'service-selector',
  title: 'A Service selects pods, and its ports are ports of theirs; a route asks for a port that it has.',
  why: 'A Service without pods is accepted and answers 503, a port that does not resolve has no endpoints, and a route to a port that is not there gets BackendNotFound (https://kubernetes.io/docs/concepts/services-networking/service/).',
  severity: Severity.ERROR,
  *check(graph) {
    const needed = used(graph);
    const judgedElsewhere = pickers(graph);
    const unseen = new Unseen(graph);
    for (const service of graph.services) {
      const { manifest, selector } = service;
      if (selector === undefined || judgedElsewhere.has(service)) continue;
      const workloads = graph.workloadsSelected(manifest.namespace, selector);
      const severity = needed.has(service) ? Severity.ERROR : Severity.WARNING;
      yield* unresolved(service, workloads, severity);
      if (workloads.length > 0 || !graph.owns(manifest.namespace) || unseen.mayMatch(manifest.namespace, selector))
        continue;
      const labels = Object.entries(selector.labels).map(([key, value]) => `${key}=${value}`);
      yield {
        object: manifest,
        severity,
        message: `selects no pod of namespace '${manifest.namespace}' (${labels.join(', ')})${needed.has(service) ? ', but requests go to it' : ''}`,
        fix: "write the labels of a workload's pod template into spec.selector",
      };
    }
    for (const route of graph.routes) yield* missingPorts(graph, route);
  },
};
