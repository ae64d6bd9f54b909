import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually';
import { type KubeObject, kubectl, list, read } from './kubectl';

/** A name that no namespace has. */
export function freshNamespace(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

/** A namespace of somebody else, who is as strict as ours. */
export function restrictedNamespace(name: string): KubeObject {
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
  };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** How long an old namespace of the same name may still take to vanish. */
const VANISH_SECONDS = 120;

/** Waits until a namespace that is being removed is gone; fails if one exists. */
export async function waitUntilFree(namespace: string): Promise<void> {
  const deadline = Date.now() + VANISH_SECONDS * 1000;
  for (;;) {
    const found = await read('namespace', namespace);
    if (found === undefined) return;
    if (found.metadata.deletionTimestamp === undefined || Date.now() > deadline) {
      throw new Error(
        `namespace '${namespace}' exists already, and the tests touch only what they made: remove it first`,
      );
    }
    await sleep(1000);
  }
}

/**
 * Removes namespaces, without waiting for their end. Their pods go first and in a hurry: Kubernetes looks at a namespace
 * again only after half of the longest grace period of the pods that are left in it, which is minutes here.
 */
export async function removeNamespaces(namespaces: readonly string[]): Promise<void> {
  await Promise.all(namespaces.map(removeNamespace));
}

async function removeNamespace(namespace: string): Promise<void> {
  // Without their owners no pod comes back; left to the garbage collector, they would be given their whole grace.
  const owners = ['delete', 'gateways,deployments,replicasets', '--all', '--cascade=orphan'];
  await kubectl([...owners, '-n', namespace]);
  await kubectl(['delete', 'pods', '--all', '-n', namespace, '--grace-period=1', '--wait=false']);
  await eventually(60, async () => {
    const left = await list('pods', namespace);
    if (left.length > 0) throw new Error(`${left.length} pods of namespace ${namespace} do not end`);
  });
  await kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
}
