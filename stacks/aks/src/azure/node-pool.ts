/** A node pool as cost and quota count it, with GPUs or without: plain, so that it can be an output of the stack. */
export interface NodePool {
  readonly name: string;
  readonly vmSize: string;
  readonly min: number;
  readonly max: number;
  readonly spot?: boolean;
  /** Switched off: costs nothing, but keeps its quota. */
  readonly stopped?: boolean;
  /** Nodes above `max` during an upgrade. */
  readonly surge?: number;
  /** Nodes that pods keep busy however idle they are: the autoscaler does not go below. */
  readonly held?: number;
}

/** Nodes that an upgrade adds to so many: `maxSurge` is a number of them, or a percentage that AKS rounds up. */
export function surgeNodes(maxSurge: string, nodes: number): number {
  const amount = Number.parseInt(maxSurge, 10);
  return maxSurge.endsWith('%') ? Math.ceil((nodes * amount) / 100) : amount;
}
