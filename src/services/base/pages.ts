/** Reads everything that a store lists, one page after another. */
import type { Page } from './ports.js';

type Pages<T> = AsyncGenerator<readonly T[], void, undefined>;

/**
 * Yields the items of a store in pages of at most `first` items, and no empty page. A page with fewer items is the last
 * one. The next page is read when the caller has finished with the current one, so a caller that leaves the loop reads
 * no further page.
 *
 * @example
 * const read = (page: Page) => stores.profiles.roots('shop', page);
 * for await (const roots of eachPage(read, ({ id }) => id, 500)) count += roots.length;
 */
export async function* eachPage<T>(
  read: (page: Page) => Promise<readonly T[]>,
  cursorOf: (item: T) => string,
  first: number,
  from?: string,
): Pages<T> {
  for (let position = from; ;) {
    const items = await read(position === undefined ? { first } : { first, after: position });
    if (items.length > 0) yield items;
    if (items.length < first) return;
    position = cursorOf(items.at(-1)!);
  }
}

/**
 * Yields pages of any length until a page is empty. Use it when a short page need not be the last one: the store
 * decides how long a page is, or items are added behind the page while it is processed.
 *
 * @example
 * const read = (after?: string) => stores.lists.readAhead(content, after);
 * for await (const entries of pagesUntilEmpty(read, (entry) => entry)) count += entries.length;
 */
export async function* pagesUntilEmpty<T>(
  read: (after: string | undefined) => Promise<readonly T[]>,
  cursorOf: (item: T) => string,
): Pages<T> {
  for (let position: string | undefined; ;) {
    const items = await read(position);
    if (items.length === 0) return;
    yield items;
    position = cursorOf(items.at(-1)!);
  }
}
