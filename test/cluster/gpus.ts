import { execFileSync } from 'node:child_process';
import type { KubeObject } from './kubectl';

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly nodeSelector?: Readonly<Record<string, string>> } };
}

/** GPUs of all nodes that the pods of a Deployment may run on. Synchronous, since it decides what is tested at all. */
export function gpusFor({ spec }: KubeObject): number {
  const { nodeSelector = {} } = (spec as unknown as DeploymentSpec).template.spec;
  const labels = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
  const selected = labels.length === 0 ? [] : ['-l', labels.join(',')];
  const found = execFileSync('kubectl', ['get', 'nodes', ...selected, '-o', 'json'], { encoding: 'utf8' });
  const { items } = JSON.parse(found) as { items: { status: { allocatable: Record<string, string> } }[] };
  return items.reduce((sum, { status }) => sum + Number(status.allocatable['nvidia.com/gpu'] ?? 0), 0);
}
