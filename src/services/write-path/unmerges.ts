/**
 * Handles unmerges that people decide. Determines whether an unmerge must be rejected, and builds the stored form
 * of a split.
 */
import { identityText } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/types.js';
import type { FactReason } from '../../reasons/index.js';
import { type Outcome, type UnmergeIntake } from '../base/write-intakes.js';
import { newId } from '../base/ids.js';
import type { UnmergeFact, ProfileRecord } from '../base/ports.js';

/** The customer lookups that are needed to handle splits. */
interface Customers {
  has(profile: string): boolean;
  rootOf(profile: string): string;
  ownerOf(identity: Identity): string | undefined;
  of(profile: string): { readonly record: Pick<ProfileRecord, 'identities'> };
}

/** Returns the rejection of a split, or undefined if it is valid. */
export function refusedUnmerge(customers: Customers, { profile, from }: UnmergeIntake): Outcome | undefined {
  const refused = (reason: FactReason, message: string, path: string): Outcome => ({
    status: 'REJECTED',
    reason,
    message,
    path,
  });
  const root = customers.rootOf(profile);
  if (!customers.has(profile)) return refused('PROFILE_NOT_FOUND', 'the profile was not found', 'profile');
  if ('other' in from) {
    if (!customers.has(from.other)) return refused('PROFILE_NOT_FOUND', 'the other profile was not found', 'other');
    return customers.rootOf(from.other) === root
      ? refused('PROFILES_ONE_CUSTOMER', 'both profiles are one customer: separate them with unmergeProfile', 'other')
      : undefined;
  }
  const stranger = from.identities.findIndex(
    (x) => customers.ownerOf(x) === undefined || customers.rootOf(customers.ownerOf(x)!) !== root,
  );
  if (stranger >= 0)
    return refused(
      'IDENTITY_NOT_OF_CUSTOMER',
      'this identity does not belong to the customer',
      `identities.${stranger}`,
    );
  const distinct = new Set(customers.of(root).record.identities.map(identityText));
  if (from.identities.length >= distinct.size)
    return refused('IDENTITY_LAST', 'at least one identity has to stay with the customer', 'identities');
  return undefined;
}

/** Returns the stored form of a split. */
export function unmergeOf(
  customers: Customers,
  { profile, from, origin, reason }: UnmergeIntake,
  now: number,
): UnmergeFact {
  const all = customers.of(profile).record.identities;
  const leaving = new Set('identities' in from ? from.identities.map(identityText) : []);
  const [left, right] =
    'other' in from
      ? [all, customers.of(from.other).record.identities]
      : [from.identities, all.filter((x) => !leaving.has(identityText(x)))];
  return {
    id: newId(now),
    at: now,
    left,
    right,
    by: origin.actor,
    ...(reason === undefined ? {} : { reason }),
  };
}
