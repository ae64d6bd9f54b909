import { isIP } from 'node:net';

/** Length of an address, by its family. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Address family of a CIDR (4 or 6), or nothing if it is none. */
export function cidrFamily(cidr: string): number | undefined {
  const [address = '', length = '', ...rest] = cidr.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const valid = rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= (BITS[family] ?? -1);
  return valid ? family : undefined;
}

/** Checks a list of CIDRs that must name something. */
export function checkedCidrs(property: string, cidrs: string[], whose: string, remedy: string): string[] {
  if (cidrs.length === 0) throw new Error(`'${property}' is empty: write the CIDRs of ${whose}, or ${remedy}`);
  for (const cidr of cidrs) {
    if (cidrFamily(cidr) === undefined) {
      throw new Error(`'${property}' (${cidr}) must be a CIDR: write '${exampleCidr(cidr)}'`);
    }
  }
  return cidrs;
}

/** A CIDR of one address, for the error: the address itself if it is one. */
function exampleCidr(cidr: string): string {
  const [address = ''] = cidr.split('/');
  const bits = BITS[isIP(address)];
  return bits === undefined || address.includes('%') ? '10.0.0.4/32' : `${address}/${bits}`;
}
