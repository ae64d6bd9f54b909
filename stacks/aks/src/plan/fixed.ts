import type { StackConfig } from '../config/config';

/** Settings that a cluster keeps from its making to its end, as texts. */
export type Fixed = Readonly<Record<string, string>>;

const SYSTEM_POOL = 'systemPool';

/** What cannot be changed in place. */
export function fixedSettings({ cluster, location, network, access, systemPool }: StackConfig): Fixed {
  return {
    location,
    'cluster.name': cluster.name,
    'cluster.resourceGroup': cluster.resourceGroup,
    'network.nodeCidr': network.nodeCidr,
    'network.podCidr': network.podCidr,
    'network.serviceCidr': network.serviceCidr,
    'network.dnsServiceIp': network.dnsServiceIp,
    'network.outbound': network.outbound,
    'access.privateCluster': String(access.privateCluster),
    [SYSTEM_POOL]: JSON.stringify(systemPool),
  };
}

/** Why a change since the last deployment is refused: one sentence for each setting. */
export function fixedFaults(last: Fixed | undefined, now: Fixed, allow: StackConfig['allow']): string[] {
  return Object.entries(last ?? {}).flatMap(([name, old]) => {
    const value = now[name];
    if (value === undefined || value === old) return [];
    if (name === SYSTEM_POOL) return allow.includes('system-pool-change') ? [] : [systemPoolFault(old, value)];
    return allow.includes('cluster-replacement')
      ? []
      : [
          `'${name}' (${value}) was ${old}: the change makes the cluster anew, with everything in it; write ${old} again, or allow: [cluster-replacement]`,
        ];
  });
}

function systemPoolFault(old: string, value: string): string {
  return `'systemPool' (${value}) was ${old}: a cluster's first pool is not changed through the cluster; run 'az aks nodepool update' or 'add', and then once with allow: [system-pool-change]`;
}
