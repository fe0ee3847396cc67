/**
 * Due times: planned times at which a customer must be processed even without new facts. The due time of the next
 * membership change is computed when the customer is evaluated. Due times of other kinds are stored with the customer
 * until they are reached.
 */

/** A planned time at which a customer must be processed. */
export interface Due {
  /** Name under which the kind of due time is registered. */
  readonly kind: string;
  /** Id of the due time. It is unique for each kind and profile, and contains no customer data. */
  readonly key: string;
  readonly at: number;
  /**
   * The root profile of the customer at the time of planning. If the customer is split, the due time belongs to the
   * customer with this profile.
   */
  readonly profile: string;
}

/**
 * Returns when segments must be evaluated even without new facts. This is the time of the next membership change, or
 * `knownUntil`, up to which such changes are known.
 */
export function nextEvaluationAt({
  segments,
  knownUntil,
}: {
  readonly segments: readonly { readonly nextFlipAt?: number }[];
  readonly knownUntil: number;
}): number {
  return segments.reduce((next, { nextFlipAt = Infinity }) => Math.min(next, nextFlipAt), knownUntil);
}

/** Returns the earliest due time of a kind, or Infinity if there is none. */
export function earliestDue(dues: readonly Due[], kind: string): number {
  return dues.reduce((next, due) => (due.kind === kind ? Math.min(next, due.at) : next), Infinity);
}

/**
 * Splits due times into two lists. `fallen` contains the due times of the given kind that are at or before `at`,
 * earliest first. `left` contains all other due times.
 * @example fallenBy([{ kind: 'contact', key: 'c1', at: 5, profile: 'p' }], 'contact', 5).left // []
 */
export function fallenBy(
  dues: readonly Due[],
  kind: string,
  at: number,
): { readonly fallen: readonly Due[]; readonly left: readonly Due[] } {
  const isFallen = (due: Due): boolean => due.kind === kind && due.at <= at;
  if (!dues.some(isFallen)) return { fallen: [], left: dues };
  return { fallen: dues.filter(isFallen).sort(compareDues), left: dues.filter((due) => !isFallen(due)) };
}

/** Adds due times. A due time replaces an existing one with the same kind, key and profile. */
export function withDues(dues: readonly Due[], added: readonly Due[]): readonly Due[] {
  if (added.length === 0) return dues;
  const byName = new Map([...dues, ...added].map((due) => [nameOf(due), due]));
  return [...byName.values()].sort(compareDues);
}

/** Returns all due times except those of one kind. */
export const withoutKind = (dues: readonly Due[], kind: string): readonly Due[] =>
  dues.some((due) => due.kind === kind) ? dues.filter((due) => due.kind !== kind) : dues;

/**
 * Returns the due times of a customer that is formed when customers are merged or split. These are the due times in
 * `sources` that belong to the profiles in `members`.
 */
export function duesOfMembers(
  sources: Iterable<{ readonly dues: readonly Due[] }>,
  members: ReadonlySet<string>,
): readonly Due[] {
  const all = [...sources].flatMap(({ dues }) => dues.filter(({ profile }) => members.has(profile)));
  return withDues([], all);
}

const nameOf = ({ kind, key, profile }: Due): string => JSON.stringify([kind, key, profile]);

function compareDues(left: Due, right: Due): number {
  if (left.at !== right.at) return left.at - right.at;
  const [one, other] = [nameOf(left), nameOf(right)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
