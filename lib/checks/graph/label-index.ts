import { push } from './multimap';
import { type Selector, selects } from './selector';

interface Labelled {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Finds labelled things by selector without looking at all of them. */
export class LabelIndex<T extends Labelled> {
  private readonly byNamespace = new Map<string, T[]>();
  private readonly byLabel = new Map<string, T[]>();
  /** Several rules ask for what a pool or a Service selects. */
  private readonly known = new WeakMap<Selector, { readonly namespace: string; readonly found: readonly T[] }>();

  constructor(items: readonly T[]) {
    for (const item of items) {
      push(this.byNamespace, item.namespace, item);
      for (const [key, value] of Object.entries(item.labels))
        push(this.byLabel, keyOf(item.namespace, key, value), item);
    }
  }

  /** All things of a namespace. */
  public in(namespace: string): readonly T[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** The things of a namespace that a selector selects. */
  public selected(namespace: string, selector: Selector): readonly T[] {
    const known = this.known.get(selector);
    if (known?.namespace === namespace) return known.found;
    const found = this.find(namespace, selector);
    this.known.set(selector, { namespace, found });
    return found;
  }

  private find(namespace: string, selector: Selector): readonly T[] {
    let fewest = this.in(namespace);
    for (const [key, value] of Object.entries(selector.labels)) {
      const candidates = this.byLabel.get(keyOf(namespace, key, value)) ?? [];
      if (candidates.length < fewest.length) fewest = candidates;
    }
    return fewest.filter(({ labels }) => selects(selector, labels));
  }
}

function keyOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}
