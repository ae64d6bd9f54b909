import { push } from './multimap';
import { type Selector, selects } from './selector';

interface Selecting {
  readonly namespace: string;
  readonly selector: Selector;
}

/** Finds what selects given labels, without looking at all selectors: each is kept under its rarest label. */
export class SelectorIndex<T extends Selecting> {
  private readonly byLabel = new Map<string, T[]>();
  private readonly others = new Map<string, T[]>();

  constructor(items: readonly T[]) {
    const uses = new Map<string, number>();
    for (const item of items) for (const key of keysOf(item)) uses.set(key, (uses.get(key) ?? 0) + 1);
    for (const item of items) {
      const [rarest] = keysOf(item).sort((a, b) => (uses.get(a) ?? 0) - (uses.get(b) ?? 0));
      if (rarest === undefined) push(this.others, item.namespace, item);
      else push(this.byLabel, rarest, item);
    }
  }

  /** What selects these labels in a namespace. */
  public selecting(namespace: string, labels: Readonly<Record<string, string>>): T[] {
    const keys = Object.entries(labels).map(([key, value]) => keyOf(namespace, key, value));
    const candidates = [...keys.flatMap((key) => this.byLabel.get(key) ?? []), ...(this.others.get(namespace) ?? [])];
    return candidates.filter(({ selector }) => selects(selector, labels));
  }
}

function keysOf({ namespace, selector }: Selecting): string[] {
  return Object.entries(selector.labels).map(([key, value]) => keyOf(namespace, key, value));
}

function keyOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}
