/**
 * Resolves the host names of endpoints. Public names are resolved by direct queries to the name servers. The resolver
 * of the operating system would occupy one of the few threads of this process for as long as a slow name takes.
 */
import { lookup, Resolver } from 'node:dns/promises';
import type { Resolve, ResolvedAddress } from './guard.js';

/**
 * Timeout of a query to a name server, in ms. A query is sent only once. The next attempt of the message repeats it.
 */
const TIMEOUT_MS = 3000;
/** Maximum number of names that are resolved at the same time for one workspace. */
export const MOST_OF_WORKSPACE = 4;

const isLocalhost = (hostname: string): boolean => hostname === 'localhost' || hostname.endsWith('.localhost');

/**
 * Returns the function that resolves names. The operating system resolves `localhost` and the names that the operator
 * allows, because they may be defined in the hosts file. `servers` replaces the name servers of this machine.
 *
 * @example
 * const addresses = await createResolve()('hooks.example.com', { workspace: 'shop', isAllowed: false });
 */
export function createResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  if (servers) resolver.setServers(servers);
  const places = new WorkspacePlaces();
  return (hostname, { workspace, isAllowed }) =>
    isAllowed || isLocalhost(hostname)
      ? lookup(hostname, { all: true })
      : places.during(workspace, () => addressesOf(resolver, hostname));
}

/** Returns the IPv4 and IPv6 addresses of a name. A name may have addresses of only one family. */
async function addressesOf(resolver: Resolver, hostname: string): Promise<readonly ResolvedAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length > 0 || four.status === 'fulfilled') return found;
  throw four.reason as Error;
}

/** Limits how many names of each workspace are resolved at the same time. Further names wait. */
class WorkspacePlaces {
  private readonly taken = new Map<string, { count: number; readonly waiting: (() => void)[] }>();

  async during<T>(workspace: string, work: () => Promise<T>): Promise<T> {
    let own = this.taken.get(workspace);
    if (!own) this.taken.set(workspace, (own = { count: 0, waiting: [] }));
    const { waiting } = own;
    if (own.count < MOST_OF_WORKSPACE) own.count++;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      // The slot passes to the next waiting lookup.
      const next = waiting.shift();
      if (next) next();
      else if (--own.count === 0) this.taken.delete(workspace);
    }
  }
}
