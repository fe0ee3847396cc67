/** Parses and validates the fields of a coupon definition. */
import { COUPON_KINDS, type Coupon, type CouponKind } from '../../engine/coupons/coupon-definition.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { formatDuration, parseDuration, SECOND } from '../../engine/time/time.js';
import { printedCode } from './coupon-codes.js';
import { productScope, type ProductScopeInput } from './coupon-scopes.js';
import { invalid } from '../base/errors.js';
import { given, money, oneOf, text } from '../base/inputs.js';
import { count, readTerms, termsInput } from './claim-terms.js';

export interface CouponInput {
  readonly key: string;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly kind: string;
  readonly faceValue?: string | null;
  readonly percentOff?: string | null;
  readonly mostOff?: string | null;
  readonly threshold?: string | null;
  readonly buy?: number | null;
  readonly get?: number | null;
  readonly products?: ProductScopeInput | null;
  readonly gifts?: ProductScopeInput | null;
  readonly stackable?: boolean | null;
  readonly store?: string | null;
  readonly platform?: string | null;
  readonly channel?: string | null;
  readonly campaign?: string | null;
  readonly costBearer?: string | null;
  readonly eligible?: string | null;
  readonly perCustomerLimit?: number | null;
  readonly totalLimit?: number | null;
  readonly costLimit?: string | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly validFor?: string | null;
  readonly returnOnRefund?: boolean | null;
  readonly group?: boolean | null;
}

/** Checks that discount amounts are whole minor units of the workspace's currency. Other amounts cannot be paid. */
export function payableAmounts(input: CouponInput, unit: bigint): void {
  for (const field of ['faceValue', 'mostOff'] as const) {
    const amount = input[field];
    if (amount === undefined || amount === null || money(amount, `input.${field}`) % unit === 0n) continue;
    throw invalid(
      'COUPON_AMOUNT_TOO_FINE',
      `give a multiple of ${formatDecimal(unit)}, the smallest amount in the currency of this workspace`,
      `input.${field}`,
    );
  }
}

/** Converts a coupon back to the input that produces it. */
export function inputOf(coupon: Coupon): CouponInput {
  const amount = (v: bigint | undefined): string | undefined => (v === undefined ? undefined : formatDecimal(v));
  return {
    ...coupon,
    // `eligibilityOf` keeps the existing condition when the field is absent.
    eligible: undefined,
    faceValue: amount(coupon.faceValue),
    percentOff: amount(coupon.share === undefined ? undefined : coupon.share * 100n),
    mostOff: amount(coupon.most),
    threshold: amount(coupon.threshold),
    ...termsInput(coupon),
    costLimit: amount(coupon.costLimit),
    validFor: coupon.validForMs === undefined ? undefined : formatDuration(coupon.validForMs),
  };
}

export function readCoupon(input: CouponInput): Omit<Coupon, 'version' | 'retired' | 'savedAt' | 'savedBy'> {
  const kind = oneOf<CouponKind>(input.kind, COUPON_KINDS, undefined, 'input.kind');
  const amount = (v: string | null | undefined, path: string): bigint | undefined => {
    if (v === undefined || v === null) return undefined;
    const m = money(v, path);
    if (m < 0n) throw invalid('AMOUNT_NEGATIVE', 'give a positive amount', path);
    return m;
  };
  const needs = (v: unknown, field: keyof CouponInput, kinds: readonly CouponKind[], needed = true): void => {
    if (kinds.includes(kind) && needed && v === undefined)
      throw invalid('COUPON_FIELD_MISSING', `${kind} needs ${field}`, `input.${field}`);
    if (!kinds.includes(kind) && v !== undefined)
      throw invalid('COUPON_FIELD_NOT_ALLOWED', `${kind} has no ${field}`, `input.${field}`);
  };
  const faceValue = amount(input.faceValue, 'input.faceValue');
  const percent = amount(input.percentOff, 'input.percentOff');
  const most = amount(input.mostOff, 'input.mostOff');
  const threshold = amount(input.threshold, 'input.threshold');
  const [buy, get] = [count(input.buy, 'input.buy'), count(input.get, 'input.get')];
  needs(percent, 'percentOff', ['DISCOUNT']);
  needs(most, 'mostOff', ['DISCOUNT'], false);
  needs(buy, 'buy', ['BUY_N_GET_M']);
  needs(get, 'get', ['BUY_N_GET_M']);
  const products = productScope(input.products, 'input.products');
  const gifts = productScope(input.gifts, 'input.gifts', false);
  needs(gifts, 'gifts', ['BUY_N_GET_M'], false);
  if (faceValue === undefined && ['FULL_REDUCTION', 'FIXED_AMOUNT', 'EXCHANGE', 'GIFT'].includes(kind))
    throw invalid('COUPON_FIELD_MISSING', `${kind} needs faceValue`, 'input.faceValue');
  if (kind === 'FULL_REDUCTION' && threshold === undefined)
    throw invalid(
      'COUPON_FIELD_MISSING',
      'FULL_REDUCTION needs threshold: the amount from which on it reduces',
      'input.threshold',
    );
  if (percent !== undefined && (percent === 0n || percent > 1_000_000n || percent % 100n !== 0n))
    throw invalid(
      'COUPON_SHARE_INVALID',
      'expected a share from 0.01 to 100 percent, with at most 2 decimals',
      'input.percentOff',
    );
  const terms = readTerms(input);
  const validForMs =
    input.validFor === undefined || input.validFor === null ? undefined : parseDuration(input.validFor);
  if (input.validFor !== undefined && input.validFor !== null && (validForMs === undefined || validForMs < SECOND))
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P7D', 'input.validFor');
  const optional = (
    field: 'description' | 'store' | 'platform' | 'channel' | 'campaign' | 'costBearer',
    most_: number,
  ): Record<string, string> => (input[field] ? { [field]: text(input[field], `input.${field}`, most_) } : {});
  return {
    key: input.key,
    ...printedCode(input.code),
    name: text(input.name ?? input.key, 'input.name', 128),
    kind,
    stackable: input.stackable ?? false,
    returnOnRefund: input.returnOnRefund ?? true,
    group: input.group ?? false,
    ...optional('description', 2000),
    ...optional('store', 64),
    ...optional('platform', 64),
    ...optional('channel', 64),
    ...optional('campaign', 64),
    ...optional('costBearer', 64),
    ...given({
      faceValue,
      share: percent === undefined ? undefined : percent / 100n,
      most,
      threshold,
      buy,
      get,
      products,
      gifts,
      costLimit: amount(input.costLimit, 'input.costLimit'),
      validForMs,
    }),
    ...terms,
  };
}
