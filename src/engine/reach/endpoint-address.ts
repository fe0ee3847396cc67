/**
 * Checks the URLs of endpoints. The IP addresses to which a host name resolves are checked separately, at each
 * connection.
 */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/** Returns `host:port` of a URL, in the same form as the operator's list of allowed addresses. */
export const placeOf = ({ hostname, port, protocol }: URL): string => `${hostname}:${port || DEFAULT_PORTS[protocol]}`;

/**
 * Whether a URL is allowed for an endpoint. It must use https and contain no credentials. The operator may allow
 * individual hosts (`host:port`), which may also use plain http and be in a private network.
 */
export function isEndpointAddress(url: URL, allowed: ReadonlySet<string>): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && allowed.has(placeOf(url)));
}
