import { counted } from '../../counted';
import type { Diagnosis } from '../diagnosis';
import type { KubeEvent, Pod } from '../kinds';
import { grouped, isReady } from '../workloads';

const REASONS = ['FailedMount', 'FailedAttachVolume'];

/** A volume that cannot be mounted. */
export const volume: Diagnosis = {
  id: 'volume',
  *diagnose(cluster) {
    const events = new Map<string, KubeEvent>();
    for (const event of cluster.events) {
      if (!REASONS.includes(event.reason) || event.involvedObject.kind !== 'Pod') continue;
      events.set(`${event.metadata.namespace}/${event.involvedObject.name}`, event);
    }
    const stuck = cluster.pods.flatMap((pod) => {
      const event = events.get(`${pod.metadata.namespace}/${pod.metadata.name}`);
      const waits = pod.status?.phase === 'Pending' && !isReady(pod);
      return event !== undefined && waits ? [[pod, 'volume', event] as [Pod, string, KubeEvent]] : [];
    });
    for (const { maker, pods, first } of grouped(cluster, stuck)) {
      yield {
        object: maker,
        message: `has ${counted(pods.length, 'pod')} that cannot start for want of a volume: ${first.message.trim().replace(/\.$/, '')}`,
        fix: 'make what the message names; a claim that one node may mount cannot serve pods on two',
      };
    }
  },
};
