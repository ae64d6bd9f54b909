import { at, type Fields, fieldsAt, itemsAt, textAt } from './fields';
import type { Gateway } from './gateway';
import type { Manifest } from './manifest';
import { parametersOf } from './proxy-overlay';
import type { Workload } from './workload';

/** An object that another one needs, and where it says so. */
export interface Need {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the reference stands, such as `volume 'config'`. */
  readonly where: string;
  /** Key of the data that must be there. */
  readonly key?: string;
}

type Local = Omit<Need, 'namespace' | 'name'> & { readonly name?: string; readonly optional: boolean };

function local(kind: string, reference: unknown, where: string, nameField = 'name'): Local {
  return {
    kind,
    name: textAt(reference, nameField),
    where,
    key: textAt(reference, 'key'),
    optional: at(reference, 'optional') === true,
  };
}

/** Objects of its own namespace that a pod cannot start without. */
export function needsOfPods({ podSpec, namespace, serviceAccount }: Workload): Need[] {
  const containers = [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')];
  const all = [
    ...containers.flatMap(ofContainer),
    ...itemsAt(podSpec, 'volumes').flatMap(ofVolume),
    ...itemsAt(podSpec, 'imagePullSecrets').map((one) => local('Secret', one, 'imagePullSecrets')),
    { kind: 'ServiceAccount', name: serviceAccount, where: 'serviceAccountName', optional: false },
  ];
  return all.flatMap(({ optional, name, ...need }) =>
    optional || name === undefined || name === '' ? [] : [{ ...need, name, namespace }],
  );
}

function ofContainer(container: Fields): Local[] {
  const variables = itemsAt(container, 'env').flatMap((variable) => {
    if (variable.valueFrom === undefined) return [];
    const where = `variable '${textAt(variable, 'name')}'`;
    return [
      local('ConfigMap', at(variable, 'valueFrom', 'configMapKeyRef'), where),
      local('Secret', at(variable, 'valueFrom', 'secretKeyRef'), where),
    ];
  });
  const sources = itemsAt(container, 'envFrom').flatMap((source) => [
    local('ConfigMap', source.configMapRef, 'envFrom'),
    local('Secret', source.secretRef, 'envFrom'),
  ]);
  return [...variables, ...sources];
}

function ofVolume(volume: Fields): Local[] {
  const where = `volume '${textAt(volume, 'name')}'`;
  return [
    local('ConfigMap', volume.configMap, where),
    local('Secret', volume.secret, where, 'secretName'),
    local('PersistentVolumeClaim', volume.persistentVolumeClaim, where, 'claimName'),
    local('Secret', at(volume, 'csi', 'nodePublishSecretRef'), where),
    ...itemsAt(volume, 'projected', 'sources').flatMap((source) => [
      local('ConfigMap', source.configMap, where),
      local('Secret', source.secret, where),
    ]),
  ];
}

/** Certificates and parameters that a Gateway names. */
export function needsOfGateway(gateway: Gateway): Need[] {
  const certificates = gateway.listeners.flatMap(({ name, secrets }) =>
    secrets.map((secret) => ({ kind: 'Secret', ...secret, where: `listener '${name}'` })),
  );
  const parameters = parametersOf(gateway);
  return parameters?.kind === 'ConfigMap'
    ? [...certificates, { ...parameters, where: 'infrastructure.parametersRef' }]
    : certificates;
}

/** Authorities that a BackendTLSPolicy names. */
export function needsOfTlsPolicy({ json, namespace }: Manifest): Need[] {
  return itemsAt(json, 'spec', 'validation', 'caCertificateRefs').flatMap((ref) => {
    const [kind, name] = [textAt(ref, 'kind'), textAt(ref, 'name')];
    if (kind !== 'ConfigMap' || name === undefined) return [];
    return [{ kind, namespace, name, where: 'caCertificateRefs', key: 'ca.crt' }];
  });
}

/** The Role that a RoleBinding names; ClusterRoles may be anybody's. */
export function needsOfBinding({ json, namespace }: Manifest): Need[] {
  const { kind, name } = fieldsAt(json, 'roleRef');
  return kind === 'Role' && typeof name === 'string' ? [{ kind, namespace, name, where: 'roleRef' }] : [];
}
