/**
 * Segment portraits. They show the share of each tag value among the members of a segment, compared with all customers
 * or another segment.
 */
import { compareValues, valueKey } from '../../engine/values/value.js';
import type { TagDefinition, Value } from '../../engine/types.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, limit, notFound } from '../base/errors.js';
import { tagValue } from '../base/inputs.js';
import { countOf, populationViews } from '../population/views.js';
import { mayUse, maySeeTag } from './personal-access.js';

export interface PortraitTag {
  readonly key: string;
  /** Bounds of the ranges, ascending. A range includes its lower bound. */
  readonly buckets?: readonly unknown[] | null;
}

/**
 * A row for one value or one range [from, to). If neither is set, the row is for customers without a value. Counts are
 * numbers of customers.
 */
export interface PortraitRow {
  readonly value?: Value;
  readonly from?: Value;
  readonly to?: Value;
  readonly count: number;
  readonly share: number;
  readonly baseCount: number;
  readonly baseShare: number;
  /**
   * Target group index, which is share / baseShare x 100. Absent when no customer in the comparison group has the
   * value.
   */
  readonly tgi?: number;
}

export interface Portrait {
  readonly segment: string;
  readonly size: number;
  readonly against?: string;
  readonly baseSize: number;
  readonly asOf: number;
  readonly tags: readonly {
    readonly definition: TagDefinition;
    readonly rows: readonly PortraitRow[];
    readonly otherValues: number;
  }[];
}

const MAX_TAGS = 20;
const MAX_BUCKETS = 50;
/**
 * Maximum number of rows for a tag without buckets. The most frequent values are listed. `otherValues` in the result is
 * the number of values that are not listed.
 */
const MAX_ROWS = 100;

interface Count {
  readonly label: Pick<PortraitRow, 'value' | 'from' | 'to'>;
  members: number;
  base: number;
}

export async function segmentPortrait(
  services: Services,
  principal: Principal,
  segment: string,
  tags: readonly PortraitTag[],
  against?: string,
): Promise<Portrait> {
  requireScope(principal, 'segments:read');
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const { catalogue, now } = room;
  for (const key of against === undefined ? [segment] : [segment, against]) {
    const condition = catalogue.segment(key);
    if (!condition) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
    mayUse(principal, condition, catalogue);
  }
  if (tags.length === 0 || tags.length > MAX_TAGS)
    throw invalid('LIST_SIZE_INVALID', `name 1 to ${MAX_TAGS} tags`, 'tags');
  const wanted = tags.map((t, i) => {
    const definition = catalogue.tag(t.key);
    if (!definition || !maySeeTag(principal, t.key, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag');
    return {
      definition,
      bounds: t.buckets ? readBounds(t.buckets, definition, `tags[${i}].buckets`) : undefined,
      counts: new Map<string, Count>(),
    };
  });

  let size = 0;
  let baseSize = 0;
  for await (const view of populationViews(services, room)) {
    const members = await view.segment(segment);
    const base = against === undefined ? view.live : await view.segment(against);
    size += countOf(members);
    baseSize += countOf(base);
    for (const w of wanted) {
      const values = await view.tag(w.definition.key);
      // Many customers share a value, so the rows are looked up only once per value.
      const known = new Map<Value | undefined, readonly Count[]>();
      for (let i = 0; i < values.length; i++) {
        if (!members[i] && !base[i]) continue;
        let rows = known.get(values[i]);
        if (!rows)
          known.set(values[i], (rows = labelsOf(values[i], w.bounds).map((label) => countAt(w.counts, label))));
        for (const row of rows) {
          row.members += members[i];
          row.base += base[i];
        }
      }
    }
  }
  const share = (n: number, of: number): number => (of === 0 ? 0 : n / of);
  return {
    segment,
    size,
    ...(against === undefined ? {} : { against }),
    baseSize,
    asOf: now,
    tags: wanted.map(({ definition, counts, bounds }) => {
      const rows = [...counts.values()]
        .sort(bounds ? byRange : (a, b) => b.members - a.members || b.base - a.base || byRange(a, b))
        .map(({ label, members, base }): PortraitRow => ({
          ...label,
          count: members,
          share: share(members, size),
          baseCount: base,
          baseShare: share(base, baseSize),
          ...(base > 0 ? { tgi: (share(members, size) / share(base, baseSize)) * 100 } : {}),
        }));
      return { definition, rows: rows.slice(0, MAX_ROWS), otherValues: Math.max(0, rows.length - MAX_ROWS) };
    }),
  };
}

function countAt(counts: Map<string, Count>, label: Count['label']): Count {
  const key = JSON.stringify([label.value, label.from, label.to].map((v) => (v === undefined ? null : valueKey(v))));
  let count = counts.get(key);
  if (!count) counts.set(key, (count = { label, members: 0, base: 0 }));
  return count;
}

function readBounds(buckets: readonly unknown[], definition: TagDefinition, path: string): readonly Value[] {
  if (buckets.length === 0 || buckets.length > MAX_BUCKETS)
    throw limit('LIST_TOO_LONG', `give 1 to ${MAX_BUCKETS} bounds`, path);
  if (!['INTEGER', 'DECIMAL', 'DATE', 'DATETIME'].includes(definition.type))
    throw invalid('FIELD_NOT_ALLOWED', `${definition.type} has no ranges; leave the buckets out`, path);
  const bounds = buckets.map((b, i) =>
    tagValue(b, { ...definition, min: undefined, max: undefined, allowedValues: undefined }, `${path}[${i}]`),
  );
  for (let i = 1; i < bounds.length; i++)
    if ((compareValues(bounds[i - 1], bounds[i]) ?? 0) >= 0)
      throw invalid('BOUNDS_NOT_ASCENDING', 'each bound must be above the one before it', `${path}[${i}]`);
  return bounds;
}

/**
 * Returns the labels of the rows that count a customer's value. This is the row of the bucket that contains the value,
 * the row of the value itself, a row for each text in a list, or the row for customers without a value.
 */
function labelsOf(
  v: Value | undefined,
  bounds: readonly Value[] | undefined,
): Pick<PortraitRow, 'value' | 'from' | 'to'>[] {
  if (v === undefined) return [{}];
  if (typeof v === 'object') return v.length === 0 ? [{}] : [...new Set(v)].map((value) => ({ value }));
  if (!bounds) return [{ value: v }];
  const i = bounds.findIndex((b) => (compareValues(v, b) ?? 0) < 0);
  const above = i < 0 ? bounds.length : i;
  return [
    { ...(above > 0 ? { from: bounds[above - 1] } : {}), ...(above < bounds.length ? { to: bounds[above] } : {}) },
  ];
}

/** Sorts the ranges first, in ascending order, then the single values, then the row for customers without a value. */
function byRange(a: Count, b: Count): number {
  const rank = ({ label }: Count): number => {
    if (label.from !== undefined || label.to !== undefined) return 0;
    return label.value === undefined ? 2 : 1;
  };
  const [x, y] = [a, b].map(({ label }): Value | undefined => label.from ?? label.value);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (x === undefined || y === undefined) return Number(y === undefined) - Number(x === undefined);
  return compareValues(x, y) ?? 0;
}
