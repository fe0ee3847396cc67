/** Helper functions and types for forming a customer from several profiles. */
import type { ProfileRecord } from '../base/ports.js';

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

export const formerOf = (sources: readonly ProfileRecord[]): FormerCustomers => ({
  evaluatedAt: Math.max(...sources.map(({ evaluation }) => evaluation.evaluatedAt)),
  segments: new Set(
    sources.flatMap(({ evaluation }) =>
      evaluation.segments.filter(({ member }) => member).map(({ segment }) => segment),
    ),
  ),
});

/** Compares two profiles by age, for sorting. The oldest profile of a customer is its root. */
export const oldestFirst = (left: ProfileRecord, right: ProfileRecord): number =>
  left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
