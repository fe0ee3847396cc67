/** Computes the symmetric difference of two sorted sequences in one pass. */

/** A batch of the differences between two sequences. */
export interface Differences {
  /** Values that occur in only one of the two sequences. */
  readonly values: readonly string[];
  /** Number of values read from both sequences to produce this batch. */
  readonly read: number;
}

/**
 * Maximum number of values that are read for one batch. `FOUND_AT_ONCE` is the maximum number of differences in one
 * batch.
 */
const READ_AT_ONCE = 20_000;
const FOUND_AT_ONCE = 1000;

/**
 * Yields the values that occur in only one of two sequences. Both sequences must be sorted by UTF-8 bytes, which is the
 * sort order of the database, and must not contain duplicates.
 */
export async function* differences(
  left: AsyncIterable<readonly string[]>,
  right: AsyncIterable<readonly string[]>,
): AsyncGenerator<Differences> {
  const [lefts, rights] = [valuesOf(left), valuesOf(right)];
  let [fromLeft, fromRight] = [await lefts.next(), await rights.next()];
  let values: string[] = [];
  let read = 0;
  while (!fromLeft.done || !fromRight.done) {
    const order = compare(fromLeft, fromRight);
    if (order !== 0) values.push((order < 0 ? fromLeft : fromRight).value as string);
    if (order <= 0) fromLeft = await lefts.next();
    if (order >= 0) fromRight = await rights.next();
    read += order === 0 ? 2 : 1;
    if (read < READ_AT_ONCE && values.length < FOUND_AT_ONCE) continue;
    yield { values, read };
    values = [];
    read = 0;
  }
  yield { values, read };
}

async function* valuesOf(pages: AsyncIterable<readonly string[]>): AsyncGenerator<string, undefined> {
  for await (const page of pages) yield* page;
  return undefined;
}

/** Compares the next values of two sequences. The end of a sequence sorts after every value. */
function compare(left: IteratorResult<string, undefined>, right: IteratorResult<string, undefined>): number {
  if (left.done) return 1;
  if (right.done) return -1;
  return left.value === right.value ? 0 : Buffer.compare(Buffer.from(left.value), Buffer.from(right.value));
}
