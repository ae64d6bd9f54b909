import { Failure } from '../failure';
import { poolsOf, type Snapshot } from './cluster';
import { CRDS } from './crd-sources';
import { devicesOf } from './devices';
import { crashing, logName } from './diagnoses/crash-loop';
import { refusal } from './diagnoses/unschedulable-pod';
import type { Gateway, HttpRoute, KubeObject, Pod } from './kinds';
import type { Kubectl } from './kubectl';
import { itemsOf, Reading } from './reading';
import { CLUSTER_WIDE, CONTROL_PLANE, NAMESPACED, ROUTING } from './resources';

/** What is asked of a cluster. */
export interface Question {
  /** The only namespace to look into; everything that serves models otherwise. */
  readonly namespace?: string;
  /** Objects that should exist. */
  readonly manifests: readonly KubeObject[];
}

/** Told what is being read, when it takes long, and what was not shown. */
export type Progress = (text: string) => void;

const AT_ONCE = 4;
const LOGS = 10;

/**
 * Reads everything that a diagnosis may ask for, once. Nothing but get, logs and version is run; of Secrets kubectl shows
 * a table of names, which the API server makes without their contents.
 *
 * @throws {Failure} if the cluster does not answer, or shows nothing
 */
export async function readCluster(kubectl: Kubectl, question: Question, progress: Progress): Promise<Snapshot> {
  const version = await versionOf(kubectl);
  const reading = new Reading(kubectl);
  const everywhere = question.namespace === undefined ? ['-A'] : ['-n', question.namespace];
  await Promise.all([
    reading.list({ CustomResourceDefinition: 'customresourcedefinitions.apiextensions.k8s.io' }, crdNames()),
    reading.list(ROUTING, everywhere, question.namespace),
    reading.list(CLUSTER_WIDE, []),
  ]);
  const istiod = new Reading(kubectl);
  await istiod.list({ Deployment: 'deployments.apps', Pod: 'pods' }, ['-A', '-l', 'app=istiod']);
  if (!reading.answered) {
    throw new Failure('the cluster shows nothing: ask for rights to read, or write --namespace for one of yours');
  }
  const namespaces = question.namespace === undefined ? namespacesOf(reading.objects, question) : [question.namespace];
  const kept = reading.objects.filter(
    ({ metadata: { namespace } }) => namespace === undefined || namespaces.includes(namespace),
  );
  if (namespaces.length > 0) await reading.list({ Namespace: 'namespaces' }, [...namespaces, '--ignore-not-found']);
  const inside = await inTurns(namespaces, async (namespace, index) => {
    progress(`reading namespace ${namespace} (${index + 1} of ${namespaces.length})`);
    const own = new Reading(kubectl);
    await own.list(NAMESPACED, ['-n', namespace], namespace);
    await own.list({ Event: 'events' }, ['-n', namespace, '--field-selector=type=Warning'], namespace);
    return { own, secrets: [namespace, await secretsOf(kubectl, namespace)] as const };
  });
  const objects = unique([
    ...kept,
    ...reading.objects.filter(({ kind }) => kind === 'Namespace'),
    ...istiod.objects,
    ...inside.flatMap(({ own }) => own.objects),
  ]);
  const pods = objects.filter((object): object is Pod => object.kind === 'Pod');
  const secrets = inside.map(({ secrets: found }) => found).filter(([, names]) => names !== undefined);
  return {
    version,
    namespaces,
    objects,
    unread: [
      ...reading.unread,
      ...(istiod.unread.length > 0 ? [{ kind: CONTROL_PLANE }] : []),
      ...inside.flatMap(({ own }) => own.unread),
      ...inside.flatMap(({ secrets: [namespace, names] }) =>
        names === undefined ? [{ kind: 'Secret', namespace }] : [],
      ),
    ],
    secrets: Object.fromEntries(secrets) as Record<string, string[]>,
    logs: await logsOf(kubectl, pods, progress),
    foreignPods: await foreignPods(kubectl, pods),
    manifests: question.manifests,
  };
}

async function versionOf(kubectl: Kubectl): Promise<string> {
  const { code, stdout, stderr } = await kubectl(['version', '-o', 'json']);
  if (code !== 0) throw new Failure(`the cluster does not answer: ${stderr.trim()}`);
  const { serverVersion } = JSON.parse(stdout) as { serverVersion?: { gitVersion: string } };
  if (serverVersion === undefined) throw new Failure(`the cluster does not answer: ${stderr.trim()}`);
  return serverVersion.gitVersion;
}

function crdNames(): string[] {
  return [...CRDS.flatMap(({ names }) => names), '--ignore-not-found'];
}

/** Namespaces of pools, of the routes to them and their Gateways, and of what should exist. */
function namespacesOf(objects: readonly KubeObject[], { manifests }: Question): string[] {
  const found = new Set<string>();
  const add = (namespace: string | undefined) => namespace !== undefined && found.add(namespace);
  for (const { kind, metadata } of manifests) add(kind === 'Namespace' ? metadata.name : metadata.namespace);
  for (const { kind, metadata } of objects) if (kind === 'InferencePool') add(metadata.namespace);
  const routes = objects.filter((object): object is HttpRoute => object.kind === 'HTTPRoute');
  for (const route of routes) {
    const pools = poolsOf(route);
    if (pools.length === 0) continue;
    for (const { namespace } of pools) add(namespace);
    add(route.metadata.namespace);
    for (const parent of route.spec.parentRefs ?? []) add(parent.namespace ?? route.metadata.namespace);
  }
  if (found.size === 0) {
    for (const gateway of objects.filter((object): object is Gateway => object.kind === 'Gateway')) {
      add(gateway.metadata.namespace);
    }
  }
  return [...found].sort();
}

/** Names of the Secrets of a namespace; undefined where they may not be listed. */
async function secretsOf(kubectl: Kubectl, namespace: string): Promise<string[] | undefined> {
  const { code, stdout } = await kubectl(['get', 'secrets', '-n', namespace, '--no-headers']);
  if (code !== 0) return undefined;
  return stdout.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}

/** The last words of containers that end again and again, of one pod of each workload. */
async function logsOf(kubectl: Kubectl, pods: readonly Pod[], progress: Progress): Promise<Record<string, string>> {
  const failing = pods.flatMap((pod) => crashing(pod).map(({ name }) => ({ pod, name }))).slice(0, LOGS);
  const logs: Record<string, string> = {};
  for (const { pod, name } of failing) {
    const { namespace = '', name: podName } = pod.metadata;
    progress(`reading the log of ${namespace}/${podName}`);
    const args = ['logs', podName, '-n', namespace, '-c', name, '--tail=500'];
    const before = await kubectl([...args, '--previous']);
    const { stdout } = before.code === 0 ? before : await kubectl(args);
    logs[logName(pod, name)] = stdout;
  }
  return logs;
}

/** Who else has devices, if a pod waits for one. */
async function foreignPods(kubectl: Kubectl, pods: readonly Pod[]): Promise<Pod[]> {
  if (!pods.some((pod) => refusal(pod) !== undefined && devicesOf(pod).length > 0)) return [];
  const { code, stdout } = await kubectl(['get', 'pods', '-A', '--field-selector=spec.nodeName!=', '-o', 'json']);
  return code === 0 ? (itemsOf(stdout) as Pod[]) : [];
}

function unique(objects: readonly KubeObject[]): KubeObject[] {
  const byName = new Map<string, KubeObject>();
  for (const object of objects) {
    byName.set(`${object.apiVersion} ${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object);
  }
  return [...byName.values()];
}

/** Does something with each item, a few of them at the same time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
