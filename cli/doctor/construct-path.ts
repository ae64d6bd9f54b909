import type { Cluster } from './cluster';
import type { KubeObject } from './kinds';

/** Annotation with the path of the construct that rendered an object. */
export const CONSTRUCT_PATH = 'cdk8s-inference-gateway/construct-path';

/** Path of the construct that rendered an object, as far as the object or its manifest says so. */
export function constructPathOf(cluster: Cluster, { kind, metadata }: KubeObject): string | undefined {
  const own = metadata.annotations?.[CONSTRUCT_PATH];
  if (own !== undefined) return own;
  const manifest = cluster.manifests.find(
    (one) => one.kind === kind && one.metadata.name === metadata.name && one.metadata.namespace === metadata.namespace,
  );
  return manifest?.metadata.annotations?.[CONSTRUCT_PATH];
}
