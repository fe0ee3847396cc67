/**
 * Resolves the host names of endpoints. Names of the public Internet are asked of the name servers directly, so that no
 * slow name takes one of the few threads that this process shares with everything else.
 */
import { lookup, Resolver } from 'node:dns/promises';
import type { Resolve, ResolvedAddress } from './guard.js';

/**
 * Time after which a name server is given up, in ms. It is asked once, and again by the next attempt of the message.
 */
const TIMEOUT_MS = 3000;
/** Maximum number of names that are resolved at the same time for one workspace. */
export const MOST_OF_WORKSPACE = 4;

const isLocalhost = (hostname: string): boolean => hostname === 'localhost' || hostname.endsWith('.localhost');

/**
 * Returns the function that resolves names. Names that the operator allows, and `localhost`, may stand in the host file
 * of this machine, so the machine resolves them. `servers` replaces the name servers of this machine.
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

/** Returns the addresses of both families. A name may have addresses of one family alone. */
async function addressesOf(resolver: Resolver, hostname: string): Promise<readonly ResolvedAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length > 0 || four.status === 'fulfilled') return found;
  throw four.reason as Error;
}

/** Lets a few names of each workspace be resolved at the same time. Further ones wait for those. */
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
      // The place is passed on to the next name that waits.
      const next = waiting.shift();
      if (next) next();
      else if (--own.count === 0) this.taken.delete(workspace);
    }
  }
}
