import { Versions } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';
import { isOlder } from '../version';

/** The API server is older than what the manifests need. */
export const kubernetesVersion: Diagnosis = {
  id: 'kubernetes-version',
  *diagnose({ snapshot: { version } }) {
    const { oldest, lock } = Versions.KUBERNETES;
    if (!isOlder(version, oldest)) return;
    yield {
      object: { apiVersion: 'v1', kind: 'APIServer', metadata: { name: 'kubernetes' } },
      message: `is ${version}, older than ${oldest}: sidecars, sleeping preStop hooks and policies of the manifests are refused or ignored`,
      fix: `upgrade Kubernetes to ${lock}`,
    };
  },
};
