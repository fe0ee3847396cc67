/** Addresses that endpoints may have. What a name resolves to is checked at each connection. */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/** Returns `host:port` of a URL, in the form that the operator's list of allowed addresses uses. */
export const placeOf = ({ hostname, port, protocol }: URL): string => `${hostname}:${port || DEFAULT_PORTS[protocol]}`;

/**
 * Whether an address may be that of an endpoint: https without credentials. The operator may allow single places
 * (`host:port`), which may also speak plain http and lie in a closed network.
 */
export function isEndpointAddress(url: URL, allowed: ReadonlySet<string>): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && allowed.has(placeOf(url)));
}
