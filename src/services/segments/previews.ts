/**
 * Previews a condition before it is published. Shows exact sizes, the customers that would enter or leave, and the
 * overlap with other segments.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Condition } from '../../engine/types.js';
import { warningsOf } from '../../engine/segments/contradiction.js';
import { diffConditions } from '../../engine/segments/diff.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import { countOf, populationViews, FirstFew } from '../population/views.js';
import type { ProfileRecord } from '../base/ports.js';
import { readCondition } from './segments.js';
import { mayUse } from './personal-access.js';

export interface PreviewInput {
  readonly expression?: string | null;
  readonly condition?: Condition | null;
  /** Key of the segment that gets this condition as its next version. */
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

/**
 * Adds a condition to an input that has only a key. This is the condition of the saved draft or, if there is no draft,
 * of the published version.
 */
function given(input: PreviewInput, catalogue: Catalogue): PreviewInput {
  if (!input.key || input.expression != null || input.condition != null) return input;
  const condition = catalogue.draft(input.key)?.condition ?? catalogue.segment(input.key);
  return condition ? { ...input, condition } : input;
}

/** Evaluates the new condition, the current version and the segments to compare with, for all customers in one pass. */
export async function previewSegment(services: Services, principal: Principal, input: PreviewInput): Promise<Preview> {
  requireScope(principal, 'segments:read');
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const { catalogue, now } = room;
  const condition = readCondition(given(input, catalogue), catalogue, 'input', input.key ?? undefined);
  mayUse(principal, condition, catalogue);
  const present = input.key ? catalogue.segment(input.key) : undefined;
  const others = input.overlapWith ?? [];
  if (others.length > MAX_OVERLAPS)
    throw invalid('LIST_SIZE_INVALID', `at most ${MAX_OVERLAPS} segments to compare with`, 'input.overlapWith');
  for (const key of others)
    if (!catalogue.segment(key)) throw notFound('SEGMENT_NOT_FOUND', `the segment ${key.slice(0, 64)}`);
  if (!Number.isInteger(input.samples) || input.samples < 0 || input.samples > MAX_SAMPLES)
    throw invalid('NUMBER_INVALID', `samples is a whole number from 0 to ${MAX_SAMPLES}`, 'input.samples');

  const counts = { customers: 0, size: 0, entering: 0, leaving: 0 };
  const entering = new FirstFew(input.samples);
  const leaving = new FirstFew(input.samples);
  const overlaps = others.map((segment) => ({ segment, size: 0, both: 0 }));
  for await (const view of populationViews(services, room)) {
    const is = await view.truth(condition);
    const was = present ? await view.truth(present) : new Uint8Array(is.length);
    const enters = is.map((v, i) => v & (1 - was[i]));
    const leaves = was.map((v, i) => v & (1 - is[i]));
    counts.customers += countOf(view.live);
    counts.size += countOf(is);
    counts.entering += countOf(enters);
    counts.leaving += countOf(leaves);
    entering.add(view.part, enters);
    leaving.add(view.part, leaves);
    for (const o of overlaps) {
      const other = await view.segment(o.segment);
      o.size += countOf(other);
      o.both += countOf(other.map((v, i) => v & is[i]));
    }
  }
  const [enteringSamples, leavingSamples] = await Promise.all(
    [entering, leaving].map((x) => x.read(services, principal.workspace)),
  );
  return {
    condition,
    ...counts,
    enteringSamples,
    leavingSamples,
    overlaps,
    warnings: warningsOf(condition),
    changes: present ? diffConditions(present, condition) : [],
    asOf: now,
  };
}
