/**
 * Dues: times at which a customer needs work without new facts. Flips of segments come from the customer's evaluation.
 * Dues planned by other kinds are stored with the customer until they fall.
 */

/** A planned due. */
export interface Due {
  /** The name of its registration. */
  readonly kind: string;
  /** Id of the due, unique within a kind and profile. It contains no customer data. */
  readonly key: string;
  readonly at: number;
  /** The root profile of the customer when the due was planned. The due follows this profile when customers part. */
  readonly profile: string;
}

/** When segments must be evaluated without new facts: at the next flip, or at the end of the known flips. */
export function nextEvaluationAt({
  segments,
  knownUntil,
}: {
  readonly segments: readonly { readonly nextFlipAt?: number }[];
  readonly knownUntil: number;
}): number {
  return segments.reduce((next, { nextFlipAt = Infinity }) => Math.min(next, nextFlipAt), knownUntil);
}

/** The earliest due of a kind, or Infinity if there is none. */
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

/** The dues of a customer that is formed from some profiles of other customers. */
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
