/** The truth of a condition over time, for one customer: the only meaning a condition has. */
import type { FactSet } from '../facts.js';
import { metricKey, metricTimeline, type Setting } from '../metric.js';
import type { Condition, Metric, TagDefinition, Test, Value } from '../model.js';
import { tagTimeline, type TagState } from '../tags.js';
import { combine, during, map, negate, type Timeline } from '../timeline.js';
import { parseInstant, startOfDay } from '../time.js';
import { isRelative, passes } from '../value.js';

/** What the conditions of a workspace refer to. */
export interface Definitions {
  readonly setting: Setting;
  tag(key: string): TagDefinition | undefined;
  segment(key: string): Condition | undefined;
}

/** One customer's facts. */
export interface Subject {
  readonly facts: FactSet;
  readonly tags: ReadonlyMap<string, TagState>;
}

/** Evaluates conditions of one customer from `begin` to `horizon`; equal metrics and segments are computed once. */
export class Evaluation {
  private readonly metrics = new Map<string, Timeline<Value | undefined>>();
  private readonly segments = new Map<string, Timeline<boolean>>();

  constructor(
    private readonly definitions: Definitions,
    private readonly subject: Subject,
    readonly begin: number,
    readonly horizon: number,
  ) {}

  truth(c: Condition): Timeline<boolean> {
    switch (c.kind) {
      case 'all': case 'any': return combine(c.of.map((x) => this.truth(x)), c.kind);
      case 'not': return negate(this.truth(c.of));
      case 'tag': return this.tested(c.test, this.tag(c.tag));
      case 'metric': return this.tested(c.test, this.metric(c.metric));
      case 'segment': return this.segment(c.segment);
    }
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

  tag(key: string): Timeline<Value | undefined> {
    const def = this.definitions.tag(key);
    if (!def) throw new Error(`tag ${key} is not defined`);
    return def.metric ? this.metric(def.metric) : tagTimeline(def, this.subject.tags.get(key), this.begin);
  }

  metric(m: Metric): Timeline<Value | undefined> {
    const key = metricKey(m);
    let line = this.metrics.get(key);
    if (!line) this.metrics.set(key, (line = metricTimeline(m, this.subject.facts, this.begin, this.horizon, this.definitions.setting)));
    return line;
  }

  private tested(test: Test, line: Timeline<Value | undefined>): Timeline<boolean> {
    return isRelative(test) ? this.relative(test, line) : map(line, (v) => passes(test, v));
  }

  /** Tests against now: each piece of the value is true during one interval. Days begin in the workspace's zone. */
  private relative(test: Test, line: Timeline<Value | undefined>): Timeline<boolean> {
    const w = test.durationMs!;
    const intervals: [number, number][] = [];
    line.values.forEach((v, i) => {
      const at = instantOf(v, this.definitions.setting.zone);
      if (at === undefined) return;
      const from = i === 0 ? -Infinity : line.starts[i];
      const to = line.starts[i + 1] ?? Infinity;
      // withinLast: now - W < v <= now; beforeLast: v <= now - W; withinNext: now < v <= now + W.
      const [f, t] = test.op === 'withinLast' ? [at, at + w] : test.op === 'beforeLast' ? [at + w, Infinity] : [at - w, at];
      if (Math.max(f, from) < Math.min(t, to)) intervals.push([Math.max(f, from), Math.min(t, to)]);
    });
    return during(this.begin, intervals);
  }
}

/** The instant of a DATETIME (ms) or DATE (its first instant) value. */
export function instantOf(v: Value | undefined, zone: string): number | undefined {
  if (typeof v === 'number') return v;
  return typeof v === 'string' ? (/T/.test(v) ? parseInstant(v) : startOfDay(v, zone)) : undefined;
}
