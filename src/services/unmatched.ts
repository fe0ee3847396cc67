/** What was reported of orders and found nothing to act on, of all customers and of one. */
import type { Part } from '../engine/columns/part.js';
import { unmatchedFacts, type Unmatched, type UnmatchedReason } from '../engine/unmatched.js';
import { FOLDED_TYPES } from '../engine/vocabulary.js';
import type { Room, Services } from './context.js';
import type { ProfileRecord } from './ports.js';
import { factsOfMany } from './subjects.js';

export interface UnmatchedEvent extends Unmatched {
  /** The customer. */
  readonly profile: string;
}

export interface UnmatchedFilter {
  readonly first: number;
  /** Position of the last one seen, as `positionOf` gives it. */
  readonly after?: string | undefined;
  readonly reason?: UnmatchedReason | undefined;
}

/** Of one customer, in the order they happened. */
export async function unmatchedOf(s: Services, room: Room, root: ProfileRecord): Promise<UnmatchedEvent[]> {
  const [facts] = await factsOfMany(s, [root]);
  return unmatchedFacts(facts, room.now).map((x) => ({ ...x, profile: root.id }));
}

/** Of all customers by profile id, each in the order they happened; `total` counts them all. */
export async function unmatchedOfAll(
  s: Services,
  room: Room,
  { first, after, reason }: UnmatchedFilter,
): Promise<{ readonly page: UnmatchedEvent[]; readonly total: number }> {
  const from = after?.slice(0, after.indexOf(':')) ?? '';
  const ids: string[] = [];
  let total = 0;
  for await (const { part, live } of s.columns.parts(s, room)) {
    for (const [i, reasons] of reasonsOf(part, room.now)) {
      const count = reasons.filter((r) => reason === undefined || r === reason).length;
      if (!live[i] || count === 0) continue;
      total += count;
      if (part.ids[i] >= from) ids.push(part.ids[i]);
    }
  }
  const page: UnmatchedEvent[] = [];
  // Each customer has at least one, and the one of the position may have no more.
  const wanted = ids.sort().slice(0, first + 1);
  const roots = await s.stores.profiles.find(room.workspace.id, wanted);
  const facts = await factsOfMany(s, roots, false);
  roots.forEach((root, k) => {
    for (const x of unmatchedFacts(facts[k], room.now))
      if (reason === undefined || x.reason === reason) page.push({ ...x, profile: root.id });
  });
  page.sort((a, b) => compareTexts(a.profile, b.profile));
  const later = after === undefined ? page : page.filter((x) => isAfter(x, after));
  return { page: later.slice(0, first), total };
}

/** Where an event stands among all: for a cursor. */
export const positionOf = ({ profile, fact }: UnmatchedEvent): string => `${profile}:${fact.at}:${fact.id}`;

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Whether an event comes after a position, whatever has become of the one that stood there. */
function isAfter({ profile, fact }: UnmatchedEvent, position: string): boolean {
  const [, owner, at, id] = /^([^:]*):([^:]*):(.*)$/s.exec(position) ?? ['', '', '', ''];
  return (compareTexts(profile, owner) || fact.at - Number(at) || compareTexts(fact.id, id)) > 0;
}

interface Found {
  readonly from: number;
  /** From this instant on an event counts that lay ahead. */
  readonly until: number;
  readonly reasons: ReadonlyMap<number, readonly UnmatchedReason[]>;
}

const found = new WeakMap<Part, Found>();

/** Reasons by place in a part; found once while nothing changes. */
function reasonsOf(part: Part, now: number): Found['reasons'] {
  const there = found.get(part);
  if (there && there.from <= now && now < there.until) return there.reasons;
  const reasons = new Map<number, readonly UnmatchedReason[]>();
  for (let i = 0; i < part.size; i++) {
    if (!part.adjusted[i]) continue;
    const list = unmatchedFacts(part.facts(i, { types: FOLDED_TYPES }), now);
    if (list.length > 0)
      reasons.set(
        i,
        list.map((x) => x.reason),
      );
  }
  let until = Infinity;
  for (const type of FOLDED_TYPES) for (const at of part.table(type)?.at ?? []) if (at > now && at < until) until = at;
  found.set(part, { from: now, until, reasons });
  return reasons;
}
