import { Severity } from '../../finding';
import { Transports } from '../../graph/destination-rules';
import { ExtProc, Flavour } from '../../graph/ext-proc';
import type { Graph } from '../../graph/graph';
import { hasIstio } from '../../graph/implementation';
import type { Service } from '../../graph/service';
import type { Fault, Rule } from '../../rule';

interface Asked {
  readonly service: Service;
  readonly port: number;
  readonly program: ExtProc;
}

/** Pickers by their pools, and body routers by the Services that lead to them. */
function asked(graph: Graph): Asked[] {
  const found = new Map<string, Asked>();
  for (const pool of graph.pools) {
    const { picker, manifest } = pool;
    const service = picker && graph.service(manifest.namespace, picker.name);
    for (const workload of graph.pickersOf(pool)) {
      const program = ExtProc.pickerIn(workload);
      if (program === undefined || service === undefined || picker?.port === undefined) continue;
      found.set(`${manifest.namespace}/${picker.name}:${picker.port}`, { service, port: picker.port, program });
    }
  }
  const routers = new Set(
    graph.workloads.filter((one) => ExtProc.routerIn(one) !== undefined).map((one) => one.namespace),
  );
  for (const service of graph.services) {
    const { namespace, name } = service.manifest;
    if (!routers.has(namespace) || service.selector === undefined) continue;
    for (const workload of graph.workloadsSelected(namespace, service.selector)) {
      const program = ExtProc.routerIn(workload);
      const port = service.ports.find(({ target }) => workload.portNumber(target) === program?.port);
      if (program !== undefined && port !== undefined) {
        found.set(`${namespace}/${name}:${port.number}`, { service, port: port.number, program });
      }
    }
  }
  return [...found.values()];
}

function* faultsOf(graph: Graph, { service, port, program }: Asked, transports: Transports): Iterable<Fault> {
  const secure = program.isOn('secure-serving', true);
  if (secure === undefined || program.flavour === Flavour.OTHER) return;
  const { namespace, name } = service.manifest;
  const transport = transports.of(namespace, name, port);
  const host = `${name}.${namespace}.svc.cluster.local`;
  const serves = program.has('secure-serving') ? `--secure-serving=${secure}` : 'its default --secure-serving=true';
  if (transport?.mode === 'ISTIO_MUTUAL') return;
  const tls = transport?.mode === 'SIMPLE' || transport?.mode === 'MUTUAL';
  if (secure && !tls) {
    const misspelt = transport === undefined ? transports.misspeltFor(namespace, name) : undefined;
    const why =
      transport !== undefined
        ? `has the TLS mode ${transport.mode ?? 'none'} for port ${port}`
        : misspelt === undefined
          ? `has no DestinationRule for its port ${port}`
          : 'has a host that names no Service to Istio';
    yield {
      object: transport?.manifest ?? misspelt ?? service.manifest,
      severity: graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
      message: `${why}, so the gateway reaches ${host} in plain text, but the program behind it speaks TLS (${serves})`,
      fix: `write a DestinationRule with host: ${host} and trafficPolicy.tls: { mode: SIMPLE, insecureSkipVerify: true }`,
    };
  } else if (!secure && tls) {
    yield {
      object: transport?.manifest ?? service.manifest,
      message: `lets the gateway speak TLS to ${host}, but the program behind it does not (${serves})`,
      fix: 'remove it, or write --secure-serving=true',
    };
  } else if (secure && transport?.checksUnknown && transport.mode === 'SIMPLE' && !program.has('cert-path')) {
    yield {
      object: transport.manifest,
      severity: Severity.WARNING,
      message: `lets the gateway check the certificate of ${host}, which the program signs itself`,
      fix: 'write insecureSkipVerify: true, or give the program a certificate (--cert-path) and name its CA',
    };
  } else if (secure && transport?.checksAuthority && !program.has('cert-path')) {
    yield {
      object: transport.manifest,
      message: `lets the gateway check the certificate of ${host}, which the program signs itself at every start, so no request passes`,
      fix: 'give the program a certificate of that authority (--cert-path), or reach it by a DestinationRule with insecureSkipVerify: true',
    };
  } else if (secure && transport?.manifest.kind === 'BackendTLSPolicy' && !transport.namesNames) {
    yield {
      object: transport.manifest,
      severity: Severity.WARNING,
      message: `lets the gateway take any certificate of its authority for ${host}: to Istio, hostname is the SNI and no name to check`,
      fix: `write subjectAltNames: [{ type: Hostname, hostname: ${host} }]`,
    };
  }
}

export const extProcTls: Rule = {
  id: 'ext-proc-tls',
  title: 'On Istio, gateway and picker or body router agree on TLS.',
  why: 'Istio adds no TLS by itself and these programs speak it by default: a difference ends every request with 500, with FailOpen too (https://github.com/istio/istio/issues/59577).',
  severity: Severity.ERROR,
  *check(graph) {
    if (!hasIstio(graph)) return;
    const transports = new Transports(graph);
    for (const one of asked(graph)) yield* faultsOf(graph, one, transports);
  },
};
