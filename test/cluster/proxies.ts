import { type KubeObject, kubectl, list } from './kubectl';

/** What one proxy of a gateway answers. */
export interface ProxyAnswer {
  /** Name of its pod. */
  readonly proxy: string;
  readonly lines: readonly string[];
}

/** Pods of the proxies of a gateway. */
export function proxiesOf(gateway: string, namespace: string): Promise<KubeObject[]> {
  return list('pods', namespace, `gateway.networking.k8s.io/gateway-name=${gateway}`);
}

/** Asks each proxy of a gateway at Envoy's own port for administrators, which is open inside the pod only. */
export async function askProxies(gateway: KubeObject, path: string): Promise<ProxyAnswer[]> {
  const { name, namespace = 'default' } = gateway.metadata;
  const pods = await proxiesOf(name, namespace);
  return await Promise.all(
    pods.map(async ({ metadata: { name: proxy } }) => {
      const inside = ['exec', proxy, '-n', namespace, '-c', 'istio-proxy', '--'];
      const answer = await kubectl([...inside, 'pilot-agent', 'request', 'GET', path]);
      return { proxy, lines: answer.split('\n') };
    }),
  );
}
