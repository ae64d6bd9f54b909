import { ExtProc, Flavour } from './ext-proc';
import { textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';

/** Labels of ConfigMaps that body routers read, by who made the router and when. */
const LABELS = {
  gie: 'inference.networking.k8s.io/bbr-managed',
  old: 'inference-gateway.k8s.io/managed',
  llmD: 'inference.llm-d.ai/ipp-managed',
};

/** What a ConfigMap tells a body router. */
export interface ModelEntry {
  readonly manifest: Manifest;
  readonly base: string;
  readonly adapters: readonly string[];
}

/** The table by which the body routers of one namespace turn a requested model into its base model. */
export class ModelTable {
  private readonly bases = new Set<string>();
  /** Base models of adapters. */
  private readonly adapters = new Map<string, ModelEntry>();
  private readonly byBase = new Map<string, string[]>();
  /** Adapters that a second base model has too, or that are base models themselves. */
  public readonly ambiguous: { readonly adapter: string; readonly entry: ModelEntry; readonly other: string }[] = [];

  constructor(entries: readonly ModelEntry[]) {
    for (const { base } of entries) this.bases.add(base);
    for (const entry of entries) {
      for (const adapter of entry.adapters) {
        const other = this.adapters.get(adapter)?.base ?? (this.bases.has(adapter) ? adapter : entry.base);
        if (other !== entry.base) this.ambiguous.push({ adapter, entry, other });
        this.adapters.set(adapter, entry);
        push(this.byBase, entry.base, adapter);
      }
    }
  }

  /** The base model that a requested model leads to. */
  public baseOf(model: string): string | undefined {
    return this.adapters.get(model)?.base ?? (this.bases.has(model) ? model : undefined);
  }

  /** Whether requests for some model get this base model. */
  public yields(base: string): boolean {
    return this.bases.has(base);
  }

  /** Adapters of a base model. */
  public adaptersOf(base: string): readonly string[] {
    return this.byBase.get(base) ?? [];
  }
}

/** Tables of the body routers that are here, by namespace. A router without any ConfigMap here has none. */
export function modelTables(graph: Graph): ReadonlyMap<string, ModelTable> {
  const routers = graph.workloads.flatMap((workload) => ExtProc.routerIn(workload) ?? []);
  const configMaps = new Map<string, Manifest[]>();
  for (const manifest of routers.length === 0 ? [] : graph.of('ConfigMap', '')) {
    if (Object.values(LABELS).some((label) => manifest.labels[label] === 'true')) {
      push(configMaps, manifest.namespace, manifest);
    }
  }
  const tables = new Map<string, ModelTable>();
  for (const router of routers) {
    const { namespace } = router.workload;
    // Without the variable it reads all namespaces.
    const readable = router.hasEnv('NAMESPACE') ? (configMaps.get(namespace) ?? []) : [...configMaps.values()].flat();
    const entries = readable.filter((manifest) => reads(router, manifest)).flatMap((manifest) => entryOf(manifest));
    if (readable.length > 0) tables.set(namespace, new ModelTable(entries));
  }
  return tables;
}

function reads({ flavour, version = 0 }: ExtProc, { labels }: Manifest): boolean {
  if (flavour !== Flavour.GIE || version === 0) return true;
  return labels[version >= 1.04 ? LABELS.gie : LABELS.old] === 'true';
}

function entryOf(manifest: Manifest): ModelEntry[] {
  const base = textAt(manifest.json, 'data', 'baseModel')?.trim();
  if (base === undefined) return [];
  // A YAML list as text: items of a block or of a flow.
  const text = textAt(manifest.json, 'data', 'adapters') ?? '';
  const items = text.trim().startsWith('[') ? text.replace(/^\s*\[|\]\s*$/g, '').split(',') : text.split('\n');
  const adapters = items
    .map((item) =>
      item
        .replace(/^\s*-\s+/, '')
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2'),
    )
    .filter((item) => item !== '' && !item.startsWith('#'));
  return [{ manifest, base, adapters }];
}
