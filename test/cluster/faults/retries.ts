import type { KubeObject } from '../kubectl';
import { askProxies } from '../proxies';

/** Envoy's count of attempts after the first, for each cluster that it sends requests to. */
const COUNT = 'upstream_rq_retry';

/** Fields of the proxies' Deployment: Istio keeps these counts only in proxies that are told to. */
export const COUNTED = {
  spec: { template: { metadata: { annotations: { 'sidecar.istio.io/statsInclusionSuffixes': COUNT } } } },
};

const LINE = new RegExp(`^cluster\\.(outbound\\|.+);\\.${COUNT}: (\\d+)$`);

/**
 * How often a gateway's proxies sent a request again, since a server did not take it. Clients see nothing of that: Istio has
 * proxies try twice more where no connection comes about.
 */
export class Retries {
  /** All since the proxies began. */
  public static async of(gateway: KubeObject): Promise<Retries> {
    const counts = new Map<string, number>();
    for (const { proxy, lines } of await askProxies(gateway, `stats?filter=${COUNT}`)) {
      const ofProxy = lines.flatMap((line) => {
        const [, cluster, count] = LINE.exec(line) ?? [];
        return cluster === undefined ? [] : [[`${cluster} by ${proxy}`, Number(count)] as const];
      });
      if (ofProxy.length === 0) throw new Error(`proxy ${proxy} counts no retries`);
      for (const [way, count] of ofProxy) counts.set(way, count);
    }
    return new Retries(counts);
  }

  /** @param counts by cluster and proxy */
  private constructor(private readonly counts: ReadonlyMap<string, number>) {}

  public get sum(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Those that came after others. */
  public since(before: Retries): Retries {
    return new Retries(new Map([...this.counts].map(([way, count]) => [way, count - (before.counts.get(way) ?? 0)])));
  }

  /** Fails if there is one. */
  public expectNone(): void {
    const again = [...this.counts].filter(([, count]) => count !== 0);
    if (again.length === 0) return;
    const what = [
      `${this.sum} requests were sent to a server that did not take them, and then to another by the proxies:`,
      'a vLLM that drains answers 500, which no proxy tries again, so each of them is a lost request',
      ...again.map(([way, count]) => `${count} to ${way}`),
    ];
    throw new Error(what.join('\n'));
  }
}
