import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from './object';
import type { PolicyRule } from './pod';

const RBAC = 'rbac.authorization.k8s.io';

/** Rights in one namespace. */
export function role(scope: Construct, name: string, labels: Record<string, string>, rules: PolicyRule[]): ApiObject {
  return render(scope, 'Role', { apiVersion: `${RBAC}/v1`, kind: 'Role', name, labels, rules });
}

/** Gives the Role of that name to a ServiceAccount. */
export function roleBinding(
  scope: Construct,
  name: string,
  labels: Record<string, string>,
  account: { readonly name: string; readonly namespace: string },
): ApiObject {
  return render(scope, 'RoleBinding', {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    name,
    labels,
    roleRef: { apiGroup: RBAC, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
}
