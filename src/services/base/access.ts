/** Defines callers and their permissions: scopes, subjects, write keys and partner grants. */
import type { EventFact } from '../../engine/types.js';
import { KEY_CLASSES, ownerOf, type Identity, type KeyClass } from '../../engine/types.js';
import type { Partner } from '../../engine/definitions/partner.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { forbidden, ServiceError } from './errors.js';

/** Rules for what a write key may send. A write key is embedded in a page or an app. */
export interface WriteKeyRules {
  readonly id: string;
  /** Origins of pages that may use the key. Absent means every origin, and also clients that are not pages. */
  readonly origins?: readonly string[];
  /** Maximum number of requests per second in each process. Absent means the default limit for callers. */
  readonly ratePerSecond?: number;
  /** The only event types that the key may deliver. Absent means every type allowed for write keys, except orders. */
  readonly events?: readonly string[];
  /** Order event types that the key may also deliver. */
  readonly orders: readonly string[];
  /** Tags that the key may set through the traits of a message. */
  readonly traits: readonly string[];
}

export interface Principal {
  readonly workspace: string;
  /** The token's subject, recorded as the source of its writes. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** Class of the token's key. When absent, the endpoint that receives the token decides. */
  readonly keyClass?: KeyClass;
  /** Expiry of the token, in ms. Subscriptions end at this time. */
  readonly expiresAt: number;
  /** Claims of the verified token. Absent for work of the server itself. Times are in ms. */
  readonly token?: {
    readonly id?: string;
    readonly issuedAt?: number;
    readonly workspaceCreatedAt?: number;
    /** The hash of the current key text. Set only for write keys. It changes when the key is rotated. */
    readonly secretHash?: string;
  };
  /** The session of the cookie, if the caller is a person who signed in. Its scopes are those of the user's roles. */
  readonly session?: { readonly hash: string; readonly user: string };
  /** Set when the subject is a partner. The scopes are then limited to the partner's grants. */
  readonly partner?: Partner;
  /** The rules of the write key, if the caller uses one. */
  readonly writeKey?: WriteKeyRules;
  /** The key of the incoming webhook, if the request was sent to a webhook address. */
  readonly hook?: string;
  /**
   * Set for operations sent with an idempotency key. Generates stable ids for the writes of the operation, in order.
   */
  readonly once?: Once;
}

export const isKeyClass = (value: unknown): value is KeyClass => (KEY_CLASSES as readonly unknown[]).includes(value);

export interface Once {
  next(): string;
}

/**
 * The fixed scopes. Scopes such as `tags:write:<namespace>` exist in addition. The scope `admin` includes all scopes.
 */
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
  'reach:admin': 'define and run campaigns, set the rules of reach, and manage webhook endpoints and their secrets',
  'reach:send': 'reserve, confirm and release contacts that the caller sends',
  'reach:show': 'ask for the contact that a place shows a customer next, with its text',
  'reach:tasks': 'list the tasks that are assigned to the own subject, with their texts, and report their outcomes',
  'reach:tasks:<assignee>': 'do so for another assignee; `reach:tasks:*` for all',
  'reach:read': 'read campaigns, the rules of reach, and contacts with their reasons',
  'tokens:issue':
    'issue tokens for the own subject and sources, with no more scopes and for no longer than the own token',
  admin: 'everything in the workspace, including partners, tokens, sandboxes and their clocks',
  installation: 'make workspaces; `admin` does not include it, and only the command line of the installation issues it',
  introspect: 'read the GraphQL schema',
};

/** Format of a token's subject. The subject is the source of everything written with the token. */
export const SUBJECT = /^[A-Za-z0-9_.:@-]{1,64}$/;
/**
 * Whether a name can be the subject of a token or a source. The name must be well-formed, and it must not be reserved
 * for the server.
 */
export function isSubject(name: string): boolean {
  return SUBJECT.test(name) && name.toLowerCase() !== OWN_SOURCE;
}

/** Subjects of people who sign in begin with this text. No token is issued for them. */
export const USER_SUBJECT = 'user:';

/**
 * Whether a name can be the subject of a token issued by this server. The subject is also the source of the token's
 * writes.
 */
export function isMachineSubject(name: string): boolean {
  return isSubject(name) && !name.toLowerCase().startsWith(USER_SUBJECT);
}

/**
 * Format of a workspace id. The id of a sandbox starts with the id of the workspace that owns it, followed by a dot.
 */
export const WORKSPACE_ID = /^[a-z][a-z0-9_-]{0,47}(\.[a-z0-9][a-z0-9_-]{0,47})?$/;

export { ownerOf };

/** Format of a tag namespace. */
export const TAG_NAMESPACE = /^[a-z][a-z0-9_-]{0,31}$/;

/** Format of an assignee of tasks in a scope. A scope has at most 64 characters. */
const ASSIGNEE = /^[\p{L}\p{N}_.:@-]{1,52}$/u;

/** Whether a scope with this name exists. */
export function isScope(scope: string): boolean {
  const namespace = /^tags:write:(.*)$/.exec(scope)?.[1];
  if (namespace !== undefined) return namespace === '*' || TAG_NAMESPACE.test(namespace);
  const source = /^events:source:(.*)$/.exec(scope)?.[1];
  if (source !== undefined) return source === '*' || isMachineSubject(source);
  const assignee = /^reach:tasks:(.*)$/.exec(scope)?.[1];
  if (assignee !== undefined) return assignee === '*' || ASSIGNEE.test(assignee);
  return (
    (Object.hasOwn(SCOPES, scope) && !scope.includes('<')) ||
    /^profiles:lookup:([a-z][a-z0-9_]{0,31}(:[a-z0-9_]{1,32})?|\*)$/.test(scope)
  );
}

const BY_NAME = ['tags:write:', 'profiles:lookup:', 'events:source:', 'reach:tasks:'] as const;

/**
 * Scopes that can be granted to a partner. Scopes for tag namespaces, lookup namespaces and further sources can be
 * granted in addition.
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
 * Restricts a partner's token to its grants, regardless of the token's own scopes. Throws FORBIDDEN for a suspended
 * partner.
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
 * Throws FORBIDDEN unless the caller may look up customers by a namespace. The scope for reading profiles is
 * sufficient, except for personal namespaces.
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

/**
 * Whether the response to a write may contain the customer's profile id. This is allowed if the caller could look up
 * the customer by one of the identities.
 */
export const mayLearnId = (principal: Principal, identities: readonly Identity[]): boolean =>
  identities.some(({ namespace }) => looksUp(principal, namespace));

/**
 * Whether responses may contain profile ids regardless of the identities in the request. This is true for callers who
 * may look up customers by every namespace. It is also true for partners, because they can refer to customers only by
 * namespaces they may look up.
 */
export const mayLearnEveryId = (principal: Principal): boolean =>
  principal.partner !== undefined || [...PERSONAL_NAMESPACES, '*'].every((namespace) => looksUp(principal, namespace));

/**
 * Throws FORBIDDEN when a partner refers to a customer by a namespace that it was not granted. Other callers may use
 * any identity they know.
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
 * Throws FORBIDDEN unless the caller may write as this source. A caller may write as its own subject and as sources it
 * was granted. The server's own source is reserved, and so are the sources of people who sign in.
 */
export function maySpeakAs(principal: Principal, source: string, path: string): void {
  if (source.toLowerCase() === OWN_SOURCE)
    throw forbidden('SOURCE_RESERVED', `the source ${OWN_SOURCE} is reserved for the server`, path);
  if (source !== principal.subject && source.toLowerCase().startsWith(USER_SUBJECT))
    throw forbidden('SOURCE_RESERVED', `the source ${source} is that of a person, who writes it alone`, path);
  if (source !== principal.subject && !hasScope(principal, `events:source:${source}`))
    throw forbidden(
      'SOURCE_NOT_GRANTED',
      `this token writes as ${principal.subject}; another source needs the scope events:source:${source}`,
      path,
    );
}

/**
 * Returns a count as shown to the caller. For partners it is rounded to the nearest ten, so that they cannot tell
 * whether a single customer is included.
 */
export function shownCount(principal: Principal, count: number): number {
  return principal.partner ? Math.round(count / 10) * 10 : count;
}

export function hasScope(principal: Principal, scope: string): boolean {
  if (principal.scopes.has(scope) || (principal.scopes.has('admin') && scope !== 'installation')) return true;
  return BY_NAME.some((prefix) => scope.startsWith(prefix) && principal.scopes.has(`${prefix}*`));
}

/** Throws FORBIDDEN with the name of the missing scope. */
export function requireScope(principal: Principal, scope: string): void {
  if (!hasScope(principal, scope)) throw forbidden('SCOPE_MISSING', `this token lacks the scope ${scope}`);
}

/**
 * Throws FORBIDDEN unless the caller may record that consent was given. Recording a withdrawal requires only
 * `events:write`, because it is always safe.
 */
export function mayState(principal: Principal, event: Pick<EventFact, 'type'>, path: string): void {
  if (event.type !== 'consent_given') return;
  try {
    requireScope(principal, 'consents:write');
  } catch (error) {
    throw error instanceof ServiceError ? new ServiceError(error.reason, error.message, path) : error;
  }
}
