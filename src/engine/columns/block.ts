/**
 * One block of shared memory that holds many typed arrays. A layout in plain JSON records the position of each array. A
 * block that was read from a file can therefore be used without conversion.
 */
interface Arrays {
  readonly u1: Uint8Array;
  readonly i1: Int8Array;
  readonly i2: Int16Array;
  readonly i4: Int32Array;
  readonly f8: Float64Array;
}

type Kind = keyof Arrays;
type Numbers = Arrays[Kind];

const KINDS: { readonly [K in Kind]: new (block: ArrayBufferLike, offset: number, length: number) => Arrays[K] } = {
  u1: Uint8Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  f8: Float64Array,
};

/** The position of an array in its block. `offset` is in bytes, and `length` is in elements. */
export type Place<K extends Kind = Kind> = readonly [kind: K, offset: number, length: number];

/** Codes or other small integers, in the narrowest type that can represent the largest one. */
export type Codes = Int8Array | Int16Array | Int32Array;
export type CodesPlace = Place<'i1' | 'i2' | 'i4'>;

/** Every array begins at a multiple of the largest element size. */
const ALIGNMENT = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export class BlockWriter {
  private readonly arrays: (readonly [offset: number, array: Numbers])[] = [];
  private bytes = 0;

  /**
   * Reserves space for an array. The values are copied by `sealed`, so the array must not change before `sealed` is
   * called.
   */
  put<K extends Kind>(kind: K, array: Arrays[K]): Place<K> {
    const offset = this.bytes;
    this.arrays.push([offset, array]);
    this.bytes = aligned(offset + array.byteLength);
    return [kind, offset, array.length];
  }

  /** Adds integers of at least -1 as an array of the narrowest type that can represent `largest`. */
  putCodes(codes: Int32Array, largest: number): CodesPlace {
    if (largest <= 0x7f) return this.put('i1', Int8Array.from(codes));
    if (largest <= 0x7fff) return this.put('i2', Int16Array.from(codes));
    return this.put('i4', codes);
  }

  sealed(): SharedArrayBuffer {
    const block = new SharedArrayBuffer(this.bytes);
    const all = new Uint8Array<ArrayBufferLike>(block);
    for (const [offset, { buffer, byteOffset, byteLength }] of this.arrays)
      all.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    return block;
  }
}

export function viewOf<K extends Kind>(block: SharedArrayBuffer, [kind, offset, length]: Place<K>): Arrays[K] {
  return new KINDS[kind](block, offset, length);
}

/** A growing list of numbers that becomes a `Float64Array` or an `Int32Array`. */
export class Growing<T extends Float64Array | Int32Array> {
  length = 0;

  constructor(private data: T) {}

  static floats(): Growing<Float64Array> {
    return new Growing(new Float64Array(64));
  }
  static integers(): Growing<Int32Array> {
    return new Growing(new Int32Array(64));
  }

  push(v: number): void {
    if (this.length === this.data.length) {
      const larger = new (this.data.constructor as new (n: number) => T)(this.data.length * 2);
      larger.set(this.data as never);
      this.data = larger;
    }
    this.data[this.length++] = v;
  }

  /** Returns a copy of the values. */
  sealed(): T {
    return this.data.slice(0, this.length) as T;
  }

  /** Returns the values without a copy. No value may be added afterwards. */
  view(): T {
    return this.data.subarray(0, this.length) as T;
  }
}
