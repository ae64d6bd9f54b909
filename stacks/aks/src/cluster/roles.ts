import { RoleAssignment } from '@pulumi/azure-native/authorization';
import * as pulumi from '@pulumi/pulumi';

/** Built-in roles of Azure. */
export const ROLES = {
  ACR_PULL: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AKS_RBAC_CLUSTER_ADMIN: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  NETWORK_CONTRIBUTOR: '4d97b98b-1d4f-4787-a291-c67834d212e7',
} as const;

interface Grant {
  readonly role: (typeof ROLES)[keyof typeof ROLES];
  readonly scope: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
  readonly principalType?: string;
}

/** Gives a role on a resource. */
export function grant(
  name: string,
  { role, scope, principalId, principalType }: Grant,
  opts: pulumi.CustomResourceOptions,
) {
  return new RoleAssignment(
    name,
    {
      scope,
      principalId,
      principalType: principalType ?? 'ServicePrincipal',
      roleDefinitionId: pulumi.output(scope).apply((id) => roleDefinitionId(id, role)),
    },
    opts,
  );
}

/** Id of a role in the subscription of a resource. */
export function roleDefinitionId(resourceId: string, role: string): string {
  const subscription = resourceId.split('/').slice(0, 3).join('/');
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}
