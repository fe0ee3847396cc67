/** Targets of requests: a path and a query of our own, or nothing. */

/** The URL of a request target, or undefined when it is not one. The host in it means nothing. */
export function targetOf(target: string | undefined): URL | undefined {
  // A path that begins with two slashes would name another host.
  if (target === undefined || !target.startsWith('/') || /^\/[/\\]/.test(target)) return undefined;
  try {
    return new URL(target, 'http://strata');
  } catch {
    return undefined;
  }
}
