/** What a condition would do before it is published: exact sizes, who would come and go, and overlap with others. */
import type { Condition } from '../engine/model.js';
import { warningsOf } from '../engine/segment/contradiction.js';
import { diffConditions } from '../engine/segment/diff.js';
import { Evaluation } from '../engine/segment/evaluate.js';
import { valueAt } from '../engine/timeline.js';
import { requireScope, type Principal } from './access.js';
import { enter, type Services } from './context.js';
import { invalid, notFound } from './errors.js';
import type { ProfileRecord } from './ports.js';
import { scanSubjects } from './profiles.js';
import { mayUse, readCondition } from './segments.js';

export interface PreviewInput {
  readonly expression?: string | null;
  readonly condition?: Condition | null;
  /** The segment the condition would become the next version of. */
  readonly key?: string | null;
  readonly overlapWith?: readonly string[] | null;
  readonly samples: number;
}

export interface Preview {
  readonly condition: Condition;
  readonly customers: number;
  readonly size: number;
  readonly entering: number;
  readonly leaving: number;
  readonly enteringSamples: readonly ProfileRecord[];
  readonly leavingSamples: readonly ProfileRecord[];
  readonly overlaps: readonly { readonly segment: string; readonly size: number; readonly both: number }[];
  readonly warnings: readonly string[];
  readonly changes: readonly string[];
  readonly asOf: number;
}

const MAX_OVERLAPS = 20;
const MAX_SAMPLES = 50;

/** Evaluates every customer under the new condition, the present version and the segments to compare with, in one pass. */
export async function previewSegment(s: Services, p: Principal, input: PreviewInput): Promise<Preview> {
  requireScope(p, 'segments:read');
  requireScope(p, 'analytics:read');
  const room = await enter(s, p.workspace);
  const { catalogue, now } = room;
  const condition = readCondition(input, catalogue, 'input', input.key ?? undefined);
  mayUse(p, condition, catalogue);
  const present = input.key ? catalogue.segment(input.key) : undefined;
  const others = input.overlapWith ?? [];
  if (others.length > MAX_OVERLAPS) throw invalid(`at most ${MAX_OVERLAPS} segments to compare with`, 'input.overlapWith');
  for (const key of others) if (!catalogue.segment(key)) throw notFound(`the segment ${key.slice(0, 64)}`);
  if (!Number.isInteger(input.samples) || input.samples < 0 || input.samples > MAX_SAMPLES) throw invalid(`samples is a whole number from 0 to ${MAX_SAMPLES}`, 'input.samples');

  const own = catalogue.lookbackOf(condition);
  const lookback = (tag: string): number => Math.max(own(tag), catalogue.lookback(tag));
  const counts = { customers: 0, size: 0, entering: 0, leaving: 0 };
  const enteringSamples: ProfileRecord[] = [];
  const leavingSamples: ProfileRecord[] = [];
  const overlaps = others.map((segment) => ({ segment, size: 0, both: 0 }));
  for await (const batch of scanSubjects(s, room, now, lookback)) {
    for (const { record, subject } of batch) {
      const evaluation = new Evaluation(catalogue, subject, now, now);
      const is = valueAt(evaluation.truth(condition), now);
      const was = present !== undefined && valueAt(evaluation.truth(present), now);
      counts.customers++;
      if (is) counts.size++;
      if (is && !was && ++counts.entering <= input.samples) enteringSamples.push(record);
      if (was && !is && ++counts.leaving <= input.samples) leavingSamples.push(record);
      for (const o of overlaps) {
        if (!valueAt(evaluation.segment(o.segment), now)) continue;
        o.size++;
        if (is) o.both++;
      }
    }
  }
  return { condition, ...counts, enteringSamples, leavingSamples, overlaps, warnings: warningsOf(condition), changes: present ? diffConditions(present, condition) : [], asOf: now };
}
