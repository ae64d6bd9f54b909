import { Cidr } from './cidr';
import type { Problems } from './problems';
import type { Section } from './section';

const OUTBOUND = ['natGateway', 'loadBalancer', 'userDefinedRouting', 'none'] as const;

/** Addresses, and how nodes reach what is outside. */
export interface NetworkConfig {
  readonly vnetCidr: string;
  readonly nodeCidr: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsServiceIp: string;
  readonly outbound: (typeof OUTBOUND)[number];
  /** Public addresses of the NAT gateway: 64,512 connections each. */
  readonly natAddresses: number;
  /** Route table of the node subnet, where the route out is your own. */
  readonly routeTableId?: string;
}

export function readNetwork(section: Section, problems: Problems): NetworkConfig {
  const network = {
    vnetCidr: section.text('vnetCidr', { fallback: '10.40.0.0/16' }),
    nodeCidr: section.text('nodeCidr', { fallback: '10.40.0.0/20' }),
    podCidr: section.text('podCidr', { fallback: '10.244.0.0/16' }),
    serviceCidr: section.text('serviceCidr', { fallback: '10.41.0.0/16' }),
    dnsServiceIp: section.text('dnsServiceIp', { fallback: '10.41.0.10' }),
    outbound: section.oneOf('outbound', OUTBOUND, 'natGateway'),
    natAddresses: section.whole('natAddresses', { fallback: 1, min: 1, max: 16 }),
    routeTableId: section.text('routeTableId', {
      pattern: /^\/subscriptions\/.+\/Microsoft\.Network\/routeTables\/[^/]+$/i,
      allowed: 'the resource id of a route table',
    }),
  };
  section.done();
  ranges(network, problems);
  if (network.outbound === 'userDefinedRouting' && network.routeTableId === undefined) {
    problems.add(
      "'network.outbound' (userDefinedRouting) needs 'network.routeTableId', the table with the route out: write its id, or write natGateway",
    );
  }
  return network;
}

function ranges(network: NetworkConfig, problems: Problems): void {
  const names = ['vnetCidr', 'nodeCidr', 'podCidr', 'serviceCidr'] as const;
  const known = new Map<string, Cidr>();
  for (const name of names) {
    const cidr = Cidr.parse(network[name]);
    if (cidr === undefined) {
      problems.add(
        `'network.${name}' (${network[name]}) must be a range of IPv4 addresses: write one such as 10.40.0.0/16`,
      );
    } else known.set(name, cidr);
  }
  const [vnet, nodes, pods, services] = names.map((name) => known.get(name));
  for (const [one, other] of [
    [vnet, pods],
    [vnet, services],
    [pods, services],
  ]) {
    if (one !== undefined && other !== undefined && one.overlaps(other)) {
      const [a, b] = [one, other].map((cidr) => [...known].find(([, value]) => value === cidr)?.[0]);
      problems.add(`'network.${b}' (${other.text}) overlaps 'network.${a}' (${one.text}): write ranges apart`);
    }
  }
  if (vnet !== undefined && nodes !== undefined && !vnet.contains(nodes)) {
    problems.add(`'network.nodeCidr' (${nodes.text}) must lie in 'network.vnetCidr' (${vnet.text})`);
  }
  const dns = Cidr.parse(`${network.dnsServiceIp}/32`);
  if (dns === undefined || (services !== undefined && !services.contains(dns))) {
    problems.add(
      `'network.dnsServiceIp' (${network.dnsServiceIp}) must be an address of 'network.serviceCidr' (${network.serviceCidr})`,
    );
  }
}
