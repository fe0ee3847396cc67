/** Helper functions and types for forming a customer from several profiles. */
import { isReceiptNamespace } from '../../engine/identity/receipts.js';
import type { ProfileRecord } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';

/** Empty state of a profile that is not the root of a customer, or that has no facts yet. */
export const UNFOLDED: Pick<ProfileRecord, 'tags' | 'lists' | 'dues' | 'factBytes'> = {
  tags: new Map(),
  lists: new Set(),
  dues: [],
  factBytes: 0,
};

/** State of the customers from which a merge or an unmerge formed a new customer. */
export interface FormerCustomers {
  /** Time of the latest evaluation of any of these customers, in ms. */
  readonly evaluatedAt: number;
  /** Segments of which at least one of these customers was a member. */
  readonly segments: ReadonlySet<string>;
}

export function formerOf(profiles: readonly ProfileRecord[]): FormerCustomers {
  const customers = profiles.filter((record) => !isAnonymousReceipt(record));
  const sources = customers.length > 0 ? customers : profiles;
  return {
    evaluatedAt: Math.max(...sources.map(({ evaluation }) => evaluation.evaluatedAt)),
    segments: new Set(
      sources.flatMap(({ evaluation }) =>
        evaluation.segments.filter(({ member }) => member).map(({ segment }) => segment),
      ),
    ),
  };
}

/**
 * Compares two profiles of a customer, for sorting. The first one is the root. It is the oldest profile that is not a
 * receipt, so a customer keeps its id when an older receipt joins it.
 */
export const rootFirst = (left: ProfileRecord, right: ProfileRecord): number =>
  Number(isReceiptNamespace(left.identity.namespace)) - Number(isReceiptNamespace(right.identity.namespace)) ||
  left.createdAt - right.createdAt ||
  (left.id < right.id ? -1 : 1);
