/** Identities: their normal form, and which one a fact is addressed by. */
import type { Identity, IdentityNamespace } from './model.js';

/** Placeholders that identify nobody, whatever the namespace. */
const JUNK = [
  '0',
  'null',
  'undefined',
  'anonymous',
  'none',
  'unknown',
  'n/a',
  '00000000000',
  '11111111111',
  '13800138000',
  '00000000-0000-0000-0000-000000000000',
  'test@test.com',
];

/** The namespaces a new workspace starts with. */
export const DEFAULT_NAMESPACES: readonly IdentityNamespace[] = [
  namespace('member_id', 1, 100, true, 'none'),
  namespace('unionid', 1, 90, true, 'none'),
  namespace('customer_id', 1, 85, true, 'none'),
  namespace('wecom_external_id', 1, 82, true, 'none'),
  namespace('phone', 1, 80, true, 'phone'),
  namespace('email', 2, 70, true, 'email'),
  namespace('offline_card', 3, 65, true, 'none'),
  // WeChat gives one for each app, written `openid:<app>`; the unionid joins them.
  namespace('openid', 5, 60, false, 'none'),
  namespace('device_id', 10, 10, false, 'none'),
  namespace('anonymous_id', 20, 5, false, 'none'),
];

function namespace(
  name: string,
  limit: number,
  priority: number,
  strong: boolean,
  normalise: IdentityNamespace['normalise'],
): IdentityNamespace {
  return { name, limit, priority, strong, normalise, blocked: JUNK };
}

export const MAX_IDENTITY_LENGTH = 256;
/** A customer has at most so many profiles; beyond that a link is refused. */
export const MAX_MEMBERS = 50;

/** The value two spellings of one identity share; undefined when it cannot be one. */
export function normaliseIdentity(ns: IdentityNamespace, raw: string): string | undefined {
  let v = raw.normalize('NFC').trim();
  if (ns.normalise === 'lowercase' || ns.normalise === 'email') v = v.toLowerCase();
  if (ns.normalise === 'email' && !/^[^\s@]+@[^\s@]+$/.test(v)) return undefined;
  if (ns.normalise === 'phone') {
    v = v
      .normalize('NFKC')
      .replace(/[\s().-]/g, '')
      .replace(/^00/, '+');
    // A bare Chinese mobile number and its international form are one.
    if (/^\+?861\d{10}$/.test(v)) v = v.replace(/^\+?86/, '');
    if (!/^\+?\d{5,15}$/.test(v)) return undefined;
  }
  return v === '' || v.length > MAX_IDENTITY_LENGTH ? undefined : v;
}

export function isBlocked(ns: IdentityNamespace, value: string): boolean {
  return ns.blocked.includes(value.toLowerCase());
}

export function identityText(i: Identity): string {
  return `${i.namespace}:${i.value}`;
}

/** Highest priority first; ties by name and value, so that the order never depends on how they were sent. */
export function byPriority(
  identities: readonly Identity[],
  ns: (name: string) => IdentityNamespace | undefined,
): readonly Identity[] {
  return [...identities].sort(
    (a, b) =>
      (ns(b.namespace)?.priority ?? 0) - (ns(a.namespace)?.priority ?? 0) ||
      (identityText(a) < identityText(b) ? -1 : 1),
  );
}
