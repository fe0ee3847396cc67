/** Computes the free pieces of BUY_N_GET_M for each order line. Amounts are integers at scale 4. */
import type { OrderLine } from '../types.js';
import { payable, smaller, sum } from './payable.js';
import { isInScope, type ProductScope } from './scope.js';

/** The terms of BUY_N_GET_M: how many pieces must be bought, how many are free, and which products count. */
export interface FreePieces {
  readonly buy?: number;
  readonly get?: number;
  readonly products?: ProductScope;
  /** The products that can be free. By default, these are the products in `products`. */
  readonly gifts?: ProductScope;
}

interface Pile {
  readonly place: number;
  readonly pieces: bigint;
  readonly amount: bigint;
  readonly bought: boolean;
  readonly given: boolean;
}

/**
 * Returns the free amount of each line. The cheapest pieces are free first. Without `gifts`, the cheapest `get` of
 * every `buy + get` pieces in scope are free. With `gifts`, every `buy` pieces in scope make up to `get` gift pieces
 * free, and a free piece does not count as bought. A line with a product sold by weight counts as one piece.
 */
export function freeByLine(lines: readonly OrderLine[], terms: FreePieces, unit: bigint): bigint[] {
  const piles = lines
    .map((line, place): Pile => ({
      place,
      pieces: piecesOf(line),
      amount: line.amount ?? 0n,
      bought: isInScope(line, terms.products),
      given: isInScope(line, terms.gifts ?? terms.products),
    }))
    .filter((pile) => pile.pieces > 0n)
    .sort(cheapestFirst);
  const given = piles.filter((pile) => pile.given);
  let left = freeCount(piles, given, terms);
  const parts = lines.map(() => 0n);
  for (const { place, pieces, amount } of given) {
    const free = smaller(pieces, left);
    parts[place] = payable(amount * free, pieces, amount, unit);
    left -= free;
  }
  return parts;
}

/**
 * Sorts by unit price, ascending. At equal prices, products that do not count as bought come first, because making them
 * free leaves more bought pieces.
 */
const cheapestFirst = (a: Pile, b: Pile): number =>
  Number(a.amount * b.pieces - b.amount * a.pieces) || Number(a.bought) - Number(b.bought);

function freeCount(piles: readonly Pile[], given: readonly Pile[], terms: FreePieces): bigint {
  const [buy, get] = [BigInt(terms.buy ?? 1), BigInt(terms.get ?? 1)];
  const bought = sum(piles.filter((pile) => pile.bought).map((pile) => pile.pieces));
  if (!terms.gifts) return (bought / (buy + get)) * get;
  const earned = (free: bigint): boolean => bought - boughtAmong(given, free) >= buy * ((free + get - 1n) / get);
  // A binary search finds the maximum number of free pieces. The search works because each additional free piece
  // requires more bought pieces and leaves fewer bought pieces.
  let [enough, tooMany] = [0n, sum(given.map((pile) => pile.pieces)) + 1n];
  while (tooMany - enough > 1n) {
    const middle = (enough + tooMany) / 2n;
    if (earned(middle)) enough = middle;
    else tooMany = middle;
  }
  return enough;
}

/** Returns how many of the cheapest `free` gift pieces would otherwise count as bought. */
function boughtAmong(given: readonly Pile[], free: bigint): bigint {
  let [left, among] = [free, 0n];
  for (const { pieces, bought } of given) {
    const taken = smaller(pieces, left);
    if (bought) among += taken;
    left -= taken;
  }
  return among;
}

/** The quantity of one piece, at scale 4. */
const PIECE = 10_000n;

function piecesOf({ quantity }: OrderLine): bigint {
  if (quantity <= 0n) return 0n;
  return quantity % PIECE === 0n ? quantity / PIECE : 1n;
}
