/**
 * Counts the memory of data that is derived from the columns of a part and cached. The bytes are counted for the block
 * of the part, and released together with the block.
 */
const derived = new WeakMap<SharedArrayBuffer, number>();

/** Returns the bytes of all data that is derived from a block. */
export const derivedBytes = (block: SharedArrayBuffer): number => derived.get(block) ?? 0;

/** Adds to the derived bytes of a block. A negative number subtracts. */
export function noteDerived(block: SharedArrayBuffer, bytes: number): void {
  derived.set(block, derivedBytes(block) + bytes);
}

/**
 * Returns the bytes of all typed arrays in an object and in the objects that it contains.
 *
 * @example arrayBytes({ starts: new Int32Array(10), of: { at: new Float64Array(10) } }); // 120
 */
export function arrayBytes(value: object): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>(
    (sum, each) => sum + (typeof each === 'object' && each !== null ? arrayBytes(each as object) : 0),
    0,
  );
}
