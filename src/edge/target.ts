/** Parses request targets. Only a path with an optional query is accepted. */

/** Returns the URL of a request target, or undefined if the target is invalid. The host of the URL is a placeholder. */
export function targetOf(target: string | undefined): URL | undefined {
  // A URL parser reads a path with two leading slashes as another host.
  if (target === undefined || !target.startsWith('/') || /^\/[/\\]/.test(target)) return undefined;
  try {
    return new URL(target, 'http://strata');
  } catch {
    return undefined;
  }
}
