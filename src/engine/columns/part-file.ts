/**
 * A part as bytes: a head of fixed length, the layout as JSON, and the block as it lies in memory. What is written is
 * what is read: opening a part copies nothing and builds nothing. Checksums are the business of the file's owner.
 *
 * @example
 * const { head, layout } = headOf(part); // write head, layout and part.block, one after another
 * const sizes = sizesOf(head); // { layoutBytes, blockBytes }
 * const again = partOf(layout, block); // the same part
 */
import { Part, type PartLayout } from './part.js';

/** Grows whenever parts of an earlier program would be read wrongly. */
const PART_FORMAT = 1;
export const HEAD_BYTES = 32;

/** "STRC". */
const MAGIC = 0x43525453;
/** Written in the order of the machine: arrays of another byte order are not read. */
const BYTE_ORDER = 0x01020304;

export interface PartHead {
  readonly head: Uint8Array;
  readonly layout: Uint8Array;
}

export interface PartSizes {
  readonly layoutBytes: number;
  readonly blockBytes: number;
}

export function headOf({ layout, block }: Part): PartHead {
  const text = new TextEncoder().encode(JSON.stringify(layout));
  const head = new ArrayBuffer(HEAD_BYTES);
  new Uint32Array(head).set([MAGIC, BYTE_ORDER, PART_FORMAT, text.length]);
  new Float64Array(head).set([block.byteLength], 2);
  return { head: new Uint8Array(head), layout: text };
}

/** Undefined where the head is not that of a part of this format and byte order. */
export function sizesOf(head: Uint8Array): PartSizes | undefined {
  if (head.length !== HEAD_BYTES) return undefined;
  const { buffer } = Uint8Array.from(head);
  const [magic, order, format, layoutBytes] = new Uint32Array(buffer);
  const [, , blockBytes] = new Float64Array(buffer);
  if (magic !== MAGIC || order !== BYTE_ORDER || format !== PART_FORMAT) return undefined;
  return Number.isSafeInteger(blockBytes) && blockBytes >= 0 ? { layoutBytes, blockBytes } : undefined;
}

export const partOf = (layout: Uint8Array, block: SharedArrayBuffer): Part =>
  new Part(JSON.parse(new TextDecoder().decode(layout)) as PartLayout, block);
