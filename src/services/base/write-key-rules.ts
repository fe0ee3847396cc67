/**
 * What a write key may deliver. It stands in pages and apps, where everybody reads it, so it never states what decides
 * over money, permission or who is who.
 */
import { composed } from '../../engine/values/composed.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { FOLDED_TYPES } from '../../engine/facts/vocabulary.js';
import type { Identity, TagDefinition } from '../../engine/model.js';
import { hasScope, type Principal } from './access.js';
import { forbidden } from './errors.js';

/** Types that decide on coupons, contacts, permissions, experiments or money given back. */
const NEVER = /^(contact|coupon|experiment)_|^consent_given$|refund/;

/** Whether a write key may name an event type at all. Names compare as they are stored. */
export const isDeliverable = (type: string): boolean => !NEVER.test(composed(type, 'NFKC').toLowerCase());

/** Whether events of a type make or change orders. */
export const isOrderType = (type: string): boolean => FOLDED_TYPES.includes(type) || type.startsWith('order_');

/** Throws FORBIDDEN for an event type that the write key may not deliver, with an order or without. Other callers are not held to this. */
export function mayDeliver({ writeKey }: Principal, given: string, ofOrder: boolean, path: string): void {
  if (!writeKey) return;
  const type = composed(given);
  const named = ofOrder || isOrderType(type) ? writeKey.orders : writeKey.events;
  if (isDeliverable(type) && (named === undefined || named.includes(type))) return;
  throw forbidden('WRITE_KEY_EVENT_FORBIDDEN', 'this write key may not deliver events of this type', path);
}

/** Whether a caller may write a tag: by its namespace, and a write key by the tag's own name. */
export const mayWriteTag = (principal: Principal, { key, namespace }: TagDefinition): boolean =>
  hasScope(principal, `tags:write:${namespace}`) && (principal.writeKey?.traits.includes(key) ?? true);

/** Marks an intake that came with a write key. */
export const publicly = ({ writeKey }: Principal): { readonly isPublic?: true } => (writeKey ? { isPublic: true } : {});

export const WEAK_LINKS = 'a write key names one known customer at a time; the further identities were left out';

/**
 * The identities a caller may link with one message. A write key links devices to one strong identity: with two it would
 * join any two customers, or give somebody's account another phone number.
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
