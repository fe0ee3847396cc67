/** Defines an order for the consent statements that arrive in one request. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { purposeOf } from '../../engine/facts/consent.js';
import { byPriority, identityText } from '../../engine/identity/identity.js';
import { CONSENT_TYPES } from '../../engine/facts/vocabulary.js';
import type { Intake } from '../base/write-intakes.js';

/**
 * Returns the items of a request. Consent statements with the same identity, purpose and time are numbered in the order
 * of the request. A repeated statement keeps the number of its first occurrence.
 */
export function withStatementOrder(intakes: readonly Intake[], catalogue: Catalogue): Intake[] {
  // The position of each statement in its batch, by its id.
  const batches = new Map<string, Map<string, number>>();
  const batchOf = (i: Intake): ReadonlyMap<string, number> | undefined => {
    if (i.kind !== 'event' || !CONSENT_TYPES.includes(i.event.type)) return undefined;
    const [named] = byPriority(i.identities, (name) => catalogue.namespace(name));
    const key = JSON.stringify([identityText(named), i.event.at, purposeOf(i.event)]);
    const batch = batches.get(key) ?? new Map<string, number>();
    batches.set(key, batch);
    if (!batch.has(i.event.id)) batch.set(i.event.id, batch.size);
    return batch;
  };
  const found = intakes.map(batchOf);
  return intakes.map((i, k) => {
    const batch = found[k];
    if (i.kind !== 'event' || batch === undefined || batch.size < 2) return i;
    const [first] = batch.keys();
    return { ...i, event: { ...i.event, batch: first, batchPlace: batch.get(i.event.id)! } };
  });
}
