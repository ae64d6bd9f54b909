import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import type { EnvVar, Mount } from '../private/pod';
import { dns, type Egress, PUBLIC_HTTPS, tcp } from './network-policy';

/** What a pod needs to reach a server outside the cluster. */
export interface Outside {
  readonly env: EnvVar[];
  readonly mounts: Mount[];
  readonly egress: Egress[];
}

/** A server that pods ask directly. */
export interface DirectServer {
  readonly cidrs: string[];
  readonly port: number;
}

/**
 * The way out of the cluster: through the cluster's proxy if there is one, directly to servers whose addresses are known,
 * else to public HTTPS servers.
 */
export function outside(scope: IConstruct, server: DirectServer | undefined): Outside {
  const { egressProxy: proxy, trustBundle, clusterDomain } = Cluster.of(scope);
  const env = trustBundle?._env ?? [];
  const mounts = trustBundle?._mounts ?? [];
  const to = ({ cidrs, ports }: { cidrs: string[]; ports: number[] }): Egress => ({
    to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
    ports: tcp(...ports),
  });
  if (server !== undefined) {
    return { env, mounts, egress: [dns(scope), to({ cidrs: server.cidrs, ports: [server.port] })] };
  }
  if (proxy === undefined) return { env, mounts, egress: [dns(scope), PUBLIC_HTTPS] };
  const variables = {
    HTTPS_PROXY: proxy.httpsProxy,
    HTTP_PROXY: proxy.httpProxy,
    NO_PROXY: proxy.noProxy(clusterDomain),
  };
  // Programs do not agree on the case of these names.
  const both = Object.entries(variables).flatMap(([name, value]) => [
    { name, value },
    { name: name.toLowerCase(), value },
  ]);
  return { env: [...env, ...both], mounts, egress: [dns(scope), to(proxy)] };
}
