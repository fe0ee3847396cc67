/** Reference implementation of funnels. It tries every way to choose events for the steps. */
import { fieldOf } from '../fields.js';
import { localDay, selected, wallHour, type World } from '../language.js';
import type { EventFact, Selection, Value } from '../model.js';

export type Alternatives = readonly Pick<Selection, 'event' | 'where' | 'gross'>[];

export interface Funnel {
  readonly steps: readonly Alternatives[];
  readonly windowMs: number;
  readonly from: number;
  readonly to: number;
  readonly order: 'ORDERED' | 'CONSECUTIVE' | 'ANY';
  readonly exclusions: readonly { readonly after: number; readonly before: number; readonly events: Alternatives }[];
  readonly same?: string;
  readonly by?: { readonly property: string };
}

export interface Way {
  readonly reached: number;
  /**
   * For each step, the earliest time at which a chain completes the step (`finishedAt`), and the time at which this
   * chain began (`begunAt`). The index is the number of the step, starting at 1. If several chains complete a step at
   * the same time, the chain that began last is used.
   */
  readonly finishedAt: readonly number[];
  readonly begunAt: readonly number[];
  readonly open: boolean;
  readonly tied: boolean;
  readonly group: string | null;
}

/** An event that was chosen for a step. */
interface Chosen {
  readonly name: string;
  readonly event: EventFact;
}

type Chain = readonly Chosen[];

const chosenBy = (alternatives: Alternatives, w: World, now: number): Chosen[] => {
  const out = new Map<string, Chosen>();
  for (const a of alternatives)
    for (const event of selected(a, w, now)) {
      const name = `${a.event} ${a.gross ?? false} ${event.id}`;
      out.set(name, { name, event });
    }
  return [...out.values()];
};

export function valuesOf(event: EventFact, name: string, zone: string): readonly Value[] {
  const own = fieldOf(event, { name }, localDay(event.at, zone), wallHour(event.at, zone));
  if (own !== undefined) return Array.isArray(own) ? own : [own];
  const lines = (event.lines ?? []).filter((l) => l.quantity > 0n);
  return lines.flatMap((l) => (Object.entries(l).find(([key]) => key === name)?.[1] as Value | undefined) ?? []);
}

/** Returns the text by which an event is grouped, or null if it has no value. */
export function groupOf(event: EventFact, name: string, zone: string): string | null {
  const own = fieldOf(event, { name }, localDay(event.at, zone), wallHour(event.at, zone));
  if (own === undefined) return null;
  if (typeof own === 'bigint') {
    const text = (Number(own) / 10_000).toFixed(4);
    return text.replace(/\.?0+$/, '');
  }
  return typeof own === 'object' ? own.join(', ') : String(own);
}

/** Returns how far a customer gets in a funnel. Undefined if the customer does not reach the first step. */
export function wayThrough(funnel: Funnel, world: World, now: number): Way | undefined {
  const steps = funnel.steps.map((s) => chosenBy(s, world, now));
  const chains = funnel.order === 'ANY' ? sets(funnel, steps, world) : sequences(funnel, steps, world, now, false);
  const reached = Math.max(0, ...chains.map((c) => c.length));
  if (reached === 0) return undefined;
  const end = (c: Chain): number => Math.max(...c.map((x) => x.event.at));
  const beginning = (c: Chain): number => Math.min(...c.map((x) => x.event.at));
  const finishedAt = [NaN];
  const begunAt = [NaN];
  let best: readonly Chain[] = [];
  for (let k = 1; k <= reached; k++) {
    const long = chains.filter((c) => c.length === k);
    finishedAt.push(Math.min(...long.map(end)));
    const first = long.filter((c) => end(c) === finishedAt[k]);
    begunAt.push(Math.max(...first.map(beginning)));
    best = first.filter((c) => beginning(c) === begunAt[k]);
  }
  const { by } = funnel;
  const firsts = best.flatMap((c) => c.filter((x) => x.event.at === begunAt[reached])).map((x) => x.event);
  const groups = by ? firsts.map((e) => groupOf(e, by.property, world.zone)) : [];
  const texts = groups.filter((g) => g !== null).sort();
  return {
    reached,
    finishedAt,
    begunAt,
    open: reached < funnel.steps.length && chains.some((c) => c.length === 1 && beginning(c) + funnel.windowMs > now),
    tied: funnel.order !== 'ANY' && sequences(funnel, steps, world, now, true).some((c) => c.length > reached),
    group: texts[0] ?? null,
  };
}

const valuesShared = (f: Funnel, c: Chain, w: World): readonly (Value | undefined)[] => {
  const { same } = f;
  if (same === undefined) return [undefined];
  const lists = c.map((x) => valuesOf(x.event, same, w.zone));
  return lists[0].filter((v) => lists.every((list) => list.includes(v)));
};

/**
 * Returns every chain with one event for each of the first steps. With `loose`, events at the same time may follow one
 * another.
 */
function sequences(f: Funnel, steps: readonly Chosen[][], w: World, now: number, loose: boolean): Chain[] {
  const everything = w.events.filter(
    (e) => e.at <= now && e.at > now - (w.retentions?.get(e.type) ?? 3 * 365 * 86_400_000),
  );
  const excluded = f.exclusions.map((x) => chosenBy(x.events, w, now).map((y) => y.event));
  const stands = (c: Chain): boolean => {
    const [first, last] = [c[0].event, c[c.length - 1].event];
    if (first.at < f.from || first.at >= f.to || last.at - first.at > f.windowMs) return false;
    if (new Set(c.map((x) => x.name)).size < c.length) return false;
    const inOrder = c.every(
      (x, i) => i === 0 || (loose ? x.event.at >= c[i - 1].event.at : x.event.at > c[i - 1].event.at),
    );
    if (!inOrder) return false;
    const between = (e: EventFact, i: number, j: number): boolean => e.at > c[i].event.at && e.at < c[j].event.at;
    if (f.order === 'CONSECUTIVE' && c.some((_, i) => i > 0 && everything.some((e) => between(e, i - 1, i))))
      return false;
    return valuesShared(f, c, w).some((v) =>
      f.exclusions.every((x, n) => {
        if (x.before > c.length) return true;
        const has = (e: EventFact): boolean => f.same === undefined || valuesOf(e, f.same, w.zone).includes(v!);
        return !excluded[n].some((e) => has(e) && between(e, x.after - 1, x.before - 1));
      }),
    );
  };
  const out: Chain[] = [];
  const extend = (c: Chain): void => {
    if (c.length > 0) out.push(c);
    for (const next of steps[c.length] ?? []) if (stands([...c, next])) extend([...c, next]);
  };
  extend([]);
  return out;
}

/** Returns every way to assign different events to some of the steps, within a window that begins in the period. */
function sets(f: Funnel, steps: readonly Chosen[][], w: World): Chain[] {
  const out: Chain[] = [];
  const extend = (c: Chain, step: number): void => {
    if (step === steps.length) {
      if (c.length === 0) return;
      const times = c.map((x) => x.event.at);
      const [first, last] = [Math.min(...times), Math.max(...times)];
      if (first >= f.from && first < f.to && last - first <= f.windowMs && valuesShared(f, c, w).length > 0)
        out.push(c);
      return;
    }
    extend(c, step + 1);
    for (const next of steps[step]) if (!c.some((x) => x.name === next.name)) extend([...c, next], step + 1);
  };
  extend([], 0);
  return out;
}
