import { execFileSync } from 'node:child_process';
import type { KubeObject } from './kubectl';

const GPU = 'nvidia.com/gpu';

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly nodeSelector?: Readonly<Record<string, string>> } };
}

/** GPUs of all nodes that the pods of a Deployment may run on. Synchronous, since it decides what is tested at all. */
export function gpusFor({ spec }: KubeObject): number {
  const { nodeSelector = {} } = (spec as unknown as DeploymentSpec).template.spec;
  const labels = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
  return gpusOf(labels.length === 0 ? [] : ['-l', labels.join(',')]);
}

let ofAllNodes: number | undefined;

/** GPUs of all nodes. */
export function gpusOfNodes(): number {
  ofAllNodes ??= gpusOf([]);
  return ofAllNodes;
}

/** Whether any node has a GPU. */
export function clusterHasGpus(): boolean {
  return gpusOfNodes() > 0;
}

function gpusOf(selected: readonly string[]): number {
  const found = execFileSync('kubectl', ['get', 'nodes', ...selected, '-o', 'json'], { encoding: 'utf8' });
  const { items } = JSON.parse(found) as { items: { status: { allocatable: Record<string, string> } }[] };
  return items.reduce((sum, { status }) => sum + Number(status.allocatable[GPU] ?? 0), 0);
}
