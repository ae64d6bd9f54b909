import { counted } from '../../counted';
import type { Cluster } from '../cluster';
import type { Diagnosis } from '../diagnosis';
import type { Container, ContainerStatus, Pod } from '../kinds';
import { causeIn } from '../log-causes';
import { grouped, statusesOf } from '../workloads';

interface Fault {
  readonly status: ContainerStatus;
  readonly cause?: { readonly text: string; readonly fix: string };
}

/** A container that ends again and again, with what its log says of it. */
export const crashLoop: Diagnosis = {
  id: 'crash-loop',
  *diagnose(cluster) {
    for (const { maker, pods, first } of grouped(
      cluster,
      cluster.pods.flatMap((pod) => faultsOf(cluster, pod)),
    )) {
      const { name, restartCount } = first.status;
      const end = endOf(first.status);
      const { namespace } = maker.metadata;
      yield {
        object: maker,
        message: `has ${counted(pods.length, 'pod')} whose container '${name}' ends (${end}, ${counted(restartCount, 'restart')})${first.cause === undefined ? '' : `: ${first.cause.text}`}`,
        fix: first.cause?.fix ?? `look at kubectl logs ${pods[0]?.metadata.name} -n ${namespace} -c ${name} --previous`,
      };
    }
  },
};

/** Containers of a pod that ended and are not back. */
export function crashing(pod: Pod): ContainerStatus[] {
  return statusesOf(pod).filter(
    ({ ready, state, lastState }) =>
      !ready && (state?.waiting?.reason === 'CrashLoopBackOff' || failed(state?.terminated ?? lastState?.terminated)),
  );
}

function failed(terminated: { readonly exitCode: number } | undefined): boolean {
  return terminated !== undefined && terminated.exitCode !== 0;
}

function faultsOf(cluster: Cluster, pod: Pod): [Pod, string, Fault][] {
  return crashing(pod).map((status) => {
    const log = cluster.snapshot.logs?.[logName(pod, status.name)] ?? '';
    return [pod, status.name, { status, cause: memory(pod, status) ?? causeIn(log) }];
  });
}

/** What the log of a container is kept under. */
export function logName({ metadata }: Pod, container: string): string {
  return `${metadata.namespace}/${metadata.name}/${container}`;
}

function memory({ spec }: Pod, status: ContainerStatus): Fault['cause'] {
  const terminated = status.state?.terminated ?? status.lastState?.terminated;
  if (terminated?.reason !== 'OOMKilled') return undefined;
  const container: Container | undefined = spec.containers.find(({ name }) => name === status.name);
  const limit = container?.resources?.limits?.memory ?? 'its limit';
  return {
    text: `it took more memory than ${limit}`,
    fix: 'raise its memory limit, or lower the body size that the gateway lets in',
  };
}

function endOf({ state, lastState }: ContainerStatus): string {
  const terminated = state?.terminated ?? lastState?.terminated;
  if (terminated === undefined) return state?.waiting?.reason ?? 'not ready';
  return terminated.reason === 'OOMKilled' ? 'OOMKilled' : `exit code ${terminated.exitCode}`;
}
