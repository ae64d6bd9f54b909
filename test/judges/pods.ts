import { all, type Rendered, selects } from '../render';
import type { Container, Deployment } from '../shapes';

/** Volume types that Pod Security `restricted` allows. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

function containerFaults(container: Container, podRunsAsNonRoot: boolean): string[] {
  const faults: string[] = [];
  const { image, resources, securityContext: security, env = [] } = container;
  if (security.allowPrivilegeEscalation !== false) faults.push('allows privilege escalation');
  if (security.privileged) faults.push('is privileged');
  if (!security.capabilities?.drop?.includes('ALL')) faults.push('keeps capabilities');
  if (security.capabilities?.add?.length) faults.push('adds capabilities');
  if (!(security.runAsNonRoot ?? podRunsAsNonRoot)) faults.push('may run as root');
  if (security.runAsUser === 0) faults.push('runs as root');
  if (!security.readOnlyRootFilesystem) faults.push('has a writable root');
  for (const resource of ['cpu', 'memory']) {
    if (!resources.requests[resource]) faults.push(`requests no ${resource}`);
    if (!resources.limits[resource]) faults.push(`has no limit of ${resource}`);
  }
  const tag = /:([^:/@]+)(@|$)/.exec(image)?.[1];
  if (tag === undefined || /^(latest|main|master|stable|nightly)$/.test(tag))
    faults.push(`has the moving image ${image}`);
  const names = env.map(({ name }) => name);
  for (const name of names.filter((one, index) => names.indexOf(one) !== index)) faults.push(`has ${name} twice`);
  for (const { name, valueFrom } of env) {
    if (valueFrom?.secretKeyRef) faults.push(`has a secret in the variable ${name}`);
  }
  return faults.map((fault) => `${container.name} ${fault}`);
}

function podFaults(objects: Rendered[], { metadata, spec }: Deployment): string[] {
  const pod = spec.template.spec;
  const faults: string[] = [];
  if (pod.hostNetwork || pod.hostPID || pod.hostIPC) faults.push('shares namespaces of the host');
  if (pod.securityContext.seccompProfile?.type !== 'RuntimeDefault') faults.push('has no seccomp profile');
  if (pod.securityContext.runAsUser === 0) faults.push('runs as root');
  if (pod.enableServiceLinks !== false) faults.push('has service links');
  for (const { name, ...source } of pod.volumes ?? []) {
    if (Object.keys(source).some((type) => !VOLUMES.includes(type))) faults.push(`mounts ${name} of the host`);
  }
  const account = all(objects, 'ServiceAccount').find(
    (one) => one.metadata.name === pod.serviceAccountName && one.metadata.namespace === metadata.namespace,
  );
  if (!account) faults.push('has no account of its own');
  const bound = all(objects, 'RoleBinding').some(({ subjects }) =>
    subjects.some(({ name, namespace }) => name === pod.serviceAccountName && namespace === metadata.namespace),
  );
  if ((pod.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true) !== bound) {
    faults.push(bound ? 'has rights, but no token' : 'has a token without rights');
  }
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  const runsAsNonRoot = pod.securityContext.runAsNonRoot === true;
  return [...faults, ...containers.flatMap((container) => containerFaults(container, runsAsNonRoot))];
}

function wallFaults(objects: Rendered[], { metadata, spec }: Deployment): string[] {
  const policies = all(objects, 'NetworkPolicy').filter(
    (policy) =>
      policy.metadata.namespace === metadata.namespace &&
      policy.spec.podSelector.matchLabels !== undefined &&
      selects(policy.spec.podSelector.matchLabels, spec.template.metadata.labels),
  );
  const types = policies.flatMap((policy) => policy.spec.policyTypes);
  return ['Ingress', 'Egress'].filter((type) => !types.includes(type)).map((type) => `has no policy for ${type}`);
}

/** Where the pods of a Deployment are not hardened: Pod Security `restricted` and what we want beyond it. */
export function podSecurityFaults(objects: Rendered[]): string[] {
  const open = all(objects, 'Service').filter(({ spec }) => spec.type !== 'ClusterIP');
  const doors = open.map(({ metadata }) => `${metadata.namespace}/${metadata.name} is reachable from outside`);
  const pods = all(objects, 'Deployment').flatMap((deployment) =>
    [...podFaults(objects, deployment), ...wallFaults(objects, deployment)].map(
      (fault) => `${deployment.metadata.namespace}/${deployment.metadata.name} ${fault}`,
    ),
  );
  return [...doors, ...pods];
}

/** Namespaces that are rendered without guard rails. */
export function namespaceFaults(objects: Rendered[]): string[] {
  return all(objects, 'Namespace').flatMap(({ metadata }) => {
    const faults: string[] = [];
    for (const mode of ['enforce', 'warn', 'audit']) {
      if (metadata.labels?.[`pod-security.kubernetes.io/${mode}`] !== 'restricted') faults.push(`does not ${mode}`);
    }
    const deny = all(objects, 'NetworkPolicy').find(
      ({ metadata: { namespace, name } }) => namespace === metadata.name && name === 'default-deny',
    )?.spec;
    if (
      !deny ||
      Object.keys(deny.podSelector).length > 0 ||
      deny.ingress ||
      deny.egress ||
      deny.policyTypes.length !== 2
    ) {
      faults.push('does not deny by default');
    }
    return faults.map((fault) => `${metadata.name} ${fault}`);
  });
}
