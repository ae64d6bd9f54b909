import { Severity } from 'cdk8s-inference-gateway';
import type { Cluster } from '../cluster';
import type { Diagnosis, Problem } from '../diagnosis';
import type { Claim, Container, Deployment, PodSpec } from '../kinds';

interface Reference {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name?: string;
  readonly optional?: boolean;
}

/** A Deployment names a Secret, ConfigMap or claim that does not exist. */
export const missingReference: Diagnosis = {
  id: 'missing-reference',
  *diagnose(cluster) {
    for (const deployment of cluster.deployments) {
      const { namespace } = deployment.metadata;
      const names = new Set<string>();
      for (const { kind, name, optional } of referencesOf(deployment.spec.template.spec)) {
        if (name === undefined || optional === true || names.has(`${kind} ${name}`)) continue;
        names.add(`${kind} ${name}`);
        if (isMissing(cluster, kind, namespace, name)) yield missing(deployment, kind, name);
      }
    }
    for (const claim of cluster.claims) yield* unbound(claim);
  },
};

function isMissing(cluster: Cluster, kind: Reference['kind'], namespace: string | undefined, name: string): boolean {
  if (kind === 'Secret') return cluster.lacksSecret({ namespace, name }) === true;
  return cluster.sees(kind, namespace) && cluster.find(kind, { namespace, name }) === undefined;
}

function missing(deployment: Deployment, kind: Reference['kind'], name: string): Problem {
  const { namespace } = deployment.metadata;
  const make = { Secret: 'secret generic', ConfigMap: 'configmap', PersistentVolumeClaim: 'pvc' }[kind];
  return {
    object: deployment,
    message: `needs ${kind} ${namespace}/${name}, which does not exist, so its next pod does not start`,
    fix:
      kind === 'PersistentVolumeClaim'
        ? `make the claim ${name} in namespace ${namespace}, or correct its name`
        : `make it: kubectl create ${make} ${name} -n ${namespace} --from-literal=KEY=VALUE, or correct its name`,
  };
}

function* unbound(claim: Claim): Iterable<Problem> {
  const phase = claim.status?.phase;
  if (phase === undefined || phase === 'Bound') return;
  const storageClass = claim.spec.storageClassName ?? 'the default';
  yield {
    object: claim,
    severity: phase === 'Lost' ? Severity.ERROR : Severity.WARNING,
    message: `is ${phase} (storage class ${storageClass}), so the pods that mount it wait`,
    fix: `look at kubectl describe pvc ${claim.metadata.name} -n ${claim.metadata.namespace}`,
  };
}

function* referencesOf(spec: PodSpec): Iterable<Reference> {
  for (const { name } of spec.imagePullSecrets ?? []) yield { kind: 'Secret', name };
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) yield* ofContainer(container);
  for (const { secret, configMap, persistentVolumeClaim, projected } of spec.volumes ?? []) {
    if (secret !== undefined) yield { kind: 'Secret', name: secret.secretName, optional: secret.optional };
    if (configMap !== undefined) yield { kind: 'ConfigMap', ...configMap };
    if (persistentVolumeClaim !== undefined) {
      yield { kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName };
    }
    for (const source of projected?.sources ?? []) {
      if (source.secret !== undefined) yield { kind: 'Secret', ...source.secret };
      if (source.configMap !== undefined) yield { kind: 'ConfigMap', ...source.configMap };
    }
  }
}

function* ofContainer({ env = [], envFrom = [] }: Container): Iterable<Reference> {
  for (const { valueFrom } of env) {
    if (valueFrom?.secretKeyRef !== undefined) yield { kind: 'Secret', ...valueFrom.secretKeyRef };
    if (valueFrom?.configMapKeyRef !== undefined) yield { kind: 'ConfigMap', ...valueFrom.configMapKeyRef };
  }
  for (const { secretRef, configMapRef } of envFrom) {
    if (secretRef !== undefined) yield { kind: 'Secret', ...secretRef };
    if (configMapRef !== undefined) yield { kind: 'ConfigMap', ...configMapRef };
  }
}
