/** Evaluates funnels whose steps may occur in any order. */
import { matching, noProgress, type FunnelShape, type MaskedEvents, type Progress } from './funnel-shape.js';

/**
 * Returns how far a customer gets in a funnel without a fixed order. Step k is reached when k different events take k
 * different steps within the window that begins with the first of these events.
 *
 * For each event, it is enough to check the longest window that ends at this event. This window begins as early as the
 * period and `windowMs` allow.
 */
export function anyOrder(shape: FunnelShape, events: MaskedEvents): Progress {
  const { steps, windowMs, from, to } = shape;
  const union = steps.reduce((a, b) => a | b, 0);
  const progress = noProgress(steps.length);
  const places: number[] = [];
  for (let i = 0; i < events.length; i++) if ((events.mask[i] & union) !== 0 && events.at[i] >= from) places.push(i);
  let low = 0;
  for (let i = 0; i < places.length && progress.reached < steps.length;) {
    const at = events.at[places[i]];
    let end = i + 1;
    while (end < places.length && events.at[places[end]] === at) end++;
    while (events.at[places[low]] < at - windowMs) low++;
    if (events.at[places[low]] < to) reachAt(places.slice(low, end), at);
    if (at < to) progress.lastBegun = at;
    i = end;
  }
  for (const i of places) if (events.at[i] < to) progress.lastBegun = Math.max(progress.lastBegun, events.at[i]);
  progress.loose = progress.reached;
  return progress;

  function reachAt(window: readonly number[], at: number): void {
    const most = matching(steps, enough(window, events, steps.length));
    for (let depth = progress.reached + 1; depth <= most; depth++) {
      progress.finishedAt[depth] = at;
      progress.begunAt[depth] = latestBeginning(window, depth);
    }
    progress.reached = Math.max(progress.reached, most);
  }

  /** Returns the time of the latest event in the window from which the remaining events still cover `depth` steps. */
  function latestBeginning(window: readonly number[], depth: number): number {
    for (let k = window.length - 1; k > 0; k--) {
      const begins = events.at[window[k]];
      if (begins >= to || events.at[window[k - 1]] === begins) continue;
      if (matching(steps, enough(window.slice(k), events, steps.length)) >= depth) return begins;
    }
    return events.at[window[0]];
  }
}

/**
 * Returns the masks of the events in a window. Each distinct mask is included at most `most` times, because more events
 * with the same mask cannot take further steps.
 */
function enough(window: readonly number[], events: MaskedEvents, most: number): readonly number[] {
  const counts = new Map<number, number>();
  const out: number[] = [];
  for (const i of window) {
    const mask = events.mask[i];
    const count = counts.get(mask) ?? 0;
    if (count >= most) continue;
    counts.set(mask, count + 1);
    out.push(mask);
  }
  return out;
}
