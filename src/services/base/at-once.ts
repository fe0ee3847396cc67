/** Runs work on many items, and limits how many of them are processed at the same time. */

/**
 * Runs `work` for each item, for at most `most` items at the same time. After an error, no further item is started.
 * Rejects with the first error when all running items have ended.
 *
 * @example
 * await forEachAtOnce(batches, 2, (batch) => load(batch));
 */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failed: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (!failed) {
      const next = waiting.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (failed) throw failed.error;
}
