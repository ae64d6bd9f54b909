import { at, fieldsAt, listAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';
import { quantity } from './quantity';

const SHORT: Readonly<Record<string, string>> = {
  'count/pods': 'pods',
  cpu: 'requests.cpu',
  memory: 'requests.memory',
  'ephemeral-storage': 'requests.ephemeral-storage',
};

/** One line of a ResourceQuota that counts pods or what they ask for. */
export interface QuotaLine {
  readonly manifest: Manifest;
  /** As the quota writes it. */
  readonly name: string;
  /** What it counts: `pods`, `requests.<resource>` or `limits.<resource>`. */
  readonly counted: string;
  readonly hard: number;
  /** As the quota writes it. */
  readonly text: string;
}

/** Lines of the quotas of each namespace; quotas of a scope count pods that nobody knows, and are left out. */
export function quotaLines(graph: Graph): ReadonlyMap<string, readonly QuotaLine[]> {
  const lines = new Map<string, QuotaLine[]>();
  for (const manifest of graph.of('ResourceQuota', '')) {
    const { json, namespace } = manifest;
    if (listAt(json, 'spec', 'scopes').length > 0 || at(json, 'spec', 'scopeSelector') !== undefined) continue;
    const hard = fieldsAt(json, 'spec', 'hard');
    for (const name of Object.keys(hard)) {
      const counted = SHORT[name] ?? name;
      const text = textAt(hard, name) ?? '';
      const number = quantity(text);
      if (number === undefined || !/^(pods$|requests\.(?!storage$)|limits\.)/.test(counted)) continue;
      push(lines, namespace, { manifest, name, counted, hard: number, text });
    }
  }
  return lines;
}
