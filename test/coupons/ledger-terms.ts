/** Implements the terms of coupons from COUPONS.md naively, without any code of the engine. Money is in cents. */

export type Kind =
  | 'FULL_REDUCTION'
  | 'DISCOUNT'
  | 'FIXED_AMOUNT'
  | 'FREE_SHIPPING'
  | 'EXCHANGE'
  | 'BUY_N_GET_M'
  | 'GIFT';

interface Goods {
  readonly skus?: readonly string[];
  readonly brands?: readonly string[];
  readonly categories?: readonly string[];
}

export interface Scope extends Goods {
  readonly excluded?: Goods;
  readonly bundle?: readonly string[];
}

/** Limits for claims of a coupon or a pack. Times are in ms since the epoch. */
export interface ClaimTerms {
  readonly key: string;
  /** Name of a condition of `ELIGIBLE`. */
  readonly eligible?: string | undefined;
  readonly perCustomer?: number;
  readonly total?: number;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly retired?: boolean;
}

export interface Terms extends ClaimTerms {
  readonly code?: string | undefined;
  readonly kind: Kind;
  readonly faceValue?: number;
  /** Discount in hundredths of a percent. */
  readonly share?: number;
  readonly mostOff?: number;
  readonly threshold?: number;
  readonly buy?: number;
  readonly get?: number;
  readonly products?: Scope | undefined;
  readonly gifts?: Scope | undefined;
  readonly stackable: boolean;
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
  readonly campaign?: string;
  readonly costBearer?: string;
  readonly costLimit?: number;
  readonly validHours?: number | undefined;
  readonly returnOnRefund: boolean;
  readonly group: boolean;
}

export interface Pack extends ClaimTerms {
  readonly items: readonly { readonly coupon: string; readonly count: number }[];
}

export interface Line {
  readonly lineId: string;
  readonly sku: string;
  readonly brand: string;
  readonly category: string;
  readonly quantity: number;
  readonly amount: number;
}

export interface Basket {
  readonly orderId: string;
  readonly amount: number;
  readonly shipping?: number;
  readonly lines?: readonly Line[];
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
}

const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** Rounds a fraction of cents half to even. */
function rounded(numerator: number, divisor: number): number {
  const below = Math.floor(numerator / divisor);
  const twice = 2 * (numerator - below * divisor);
  return twice > divisor || (twice === divisor && below % 2 === 1) ? below + 1 : below;
}

/** Whether a line is among these goods, by SKU, brand or category path. */
function isAmong(line: Line, { skus = [], brands = [], categories = [] }: Goods): boolean {
  const parts = line.category.split('/');
  const isBelow = (path: string): boolean => path.split('/').every((part, i) => parts[i] === part);
  return skus.includes(line.sku) || brands.includes(line.brand) || categories.some(isBelow);
}

export function inScope(line: Line, scope: Scope | undefined): boolean {
  if (!scope) return true;
  if (scope.bundle) return scope.bundle.includes(line.sku);
  const chosen = [scope.skus, scope.brands, scope.categories].some((list) => list !== undefined);
  return (!chosen || isAmong(line, scope)) && !(scope.excluded && isAmong(line, scope.excluded));
}

/** Returns the amount on which threshold and discount are computed. */
function scopeAmount({ products }: Terms, { amount, lines = [] }: Basket): number {
  if (!products) return amount;
  return Math.min(amount, total(lines.filter((line) => inScope(line, products)).map((line) => line.amount)));
}

interface Piece {
  readonly line: number;
  readonly price: number;
  readonly bought: boolean;
  readonly given: boolean;
}

/** Returns every piece of an order, cheapest first. A line sold by weight is one piece. */
function piecesOf({ lines = [] }: Basket, { products, gifts }: Terms): Piece[] {
  const pieces = lines.flatMap((line, i) => {
    const count = Number.isInteger(line.quantity) ? line.quantity : 1;
    const piece: Piece = {
      line: i,
      price: line.amount / count,
      bought: inScope(line, products),
      given: inScope(line, gifts ?? products),
    };
    return Array.from({ length: count }, () => piece);
  });
  return pieces.sort((a, b) => a.price - b.price || Number(a.bought) - Number(b.bought) || a.line - b.line);
}

/** Returns the number of free pieces of each line. */
export function freePieces(terms: Terms, basket: Basket): number[] {
  const pieces = piecesOf(basket, terms);
  const given = pieces.filter((piece) => piece.given);
  const [buy, get] = [terms.buy!, terms.get!];
  let free = 0;
  if (terms.gifts)
    for (let n = 1; n <= given.length; n++) {
      const kept = [...pieces.filter((piece) => !piece.given), ...given.slice(n)];
      if (kept.filter((piece) => piece.bought).length >= buy * Math.ceil(n / get)) free = n;
    }
  else free = Math.floor(given.length / (buy + get)) * get;
  const taken = given.slice(0, free);
  return (basket.lines ?? []).map((_, i) => taken.filter((piece) => piece.line === i).length);
}

/** Returns the free amount of each line, in whole cents. */
function freeAmounts(terms: Terms, basket: Basket): number[] {
  const free = freePieces(terms, basket);
  return (basket.lines ?? []).map(({ quantity, amount }, i) =>
    free[i] === 0 ? 0 : Math.min(amount, rounded(amount * free[i], Number.isInteger(quantity) ? quantity : 1)),
  );
}

export function discountOf(terms: Terms, basket: Basket): number {
  const amount = scopeAmount(terms, basket);
  switch (terms.kind) {
    case 'FULL_REDUCTION':
    case 'FIXED_AMOUNT':
    case 'EXCHANGE':
      return Math.min(terms.faceValue!, amount);
    case 'DISCOUNT':
      return Math.min(rounded(amount * terms.share!, 10_000), terms.mostOff ?? amount, amount);
    case 'FREE_SHIPPING':
      return basket.shipping ?? 0;
    case 'BUY_N_GET_M':
      return Math.min(total(freeAmounts(terms, basket)), basket.amount);
    case 'GIFT':
      return 0;
  }
}

/** Returns the shop's cost of a use. */
export const costOf = (terms: Pick<Terms, 'kind' | 'faceValue'>, discount: number): number =>
  terms.kind === 'GIFT' ? terms.faceValue! : discount;

/** Returns the discount by line, or undefined if the lines cannot absorb it. */
export function lineDiscounts(terms: Terms, basket: Basket, discount: number): number[] | undefined {
  const lines = basket.lines ?? [];
  const reduced = terms.gifts ?? terms.products;
  const weights = lines.map((line) => (inScope(line, reduced) ? line.amount : 0));
  if (lines.length === 0 || terms.kind === 'FREE_SHIPPING' || total(weights) < discount) return undefined;
  const free = terms.kind === 'BUY_N_GET_M' ? freeAmounts(terms, basket) : [];
  if (free.length > 0 && total(free) === discount) return free;
  const whole = total(weights);
  const upTo = (n: number): number => (whole === 0 ? 0 : Math.floor((discount * total(weights.slice(0, n))) / whole));
  return weights.map((_, i) => upTo(i + 1) - upTo(i));
}

/**
 * Returns the reason why a coupon does not apply to an order, ignoring its claim and the other coupons of the order.
 */
export function unfitFor(terms: Terms, basket: Basket): string | undefined {
  for (const place of ['store', 'platform', 'channel'] as const)
    if (terms[place] && basket[place] && terms[place] !== basket[place]) return 'COUPON_PLACE_MISMATCH';
  const { products } = terms;
  const lines = basket.lines ?? [];
  if (products?.bundle?.some((sku) => !lines.some((line) => line.sku === sku && line.quantity > 0)))
    return 'COUPON_BUNDLE_INCOMPLETE';
  if (products && !lines.some((line) => inScope(line, products))) return 'COUPON_GOODS_MISMATCH';
  if (terms.threshold !== undefined && scopeAmount(terms, basket) < terms.threshold) return 'COUPON_BELOW_THRESHOLD';
  if (terms.gifts && total(freeAmounts(terms, basket)) === 0) return 'COUPON_GIFT_MISSING';
  return undefined;
}
