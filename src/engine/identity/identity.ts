/** Identities: their normal form, and which one a fact is addressed by. */
import { composed } from '../values/composed.js';
import { NORMALISATIONS, type Identity, type IdentityNamespace } from '../model.js';
import { isBuiltInPlaceholder } from './placeholders.js';

/** The namespaces a new workspace starts with. */
export const DEFAULT_NAMESPACES: readonly IdentityNamespace[] = [
  namespace('member_id', 1, 100, true, 'none'),
  namespace('unionid', 1, 90, true, 'none'),
  namespace('customer_id', 1, 85, true, 'none'),
  namespace('wecom_external_id', 1, 82, true, 'none'),
  namespace('phone', 1, 80, true, 'phone', ['13800138000']),
  namespace('email', 2, 70, true, 'email', ['test@test.com']),
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
  blocked: readonly string[] = [],
): IdentityNamespace {
  return { name, limit, priority, strong, normalise, blocked };
}

export const MAX_IDENTITY_LENGTH = 256;
/** A customer has at most so many profiles; beyond that a link is refused. */
export const MAX_MEMBERS = 50;

/**
 * The first character of a text that shows nothing (zero-width, byte order mark, soft hyphen, direction mark), as
 * `U+200B`.
 */
export function invisibleCharacter(text: string): string | undefined {
  const found = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.exec(text)?.[0];
  return found && `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The value two spellings of one identity share; undefined when it cannot be one. */
export function normaliseIdentity(ns: IdentityNamespace, raw: string): string | undefined {
  let v = composed(raw).trim();
  if (ns.normalise === 'lowercase' || ns.normalise === 'email') v = v.toLowerCase();
  if (ns.normalise === 'email' && !/^[^\s@]+@[^\s@]+$/.test(v)) return undefined;
  if (ns.normalise === 'phone') {
    v = composed(v, 'NFKC')
      .replace(/[\s().-]/g, '')
      .replace(/^00/, '+');
    // A bare Chinese mobile number and its international form are one.
    if (/^\+?861\d{10}$/.test(v)) v = v.replace(/^\+?86/, '');
    if (!/^\+?\d{5,15}$/.test(v)) return undefined;
  }
  return v === '' || v.length > MAX_IDENTITY_LENGTH ? undefined : v;
}

/**
 * Whether a value is a placeholder, as it was given or in its normal form: one of its namespace, or one that every
 * namespace knows.
 */
export function isBlocked(ns: IdentityNamespace, value: string): boolean {
  if (ns.builtInPlaceholders !== false && isBuiltInPlaceholder(value)) return true;
  let forms = blockedForms.get(ns);
  if (!forms) blockedForms.set(ns, (forms = new Set(ns.blocked.flatMap((b) => [b, normaliseIdentity(ns, b) ?? b]))));
  return forms.has(value) || forms.has(value.toLowerCase());
}

const blockedForms = new WeakMap<IdentityNamespace, ReadonlySet<string>>();

type Rules = (name: string) => IdentityNamespace | undefined;

/** The form of a stored identity under the rules of now. One they do not admit keeps its own. */
export function normalForm(identity: Identity, rules: Rules): Identity {
  const ns = rules(identity.namespace);
  const value = ns ? (normaliseIdentity(ns, identity.value) ?? identity.value) : identity.value;
  return value === identity.value ? identity : { namespace: identity.namespace, value };
}

/**
 * The forms an identity would have under other rules, in a namespace that is none: for tombstones, which cannot be
 * formed again.
 */
export function otherForms(identity: Identity): Identity[] {
  const rules = { name: '', limit: 1, priority: 0, strong: false, blocked: [] };
  const values = NORMALISATIONS.map((normalise) => normaliseIdentity({ ...rules, normalise }, identity.value));
  return [...new Set(values)].flatMap((v) =>
    v === undefined || v === identity.value ? [] : [inOtherForm(identity.namespace, v)],
  );
}

/** Names what was erased in another form; it counts where the rules of the namespace have changed. */
export const inOtherForm = (namespace: string, value: string): Identity => ({
  namespace: `other form of ${namespace}`,
  value,
});

/** Whether the rules of now say of a stored identity that it names nobody. */
export function isPlaceholder(identity: Identity, rules: Rules): boolean {
  const ns = rules(identity.namespace);
  if (!ns) return false;
  const value = normaliseIdentity(ns, identity.value);
  return value === undefined || isBlocked(ns, value);
}

export function identityText(identity: Identity): string {
  return `${identity.namespace}:${identity.value}`;
}

/** Each once: profiles of one customer may have one identity in common. */
export function distinctIdentities(list: readonly Identity[]): Identity[] {
  return [...new Map(list.map((i) => [identityText(i), i])).values()];
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
