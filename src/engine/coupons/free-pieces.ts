/** What BUY_N_GET_M gives free, line by line. Money in integer units at scale 4. */
import type { OrderLine } from '../model.js';
import { payable, smaller, sum } from './payable.js';
import { isInScope, type ProductScope } from './scope.js';

/** Of BUY_N_GET_M: how many pieces are bought and given, and of which goods. */
export interface FreePieces {
  readonly buy?: number;
  readonly get?: number;
  readonly products?: ProductScope;
  /** Products given for free. Absent: the products that are bought. */
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
 * What is free of each line, the cheapest first. Without `gifts`: of every `buy + get` pieces in scope the cheapest
 * `get`. With `gifts`: for every `buy` pieces in scope up to `get` pieces of the gifts; a piece that is given is not
 * bought. What is sold by weight is one piece a line.
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

/** By the price of a piece; of equal prices first what is no bought goods, so that as much as possible is free. */
const cheapestFirst = (a: Pile, b: Pile): number =>
  Number(a.amount * b.pieces - b.amount * a.pieces) || Number(a.bought) - Number(b.bought);

function freeCount(piles: readonly Pile[], given: readonly Pile[], terms: FreePieces): bigint {
  const [buy, get] = [BigInt(terms.buy ?? 1), BigInt(terms.get ?? 1)];
  const bought = sum(piles.filter((pile) => pile.bought).map((pile) => pile.pieces));
  if (!terms.gifts) return (bought / (buy + get)) * get;
  const earned = (free: bigint): boolean => bought - boughtAmong(given, free) >= buy * ((free + get - 1n) / get);
  // The more is free, the more has to be bought and the less of it is left: halving finds the most.
  let [enough, tooMany] = [0n, sum(given.map((pile) => pile.pieces)) + 1n];
  while (tooMany - enough > 1n) {
    const middle = (enough + tooMany) / 2n;
    if (earned(middle)) enough = middle;
    else tooMany = middle;
  }
  return enough;
}

/** Pieces in scope among the cheapest `free` pieces of the gifts. */
function boughtAmong(given: readonly Pile[], free: bigint): bigint {
  let [left, among] = [free, 0n];
  for (const { pieces, bought } of given) {
    const taken = smaller(pieces, left);
    if (bought) among += taken;
    left -= taken;
  }
  return among;
}

/** One piece, at scale 4. */
const PIECE = 10_000n;

function piecesOf({ quantity }: OrderLine): bigint {
  if (quantity <= 0n) return 0n;
  return quantity % PIECE === 0n ? quantity / PIECE : 1n;
}
