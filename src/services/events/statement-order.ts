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
  const batches = new Map<string, string[]>();
  const batchOf = (i: Intake): string[] => {
    if (i.kind !== 'event' || !CONSENT_TYPES.includes(i.event.type)) return [];
    const [named] = byPriority(i.identities, (name) => catalogue.namespace(name));
    const key = JSON.stringify([identityText(named), i.event.at, purposeOf(i.event)]);
    const batch = batches.get(key) ?? [];
    batches.set(key, batch);
    if (!batch.includes(i.event.id)) batch.push(i.event.id);
    return batch;
  };
  const found = intakes.map(batchOf);
  return intakes.map((i, k) =>
    i.kind !== 'event' || found[k].length < 2
      ? i
      : { ...i, event: { ...i.event, batch: found[k][0], batchPlace: found[k].indexOf(i.event.id) } },
  );
}
