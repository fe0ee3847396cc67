/**
 * Selects the events that count, and the time ranges in which they count. A fact counts from its own time until it
 * leaves the window or its retention ends. An order counts with its amount net of refunds.
 */
import { anchored, anchorSelection } from './anchor.js';
import { longestSeen, seenDuring } from '../time/calendar.js';
import type { FactSet } from './facts.js';
import { isOfCurrency, readEvent, readLine, type FieldSetting } from './fields.js';
import type { EventFact, Field, Filter, Metric, OrderLine, Property, Selection, Value } from '../types.js';
import { firstAfter } from '../time/search.js';
import { DAY, dayOf, parseInstant, startOfDay } from '../time/time.js';
import { passes } from '../values/value.js';
import { retentionOf, type Retentions } from './event-retention.js';

/** Workspace settings that evaluation needs. */
export interface Setting extends FieldSetting {
  readonly currency: string;
  /** Retentions of event families that differ from the default. */
  readonly retentions?: Retentions;
}

/** The values that a fact contributes to an aggregate during [from, to). */
export interface Contribution {
  readonly from: number;
  readonly to: number;
  readonly fact: EventFact;
  readonly values: readonly (Value | Property)[];
}

/** Whether a filter refers to fields of order lines. If it does, a single line must pass the whole filter. */
export function readsLines(filter: Filter | undefined): boolean {
  if (!filter) return false;
  if (filter.kind === 'field') return filter.field.scope === 'line';
  return filter.kind === 'not' ? readsLines(filter.of) : filter.of.some(readsLines);
}

function matches(f: Filter, e: EventFact, line: OrderLine | undefined, setting: FieldSetting): boolean {
  switch (f.kind) {
    case 'all':
      return f.of.every((x) => matches(x, e, line, setting));
    case 'any':
      return f.of.some((x) => matches(x, e, line, setting));
    case 'not':
      return !matches(f.of, e, line, setting);
    case 'field':
      return passes(
        f.test,
        f.field.scope === 'line' ? line && readLine(line, f.field, setting) : readEvent(e, f.field, setting),
      );
  }
}

/** Returns the values that one event contributes to a selection or metric. Undefined if the event does not count. */
function valuesOf(
  m: Selection & Partial<Metric>,
  e: EventFact,
  setting: Setting,
): readonly (Value | Property)[] | undefined {
  const byLine = readsLines(m.where) || m.field?.scope === 'line';
  const lines = byLine
    ? (e.lines ?? []).filter((l) => l.quantity > 0n && (!m.where || matches(m.where, e, l, setting)))
    : undefined;
  if (lines ? lines.length === 0 : m.where && !matches(m.where, e, undefined, setting)) return undefined;
  if (!m.field) return [];
  const field: Field = m.field;
  if (!isOfCurrency(field, e, m.currency, setting)) return undefined;
  const raw = field.scope === 'line' ? lines!.map((l) => readLine(l, field, setting)) : [readEvent(e, field, setting)];
  const values = raw.flat().filter((v) => v !== undefined) as (Value | Property)[];
  return values.length > 0 ? values : undefined;
}

/**
 * Whether an event passes a filter. If the filter refers to fields of order lines, one line must pass the whole filter.
 */
export function passesFilter(filter: Filter, fact: EventFact, setting: FieldSetting): boolean {
  return readsLines(filter)
    ? (fact.lines ?? []).some((l) => l.quantity > 0n && matches(filter, fact, l, setting))
    : matches(filter, fact, undefined, setting);
}

/** Returns the start (inclusive) and end (exclusive) of a fixed window. */
export function fixedBounds(fixed: NonNullable<Selection['fixed']>, zone: string): readonly [from: number, to: number] {
  const at = (text: string, whole: boolean): number =>
    text.includes('T')
      ? parseInstant(text)!
      : startOfDay(whole ? dayOf(startOfDay(text, zone) + 36 * 3600_000, zone) : text, zone);
  return [
    fixed.from === undefined ? -Infinity : at(fixed.from, false),
    fixed.to === undefined ? Infinity : at(fixed.to, true),
  ];
}

/**
 * Returns the time range in which an event at the time `at` lies in the window. Returns undefined if the event never
 * lies in the window.
 */
function visible(
  s: Selection,
  at: number,
  setting: Setting,
  bounds: readonly [number, number] | undefined,
): readonly [from: number, to: number] | undefined {
  const retention = retentionOf(s.event, setting);
  const end = at + retention;
  if (s.windowMs !== undefined) return [at, at + Math.min(s.windowMs, retention)];
  if (s.calendar) {
    const [from, to] = seenDuring(at, s.calendar, setting.zone);
    return [Math.max(at, from), Math.min(to, end)];
  }
  if (bounds) return at >= bounds[0] && at < bounds[1] ? [at, end] : undefined;
  return [at, end];
}

/**
 * Returns the times of the matching facts in ascending order. This is a fast path for counts. Returns undefined unless
 * each fact counts for the same duration, as facts without refunds do in a rolling window or without a window.
 */
export function rollingInstants(
  selection: Selection & Partial<Metric>,
  facts: FactSet,
  begin: number,
  setting: Setting,
): { readonly instants: readonly number[]; readonly lifetime: number } | undefined {
  if (selection.calendar || selection.fixed || selection.anchor || facts.standing(selection.event, selection.gross))
    return undefined;
  const lifetime = Math.min(selection.windowMs ?? Infinity, retentionOf(selection.event, setting));
  const list = facts.ofType(selection.event);
  const instants: number[] = [];
  for (let i = firstAfter(list, begin - lifetime, instantOfFact); i < list.length; i++) {
    if (!selection.where || passesFilter(selection.where, list[i], setting)) instants.push(list[i].at);
  }
  return { instants, lifetime };
}

const instantOfFact = (e: EventFact): number => e.at;

/** Returns all contributions that still count after `begin`, in fact order. */
export function contributions(
  selection: Selection & Partial<Metric>,
  facts: FactSet,
  begin: number,
  setting: Setting,
): Contribution[] {
  const lifetime = Math.min(
    selection.windowMs ?? (selection.calendar ? longestSeen(selection.calendar) + 2 * DAY : Infinity),
    retentionOf(selection.event, setting),
  );
  const bounds = selection.fixed && fixedBounds(selection.fixed, setting.zone);
  const out: Contribution[] = [];
  const take = (fact: EventFact, from: number, to: number): void => {
    const seen = visible(selection, fact.at, setting, bounds);
    if (!seen) return;
    const [begins, ends] = [Math.max(from, seen[0]), Math.min(to, seen[1])];
    if (ends <= begin || begins >= ends) return;
    const values = valuesOf(selection, fact, setting);
    if (values) out.push({ from: begins, to: ends, fact, values });
  };
  const standing = facts.standing(selection.event, selection.gross);
  if (standing) {
    for (let i = firstAfter(standing, begin - lifetime, (x) => x.fact.at); i < standing.length; i++)
      take(standing[i].fact, standing[i].from, standing[i].to);
  } else {
    const list = facts.ofType(selection.event);
    for (let i = firstAfter(list, begin - lifetime, instantOfFact); i < list.length; i++)
      take(list[i], list[i].at, Infinity);
  }
  if (!selection.anchor) return out;
  return anchored(
    selection.anchor,
    out,
    contributions(anchorSelection(selection.anchor), facts, begin, setting),
    begin,
  );
}
