import type { Diagnosis } from '../diagnosis';

/** Pods that the API server refuses: they are nowhere to be seen. */
export const refusedPod: Diagnosis = {
  id: 'refused-pod',
  *diagnose({ deployments }) {
    for (const deployment of deployments) {
      // Says the same as the FailedCreate events of its ReplicaSet, as long as it is so.
      const failure = deployment.status?.conditions?.find(
        (one) => one.type === 'ReplicaFailure' && one.status === 'True',
      );
      if (failure === undefined) continue;
      const { replicas = 1 } = deployment.spec;
      const ready = deployment.status?.readyReplicas ?? 0;
      yield {
        object: deployment,
        message: `has ${ready} of ${replicas} pods, since the API server refuses more: ${failure.message ?? failure.reason}`,
        fix: remedy(failure.message ?? ''),
      };
    }
  },
};

function remedy(message: string): string {
  if (message.includes('exceeded quota')) {
    return "lower 'replicas' (and the surge of a rollout), or raise the ResourceQuota of the namespace";
  }
  if (message.includes('violates PodSecurity')) {
    return 'change what the message names, by PodSettings or an overlay; the namespace enforces Pod Security';
  }
  if (message.includes('serviceaccount')) return 'apply the manifests again: the ServiceAccount is a part of them';
  if (message.includes('webhook')) return 'start what answers the webhook, or ask its owner about this pod';
  return 'change what the message names';
}
