/** How strongly two items go together, by the customers that have both. */

/** Counts of customers: with both items, with each of them, and all. */
export interface PairCounts {
  readonly both: number;
  readonly a: number;
  readonly b: number;
  readonly all: number;
}

/** both / sqrt(a b): 1 if exactly the same customers have both items. */
export const cosine = ({ both, a, b }: PairCounts): number => (both === 0 ? 0 : both / Math.sqrt(a * b));

/** How many times as many customers have both as would if the items were independent. */
export const lift = ({ both, a, b, all }: PairCounts): number => (both === 0 ? 0 : (both * all) / (a * b));

/**
 * The log-likelihood ratio of the 2x2 table of two items (Dunning 1993), for or against a link: how certain it is that
 * the items are not independent.
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
  /** Links with fewer common customers are left out. */
  readonly leastBoth: number;
  /** Maximum number of links, those of largest g2, that are ranked. */
  readonly most: number;
}

const USUAL_BOUNDS: LinkBounds = { leastBoth: 5, most: 50 };

/**
 * Items linked to one item, the strongest first: by cosine among the links of largest g2. Lift alone would prefer rare
 * items. Items that occur together less often than by chance are left out.
 *
 * @param together Customers with the item and each other item.
 * @param counts Customers with each item.
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
