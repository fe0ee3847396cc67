/**
 * Evaluates conditions for all customers of a part at one time. Conditions on tags and event aggregates are read from
 * columns. If the columns are not enough, the customer gets OPEN, and the evaluator (`segments/evaluate.ts`) decides
 * from the customer's facts. Both use the same tests of values, so their results agree.
 */
import type { Lookback } from '../tags/tags.js';
import { accumulator } from '../segments/aggregates.js';
import { anchoredBounds, anchorSelection } from '../facts/anchor.js';
import type { Anchor, Condition, Metric, Selection, Test, Value } from '../types.js';
import { stepSelections } from '../segments/patterns.js';
import { passesRatio } from '../values/ratio.js';
import { firstRowAfter } from '../time/search.js';
import type { Setting } from '../facts/selection.js';
import { cheapestFirst, readsOf, walk } from '../segments/condition.js';
import { Evaluation, type Definitions, type CustomerFacts } from '../segments/evaluate.js';
import { FactSet } from '../facts/facts.js';
import { FOLDED_TYPES, ORDER_TYPES } from '../facts/vocabulary.js';
import { valueAt } from '../time/timeline.js';
import { isRelative, passes } from '../values/value.js';
import { Growing } from './dictionary.js';
import { isDecimalField } from '../facts/fields.js';
import { fieldAmounts, fieldValues, MAX_SUMMED, unitsTest } from './row-contributions.js';
import type { EventTable } from './event-table.js';
import { hasChain, isUnfollowed, type Instants } from './following.js';
import { REPEATED, RETURNED, type ColumnPart } from './part.js';
import { rowTest, windowAt, type RowTest, type Window } from './window.js';

export const NO = 0;
export const YES = 1;
/** The columns alone cannot decide the result. */
export const OPEN = 2;
export type Verdicts = Uint8Array;

/** One value for each customer. Counts are stored as an `Int32Array`. */
export type Values = Int32Array | readonly (Value | undefined)[];

const NOBODY: CustomerFacts = { facts: FactSet.empty, tags: new Map(), lists: new Set() };

/** Selected rows of one table, for the customers that the table covers. */
interface Source {
  readonly table: EventTable;
  readonly window: Window;
  readonly test: RowTest | undefined;
  /**
   * A mask of bits of `adjusted`. If `wanted` is true, the source applies to customers with at least one of these bits.
   * Otherwise, it applies to customers with none of these bits.
   */
  readonly folded: number;
  readonly wanted: boolean;
}

/** The event types, tags and lists that a condition reads. */
interface ReadFacts {
  readonly types: readonly string[];
  readonly tags: readonly string[];
  /** Ids of the lists that are read. */
  readonly lists: readonly string[];
}

/**
 * Reads conditions, tags and aggregates of all customers of a part at one time, in ms. Results are arrays with one
 * entry for each customer, in the order of the part. OPEN means that the columns do not decide, and `decide` then
 * evaluates the customer.
 *
 * @example
 * const evaluator = new ColumnEvaluator(part, catalogue, now);
 * const verdicts = evaluator.truth(parseCondition('did(order_paid, last 30d)'), new Uint8Array(part.size).fill(1));
 * verdicts[0] === YES; // the first customer paid an order in the last 30 days
 */
export class ColumnEvaluator {
  private readonly metrics = new Map<Metric, { readonly need: Uint8Array; readonly values: Values }>();
  /** Evaluates conditions for a customer without facts. */
  private readonly plain: Evaluation;
  private readonly setting: Setting;

  constructor(
    readonly part: ColumnPart,
    private readonly definitions: Definitions,
    readonly at: number,
  ) {
    this.plain = new Evaluation(definitions, NOBODY, at, at);
    this.setting = definitions.setting;
  }

  /** Returns YES, NO or OPEN for each customer. A customer whose entry in `need` is 0 is skipped and gets NO. */
  truth(c: Condition, need: Uint8Array): Verdicts {
    const out = this.read(c, need);
    for (let i = 0; i < out.length; i++) if (!need[i]) out[i] = NO;
    return out;
  }

  private read(c: Condition, need: Uint8Array): Verdicts {
    switch (c.kind) {
      case 'all':
      case 'any':
        return this.combined(c.of, c.kind === 'any' ? YES : NO, need);
      case 'not':
        return negated(this.read(c.of, need));
      case 'segment':
        return this.read(this.segment(c.segment), need);
      case 'list':
        return this.standing(c.list);
      case 'metric':
        return this.sumTested(c.metric, c.test, need) ?? this.tested(c.test, need, this.aggregate(c.metric, need));
      case 'ratio':
        return this.ratio(c, need);
      case 'tag':
        return this.tag(c.tag, c.test, need) ?? this.left(c, need);
      case 'occurrence':
        return this.occurrence(c, need);
      // A customer without the first event of the pattern cannot match.
      case 'sequence':
        return c.same === undefined ? this.sequence(c, need) : this.left(c, this.having(c.steps[0], need), NO);
      case 'unfollowed':
        return c.same === undefined ? this.unfollowed(c, need) : this.left(c, this.having(c.of, need), NO);
      case 'consent':
      case 'held':
      case 'was':
        return this.left(c, need);
    }
  }

  /** Replaces OPEN by YES or NO, using the facts of each customer. OPEN remains if too few tag writes are stored. */
  decide(c: Condition, verdicts: Verdicts, lookback: Lookback, from = 0, to = verdicts.length): void {
    const reads = this.readBy(c);
    for (let i = from; i < to; i++) {
      if (verdicts[i] === OPEN && !this.part.lacks(i, this.at, lookback))
        verdicts[i] = valueAt(
          new Evaluation(this.definitions, this.part.subject(i, reads), this.at, this.at).truth(c),
          this.at,
        )
          ? YES
          : NO;
    }
  }

  /**
   * Returns a test for a customer in `need`. The test tells whether all conditions are false now, and stay false until
   * the given time if no new facts arrive.
   */
  neverUntil(conditions: readonly Condition[], until: number, need: Uint8Array): (customer: number) => boolean {
    const staysFalse = this.stayFalse(conditions, need, 'all');
    const reads = this.readBy(...conditions);
    const anything = this.anythingOf(reads);
    const never = (subject: CustomerFacts): boolean => {
      const evaluation = new Evaluation(this.definitions, subject, this.at, until);
      return conditions.every((c) => {
        const { values } = evaluation.truth(c);
        return values.length === 1 && !values[0];
      });
    };
    const blank = never(NOBODY);
    return (i) => staysFalse[i] === 1 || (anything(i) ? never(this.part.subject(i, reads)) : blank);
  }

  /**
   * Returns an array that contains 1 for a customer if the columns show that the condition is false and stays false
   * without new facts.
   */
  private staysFalse(c: Condition, need: Uint8Array): Uint8Array {
    switch (c.kind) {
      case 'all':
        return this.stayFalse(c.of, need, 'some');
      case 'any':
        return this.stayFalse(c.of, need, 'all');
      case 'segment':
        return this.staysFalse(this.segment(c.segment), need);
      // Without new facts, no customer is added to a list.
      case 'list':
        return this.read(c, need).map((v) => (v === NO ? 1 : 0));
      case 'tag':
      case 'metric':
        return this.onlyFades(c) ? this.read(c, need).map((v) => (v === NO ? 1 : 0)) : new Uint8Array(need.length);
      case 'not':
      case 'ratio':
      case 'occurrence':
      case 'sequence':
      case 'unfollowed':
      case 'consent':
      case 'held':
      case 'was':
        return new Uint8Array(need.length);
    }
  }

  private stayFalse(of: readonly Condition[], need: Uint8Array, which: 'some' | 'all'): Uint8Array {
    const parts = of.map((c) => this.staysFalse(c, need));
    if (which === 'some') return need.map((_, i) => Number(parts.some((p) => p[i] === 1)));
    return need.map((_, i) => Number(parts.every((p) => p[i] === 1)));
  }

  /**
   * Whether a condition that is false stays false without new facts. This holds if the values that it reads can only
   * expire or stay the same.
   */
  private onlyFades(c: Condition & { readonly kind: 'tag' | 'metric' }): boolean {
    if (c.kind === 'tag') {
      const def = this.definitions.tag(c.tag);
      if (!def || def.metric || def.derivation || def.ttlMs !== undefined || isRelative(c.test)) return false;
      return (this.part.tagTable(c.tag)?.latest ?? -Infinity) <= this.at;
    }
    const { aggregate, field, where, calendar, fixed, anchor, event } = c.metric;
    if (
      aggregate !== 'count' ||
      field ||
      where ||
      calendar ||
      fixed ||
      anchor ||
      (c.test.op !== 'gte' && c.test.op !== 'gt')
    )
      return false;
    // Visits are derived from other events, and orders are combined with their adjustments.
    if (event === 'visit' || FOLDED_TYPES.includes(event)) return false;
    return (this.part.table(event)?.at ?? []).every((at) => at <= this.at);
  }

  /** Returns the value of an aggregate for each customer in `need`. */
  aggregate(m: Metric, need: Uint8Array): Values {
    const there = this.metrics.get(m);
    if (there && within(need, there.need)) return there.values;
    const values =
      m.aggregate === 'count' && !m.field
        ? this.counted(m, need)
        : ((m.aggregate === 'sum' ? this.summed(m, need) : undefined) ?? this.accumulated(m, need));
    this.metrics.set(m, { need: need.slice(), values });
    return values;
  }

  /**
   * Returns the value of a tag for each customer in `need`, or undefined if the columns do not determine the values.
   */
  tagValues(key: string, need: Uint8Array): Values | undefined {
    const def = this.definitions.tag(key)!;
    if (def.metric) return this.aggregate(def.metric, need);
    if (!def.derivation) {
      const table = this.part.tagTable(key);
      if (table && !table.isComplete(def, this.at)) return undefined;
      return Array.from({ length: this.part.size }, (_, i) =>
        need[i] && table ? table.valueAt(i, def, this.at) : undefined,
      );
    }
    if (def.derivation.kind !== 'rules') return undefined;
    const out = Array.from<Value | undefined>({ length: this.part.size }).fill(def.derivation.otherwise);
    const open = need.slice();
    for (const rule of def.derivation.rules) {
      const truth = this.read(rule.when, open);
      for (let i = 0; i < open.length; i++) {
        if (!open[i] || truth[i] === NO) continue;
        if (truth[i] === OPEN) return undefined;
        out[i] = rule.value;
        open[i] = 0;
      }
    }
    return out;
  }

  private standing(key: string): Verdicts {
    const list = this.definitions.list?.(key);
    const out = new Uint8Array(this.part.size);
    if (list) for (let i = 0; i < out.length; i++) if (this.part.stands(i, list.id)) out[i] = YES;
    return out;
  }

  private segment(key: string): Condition {
    const there = this.definitions.segment(key);
    if (!there) throw new Error(`segment ${key} is not defined`);
    return there;
  }

  /**
   * Combines conditions with AND or OR. If a condition yields `decisive` for a customer, later conditions skip the
   * customer.
   */
  private combined(of: readonly Condition[], decisive: typeof YES | typeof NO, need: Uint8Array): Verdicts {
    const out = new Uint8Array(need.length).fill(1 - decisive);
    const open = need.slice();
    for (const c of cheapestFirst(of)) {
      const truth = this.read(c, open);
      let left = false;
      for (let i = 0; i < out.length; i++) {
        if (!open[i]) continue;
        if (truth[i] === decisive) {
          out[i] = decisive;
          open[i] = 0;
        } else {
          if (truth[i] === OPEN) out[i] = OPEN;
          left = true;
        }
      }
      if (!left) break;
    }
    return out;
  }

  private tested(test: Test, need: Uint8Array, values: Values): Verdicts {
    const out = new Uint8Array(need.length);
    if (values instanceof Int32Array) {
      // Counts are small integers, so each distinct count is tested only once.
      const known: number[] = [];
      for (let i = 0; i < out.length; i++) {
        if (!need[i]) continue;
        const v = values[i];
        out[i] = known[v] ??= this.plain.passes(test, v) ? YES : NO;
      }
      return out;
    }
    // Sums and averages differ for most customers, so each is tested. Other values repeat and are tested once.
    const relative = isRelative(test);
    const known = new Map<Value | undefined, 0 | 1>();
    for (let i = 0; i < out.length; i++) {
      if (!need[i]) continue;
      const v = values[i];
      if (typeof v === 'bigint' && !relative) {
        out[i] = passes(test, v) ? YES : NO;
        continue;
      }
      let verdict = known.get(v);
      if (verdict === undefined) known.set(v, (verdict = this.plain.passes(test, v) ? 1 : 0));
      out[i] = verdict;
    }
    return out;
  }

  private tag(key: string, test: Test, need: Uint8Array): Verdicts | undefined {
    const def = this.definitions.tag(key);
    if (!def) throw new Error(`tag ${key} is not defined`);
    if (def.metric || def.derivation) {
      const values = this.tagValues(key, need);
      return values && this.tested(test, need, values);
    }
    const table = this.part.tagTable(key);
    const out = new Uint8Array(need.length);
    if (!table) return out;
    // The table may lack writes for this time, because the clock was set back or another process has a faster clock.
    if (!table.isComplete(def, this.at)) return undefined;
    const known = new Uint8Array(table.values.values.length).fill(OPEN);
    for (let i = 0; i < out.length; i++) {
      if (!need[i]) continue;
      const code = table.codeAt(i, def, this.at);
      if (code === 'several') out[i] = this.plain.passes(test, table.valueAt(i, def, this.at)) ? YES : NO;
      else if (code >= 0) {
        if (known[code] === OPEN) known[code] = this.plain.passes(test, table.values.values.at(code)) ? YES : NO;
        out[i] = known[code];
      }
    }
    return out;
  }

  /** Returns the sources of a selection. Customers with adjusted orders are in a separate table of order states. */
  private sources(s: Selection): readonly Source[] {
    const window = windowAt(s, this.at, this.setting);
    const source = (table: EventTable | undefined, folded: number, wanted: boolean): Source[] =>
      table ? [{ table, window, folded, wanted, test: s.where && rowTest(s.where, table, this.setting) }] : [];
    if (!FOLDED_TYPES.includes(s.event)) return source(this.part.table(s.event), 0, false);
    const gross = s.gross === true || !ORDER_TYPES.includes(s.event);
    const folded = gross ? REPEATED : RETURNED | REPEATED;
    return [
      ...source(this.part.table(s.event), folded, false),
      ...source(this.part.foldedTable(s.event, gross), folded, true),
    ];
  }

  /** Calls `take` for every selected row, customer by customer and in time order. */
  private each(
    s: Selection & Pick<Metric, 'anchor'>,
    need: Uint8Array,
    take: (customer: number, row: number, source: Source) => void,
  ): void {
    const { anchor } = s;
    const hooks = anchor && { anchor, at: this.anchors(anchor, need) };
    for (const source of this.sources(s)) {
      const {
        table: { starts, at, steps },
        window: { after, until, from, to },
        test,
        folded,
        wanted,
      } = source;
      for (let i = 0; i < need.length; i++) {
        if (!need[i] || (this.part.adjusted[i] & folded) > 0 !== wanted) continue;
        let [begins, ends] = [from, to];
        if (hooks) [begins, ends] = anchoredBounds(hooks.anchor, hooks.at[i]);
        // The customer does not have the event that anchors the window.
        if (Number.isNaN(begins)) continue;
        const end = starts[i + 1];
        let row = starts[i];
        // Most windows are much shorter than the history, so in a long history the first row is found by search.
        if (end - row > 16) row = firstRowAfter(at, row, end, after);
        for (; row < end; row++) {
          const t = at[row];
          if (t <= after || t < begins) continue;
          if (t > until || t >= ends) break;
          if (steps && (steps.from[row] > this.at || this.at >= steps.until[row])) continue;
          if (!test || test(row)) take(i, row, source);
        }
      }
    }
  }

  /** Returns for each customer the time of the event that anchors a window, or NaN without such an event. */
  private anchors(anchor: Anchor, need: Uint8Array): Float64Array {
    const out = new Float64Array(need.length).fill(NaN);
    const { which } = anchor;
    this.each(anchorSelection(anchor), need, (i, row, { table }) => {
      if (which === 'last' || Number.isNaN(out[i])) out[i] = table.at[row];
    });
    return out;
  }

  private counted(m: Metric, need: Uint8Array): Int32Array {
    const out = new Int32Array(need.length);
    this.each(m, need, (i) => void out[i]++);
    return out;
  }

  /** Tests a sum of decimals in whole ten-thousandths. Returns undefined if an exact test is not possible. */
  private sumTested(m: Metric, test: Test, need: Uint8Array): Verdicts | undefined {
    const passing = m.aggregate === 'sum' && isDecimalField(m.event, m.field!) ? unitsTest(test) : undefined;
    const sums = passing && this.sums(m, need);
    if (!sums) return undefined;
    const out = new Uint8Array(need.length);
    for (let i = 0; i < out.length; i++) if (need[i] && passing(sums[i])) out[i] = YES;
    return out;
  }

  private ratio(c: Extract<Condition, { kind: 'ratio' }>, need: Uint8Array): Verdicts {
    const [of, by] = [this.aggregate(c.of, need), this.aggregate(c.by, need)];
    return need.map((x, i) => (x && passesRatio(c.test, of[i], by[i]) ? YES : NO));
  }

  private summed(m: Metric, need: Uint8Array): readonly (Value | undefined)[] | undefined {
    const sums = this.sums(m, need);
    if (!sums) return undefined;
    return isDecimalField(m.event, m.field!) ? Array.from(sums, (v) => BigInt(v)) : Array.from(sums, (v) => v / 10_000);
  }

  /** Returns sums in whole ten-thousandths. Returns undefined if the values are too large for an exact sum. */
  private sums(m: Metric, need: Uint8Array): Float64Array | undefined {
    const sums = new Float64Array(need.length);
    const rows = new Int32Array(need.length);
    const amounts = new Map(this.sources(m).map((s) => [s.table, fieldAmounts(m, s.table, this.setting)] as const));
    for (const a of amounts.values()) if (!a) return undefined;
    this.each(m, need, (i, row, { table }) => {
      const v = amounts.get(table)!(row);
      if (v !== v) return;
      sums[i] += v;
      rows[i]++;
    });
    for (let i = 0; i < sums.length; i++)
      if (Math.abs(sums[i]) > Number.MAX_SAFE_INTEGER || rows[i] > MAX_SUMMED) return undefined;
    return sums;
  }

  /** Computes an aggregate with the accumulators of the evaluator, row by row. */
  private accumulated(m: Metric, need: Uint8Array): readonly (Value | undefined)[] {
    const out = Array.from<Value | undefined>({ length: need.length }).fill(accumulator(m).value());
    const values = new Map(this.sources(m).map((s) => [s.table, fieldValues(m, s.table, this.setting)] as const));
    let owner = -1;
    let acc = accumulator(m);
    const close = (): void => {
      if (owner >= 0) out[owner] = acc.value();
    };
    this.each(m, need, (i, row, { table }) => {
      const list = values.get(table)!(row);
      if (!list) return;
      if (i !== owner) {
        close();
        owner = i;
        acc = accumulator(m);
      }
      // `each` passes rows in the sort order of facts, even those with the same time.
      acc.add({
        from: table.at[row],
        to: Infinity,
        fact: { id: '', type: table.type, at: table.at[row] },
        values: list,
      });
    });
    close();
    return out;
  }

  private occurrence(c: Extract<Condition, { kind: 'occurrence' }>, need: Uint8Array): Verdicts {
    const chosen = new Int32Array(need.length).fill(-1);
    const out = new Uint8Array(need.length);
    const tests = new Map(this.sources(c.of).map((s) => [s.table, rowTest(c.is, s.table, this.setting)] as const));
    this.each(c.of, need, (i, row, { table }) => {
      if (c.which === 'first' && chosen[i] >= 0) return;
      chosen[i] = row;
      out[i] = tests.get(table)!(row) ? YES : NO;
    });
    return out;
  }

  private sequence(c: Extract<Condition, { kind: 'sequence' }>, need: Uint8Array): Verdicts {
    const steps: Instants[] = [];
    let open = need;
    // A customer without an event for one step cannot match and is skipped for the remaining steps.
    for (const s of stepSelections(c)) {
      const step = this.instants(s, open);
      steps.push(step);
      open = open.map((x, i) => (x && step.ends[i] > step.starts[i] ? 1 : 0));
    }
    const blockers = c.without && this.instants(c.without, open);
    return open.map((x, i) => (x && hasChain(steps, blockers, i, c.withinMs) ? YES : NO));
  }

  private unfollowed(c: Extract<Condition, { kind: 'unfollowed' }>, need: Uint8Array): Verdicts {
    const of = this.instants(c.of, need);
    const open = need.map((x, i) => (x && of.ends[i] > of.starts[i] ? 1 : 0));
    const by = this.instants(c.by, open);
    return open.map((x, i) => (x && isUnfollowed(of, by, i, c.withinMs, this.at) ? YES : NO));
  }

  /** Returns the times of the rows that `s` selects, grouped by customer. */
  private instants(s: Selection, need: Uint8Array): Instants {
    const [starts, ends, at] = [new Int32Array(need.length), new Int32Array(need.length), Growing.floats()];
    // `each` passes all rows of one customer one after another.
    this.each(s, need, (i, row, { table }) => {
      if (ends[i] === 0) starts[i] = at.length;
      at.push(table.at[row]);
      ends[i] = at.length;
    });
    return { starts, ends, at: at.sealed() };
  }

  /** Returns 1 for each customer with at least one row that `s` selects. */
  private having(s: Selection, need: Uint8Array): Uint8Array {
    const out = new Uint8Array(need.length);
    this.each(s, need, (i) => void (out[i] = 1));
    return out;
  }

  /**
   * Marks customers as OPEN, so that the evaluator decides. A customer without any data that the condition reads gets
   * `blank`, the result for a customer without facts.
   */
  private left(c: Condition, need: Uint8Array, blank = valueAt(this.plain.truth(c), this.at) ? YES : NO): Verdicts {
    const anything = this.anythingOf(this.readBy(c));
    const out = new Uint8Array(need.length).fill(blank);
    for (let i = 0; i < out.length; i++) if (need[i] && anything(i)) out[i] = OPEN;
    return out;
  }

  /** Returns a test that tells whether a customer has any of the given facts or tags, or is on one of the lists. */
  private anythingOf({ types, tags, lists }: ReadFacts): (customer: number) => boolean {
    const tables = tags.flatMap((key) => this.part.tagTable(key) ?? []);
    return (i) =>
      types.some((type) => this.part.has(i, type)) ||
      tables.some((t) => t.has(i)) ||
      lists.some((id) => this.part.stands(i, id));
  }

  /** Returns all event types, tags and lists that the conditions read, directly or through segments. */
  private readBy(...conditions: readonly Condition[]): ReadFacts {
    const types = new Set<string>();
    const tags = new Set<string>();
    const lists = new Set<string>();
    const seen = new Set<string>();
    const read = (condition: Condition): void => {
      const reads = readsOf(condition, this.definitions);
      for (const t of reads.eventTypes) types.add(t);
      for (const t of reads.tags) tags.add(t);
      for (const key of reads.lists) {
        const list = this.definitions.list?.(key);
        if (list?.namespace !== undefined) lists.add(list.id);
      }
      for (const key of reads.segments) {
        if (seen.has(key)) continue;
        seen.add(key);
        for (const node of walk(this.segment(key))) read(node);
      }
    };
    conditions.forEach(read);
    return { types: [...types], tags: [...tags], lists: [...lists] };
  }
}

/** Negates the verdicts in place, except OPEN. Returns the same array. */
function negated(v: Verdicts): Verdicts {
  for (let i = 0; i < v.length; i++) if (v[i] !== OPEN) v[i] = 1 - v[i];
  return v;
}

/** Whether every customer in `a` is also in `b`. */
function within(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] && !b[i]) return false;
  return true;
}
