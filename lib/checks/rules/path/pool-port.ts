import { Severity } from '../../finding';
import { ExtProc } from '../../graph/ext-proc';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import { listensOn } from '../../graph/model-server';
import type { Pool } from '../../graph/pool';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

const MAX_PORTS = 8;

function* numbers({ manifest, ports }: Pool): Iterable<Fault> {
  // Older groups have one port in a field of another name.
  if (manifest.group !== 'inference.networking.k8s.io') return;
  const fix = `write 1 to ${MAX_PORTS} different numbers from 1 to 65535 in spec.targetPorts`;
  if (ports.length === 0 || ports.length > MAX_PORTS) {
    yield { object: manifest, message: `has ${ports.length} targetPorts`, fix };
  }
  const twice = ports.find((port, index) => ports.indexOf(port) !== index);
  if (twice !== undefined) yield { object: manifest, message: `has the target port ${twice} twice`, fix };
  const wrong = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (wrong !== undefined) yield { object: manifest, message: `has the target port ${wrong}`, fix };
}

/** Ports of the container that declares one, or else of all containers; undefined if one of them does not tell. */
function listened(workload: Workload, port: number): readonly number[] | undefined {
  const container = workload.listening(port);
  const told = (container === undefined ? workload.containers : [container]).map(listensOn);
  return told.length === 0 || told.includes(undefined) ? undefined : told.flatMap((ports) => ports ?? []);
}

function* mismatches(pool: Pool, workload: Workload): Iterable<Fault> {
  const object = pool.manifest;
  const where = nameOf(workload.manifest);
  for (const port of pool.ports) {
    const declared = workload.containers.flatMap(({ ports }) => ports.map(({ number }) => number));
    const known = listened(workload, port);
    if (known !== undefined) {
      if (known.includes(port)) continue;
      yield {
        object,
        message: `has the target port ${port}, but the containers of ${where} listen on ${known.join(', ')} (--port)`,
        fix: `write number: ${known[0]} in spec.targetPorts, or --port=${port} and containerPort ${port} in the container`,
      };
    } else if (declared.length > 0 && !declared.includes(port)) {
      yield {
        object,
        // A container may listen on ports that it does not declare.
        severity: Severity.WARNING,
        message: `has the target port ${port}, but ${where} declares only the container ports ${declared.join(', ')}`,
        fix: `write number: ${declared[0]} in spec.targetPorts, or declare containerPort ${port} if the server listens there`,
      };
    }
  }
}

function* faultsOf(graph: Graph, pool: Pool): Iterable<Fault> {
  yield* numbers(pool);
  for (const workload of graph.workloadsSelected(pool.manifest.namespace, pool.selector)) {
    if (ExtProc.pickerIn(workload) === undefined) yield* mismatches(pool, workload);
  }
}

export const poolPort: Rule = {
  id: 'pool-port',
  title: 'The target ports of an InferencePool are 1 to 8 different ports on which the selected pods listen.',
  why: 'The picker reads metrics and the proxy sends requests at this port: on a wrong one every request ends with 503, while all conditions stay True.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const pool of graph.pools) yield* faultsOf(graph, pool);
  },
};
