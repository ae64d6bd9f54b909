import type { Section } from './section';

/** What AKS and Azure bring besides the cluster. */
export interface AddonsConfig {
  readonly monitoring: 'none' | 'managed';
  readonly keda: boolean;
  readonly keyVault: boolean;
  readonly policy: boolean;
  readonly costAnalysis: boolean;
  /** Registry that nodes may pull from, which exists. */
  readonly registryId?: string;
  /** Name of a registry to make. */
  readonly registryName?: string;
}

export function readAddons(section: Section, registry: Section): AddonsConfig {
  const addons = {
    monitoring: section.oneOf('monitoring', ['none', 'managed'] as const, 'managed'),
    keda: section.flag('keda', false),
    keyVault: section.flag('keyVault', false),
    policy: section.flag('policy', false),
    costAnalysis: section.flag('costAnalysis', true),
    registryId: registry.text('id', {
      pattern: /^\/subscriptions\/.+\/Microsoft\.ContainerRegistry\/registries\/[^/]+$/i,
      allowed: 'the resource id of a container registry',
    }),
    registryName: registry.text('name', { pattern: /^[a-zA-Z0-9]{5,50}$/, allowed: '5 to 50 letters and digits' }),
  };
  section.done();
  registry.done();
  if (addons.registryId !== undefined && addons.registryName !== undefined) {
    registry.problem('name', "and 'registry.id' are two registries: leave one out");
  }
  return addons;
}
