/**
 * Normalizes identities, and sorts them by priority. The identity with the highest priority determines the customer of
 * a fact.
 */
import { composed } from '../values/composed.js';
import { NORMALISATIONS, type Identity, type IdentityNamespace } from '../types.js';
import { isBuiltInPlaceholder } from './placeholders.js';

/** The namespaces of a new workspace. */
export const DEFAULT_NAMESPACES: readonly IdentityNamespace[] = [
  namespace('member_id', 1, 100, true, 'none'),
  namespace('unionid', 1, 90, true, 'none'),
  namespace('customer_id', 1, 85, true, 'none'),
  namespace('wecom_external_id', 1, 82, true, 'none'),
  namespace('phone', 1, 80, true, 'phone', ['13800138000']),
  namespace('email', 2, 70, true, 'email', ['test@test.com']),
  namespace('offline_card', 3, 65, true, 'none'),
  // WeChat issues a separate openid for each app, written as `openid:<app>`. The unionid links the openids of one user.
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
/** Maximum number of identities of a customer. A link that would exceed this number is rejected. */
export const MAX_MEMBERS = 50;

/**
 * Returns the first invisible character of a text in the form `U+200B`, or undefined if there is none. Examples of
 * invisible characters are zero-width characters, byte order marks, soft hyphens and direction marks.
 */
export function invisibleCharacter(text: string): string | undefined {
  const found = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.exec(text)?.[0];
  return found && `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Returns the normal form of an identity value. Undefined if the value is invalid. */
export function normaliseIdentity(ns: IdentityNamespace, raw: string): string | undefined {
  let v = composed(raw).trim();
  if (ns.normalise === 'lowercase' || ns.normalise === 'email') v = v.toLowerCase();
  if (ns.normalise === 'email' && !/^[^\s@]+@[^\s@]+$/.test(v)) return undefined;
  if (ns.normalise === 'phone') {
    v = composed(v, 'NFKC')
      .replace(/[\s().-]/g, '')
      .replace(/^00/, '+');
    // A Chinese mobile number is the same number with and without the country code.
    if (/^\+?861\d{10}$/.test(v)) v = v.replace(/^\+?86/, '');
    if (!/^\+?\d{5,15}$/.test(v)) return undefined;
  }
  return v === '' || v.length > MAX_IDENTITY_LENGTH ? undefined : v;
}

/**
 * Whether a value is a placeholder. The value is compared with the built-in placeholders and with those that the
 * namespace lists. Listed placeholders match as written and in their normal form.
 */
export function isBlocked(ns: IdentityNamespace, value: string): boolean {
  if (ns.builtInPlaceholders !== false && isBuiltInPlaceholder(value)) return true;
  let forms = blockedForms.get(ns);
  if (!forms) blockedForms.set(ns, (forms = new Set(ns.blocked.flatMap((b) => [b, normaliseIdentity(ns, b) ?? b]))));
  return forms.has(value) || forms.has(value.toLowerCase());
}

const blockedForms = new WeakMap<IdentityNamespace, ReadonlySet<string>>();

type Rules = (name: string) => IdentityNamespace | undefined;

/**
 * Returns the normal form of a stored identity under the current rules. If the rules reject the value, returns the
 * identity unchanged.
 */
export function normalForm(identity: Identity, rules: Rules): Identity {
  const ns = rules(identity.namespace);
  const value = ns ? (normaliseIdentity(ns, identity.value) ?? identity.value) : identity.value;
  return value === identity.value ? identity : { namespace: identity.namespace, value };
}

/**
 * Returns all forms that an identity could have under other normalization rules. The forms are in a special namespace.
 * When an identity is erased, a tombstone is stored for each form. Only hashes are stored, and a hash cannot be
 * normalized again if the rules change.
 */
export function otherForms(identity: Identity): Identity[] {
  const rules = { name: '', limit: 1, priority: 0, strong: false, blocked: [] };
  const values = NORMALISATIONS.map((normalise) => normaliseIdentity({ ...rules, normalise }, identity.value));
  return [...new Set(values)].flatMap((v) =>
    v === undefined || v === identity.value ? [] : [inOtherForm(identity.namespace, v)],
  );
}

/**
 * Returns an identity that represents another form of an erased identity. Such a form matters only if the normalization
 * rules of the namespace have changed.
 */
export const inOtherForm = (namespace: string, value: string): Identity => ({
  namespace: `other form of ${namespace}`,
  value,
});

/** Whether a stored identity is a placeholder under the current rules. */
export function isPlaceholder(identity: Identity, rules: Rules): boolean {
  const ns = rules(identity.namespace);
  if (!ns) return false;
  const value = normaliseIdentity(ns, identity.value);
  return value === undefined || isBlocked(ns, value);
}

export function identityText(identity: Identity): string {
  return `${identity.namespace}:${identity.value}`;
}

/** Removes duplicates, because profiles of one customer may share an identity. */
export function distinctIdentities(list: readonly Identity[]): Identity[] {
  return [...new Map(list.map((i) => [identityText(i), i])).values()];
}

/** Sorts identities by descending priority, then by name and value. The input order therefore does not matter. */
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
