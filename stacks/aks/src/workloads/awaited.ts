import type { Manifest } from './program';

/** Seconds that a GPU node may take from nothing. */
const NODE_SECONDS = 1200;
const TIMEOUT = 'pulumi.com/timeoutSeconds';

interface Probe {
  readonly failureThreshold?: number;
  readonly periodSeconds?: number;
}

interface PodTemplate {
  readonly spec?: { readonly containers?: { readonly startupProbe?: Probe }[] };
}

/** Deployments are waited for as long as a node, an image and the slowest start take. */
export function awaited(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Deployment') return manifest;
  const { template } = (manifest.spec ?? {}) as { readonly template?: PodTemplate };
  const starts = (template?.spec?.containers ?? []).map(({ startupProbe }) =>
    startupProbe === undefined ? 0 : (startupProbe.failureThreshold ?? 3) * (startupProbe.periodSeconds ?? 10),
  );
  const seconds = NODE_SECONDS + Math.max(0, ...starts);
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [TIMEOUT]: String(seconds) } },
  };
}
