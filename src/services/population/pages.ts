/** Divides customers into pages whose facts are read together. */
import type { RootFacts } from '../base/ports.js';

/** Maximum estimated size of the facts on one page, in bytes. A customer with more facts has a page of its own. */
const PAGE_BYTES = 16 * 2 ** 20;

/**
 * Divides customers into pages and keeps their order. A page has at most `most` customers, and their facts take at most
 * 16 MiB.
 *
 * @example
 * for (const page of inPages(roots, 500)) await factsOfMany(services, page, false);
 */
export function inPages<T extends Pick<RootFacts, 'factBytes'>>(roots: readonly T[], most: number): T[][] {
  const pages: T[][] = [];
  let bytes = 0;
  for (const root of roots) {
    const page = pages.at(-1);
    bytes += root.factBytes;
    if (page && page.length < most && bytes <= PAGE_BYTES) page.push(root);
    else {
      pages.push([root]);
      bytes = root.factBytes;
    }
  }
  return pages;
}
