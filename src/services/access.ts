/** Who is calling, and what they may do. */
import { forbidden } from './errors.js';

export interface Principal {
  readonly workspace: string;
  /** The token's subject: the source of what it writes. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** ms; a subscription ends then. */
  readonly expiresAt: number;
  /** Of an operation sent with an idempotency key: names what it writes, in order. */
  readonly once?: Once;
}

export interface Once {
  next(): string;
}

/** Fixed scopes; `tags:write:<namespace>` comes on top. `admin` includes all of them. */
export const SCOPES: Readonly<Record<string, string>> = {
  'profiles:read': 'read profiles, their tags, events and memberships',
  'profiles:read:personal': 'read tags and identities marked as personal',
  'events:write': 'send events and identify',
  'tags:write:<namespace>': 'set, clear and record tags of one namespace; `tags:write:*` for all',
  'consents:write': 'state what customers permit; taking back needs only `events:write`',
  'coupons:write': 'issue, claim, use and give back coupons',
  'segments:read': 'read segments, layers, members, sizes and coupons, and subscribe to changes',
  'define': 'define tags, segments, layers, coupons and identity namespaces, and correct static tags',
  'profiles:erase': 'forget customers',
  'profiles:merge': 'make two customers one, or part one into two',
  'analytics:read': 'ask ad-hoc conditions and statistics over all profiles',
  'admin': 'everything, including workspaces and sandbox clocks',
  'introspect': 'read the GraphQL schema',
};

export function hasScope(p: Principal, scope: string): boolean {
  if (p.scopes.has(scope) || p.scopes.has('admin')) return true;
  return scope.startsWith('tags:write:') && p.scopes.has('tags:write:*');
}

/** Throws FORBIDDEN naming the missing scope. */
export function requireScope(p: Principal, scope: string): void {
  if (!hasScope(p, scope)) throw forbidden(`this token lacks the scope ${scope}`);
}
