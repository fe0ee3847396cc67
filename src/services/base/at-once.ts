/** Work on many items with a limit on how many run at the same time. */

/**
 * Runs `work` for each item, for at most `most` of them at the same time. After an error no further item is started.
 * Rejects with the first error, once no item is running any more.
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
