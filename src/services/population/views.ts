/**
 * Evaluates conditions, tags and aggregates for all customers at a given time, one part at a time. Counts, previews and
 * portraits use these functions.
 */
import type { Lookback } from '../../engine/tags/tags.js';
import type { ColumnPart } from '../../engine/columns/part.js';
import { NO, OPEN, ColumnEvaluator, YES, type Values, type Verdicts } from '../../engine/columns/column-evaluator.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Condition, Metric, Value } from '../../engine/types.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import { valueAt } from '../../engine/time/timeline.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import type { ProfileRecord } from '../base/ports.js';
import { subjectsOf } from './subjects.js';

/** Number of customers to evaluate individually before other work gets a turn. */
const AT_ONCE = 500;

/** A part of the customers, evaluated at one point in time. */
export class View {
  private readonly evaluator: ColumnEvaluator;
  private readonly truths = new Map<Condition, Verdicts>();

  constructor(
    private readonly s: Services,
    private readonly room: Room,
    private readonly definitions: Catalogue,
    readonly part: ColumnPart,
    readonly live: Uint8Array,
    private readonly at = room.now,
  ) {
    this.evaluator = new ColumnEvaluator(part, definitions, at);
  }

  /** Returns a view of the same customers at another time. It is based on the facts known now. */
  asOf(at: number): View {
    return at === this.at ? this : new View(this.s, this.room, this.definitions, this.part, this.live, at);
  }

  /**
   * Returns YES for each customer who existed at the time of the view. A customer exists from its first fact, or from
   * the creation of its profile if that is earlier.
   */
  async existing(): Promise<Verdicts> {
    const out = new Uint8Array(this.part.size);
    const shortened: number[] = [];
    const beginnings = this.part.beginnings();
    for (let i = 0; i < out.length; i++) {
      if (!this.live[i]) continue;
      if (beginnings[i] <= this.at) out[i] = YES;
      // The oldest tag writes of this customer may not be stored in the part. The full history is read below.
      else if (this.part.lacks(i, this.at, () => 0)) shortened.push(i);
    }
    for (const [i, { tags }] of await this.subjects(shortened, () => 0))
      if ([...tags.values()].some(({ writes }) => writes.some(({ at }) => at <= this.at))) out[i] = YES;
    return out;
  }

  /** Returns YES or NO for each customer. Customers whose current data is not in this part get NO. */
  async truth(c: Condition): Promise<Verdicts> {
    let there = this.truths.get(c);
    if (!there) {
      stopIfAbandoned(this.s);
      there = this.evaluator.truth(c, this.live);
      const lookback = this.definitions.lookbackOf(c);
      for (let from = 0; from < there.length; from = await this.decided(c, there, lookback, from));
      await this.readMore(c, there, lookback);
      this.truths.set(c, there);
    }
    return there;
  }

  segment(key: string): Promise<Verdicts> {
    return this.truth(this.definitions.segment(key)!);
  }

  /** Returns the value of a tag for each customer. */
  async tag(key: string): Promise<Values> {
    const there = this.evaluator.tagValues(key, this.live);
    if (there) return there;
    const out = Array.from<Value | undefined>({ length: this.part.size });
    const lookback: Lookback = (tag, summed) => this.definitions.lookback(tag, summed);
    const { at } = this;
    const value = (subject: CustomerFacts): Value | undefined =>
      valueAt(new Evaluation(this.definitions, subject, at, at).tag(key), at);
    const short: number[] = [];
    for (let i = 0, turn = 0; i < out.length; i++) {
      if (!this.live[i]) continue;
      if (this.part.lacks(i, at, lookback)) short.push(i);
      else out[i] = value(this.part.subject(i));
      if (++turn % AT_ONCE === 0) await this.breathe();
    }
    for (const [i, subject] of await this.subjects(short, lookback)) out[i] = value(subject);
    return out;
  }

  /**
   * Returns a function that tells whether a customer is certainly not affected by any of the conditions. This means
   * that no condition is true now, and that none becomes true before `until` without new facts. The function returns
   * undefined if too few tag writes are stored to decide.
   */
  neverUntil(conditions: readonly Condition[], until: number): (customer: number) => boolean | undefined {
    const never = this.evaluator.neverUntil(conditions, until, this.live);
    const lookback = this.definitions.lookbackOf(...conditions);
    return (i) => (this.part.lacks(i, this.at, lookback) ? undefined : never(i));
  }

  aggregate(m: Metric): Values {
    return this.evaluator.aggregate(m, this.live);
  }

  /**
   * Evaluates the next customers from their facts, at most `AT_ONCE` of them. Returns the index at which to continue.
   */
  private async decided(c: Condition, verdicts: Verdicts, lookback: Lookback, from: number): Promise<number> {
    let to = from;
    for (let open = 0; to < verdicts.length && open < AT_ONCE; to++) if (verdicts[to] === OPEN) open++;
    this.evaluator.decide(c, verdicts, lookback, from, to);
    if (to < verdicts.length) await this.breathe();
    return to;
  }

  /** Evaluates the customers whose stored tag writes are not sufficient. Their full histories are read. */
  private async readMore(c: Condition, verdicts: Verdicts, lookback: Lookback): Promise<void> {
    const open: number[] = [];
    for (let i = 0; i < verdicts.length; i++) if (verdicts[i] === OPEN) open.push(i);
    const { at } = this;
    for (const i of open) verdicts[i] = NO;
    for (const [i, subject] of await this.subjects(open, lookback))
      verdicts[i] = valueAt(new Evaluation(this.definitions, subject, at, at).truth(c), at) ? YES : NO;
  }

  /** Yields to other work. */
  private async breathe(): Promise<void> {
    await this.s.pause(0);
    stopIfAbandoned(this.s);
  }

  private async subjects(
    places: readonly number[],
    lookback: Lookback,
  ): Promise<(readonly [place: number, subject: CustomerFacts])[]> {
    const place = new Map(places.map((i) => [this.part.ids.at(i), i]));
    const out: (readonly [number, CustomerFacts])[] = [];
    for (let i = 0; i < places.length; i += AT_ONCE) {
      stopIfAbandoned(this.s);
      const records = await this.s.stores.profiles.find(
        this.room.workspace.id,
        places.slice(i, i + AT_ONCE).map((x) => this.part.ids.at(x)),
      );
      (await subjectsOf(this.s, records, () => this.at, lookback)).forEach((subject, k) =>
        out.push([place.get(records[k].id)!, subject]),
      );
    }
    return out;
  }
}

/** Yields all current customers, one part at a time. `definitions` defaults to the definitions of the workspace. */
export async function* populationViews(
  services: Services,
  room: Room,
  definitions: Catalogue = room.catalogue,
): AsyncGenerator<View> {
  for await (const { part, live } of services.columns.parts(services, room))
    yield new View(services, room, definitions, part, live);
}

/** Yields all current customers, and then all anonymous receipts, as of one point in time. */
export async function* customersAndReceipts(services: Services, room: Room): AsyncGenerator<View> {
  for await (const { part, live } of services.columns.parts(services, room, true))
    yield new View(services, room, room.catalogue, part, live);
}

/**
 * Finds the first customers in ascending order of their ids. The ids are collected over all parts first, and then the
 * records are read.
 */
export class FirstFew {
  private ids: string[] = [];

  constructor(
    private readonly count: number,
    private readonly after?: string,
  ) {}

  /** Adds the selected customers of a part. The ids within a part are in ascending order. */
  add(part: ColumnPart, chosen: Verdicts): void {
    if (this.count === 0) return;
    let taken = 0;
    for (let i = 0; i < part.size && taken < this.count; i++) {
      if (!chosen[i] || (this.after !== undefined && part.ids.at(i) <= this.after)) continue;
      this.ids.push(part.ids.at(i));
      taken++;
    }
    this.ids = this.ids.sort().slice(0, this.count);
  }

  /**
   * Reads the records of the collected customers. Customers that were merged or erased after they were collected are
   * omitted.
   */
  async read(s: Services, workspace: string): Promise<ProfileRecord[]> {
    const found = new Map((await s.stores.profiles.find(workspace, this.ids)).map((r) => [r.id, r]));
    return this.ids.flatMap((id) => {
      const record = found.get(id);
      return record && record.root === id ? [record] : [];
    });
  }

  /** Last collected id if there may be further customers after it, otherwise undefined. */
  get last(): string | undefined {
    return this.count > 0 && this.ids.length === this.count ? this.ids.at(-1) : undefined;
  }
}

/** Returns the number of customers with the verdict YES. */
export function countOf(verdicts: Verdicts): number {
  let n = 0;
  for (let i = 0; i < verdicts.length; i++) n += verdicts[i];
  return n;
}
