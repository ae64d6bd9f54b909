import { Registry } from '@pulumi/azure-native/containerregistry';
import * as pulumi from '@pulumi/pulumi';
import type { AddonsConfig } from '../config/addons';
import { grant, ROLES } from './roles';

interface RegistryArgs {
  readonly addons: AddonsConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
  /** Object id of the identity that pulls images on the nodes. */
  readonly kubeletObjectId: pulumi.Input<string>;
}

/** The registry that nodes pull from, made or found, if there is one. */
export function registryAccess(
  name: string,
  args: RegistryArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  const { addons, resourceGroupName, location, tags, kubeletObjectId } = args;
  const registryId =
    addons.registryName === undefined
      ? addons.registryId
      : new Registry(
          name,
          {
            resourceGroupName,
            registryName: addons.registryName,
            location,
            sku: { name: 'Premium' },
            adminUserEnabled: false,
            tags,
          },
          opts,
        ).id;
  if (registryId === undefined) return undefined;
  grant(`${name}-pull`, { role: ROLES.ACR_PULL, scope: registryId, principalId: kubeletObjectId }, opts);
  return pulumi.output(registryId);
}
