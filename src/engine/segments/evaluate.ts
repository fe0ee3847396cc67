/**
 * Evaluates a condition for one customer. The result is a timeline of the times at which the condition is true. This
 * file is the only definition of what conditions mean.
 */
import type { FactSet } from '../facts/facts.js';
import { ages, anniversaries, nextDay, seenDuring } from '../time/calendar.js';
import { consentTimeline } from '../facts/consent.js';
import { derivedTimeline } from '../tags/derive.js';
import type { NamedList } from '../lists/list.js';
import { metricKey, metricTimeline } from './aggregates.js';
import type { Condition, Metric, TagDefinition, Test, Value } from '../types.js';
import { occurrenceTimeline, sequenceTimeline, unfollowedTimeline } from './patterns.js';
import { passesRatio } from '../values/ratio.js';
import type { Setting } from '../facts/selection.js';
import { tagTimeline, type TagState } from '../tags/tags.js';
import { combine, constant, during, map, negate, truePieces, valueAt, zip, type Timeline } from '../time/timeline.js';
import { dayOf, parseDay, parseInstant, startOfDay } from '../time/time.js';
import { isRelative, passes } from '../values/value.js';
import { cheapestFirst } from './condition.js';

/** Resolves the definitions that conditions refer to. */
export interface Definitions {
  readonly setting: Setting;
  tag(key: string): TagDefinition | undefined;
  segment(key: string): Condition | undefined;
  list?(key: string): NamedList | undefined;
}

/** The facts, tags and lists of one customer, for which conditions are evaluated. */
export interface CustomerFacts {
  readonly facts: FactSet;
  readonly tags: ReadonlyMap<string, TagState>;
  /** Ids of the lists that contain an identity of the customer now. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Evaluates conditions for one customer. The inputs are the definitions that the conditions refer to, the customer's
 * facts, and a period. Timelines start at `begin` and contain all changes up to `horizon`. Equal metrics and segments
 * are evaluated only once.
 *
 * @example
 * // The customer has one visit, at t.
 * const line = new Evaluation(catalogue, subject, t - DAY, t + 100 * DAY).truth(
 *   parseCondition('count(visit, last 90d) >= 1'),
 * );
 * valueAt(line, t - 1); // false
 * valueAt(line, t); // true
 * valueAt(line, t + 90 * DAY); // false
 */
export class Evaluation {
  private readonly metrics = new Map<string, Timeline<Value | undefined>>();
  private readonly segments = new Map<string, Timeline<boolean>>();
  private readonly tags = new Map<string, Timeline<Value | undefined>>();
  private readonly earlierOnes = new Map<number, Evaluation>();

  constructor(
    private readonly definitions: Definitions,
    private readonly subject: CustomerFacts,
    readonly begin: number,
    readonly horizon: number,
  ) {}

  /**
   * Evaluates a condition. A list that does not exist has no entries.
   *
   * @throws Error if the condition refers to an undefined tag or segment.
   */
  truth(c: Condition): Timeline<boolean> {
    switch (c.kind) {
      case 'all':
      case 'any':
        return this.combined(c.of, c.kind);
      case 'not':
        return negate(this.truth(c.of));
      case 'tag':
        return this.tested(c.test, this.tag(c.tag));
      case 'metric':
        return this.tested(c.test, this.metric(c.metric));
      case 'ratio':
        return zip(this.begin, [this.metric(c.of), this.metric(c.by)], ([of, by]) => passesRatio(c.test, of, by));
      case 'segment':
        return this.segment(c.segment);
      case 'list':
        return constant(this.begin, this.stands(c.list));
      case 'consent':
        return consentTimeline(c, this.subject.facts, this.begin, this.definitions.setting);
      case 'occurrence':
        return occurrenceTimeline(
          c.which,
          c.of,
          c.is,
          this.subject.facts,
          this.begin,
          this.horizon,
          this.definitions.setting,
        );
      case 'sequence':
        return sequenceTimeline(c, this.subject.facts, this.begin, this.horizon, this.definitions.setting);
      case 'unfollowed':
        return unfollowedTimeline(c, this.subject.facts, this.begin, this.definitions.setting);
      // If the inner condition is true on [s, e) and D is the duration, `held` is true from s + D and `was` until e +
      // D.
      case 'held':
        return during(
          this.begin,
          truePieces(this.earlier(c.forMs).truth(c.of)).map(([from, to]) => [from + c.forMs, to] as const),
        );
      case 'was':
        return during(
          this.begin,
          truePieces(this.earlier(c.withinMs).truth(c.of)).map(([from, to]) => [from, to + c.withinMs] as const),
        );
    }
  }

  /**
   * Combines conditions. Evaluates the cheapest parts first. If the result can no longer change, the other parts are
   * skipped.
   */
  private combined(of: readonly Condition[], mode: 'all' | 'any'): Timeline<boolean> {
    const lines: Timeline<boolean>[] = [];
    for (const c of cheapestFirst(of)) {
      const line = this.truth(c);
      if (line.values.length === 1 && line.values[0] === (mode === 'any')) return line;
      lines.push(line);
    }
    return combine(lines, mode);
  }

  /**
   * Returns the same evaluation with an earlier start. `held` and `was` need it, because they depend on the time before
   * `begin`.
   */
  private earlier(ms: number): Evaluation {
    const begin = this.begin - ms;
    let there = this.earlierOnes.get(begin);
    if (!there)
      this.earlierOnes.set(begin, (there = new Evaluation(this.definitions, this.subject, begin, this.horizon)));
    return there;
  }

  segment(key: string): Timeline<boolean> {
    let line = this.segments.get(key);
    if (!line) {
      const condition = this.definitions.segment(key);
      if (!condition) throw new Error(`segment ${key} is not defined`);
      this.segments.set(key, (line = this.truth(condition)));
    }
    return line;
  }

  /** Whether the customer is in a list. Lists have no history, so the current entries apply to all times. */
  private stands(key: string): boolean {
    const list = this.definitions.list?.(key);
    return list !== undefined && this.subject.lists.has(list.id);
  }

  tag(key: string): Timeline<Value | undefined> {
    const def = this.definitions.tag(key);
    if (!def) throw new Error(`tag ${key} is not defined`);
    if (def.metric) return this.metric(def.metric);
    let line = this.tags.get(key);
    if (!line)
      this.tags.set(
        key,
        (line = def.derivation
          ? derivedTimeline(def.derivation, this)
          : tagTimeline(def, this.subject.tags.get(key), this.begin)),
      );
    return line;
  }

  metric(m: Metric): Timeline<Value | undefined> {
    const key = metricKey(m);
    let line = this.metrics.get(key);
    if (!line)
      this.metrics.set(
        key,
        (line = metricTimeline(m, this.subject.facts, this.begin, this.horizon, this.definitions.setting)),
      );
    return line;
  }

  /** Whether a constant value passes a test at `begin`. */
  passes(test: Test, v: Value | undefined): boolean {
    return valueAt(this.tested(test, constant(this.begin, v)), this.begin);
  }

  private tested(test: Test, line: Timeline<Value | undefined>): Timeline<boolean> {
    return isRelative(test) ? this.relative(test, line) : map(line, (v) => passes(test, v));
  }

  /**
   * Evaluates a test relative to now. Each value of the timeline passes the test only while the current time is within
   * certain intervals, which are computed here. Days begin in the workspace's time zone.
   */
  private relative(test: Test, line: Timeline<Value | undefined>): Timeline<boolean> {
    const intervals: [number, number][] = [];
    line.values.forEach((v, i) => {
      const from = i === 0 ? -Infinity : line.starts[i];
      const to = line.starts[i + 1] ?? Infinity;
      for (const [f, t] of this.seen(test, v))
        if (Math.max(f, from) < Math.min(t, to)) intervals.push([Math.max(f, from), Math.min(t, to)]);
    });
    return during(this.begin, intervals);
  }

  /**
   * Returns the range of years in which anniversaries and ages are computed, from the year before `begin` to the year
   * after `horizon`.
   */
  private years(): readonly [from: number, to: number] {
    const year = (t: number): number => Number(dayOf(t, this.definitions.setting.zone).slice(0, 4));
    return [Number.isFinite(this.begin) ? year(this.begin) - 1 : 0, year(Math.min(this.horizon, MAX_INSTANT)) + 1];
  }

  /** Returns the intervals within which the current time must lie for a value to pass the test. */
  private seen(test: Test, v: Value | undefined): readonly (readonly [number, number])[] {
    const { zone } = this.definitions.setting;
    const at = instantOf(v, zone);
    if (at === undefined) return [];
    const w = test.durationMs ?? 0;
    if (test.age) {
      const { age: _, ...ofYears } = test;
      return ages(at, zone, ...this.years()).flatMap(({ years, from, to }) =>
        passes(ofYears, years) ? [[from, to] as const] : [],
      );
    }
    if (test.anniversary) {
      return anniversaries(dayOf(at, zone), ...this.years()).map((day) => {
        const start = startOfDay(day, zone);
        if (test.op === 'during') return seenDuring(start, test.period!, zone);
        // The day of the anniversary passes both `withinNext` and `withinLast`.
        return test.op === 'withinNext' ? [start - w, startOfDay(nextDay(day), zone)] : [start, start + w];
      });
    }
    switch (test.op) {
      case 'withinLast':
        return [[at, at + w]]; // now - W < v <= now
      case 'beforeLast':
        return [[at + w, Infinity]]; // v <= now - W
      case 'withinNext':
        return [[at - w, at]]; // now < v <= now + W
      case 'during':
        return [seenDuring(at, test.period!, zone)];
      case 'exists':
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
      case 'in':
      case 'notIn':
      case 'inList':
      case 'notInList':
      case 'between':
      case 'contains':
      case 'startsWith':
      case 'under':
      case 'has':
        throw new Error(`${test.op} does not depend on time`);
    }
  }
}

/** A later horizon is limited to this time when the range of years is computed. */
const MAX_INSTANT = Date.UTC(2200, 0, 1);

/** Returns the time of a DATETIME (in ms) or DATE (the start of the day) value. */
function instantOf(v: Value | undefined, zone: string): number | undefined {
  if (typeof v !== 'string') return typeof v === 'number' ? v : undefined;
  const day = parseDay(v);
  return day === undefined ? parseInstant(v) : startOfDay(day, zone);
}
