/** What a token says of itself; it is checked by the server, not here. Empty for what is no token. */
export function claimsOf(token: string | null | undefined): {
  readonly sub?: string;
  readonly workspace?: string;
  readonly scope?: string;
  readonly exp?: number;
} {
  try {
    return JSON.parse(atob(token!.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {};
  }
}
