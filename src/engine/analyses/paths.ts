/**
 * Path analysis: counts which steps follow each other in sessions. At every step, the number of sessions that enter
 * equals the number that leave or end.
 */
import type { Value } from '../types.js';
import { rowId, rowParts, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { groupOf } from './groups.js';

/** Maximum number of steps of a path. */
export const MAX_PATH = 10;

export interface PathRule {
  /** Step names with this prefix are combined into one step, named `becomes`. */
  readonly startsWith: string;
  readonly becomes: string;
}

export interface PathQuestion {
  readonly events: readonly Choice[];
  /** Only events within [from, to) count. A session that extends beyond this period is cut off at its bounds. */
  readonly from: number;
  readonly to: number;
  /** Maximum time between two events of a session, in ms. A longer gap ends the session. */
  readonly gapMs: number;
  /**
   * The property whose value names a step. Events without this property are not steps. If absent, steps are named by
   * event type.
   */
  readonly property?: string;
  readonly rules: readonly PathRule[];
  /**
   * If `start` is set, paths begin at its first occurrence. If `end` is set, paths run backward from its first
   * occurrence.
   */
  readonly start?: string;
  readonly end?: string;
  readonly steps: number;
  /**
   * Minimum number of sessions for a step to be shown at its position. Steps with fewer sessions are combined into
   * `(other)`.
   */
  readonly minWeight: number;
}

interface PathLink {
  /** Position of the step `from` on the path, starting at 0. */
  readonly place: number;
  /** Name of the first step, or null for `(other)`. */
  readonly from: string | null;
  /** Name of the next step, or null for `(other)`. Undefined if the path ends here. */
  readonly to?: string | null;
  readonly sessions: number;
  /** Number of customers with such a session. Undefined if `from` or `to` is `(other)`. */
  readonly customers?: number;
  readonly row: string;
}

interface PathNode {
  readonly place: number;
  /** Name of the step, or null for `(other)`. */
  readonly name: string | null;
  readonly sessions: number;
}

export interface PathFigure {
  readonly sessions: number;
  /** Number of sessions that contain the path, and number of customers with such a session. */
  readonly paths: number;
  readonly customers: number;
  readonly share?: number;
  readonly nodes: readonly PathNode[];
  /**
   * Transitions between steps. The sessions of all links into a step add up to the sessions of the step. The sessions
   * of all links out of a step add up to the same number.
   */
  readonly links: readonly PathLink[];
  readonly complete: boolean;
}

/** A transition from the step at position `place` to the next step. `to` is undefined at the end of the path. */
interface Link {
  readonly place: number;
  readonly from: string;
  readonly to?: string;
}

interface Counts {
  sessions: number;
  customers: number;
  /** Number of the customer that was counted last. It prevents a customer from being counted twice. */
  last: number;
}

interface Sum {
  sessions: number;
  paths: number;
  customers: number;
  met: number;
  /** Counts of each link. The key is the link as JSON. */
  readonly links: Map<string, Counts>;
}

/**
 * Returns the path analysis. A gap longer than `gapMs` ends a session, and equal consecutive steps count as one. A path
 * begins at the start of a session, or at the first step named `start`. If `end` is set, the path runs backward from
 * the first step named `end`.
 */
export function pathAnalysis(question: PathQuestion, now: number): Analysis<Sum, PathFigure> {
  return {
    begin: () => ({ sessions: 0, paths: 0, customers: 0, met: 0, links: new Map() }),
    over: (customers) => foldPaths(question, customers),
    merge: (into, other) => {
      into.sessions += other.sessions;
      into.paths += other.paths;
      into.customers += other.customers;
      for (const [key, { sessions, customers }] of other.links) {
        const there = into.links.get(key);
        if (there) {
          there.sessions += sessions;
          there.customers += customers;
        } else into.links.set(key, { sessions, customers, last: -1 });
      }
    },
    finish: (sum) => figureOf(question, sum, now),
    matcher: (row) => (sum) => {
      const shown = shownNames(question, sum.links);
      return (key) => rowOf(seen(linkOf(key), shown)) === row;
    },
  };
}

function foldPaths(question: PathQuestion, { part, setting, now, within }: Customers): Fold<Sum> {
  const { events, from, to, property, rules, gapMs } = question;
  const reader = new EventReader(part, events, { setting, now });
  const nameAt = (i: number): string | null => {
    const value: Value | undefined = property === undefined ? reader.type(i) : reader.value(i, property);
    const name = groupOf(value);
    const rule = name === null ? undefined : rules.find(({ startsWith }) => name.startsWith(startsWith));
    return rule ? rule.becomes : name;
  };
  return (sum, customer, note) => {
    reader.read(customer, from, to);
    const met = ++sum.met;
    let counted = false;
    for (let i = 0; i < reader.length;) {
      let end = i + 1;
      while (end < reader.length && reader.at[end] - reader.at[end - 1] <= gapMs) end++;
      const begun = reader.at[i];
      if (!within || within(customer, begun)) {
        sum.sessions++;
        const names: string[] = [];
        for (let k = i; k < end; k++) {
          const name = nameAt(k);
          if (name !== null && name !== names.at(-1)) names.push(name);
        }
        const path = cut(names, question);
        if (path.length > 0) {
          counted = true;
          sum.paths++;
        }
        path.forEach((name, place) => {
          const key = keyOf({ place, from: name, to: path[place + 1] });
          count(sum.links, key, met);
          note?.(key);
        });
      }
      i = end;
    }
    if (counted) sum.customers++;
  };
}

function cut(names: readonly string[], { start, end, steps }: PathQuestion): readonly string[] {
  if (end !== undefined) {
    const place = names.indexOf(end);
    return place < 0 ? [] : names.slice(Math.max(0, place - steps + 1), place + 1).reverse();
  }
  const place = start === undefined ? 0 : names.indexOf(start);
  return place < 0 ? [] : names.slice(place, place + steps);
}

function count(links: Map<string, Counts>, key: string, met: number): void {
  let there = links.get(key);
  if (!there) links.set(key, (there = { sessions: 0, customers: 0, last: -1 }));
  there.sessions++;
  if (there.last !== met) there.customers++;
  there.last = met;
}

const keyOf = ({ place, from, to }: Link): string => rowId(...(to === undefined ? [place, from] : [place, from, to]));

function linkOf(key: string): Link {
  const [place, from, to] = rowParts(key) as [number, string, string | undefined];
  return to === undefined ? { place, from } : { place, from, to };
}

/** A link as shown in the figure. A step with too few sessions at its position is `(other)`, represented by null. */
type Seen = Pick<PathLink, 'place' | 'from' | 'to'>;

function seen({ place, from, to }: Link, shown: ReadonlySet<string>): Seen {
  const name = (at: number, step: string): string | null => (shown.has(rowId(at, step)) ? step : null);
  return { place, from: name(place, from), ...(to === undefined ? {} : { to: name(place + 1, to) }) };
}

const rowOf = ({ place, from, to }: Seen): string =>
  to === undefined ? rowId('end', place, from) : rowId('link', place, from, to);

/**
 * Returns the steps that have at least `minWeight` sessions at their position. In a session, each step has exactly one
 * outgoing link, so the sessions of these links are added up.
 */
function shownNames({ minWeight }: PathQuestion, links: ReadonlyMap<string, Counts>): ReadonlySet<string> {
  const weights = new Map<string, number>();
  for (const [key, { sessions }] of links) {
    const { place, from } = linkOf(key);
    const name = rowId(place, from);
    weights.set(name, (weights.get(name) ?? 0) + sessions);
  }
  return new Set([...weights].filter(([, n]) => n >= minWeight).map(([name]) => name));
}

const byWeight = (left: { place: number; sessions: number }, right: { place: number; sessions: number }): number =>
  left.place - right.place || right.sessions - left.sessions;

function figureOf(question: PathQuestion, sum: Sum, now: number): PathFigure {
  const shown = shownNames(question, sum.links);
  const links = new Map<string, { link: Seen; sessions: number; customers: number }>();
  const nodes = new Map<string, { place: number; name: string | null; sessions: number }>();
  for (const [key, { sessions, customers }] of sum.links) {
    const link = seen(linkOf(key), shown);
    const there = links.get(rowOf(link));
    if (there) {
      there.sessions += sessions;
      there.customers += customers;
    } else links.set(rowOf(link), { link, sessions, customers });
    const name = rowId(link.place, link.from);
    const node = nodes.get(name);
    if (node) node.sessions += sessions;
    else nodes.set(name, { place: link.place, name: link.from, sessions });
  }
  return {
    sessions: sum.sessions,
    paths: sum.paths,
    customers: sum.customers,
    share: share(sum.paths, sum.sessions),
    nodes: [...nodes.values()].sort(byWeight),
    links: [...links]
      .map(([row, { link, sessions, customers }]): PathLink => ({
        ...link,
        sessions,
        // A link with `(other)` combines several links. A customer may be in more than one of them, so their customers
        // cannot be added up.
        ...(link.from === null || link.to === null ? {} : { customers }),
        row,
      }))
      .sort(byWeight),
    complete: question.to <= now,
  };
}
