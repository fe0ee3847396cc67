/**
 * Blocks outgoing connections to private networks. The check is done on the resolved address, and the connection then
 * uses exactly that address. Therefore, a later change of the DNS record cannot bypass the check.
 */
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { placeOf } from '../engine/reach/endpoint-address.js';

/**
 * IPv4 networks that are not part of the public Internet: private, loopback, link-local, shared, reserved and
 * multicast.
 */
const CLOSED_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // A public address at which Azure provides metadata and platform services to its virtual machines.
  ['168.63.129.16', 32],
];

/**
 * The global unicast range of IPv6. Every address outside it is blocked, including IPv4-mapped and translated
 * addresses.
 */
const OPEN_IPV6: readonly (readonly [network: string, prefix: number])[] = [['2000::', 3]];

/** Ranges inside OPEN_IPV6 that are not part of the public Internet or that embed IPv4 addresses. */
const CLOSED_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function listOf(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}

const closedIpv4 = listOf(CLOSED_IPV4, 'ipv4');
const openIpv6 = listOf(OPEN_IPV6, 'ipv6');
const closedIpv6 = listOf(CLOSED_IPV6, 'ipv6');

/** Whether an address is on the public Internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closedIpv4.check(address, 'ipv4');
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return openIpv6.check(address, 'ipv6') && !closedIpv6.check(address, 'ipv6');
}

/** Thrown when a connection to an address is not allowed. */
export class ForbiddenAddress extends Error {}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** The workspace for which a name is resolved, and whether the operator allows its host and port. */
interface Asked {
  readonly workspace: string;
  readonly isAllowed: boolean;
}

export type Resolve = (hostname: string, asked: Asked) => Promise<readonly ResolvedAddress[]>;

/**
 * Throws ForbiddenAddress if the host is an IP address in a blocked network. Host names are checked after they are
 * resolved.
 */
export function checkLiteral(url: URL, allowed: ReadonlySet<string>): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allowed.has(placeOf(url)) && !isPublicAddress(host)) throw new ForbiddenAddress();
}

/**
 * Returns a DNS lookup function for connections to `url`. The function returns only allowed addresses, and fails if
 * there are none.
 */
export function guardedLookup(
  url: URL,
  allowed: ReadonlySet<string>,
  workspace: string,
  resolve: Resolve,
): LookupFunction {
  const isAllowed = allowed.has(placeOf(url));
  const openAddresses = async (hostname: string): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]]> => {
    const found = await resolve(hostname, { workspace, isAllowed });
    const [first, ...rest] = found.filter(({ address }) => isAllowed || isPublicAddress(address));
    if (first === undefined) throw new ForbiddenAddress();
    return [first, ...rest];
  };
  return (hostname, options, done) => {
    const answer = async (): Promise<void> => {
      try {
        const addresses = await openAddresses(hostname);
        if (options.all) done(null, [...addresses]);
        else done(null, addresses[0].address, addresses[0].family);
      } catch (error) {
        done(error as NodeJS.ErrnoException, '', 0);
      }
    };
    void answer();
  };
}
