/** How far one customer gets along the steps of a funnel. */
import { anyOrder } from './funnel-any-order.js';
import { matching, noProgress, type FunnelShape, type MaskedEvents, type Progress } from './funnel-shape.js';

const NEVER = -Infinity;

/**
 * The progress of a customer in a single pass: for each depth the latest beginning of a chain of events at strictly
 * increasing instants is kept, since a later beginning leaves more time. An exclusion ends every chain that it meets
 * between its two steps.
 *
 * Example: steps view, cart, buy within a day; view 10:00, cart 11:00, buy the day after at 10:30 reach step 2.
 */
export function progressOf(shape: FunnelShape, events: MaskedEvents): Progress {
  if (shape.order === 'ANY') return anyOrder(shape, events);
  const pass = new Pass(shape);
  for (let i = 0; i < events.length;) {
    let end = i + 1;
    while (end < events.length && events.at[end] === events.at[i]) end++;
    pass.instant(events, i, end);
    i = end;
  }
  return pass.progress;
}

/** Chains of one reading of time: by depth the latest beginning of those that may go on. */
class Chains {
  held: Float64Array<ArrayBuffer>;
  next: Float64Array<ArrayBuffer>;

  constructor(steps: number) {
    this.held = new Float64Array(steps + 1).fill(NEVER);
    this.next = new Float64Array(steps + 1).fill(NEVER);
  }

  /** Ends the instant: what was formed at it may go on from now. `drop`: nothing older may. */
  turn(drop: boolean): void {
    for (let d = 1; d < this.held.length; d++)
      this.held[d] = drop ? this.next[d] : Math.max(this.held[d], this.next[d]);
    this.next.fill(NEVER);
  }
}

class Pass {
  readonly progress: Progress;
  private readonly strict: Chains;
  private readonly loose: Chains;
  /** No instant had two events so far: both readings of time are one. */
  private same = true;

  constructor(private readonly shape: FunnelShape) {
    const { length } = shape.steps;
    this.progress = noProgress(length);
    this.strict = new Chains(length);
    this.loose = new Chains(length);
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
    for (const { after, before, bits: excluded } of shape.exclusions) {
      if ((bits & excluded) === 0) continue;
      for (const chains of this.same ? [this.strict] : [this.strict, this.loose])
        for (let d = after; d < before; d++) chains.held[d] = NEVER;
      // Formed at this instant out of an earlier step: the excluded event lies behind that step.
      for (let d = after + 1; d < before; d++) this.strict.next[d] = NEVER;
    }
    const drop = shape.order === 'CONSECUTIVE';
    this.strict.turn(drop);
    if (!this.same) this.loose.turn(drop);
    progress.loose = this.same ? progress.reached : Math.max(progress.loose, progress.reached);
  }

  private extend(at: number, bits: number): void {
    const { steps, windowMs, from, to } = this.shape;
    const { held, next } = this.strict;
    const { progress } = this;
    for (let d = steps.length; d > 0; d--) {
      if ((bits & steps[d - 1]) === 0) continue;
      let begun = NEVER;
      if (d > 1) begun = held[d - 1] >= at - windowMs ? held[d - 1] : NEVER;
      else if (at >= from && at < to) begun = at;
      if (begun === NEVER) continue;
      next[d] = begun;
      if (d === 1) progress.lastBegun = at;
      if (!Number.isNaN(progress.finishedAt[d])) continue;
      progress.finishedAt[d] = at;
      progress.begunAt[d] = begun;
      progress.reached = Math.max(progress.reached, d);
    }
  }

  /** The same where several events of this instant, each once, may take several steps in a row. */
  private extendLoosely(at: number, bits: number, events: MaskedEvents, begin: number, end: number): void {
    const { steps, windowMs, from, to, exclusions } = this.shape;
    const { held, next } = this.loose;
    const masks: number[] = [];
    for (let i = begin; i < end; i++) if (events.mask[i] !== 0) masks.push(events.mask[i]);
    for (let origin = 0; origin < steps.length; origin++) {
      const opens = at >= from && at < to ? at : NEVER;
      const begun = origin === 0 ? opens : held[origin];
      if (begun === NEVER || begun < at - windowMs) continue;
      for (let d = origin + 1; d <= steps.length && matchable(steps.slice(origin, d), masks); d++) {
        this.progress.loose = Math.max(this.progress.loose, d);
        const dead = exclusions.some((x) => (bits & x.bits) !== 0 && x.after <= origin && d >= x.after && d < x.before);
        if (!dead) next[d] = Math.max(next[d], begun);
      }
    }
  }
}

/** Whether each step can be taken by an event of its own. */
function matchable(steps: readonly number[], masks: readonly number[]): boolean {
  return steps.length <= masks.length && matching(steps, masks) === steps.length;
}
