/** Measures how strongly two items are associated, based on the customers who have both. */

/** Numbers of customers with both items (`both`), with each item (`a` and `b`), and in total (`all`). */
export interface PairCounts {
  readonly both: number;
  readonly a: number;
  readonly b: number;
  readonly all: number;
}

/** Returns both / sqrt(a b). The result is 1 if exactly the same customers have both items. */
export const cosine = ({ both, a, b }: PairCounts): number => (both === 0 ? 0 : both / Math.sqrt(a * b));

/** Returns the number of customers with both items, divided by the number expected if the items were independent. */
export const lift = ({ both, a, b, all }: PairCounts): number => (both === 0 ? 0 : (both * all) / (a * b));

/**
 * Returns the log-likelihood ratio of the 2x2 table of two items (Dunning 1993). It measures the evidence that the
 * items are not independent. The ratio is high if the items occur together more often than by chance, but also if they
 * occur together less often.
 */
export function logLikelihoodRatio({ both, a, b, all }: PairCounts): number {
  const cell = (observed: number, row: number, column: number): number =>
    observed === 0 ? 0 : observed * Math.log((observed * all) / (row * column));
  const sum =
    cell(both, a, b) +
    cell(a - both, a, all - b) +
    cell(b - both, all - a, b) +
    cell(all - a - b + both, all - a, all - b);
  return Math.max(0, 2 * sum);
}

export interface ItemLink extends PairCounts {
  readonly item: string;
  readonly cosine: number;
  readonly g2: number;
}

export interface LinkBounds {
  /** Minimum number of customers who have both items. Links with fewer are omitted. */
  readonly leastBoth: number;
  /** Maximum number of links that are returned. The links with the highest log-likelihood ratio (`g2`) are chosen. */
  readonly most: number;
}

const USUAL_BOUNDS: LinkBounds = { leastBoth: 5, most: 50 };

/**
 * Returns the items linked to one item, strongest first. The links with the largest log-likelihood ratio (`g2`) are
 * chosen and then ranked by cosine, because lift alone would favor rare items. Items that occur together less often
 * than by chance are omitted.
 *
 * @param together For each other item, the number of customers who have both this item and `item`.
 * @param counts Number of customers with each item.
 */
export function linksOf(
  item: string,
  together: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  all: number,
  { leastBoth, most }: LinkBounds = USUAL_BOUNDS,
): readonly ItemLink[] {
  const a = counts.get(item) ?? 0;
  const links: ItemLink[] = [];
  for (const [other, both] of together) {
    if (other === item || both < leastBoth) continue;
    const pair = { both, a, b: counts.get(other)!, all };
    if (both * all <= pair.a * pair.b) continue;
    links.push({ item: other, ...pair, cosine: cosine(pair), g2: logLikelihoodRatio(pair) });
  }
  const byName = (x: ItemLink, y: ItemLink): number => (x.item < y.item ? -1 : 1);
  return links
    .sort((x, y) => y.g2 - x.g2 || byName(x, y))
    .slice(0, most)
    .sort((x, y) => y.cosine - x.cosine || y.g2 - x.g2 || byName(x, y));
}
