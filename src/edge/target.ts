/** Parses request targets. Only a path with an optional query is accepted. */

/** Returns the URL of a request target, or undefined if the target is invalid. The host in the URL is a placeholder. */
export function targetOf(target: string | undefined): URL | undefined {
  // A URL parser treats a path that begins with two slashes as another host.
  if (target === undefined || !target.startsWith('/') || /^\/[/\\]/.test(target)) return undefined;
  try {
    return new URL(target, 'http://strata');
  } catch {
    return undefined;
  }
}
