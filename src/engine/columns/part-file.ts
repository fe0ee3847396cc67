/**
 * A part as bytes: a head of fixed length, the layout as JSON, and the block. The file holds the same bytes as memory,
 * so a part is opened without conversion. The caller verifies checksums.
 *
 * @example
 * const { head, layout } = headOf(part); // write head, layout and part.block, one after another
 * const sizes = sizesOf(head); // { layoutBytes, blockBytes }
 * const again = partOf(layout, block); // the same part
 */
import { ColumnPart, type PartLayout } from './part.js';

/**
 * Version of the file format. It must be increased with every change after which the program would misread older files.
 */
const PART_FORMAT = 2;
export const HEAD_BYTES = 32;

/** "STRC". */
const MAGIC = 0x43525453;
/**
 * A number that is written in the byte order of the machine. A file in which this number has another value is rejected.
 */
const BYTE_ORDER = 0x01020304;

export interface PartHead {
  readonly head: Uint8Array;
  readonly layout: Uint8Array;
}

export interface PartSizes {
  readonly layoutBytes: number;
  readonly blockBytes: number;
}

export function headOf({ layout, block }: ColumnPart): PartHead {
  const text = new TextEncoder().encode(JSON.stringify(layout));
  const head = new ArrayBuffer(HEAD_BYTES);
  new Uint32Array(head).set([MAGIC, BYTE_ORDER, PART_FORMAT, text.length]);
  new Float64Array(head).set([block.byteLength], 2);
  return { head: new Uint8Array(head), layout: text };
}

/** Returns the sizes from the head, or undefined if the format or byte order differs. */
export function sizesOf(head: Uint8Array): PartSizes | undefined {
  if (head.length !== HEAD_BYTES) return undefined;
  const { buffer } = Uint8Array.from(head);
  const [magic, order, format, layoutBytes] = new Uint32Array(buffer);
  const [, , blockBytes] = new Float64Array(buffer);
  if (magic !== MAGIC || order !== BYTE_ORDER || format !== PART_FORMAT) return undefined;
  return Number.isSafeInteger(blockBytes) && blockBytes >= 0 ? { layoutBytes, blockBytes } : undefined;
}

export const partOf = (layout: Uint8Array, block: SharedArrayBuffer): ColumnPart =>
  new ColumnPart(JSON.parse(new TextDecoder().decode(layout)) as PartLayout, block);
