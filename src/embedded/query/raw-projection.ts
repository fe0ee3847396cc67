/** The everyday projection, whole fields of the top level kept, done on a document's bytes: nothing is decoded. */
import { type Doc, isNumber, truthy } from '../value/bson.js';

/** Bytes of a value by its BSON type; undefined: not known here. https://bsonspec.org/spec.html */
function sizeOf(raw: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case 0x01: case 0x09: case 0x11: case 0x12: return 8;
    case 0x02: case 0x0d: return 4 + raw.readInt32LE(at);
    case 0x03: case 0x04: return raw.readInt32LE(at);
    case 0x05: return 5 + raw.readInt32LE(at);
    case 0x07: return 12;
    case 0x08: return 1;
    case 0x0a: case 0xff: case 0x7f: return 0;
    case 0x10: return 4;
    case 0x13: return 16;
    default: return undefined;
  }
}

/** Undefined when the projection is anything else. The answer is undefined for a document with a type of value that is not known here. */
export function compileRawProjection(spec: Doc): ((raw: Buffer) => Buffer | undefined) | undefined {
  const names = Object.keys(spec);
  const kept = names.filter((k) => k !== '_id');
  const plain = (v: unknown): boolean => v === true || (isNumber(v) && truthy(v));
  if (kept.length === 0 || kept.some((k) => k === '' || k.includes('.') || k.startsWith('$') || !plain(spec[k]))) return undefined;
  const id = spec._id;
  if (id !== undefined && typeof id !== 'boolean' && !isNumber(id)) return undefined;
  if (id === undefined || truthy(id)) kept.push('_id');
  const wanted = kept.map((k) => Buffer.from(k));
  return (raw) => {
    const parts: Buffer[] = [];
    let bytes = 5;
    for (let at = 4; raw[at] !== 0;) {
      const start = at;
      const nameEnd = raw.indexOf(0, at + 1);
      const size = sizeOf(raw, raw[at], nameEnd + 1);
      if (size === undefined) return undefined;
      at = nameEnd + 1 + size;
      if (!wanted.some((w) => w.length === nameEnd - start - 1 && raw.compare(w, 0, w.length, start + 1, nameEnd) === 0)) continue;
      parts.push(raw.subarray(start, at));
      bytes += at - start;
    }
    const out = Buffer.allocUnsafe(bytes);
    out.writeInt32LE(bytes, 0);
    let to = 4;
    for (const p of parts) to += p.copy(out, to);
    out[to] = 0;
    return out;
  };
}
