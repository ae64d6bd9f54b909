import type { KubeObject } from './kubectl';
import { askProxies } from './proxies';

/**
 * How often a gateway's proxies asked the picker of a pool, by the proxies' own count: it rises with each request that
 * goes through the picker, and stays where a route goes around it.
 */
export async function picks(gateway: KubeObject, pool: KubeObject): Promise<number> {
  const picker = `outbound|9002||${pool.metadata.name}-epp.${pool.metadata.namespace}.svc.`;
  let sum = 0;
  for (const { proxy, lines } of await askProxies(gateway, 'clusters')) {
    const counts = lines.filter((line) => line.startsWith(picker)).map((line) => /::rq_total::(\d+)$/.exec(line)?.[1]);
    if (counts.length === 0) throw new Error(`proxy ${proxy} knows no ${picker}`);
    for (const count of counts) sum += Number(count ?? 0);
  }
  return sum;
}
