/**
 * Dues: instants at which time alone gives a customer something to do. The flips of segments are read off the customer's
 * evaluation; dues that others plan are kept with the customer until they fall.
 */

/** A planned due. */
export interface Due {
  /** The name of its registration. */
  readonly kind: string;
  /** What it is about, unique among the dues of its kind and profile. An id, never a value of a customer. */
  readonly key: string;
  readonly at: number;
  /** The profile that was the customer's root when it was planned: it goes with this profile where customers part. */
  readonly profile: string;
}

/** When segments have to be evaluated with nothing new known: at the next flip, or where no flips are known any more. */
export function nextEvaluationAt({
  segments,
  knownUntil,
}: {
  readonly segments: readonly { readonly nextFlipAt?: number }[];
  readonly knownUntil: number;
}): number {
  return segments.reduce((next, { nextFlipAt = Infinity }) => Math.min(next, nextFlipAt), knownUntil);
}

/** The earliest due of a kind; Infinity: none. */
export function earliestDue(dues: readonly Due[], kind: string): number {
  return dues.reduce((next, due) => (due.kind === kind ? Math.min(next, due.at) : next), Infinity);
}

/**
 * The dues of a kind that have fallen by an instant, earliest first, and all other dues.
 *
 *     fallenBy([{ kind: 'contact', key: 'c1', at: 5, profile: 'p' }], 'contact', 5).left // []
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

/** Adds dues. A due takes the place of the one with the same kind, key and profile. */
export function withDues(dues: readonly Due[], added: readonly Due[]): readonly Due[] {
  if (added.length === 0) return dues;
  const byName = new Map([...dues, ...added].map((due) => [nameOf(due), due]));
  return [...byName.values()].sort(compareDues);
}

/** All dues but those of a kind. */
export const withoutKind = (dues: readonly Due[], kind: string): readonly Due[] =>
  dues.some((due) => due.kind === kind) ? dues.filter((due) => due.kind !== kind) : dues;

/** The dues of a customer that is made of some profiles of others. */
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
