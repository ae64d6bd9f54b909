import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster';

/** The 1.x of Kubernetes from which pods can have images as volumes without a feature gate of the administrator. */
export const IMAGE_VOLUMES = 35;

/**
 * Refuses what an older Kubernetes would drop or refuse.
 *
 * @param minor the 1.x that knows it
 * @param what property and value
 * @param remedy what to write where the cluster cannot be newer
 */
export function requireKubernetes(scope: IConstruct, minor: number, what: string, remedy: string): void {
  const { kubernetesVersion } = Cluster.of(scope);
  if (Number(kubernetesVersion.split('.')[1]) >= minor) return;
  throw new Error(
    `${what} needs Kubernetes 1.${minor} or newer, but 'kubernetesVersion' is ${kubernetesVersion}: ${remedy}, or upgrade the cluster and write its version`,
  );
}
