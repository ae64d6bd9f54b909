import { BlockList, isIP } from 'node:net';
import type { PolicyPeer } from './network-policy';

type Block = NonNullable<PolicyPeer['block']>;

/** Addresses of networks that pods commonly have. */
const POD_ADDRESSES = ['10.0.0.7', '10.244.0.7', '100.64.0.7', '172.16.0.7', '192.168.0.7', 'fd00::7'];

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', length = ''] = cidr.split('/');
    const family = isIP(address);
    if (family !== 0) list.addSubnet(address, Number(length), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Whether a block holds an address. */
export function holdsAddress({ cidr, except }: Block, address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return listOf([cidr]).check(address, family) && !listOf(except).check(address, family);
}

/** Whether a block may hold pods: most networks match their addresses, too. */
export function mayHoldPods(block: Block): boolean {
  return POD_ADDRESSES.some((address) => holdsAddress(block, address));
}
