import { counted } from '../../counted';
import type { Cluster } from '../cluster';
import { Devices, devicesOf } from '../devices';
import type { Diagnosis } from '../diagnosis';
import type { Pod } from '../kinds';
import { grouped } from '../workloads';

/** A pod that no node takes; for devices with the arithmetic. */
export const unschedulablePod: Diagnosis = {
  id: 'unschedulable-pod',
  *diagnose(cluster) {
    const waiting = cluster.pods.flatMap((pod) => {
      const message = refusal(pod);
      return message === undefined ? [] : [[pod, 'unschedulable', { pod, message }] as [Pod, string, Fault]];
    });
    for (const { maker, pods, first } of grouped(cluster, waiting)) {
      yield { object: maker, ...explained(cluster, pods, first) };
    }
  },
};

interface Fault {
  readonly pod: Pod;
  readonly message: string;
}

/** What the scheduler says of a pod that it cannot place. */
export function refusal({ status }: Pod): string | undefined {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable' ? (scheduled.message ?? '') : undefined;
}

function explained(cluster: Cluster, pods: readonly Pod[], { pod, message }: Fault) {
  const waits = `has ${counted(pods.length, 'pod')} that no node takes`;
  const [device] = devicesOf(pod);
  if (device === undefined || !cluster.sees('Node')) {
    return { message: `${waits}: ${short(message)}`, fix: 'add a node that the message asks for, or ask for less' };
  }
  const [resource, count] = device;
  const selector = Object.entries(pod.spec.nodeSelector ?? {}).map(([label, value]) => `${label}=${value}`);
  const where = selector.length === 0 ? 'the nodes' : `the nodes with ${selector.join(', ')}`;
  const devices = Devices.on(cluster, pod, resource);
  const asked = `each needs ${count} ${resource}`;
  if (devices.nodes === 0) {
    return {
      message: `${waits}: ${asked}, and no node has the labels ${selector.join(', ')}`,
      fix: 'add such a node, let the autoscaler of its pool start one, or correct the node of the pool',
    };
  }
  if (devices.allocatable === 0) {
    return {
      message: `${waits}: ${asked}, and ${where} offer none`,
      fix: "install the vendor's device plugin or operator, and see that its driver runs: kubectl describe nodes",
    };
  }
  if (devices.free >= count && !message.includes(resource)) {
    return { message: `${waits}: ${short(message)}`, fix: 'add a node that the message asks for, or ask for less' };
  }
  return {
    message: `${waits}: ${asked}, and ${where} have ${devices.allocatable}, of which ${devices.taken} are taken (${devices.takers})`,
    fix: `add nodes, end what needs them less, or lower 'replicas' by ${pods.length}`,
  };
}

/** What the scheduler says, without what it says of preemption. */
function short(message: string): string {
  return message.replace(/ ?preemption: .*$/s, '').replace(/\.\s*$/, '');
}
