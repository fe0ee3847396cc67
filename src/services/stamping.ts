/**
 * Most customers are not concerned by a new definition: it does not hold for them and, with nothing new, never will. The
 * columns say who they are; their stamps are raised in bulk, and only the others are evaluated and written one by one.
 */
import type { Condition } from '../engine/model.js';
import { YES } from '../engine/columns/reading.js';
import { Evaluation } from '../engine/segment/evaluate.js';
import { HORIZON_MS } from '../engine/settle.js';
import { enter, type Services } from './context.js';
import { everyone, type View } from './everyone.js';

/** Fewer are evaluated one by one. */
export const WORTH_STAMPING = 500;
/** Stamped in one step. */
const STEP = 4000;
/** Looked at before others get a turn. */
const AT_ONCE = 500;

/** Stamps those whom nothing published since they were last evaluated concerns. `step` hears how many; false ends it. */
export async function stampUnconcerned(s: Services, workspace: string, step: (stamped: number) => Promise<boolean>): Promise<boolean> {
  const room = await enter(s, workspace);
  const { catalogue, now } = room;
  const oldest = await s.stores.profiles.oldestStamp(workspace);
  if (oldest === undefined || oldest >= catalogue.version) return true;
  const segments = [...catalogue.publishedSince(oldest)];
  const remembered = [...segments, ...catalogue.endedSince(oldest)];
  const conditions = segments.map((key) => catalogue.segment(key)!);
  const lookback = catalogue.lookbackOf(...conditions);
  let unconcerned: { readonly id: string; readonly factsVersion: number }[] = [];
  let stamping: Promise<boolean> = Promise.resolve(true);
  // The database stamps some while the next are looked at.
  const stamp = async (): Promise<boolean> => {
    const list = unconcerned;
    unconcerned = [];
    if (!(await stamping)) return false;
    stamping = s.stores.profiles.stamp(workspace, list, { version: catalogue.version, at: now, segments: remembered }).then(step);
    stamping.catch(() => undefined);
    return true;
  };
  for await (const view of everyone(s, room)) {
    const concerned = await concernedNow(view, conditions);
    for (let i = 0, looked = 0; i < concerned.length; i++) {
      if (!view.live[i] || concerned[i] || view.part.lacks(i, now, lookback)) continue;
      const evaluation = new Evaluation(catalogue, view.part.subject(i), now, now + HORIZON_MS);
      if (conditions.every((c) => isNever(evaluation, c))) unconcerned.push({ id: view.part.ids[i], factsVersion: view.part.factsVersions[i] });
      if (unconcerned.length === STEP && !(await stamp())) return false;
      if (++looked % AT_ONCE === 0) await s.pause(0);
    }
  }
  if (unconcerned.length > 0 && !(await stamp())) return false;
  return stamping;
}

/** 1 for those in one of some segments, who need no closer look. */
async function concernedNow(view: View, conditions: readonly Condition[]): Promise<Uint8Array> {
  const out = new Uint8Array(view.part.size);
  for (const c of conditions) (await view.truth(c)).forEach((v, i) => void (v === YES && (out[i] = 1)));
  return out;
}

/** Not true, and not to become so with nothing new. */
function isNever(evaluation: Evaluation, c: Condition): boolean {
  const { values } = evaluation.truth(c);
  return values.length === 1 && !values[0];
}
