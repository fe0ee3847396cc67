/** Who is calling, and what they may do. */
import type { EventFact } from '../../engine/model.js';
import { KEY_CLASSES, type Identity, type KeyClass } from '../../engine/model.js';
import type { Partner } from '../../engine/definitions/partner.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { forbidden, ServiceError } from './errors.js';

/** What a write key of a page or an app may deliver. */
export interface WriteKeyRules {
  readonly id: string;
  /** Origins of the pages that may send with it; absent: every origin, and what is no page. */
  readonly origins?: readonly string[];
  /** Requests a second on one process; absent: as any caller. */
  readonly ratePerSecond?: number;
  /** The only types it delivers; absent: every type that a write key may deliver, without orders. */
  readonly events?: readonly string[];
  /** Types of orders it delivers as well. */
  readonly orders: readonly string[];
  /** Tags that traits set. */
  readonly traits: readonly string[];
}

export interface Principal {
  readonly workspace: string;
  /** The token's subject: the source of what it writes. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** What kind of key the token is; absent: what the door it comes by takes it for. */
  readonly keyClass?: KeyClass;
  /** ms; a subscription ends then. */
  readonly expiresAt: number;
  /** What the verified token says of itself; absent for what the server does by itself. Instants in ms. */
  readonly token?: { readonly id?: string; readonly issuedAt?: number; readonly workspaceCreatedAt?: number };
  /** The subject is a partner's: its token's scopes are within its grants. */
  readonly partner?: Partner;
  /** It came with a write key: what that key may deliver. */
  readonly writeKey?: WriteKeyRules;
  /** Of an operation sent with an idempotency key: names what it writes, in order. */
  readonly once?: Once;
}

export const isKeyClass = (value: unknown): value is KeyClass => (KEY_CLASSES as readonly unknown[]).includes(value);

export interface Once {
  next(): string;
}

/** Fixed scopes; `tags:write:<namespace>` comes on top. `admin` includes all of them. */
export const SCOPES: Readonly<Record<string, string>> = {
  'profiles:read': 'read profiles, their tags, events and memberships',
  'profiles:read:personal': 'read tags and identities marked as personal',
  'profiles:lookup:<namespace>': 'find the profile id behind an identity of one namespace; `profiles:lookup:*` for all',
  'events:write': 'send events and identify',
  'events:source:<name>': 'send events of another source than the own subject; `events:source:*` for all',
  'tags:write:<namespace>': 'set, clear and record tags of one namespace; `tags:write:*` for all',
  'consents:write': 'state what customers permit; taking back needs only `events:write`',
  'coupons:write': 'issue, claim, use and give back coupons, assign experiments, and report either by events',
  'segments:read': 'read segments, layers, members, sizes and coupons, and subscribe to changes',
  define: 'define tags, segments, layers, coupons and identity namespaces, and correct static tags',
  'profiles:erase': 'forget customers',
  'profiles:merge': 'make two customers one, or part one into two',
  'analytics:read': 'ask ad-hoc conditions and statistics over all profiles',
  'reach:admin': 'define, test and disable webhook endpoints, and rotate their secrets',
  'tokens:issue':
    'issue tokens for the own subject and sources, with no more scopes and for no longer than the own token',
  admin: 'everything in the workspace, including partners, tokens, sandboxes and their clocks',
  installation: 'make workspaces; `admin` does not include it, and only the command line of the installation issues it',
  introspect: 'read the GraphQL schema',
};

/** What a token's subject looks like: the source of what is written with it. */
export const SUBJECT = /^[A-Za-z0-9_.:@-]{1,64}$/;
/** Whether a name may be the subject of a token, or a source: well-formed, and not the server's own. */
export function isSubject(name: string): boolean {
  return SUBJECT.test(name) && name.toLowerCase() !== OWN_SOURCE;
}

/** What a workspace's id looks like; that of a sandbox made by its owner begins with the owner's id and a dot. */
export const WORKSPACE_ID = /^[a-z][a-z0-9_-]{0,47}(\.[a-z0-9][a-z0-9_-]{0,47})?$/;

/** What a namespace of tags looks like. */
export const TAG_NAMESPACE = /^[a-z][a-z0-9_-]{0,31}$/;

/** Whether there is a scope of this name. */
export function isScope(scope: string): boolean {
  const namespace = /^tags:write:(.*)$/.exec(scope)?.[1];
  if (namespace !== undefined) return namespace === '*' || TAG_NAMESPACE.test(namespace);
  const source = /^events:source:(.*)$/.exec(scope)?.[1];
  if (source !== undefined) return source === '*' || isSubject(source);
  return (
    (Object.hasOwn(SCOPES, scope) && !scope.includes('<')) ||
    /^profiles:lookup:([a-z][a-z0-9_]{0,31}(:[a-z0-9_]{1,32})?|\*)$/.test(scope)
  );
}

const BY_NAME = ['tags:write:', 'profiles:lookup:', 'events:source:'] as const;

/**
 * What a partner can be granted at most, apart from writing tags, looking up by its namespaces and its further sources.
 */
const PARTNER_SCOPES = [
  'profiles:read',
  'segments:read',
  'events:write',
  'consents:write',
  'coupons:write',
  'introspect',
] as const;

/**
 * A partner's token within its grants: nothing its workspace did not grant, whatever the token says. Throws FORBIDDEN
 * for one that is suspended.
 */
export function asPartner(principal: Principal, partner: Partner): Principal {
  if (partner.mode === 'SUSPENDED')
    throw forbidden('PARTNER_SUSPENDED', 'this partner is suspended; ask the owner of the workspace');
  const granted = [
    ...PARTNER_SCOPES,
    ...partner.tags.map((n) => `tags:write:${n}`),
    ...partner.lookups.map((n) => `profiles:lookup:${n}`),
    ...partner.sources.map((n) => `events:source:${n}`),
  ];
  return { ...principal, partner, scopes: new Set(granted.filter((scope) => hasScope(principal, scope))) };
}

/** Identity namespaces that are personal data: phone numbers and e-mail addresses. */
export const PERSONAL_NAMESPACES: ReadonlySet<string> = new Set(['phone', 'email']);

/**
 * Throws FORBIDDEN unless the caller may look customers up by a namespace. Whoever reads profiles may, but for personal
 * namespaces.
 */
export function mayLookUp(principal: Principal, namespace: string, path: string): void {
  if (looksUp(principal, namespace)) return;
  throw forbidden(
    'SCOPE_MISSING',
    `this token may not look customers up by ${namespace}: it lacks the scope profiles:lookup:${namespace}`,
    path,
  );
}

function looksUp(principal: Principal, namespace: string): boolean {
  if (hasScope(principal, `profiles:lookup:${namespace}`)) return true;
  const reading = PERSONAL_NAMESPACES.has(namespace) ? 'profiles:read:personal' : 'profiles:read';
  return !principal.partner && hasScope(principal, reading);
}

/** Whether an answer to a write may name the customer's profile id: to who could look it up by one of the identities. */
export const mayLearnId = (principal: Principal, identities: readonly Identity[]): boolean =>
  identities.some(({ namespace }) => looksUp(principal, namespace));

/**
 * Whether profile ids may be answered whatever the customers were named by: to who may look them up by anything, and to
 * partners, which name customers only by what they may look up.
 */
export const mayLearnEveryId = (principal: Principal): boolean =>
  principal.partner !== undefined || [...PERSONAL_NAMESPACES, '*'].every((namespace) => looksUp(principal, namespace));

/**
 * Throws FORBIDDEN where a partner names customers by what it was not granted. Others may name them by anything they
 * know.
 */
export function mayAddress(principal: Principal, identities: readonly Identity[], path: string): void {
  const stranger = principal.partner && identities.find((i) => !principal.partner!.lookups.includes(i.namespace));
  if (stranger)
    throw forbidden(
      'PARTNER_NAMESPACE_NOT_GRANTED',
      `this partner may not name customers by ${stranger.namespace}`,
      path,
    );
}

/**
 * Throws FORBIDDEN unless the caller may write as a source: its own subject, or one it was granted. The server's own is
 * nobody's.
 */
export function maySpeakAs(principal: Principal, source: string, path: string): void {
  if (source.toLowerCase() === OWN_SOURCE)
    throw forbidden('SOURCE_RESERVED', `the source ${OWN_SOURCE} is reserved for the server`, path);
  if (source !== principal.subject && !hasScope(principal, `events:source:${source}`))
    throw forbidden(
      'SOURCE_NOT_GRANTED',
      `this token writes as ${principal.subject}; another source needs the scope events:source:${source}`,
      path,
    );
}

/** A count as a caller may know it: partners get it rounded to tens, so that nobody is counted out of it. */
export function shownCount(principal: Principal, count: number): number {
  return principal.partner ? Math.round(count / 10) * 10 : count;
}

export function hasScope(principal: Principal, scope: string): boolean {
  if (principal.scopes.has(scope) || (principal.scopes.has('admin') && scope !== 'installation')) return true;
  return BY_NAME.some((prefix) => scope.startsWith(prefix) && principal.scopes.has(`${prefix}*`));
}

/** Throws FORBIDDEN naming the missing scope. */
export function requireScope(principal: Principal, scope: string): void {
  if (!hasScope(principal, scope)) throw forbidden('SCOPE_MISSING', `this token lacks the scope ${scope}`);
}

/** Who may state that something is permitted. Taking back needs no more than `events:write`: it is always safe. */
export function mayState(principal: Principal, event: Pick<EventFact, 'type'>, path: string): void {
  if (event.type !== 'consent_given') return;
  try {
    requireScope(principal, 'consents:write');
  } catch (error) {
    throw error instanceof ServiceError ? new ServiceError(error.reason, error.message, path) : error;
  }
}
