import type { Deployment } from './kinds';

/** Version of a control plane, by the tag of its image. */
export function istioVersion({ spec }: Deployment): string | undefined {
  const [image] = spec.template.spec.containers.map((container) => container.image);
  return /:([^:/@]+)(@.*)?$/.exec(image ?? '')?.[1];
}
