/** Fast path for the most common projection, which includes top-level fields. It works on encoded bytes. */
import { type Doc, isNumber, truthy } from '../value/bson.js';
import { documentOf, Fields } from '../value/raw.js';

/**
 * Compiles a projection that includes top-level fields. Returns undefined for any other projection. The compiled
 * function returns undefined for a document with an unsupported value type.
 */
export function compileRawProjection(spec: Doc): ((raw: Buffer) => Buffer | undefined) | undefined {
  const names = Object.keys(spec);
  const kept = names.filter((k) => k !== '_id');
  const plain = (v: unknown): boolean => v === true || (isNumber(v) && truthy(v));
  const id = spec._id;
  if (id !== undefined && typeof id !== 'boolean' && !isNumber(id)) return undefined;
  if (
    (kept.length === 0 && !truthy(id)) ||
    kept.some((k) => k === '' || k.includes('.') || k.startsWith('$') || !plain(spec[k]))
  )
    return undefined;
  if (id === undefined || truthy(id)) kept.push('_id');
  const fields = new Fields(kept);
  return (raw) => {
    // Adjacent fields are copied together as one range.
    const ranges: number[] = [];
    const known = fields.find(raw, (_name, start, _value, end) => {
      if (ranges[ranges.length - 1] === start) ranges[ranges.length - 1] = end;
      else ranges.push(start, end);
    });
    return known ? documentOf(raw, ranges) : undefined;
  };
}
