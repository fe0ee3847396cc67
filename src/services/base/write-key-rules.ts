/**
 * Defines which event types and tags a write key may send. A write key is public, because it is embedded in pages and
 * apps. It must therefore never write facts that affect money, consent or identity.
 */
import { composed } from '../../engine/values/composed.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { FOLDED_TYPES } from '../../engine/facts/vocabulary.js';
import type { Identity, TagDefinition } from '../../engine/types.js';
import { hasScope, type Principal } from './access.js';
import { forbidden } from './errors.js';

/** Event types that affect coupons, contacts, consent, experiments or refunds. Write keys may never send them. */
const NEVER = /^(contact|coupon|experiment)_|^consent_given$|refund/;

/**
 * Event types that a write key may send only if its definition lists them. Anybody can refer to any customer with a
 * write key, and a withdrawal of consent stays in effect until the customer gives consent again.
 */
const ONLY_NAMED: readonly string[] = ['consent_withdrawn'];

/** Whether write keys may send an event type at all. Names are compared in lowercase and in their NFKC form. */
export const isDeliverable = (type: string): boolean => !NEVER.test(composed(type, 'NFKC').toLowerCase());

/** Whether events of a type create or change orders. */
export const isOrderType = (type: string): boolean => FOLDED_TYPES.includes(type) || type.startsWith('order_');

/**
 * Throws FORBIDDEN for an event type that the write key may not send. `ofOrder` states whether the event contains an
 * order. Other callers are not restricted.
 */
export function mayDeliver({ writeKey }: Principal, given: string, ofOrder: boolean, path: string): void {
  if (!writeKey) return;
  const type = composed(given);
  const named = ofOrder || isOrderType(type) ? writeKey.orders : writeKey.events;
  const isNamed = named === undefined ? !ONLY_NAMED.includes(type) : named.includes(type);
  if (isDeliverable(type) && isNamed) return;
  throw forbidden('WRITE_KEY_EVENT_FORBIDDEN', 'this write key may not deliver events of this type', path);
}

/**
 * Whether a caller may write a tag. This depends on the tag's namespace. For a write key, it also depends on the tag's
 * key.
 */
export const mayWriteTag = (principal: Principal, { key, namespace }: TagDefinition): boolean =>
  hasScope(principal, `tags:write:${namespace}`) && (principal.writeKey?.traits.includes(key) ?? true);

/** Returns the fields that mark an intake as sent with a write key. */
export const publicly = ({ writeKey }: Principal): { readonly isPublic?: true } => (writeKey ? { isPublic: true } : {});

export const WEAK_LINKS = 'a write key names one known customer at a time; the further identities were left out';

/**
 * Returns the identities that one message of this caller may link. A write key may link devices to only one strong
 * identity. If it could link two strong identities, anyone could merge any two customers or add a phone number to
 * another person's account.
 */
export function linkable(
  { writeKey }: Principal,
  identities: readonly Identity[],
  catalogue: Catalogue,
): readonly Identity[] {
  if (!writeKey) return identities;
  const namespaceOf = ({ namespace }: Identity) => catalogue.namespace(namespace);
  const strong = identities.filter((identity) => namespaceOf(identity)?.strong);
  const first = strong[0];
  return identities.filter((identity) => identity === first || !strong.includes(identity));
}
