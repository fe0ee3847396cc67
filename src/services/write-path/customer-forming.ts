/** What forming a customer from profiles needs of them. */
import type { ProfileRecord } from '../base/ports.js';

/** State of a profile that is not a root, or that has no facts yet. */
export const UNFOLDED: Pick<ProfileRecord, 'tags' | 'lists' | 'dues'> = {
  tags: new Map(),
  lists: new Set(),
  dues: [],
};

/** Customers that a merge or an unmerge formed another one from. */
export interface FormerCustomers {
  /** When the last one was evaluated. */
  readonly evaluatedAt: number;
  /** Segments with one of them as a member. */
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

/** Compares profiles by age. The oldest one is the root. */
export const oldestFirst = (left: ProfileRecord, right: ProfileRecord): number =>
  left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
