/** Computes the progress of one customer through the steps of a funnel. */
import { anyOrder } from './funnel-any-order.js';
import { matching, noProgress, type FunnelShape, type MaskedEvents, type Progress } from './funnel-shape.js';

const NEVER = -Infinity;

/**
 * Computes the progress of a customer in a single pass. A chain is a series of events at strictly increasing times that
 * take successive steps. For each number of steps, only the chain that began last is kept, because it has the most time
 * left.
 *
 * A chain also stores, as bits, which exclusions it has met. Such a chain may continue, but it may not reach the step
 * that the exclusion protects.
 *
 * Example: the steps are view, cart and buy within a day. View at 10:00, cart at 11:00 and buy at 10:30 the next day
 * reach step 2.
 */
export function progressOf(shape: FunnelShape, events: MaskedEvents): Progress {
  return progressReader(shape)(events);
}

/** Like `progressOf`, for many customers one after another. Each result is valid until the next call. */
export function progressReader(shape: FunnelShape): (events: MaskedEvents) => Progress {
  if (shape.order === 'ANY') return (events) => anyOrder(shape, events);
  const pass = new Pass(shape);
  return (events) => {
    pass.reset();
    for (let i = 0; i < events.length;) {
      let end = i + 1;
      while (end < events.length && events.at[end] === events.at[i]) end++;
      pass.instant(events, i, end);
      i = end;
    }
    return pass.progress;
  };
}

/**
 * The partial chains that can still be extended. For each depth and set of exclusions met, only the latest start time
 * is stored. A pass has two instances: one requires strictly increasing times, and the other treats simultaneous events
 * as if they had occurred in sequence.
 */
class Chains {
  held: Float64Array;
  next: Float64Array;

  constructor(
    private readonly steps: number,
    /** Number of possible sets of exclusions. */
    readonly sets: number,
  ) {
    this.held = new Float64Array((steps + 1) * sets).fill(NEVER);
    this.next = new Float64Array((steps + 1) * sets).fill(NEVER);
  }

  reset(): void {
    this.held.fill(NEVER);
    this.next.fill(NEVER);
  }

  /** Records that the chains with from <= depth < to have met an exclusion. `exclusion` is its bit. */
  meet(list: Float64Array, from: number, to: number, exclusion: number): void {
    for (let d = from; d < to; d++) {
      for (let set = 0; set < this.sets; set++) {
        const place = d * this.sets + set;
        if ((set & exclusion) !== 0 || list[place] === NEVER) continue;
        list[place + exclusion] = Math.max(list[place + exclusion], list[place]);
        list[place] = NEVER;
      }
    }
  }

  /**
   * Ends the processing of one point in time. Chains that were formed at this time can be extended from now on. If
   * `drop` is true, older chains are discarded.
   */
  turn(drop: boolean): void {
    const { held, next } = this;
    for (let place = this.sets; place < (this.steps + 1) * this.sets; place++)
      held[place] = drop ? next[place] : Math.max(held[place], next[place]);
    next.fill(NEVER);
  }
}

class Pass {
  readonly progress: Progress;
  private readonly strict: Chains;
  private readonly loose: Chains;
  /** For each depth, a mask of exclusions. A chain that has met one of them must not reach this depth. */
  private readonly barred: Int32Array;
  /** True until two events have the same time. As long as it is true, the strict and the loose chains are equal. */
  private same = true;

  constructor(private readonly shape: FunnelShape) {
    const { steps, exclusions } = shape;
    this.progress = noProgress(steps.length);
    this.strict = new Chains(steps.length, 1 << exclusions.length);
    this.loose = new Chains(steps.length, 1 << exclusions.length);
    this.barred = new Int32Array(steps.length + 1);
    exclusions.forEach(({ before }, x) => void (this.barred[before] |= 1 << x));
  }

  reset(): void {
    const { progress } = this;
    this.strict.reset();
    this.loose.reset();
    this.same = true;
    progress.reached = 0;
    progress.loose = 0;
    progress.lastBegun = NEVER;
    progress.finishedAt.fill(NaN);
    progress.begunAt.fill(NaN);
  }

  instant(events: MaskedEvents, begin: number, end: number): void {
    const { shape, progress } = this;
    const at = events.at[begin];
    let bits = 0;
    for (let i = begin; i < end; i++) bits |= events.mask[i];
    this.extend(at, bits);
    if (this.same && end - begin > 1) {
      this.same = false;
      this.loose.held.set(this.strict.held);
    }
    if (!this.same) this.extendLoosely(at, bits, events, begin, end);
    for (let x = 0; x < shape.exclusions.length; x++) {
      const { after, before, bits: excluded } = shape.exclusions[x];
      if ((bits & excluded) === 0) continue;
      for (const chains of this.same ? [this.strict] : [this.strict, this.loose])
        chains.meet(chains.held, after, before, 1 << x);
      // The chains in `next` were formed at the current time, so the excluded event occurs after their previous step.
      this.strict.meet(this.strict.next, after + 1, before, 1 << x);
    }
    const drop = shape.order === 'CONSECUTIVE';
    this.strict.turn(drop);
    if (!this.same) this.loose.turn(drop);
    progress.loose = this.same ? progress.reached : Math.max(progress.loose, progress.reached);
  }

  private extend(at: number, bits: number): void {
    const { steps, from, to } = this.shape;
    const { sets, next } = this.strict;
    for (let d = steps.length; d > 0; d--) {
      if ((bits & steps[d - 1]) === 0) continue;
      let latest = NEVER;
      if (d > 1) latest = this.extendTo(d, at);
      else if (at >= from && at < to) {
        next[sets] = at;
        latest = at;
        this.progress.lastBegun = at;
      }
      if (latest !== NEVER) this.reach(d, at, latest);
    }
  }

  /** Extends chains from step `d` - 1 to step `d`. Returns the latest start time among the extended chains. */
  private extendTo(d: number, at: number): number {
    const { sets, held, next } = this.strict;
    let latest = NEVER;
    for (let set = 0; set < sets; set++) {
      const begun = held[(d - 1) * sets + set];
      if (begun === NEVER || begun < at - this.shape.windowMs || (set & this.barred[d]) !== 0) continue;
      next[d * sets + set] = begun;
      if (begun > latest) latest = begun;
    }
    return latest;
  }

  private reach(d: number, at: number, begun: number): void {
    const { progress } = this;
    if (!Number.isNaN(progress.finishedAt[d])) return;
    progress.finishedAt[d] = at;
    progress.begunAt[d] = begun;
    progress.reached = Math.max(progress.reached, d);
  }

  /** Extends the loose chains. Several events at the same time may take several steps in a row, each event one step. */
  private extendLoosely(at: number, bits: number, events: MaskedEvents, begin: number, end: number): void {
    const { steps, windowMs, from, to } = this.shape;
    const { sets, held } = this.loose;
    const masks: number[] = [];
    for (let i = begin; i < end; i++) if (events.mask[i] !== 0) masks.push(events.mask[i]);
    const opens = at >= from && at < to ? at : NEVER;
    for (let origin = 0; origin < steps.length; origin++) {
      for (let set = 0; set < (origin === 0 ? 1 : sets); set++) {
        const begun = origin === 0 ? opens : held[origin * sets + set];
        if (begun !== NEVER && begun >= at - windowMs) this.extendFrom({ origin, set, begun, bits }, masks);
      }
    }
  }

  private extendFrom(
    { origin, set, begun, bits }: { origin: number; set: number; begun: number; bits: number },
    masks: readonly number[],
  ): void {
    const { steps, exclusions } = this.shape;
    const { sets, next } = this.loose;
    for (let d = origin + 1; d <= steps.length && (set & this.barred[d]) === 0; d++) {
      if (!matchable(steps.slice(origin, d), masks)) return;
      this.progress.loose = Math.max(this.progress.loose, d);
      let met = set;
      for (const [x, { after, before, bits: excluded }] of exclusions.entries())
        if ((bits & excluded) !== 0 && after <= origin && d < before) met |= 1 << x;
      next[d * sets + met] = Math.max(next[d * sets + met], begun);
    }
  }
}

/** Whether every step can be taken by a different event. */
function matchable(steps: readonly number[], masks: readonly number[]): boolean {
  return steps.length <= masks.length && matching(steps, masks) === steps.length;
}
