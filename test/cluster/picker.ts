import { Door } from './door';
import { type KubeObject, list } from './kubectl';

/** Envoy's own port for administrators, open inside the pod only. */
const ADMIN_PORT = 15_000;

/**
 * How often a gateway's proxies asked the picker of a pool, by the proxies' own count: it rises with each request that
 * goes through the picker, and stays where a route goes around it.
 */
export async function picks(gateway: KubeObject, pool: KubeObject): Promise<number> {
  const { name, namespace = 'default' } = gateway.metadata;
  const picker = `outbound|9002||${pool.metadata.name}-epp.${pool.metadata.namespace}.svc.`;
  let sum = 0;
  for (const pod of await list('pods', namespace, `gateway.networking.k8s.io/gateway-name=${name}`)) {
    const door = Door.toPod(pod, ADMIN_PORT);
    try {
      const lines = (await door.client('http://localhost').get('/clusters')).text.split('\n');
      const counts = lines
        .filter((line) => line.startsWith(picker))
        .map((line) => /::rq_total::(\d+)$/.exec(line)?.[1]);
      if (counts.length === 0) throw new Error(`proxy ${pod.metadata.name} knows no ${picker}`);
      for (const count of counts) sum += Number(count ?? 0);
    } finally {
      await door.close();
    }
  }
  return sum;
}
