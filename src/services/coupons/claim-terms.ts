/** Handles the terms that coupon and pack definitions share, such as claim period, claim limits and versions. */
import { conflict, invalid, StoreConflict } from '../base/errors.js';
import { given, instant } from '../base/inputs.js';

type Given<T> = T | null | undefined;

interface ClaimTermsInput {
  readonly perCustomerLimit?: Given<number>;
  readonly totalLimit?: Given<number>;
  readonly from?: Given<string>;
  readonly until?: Given<string>;
}

interface ClaimTerms {
  readonly perCustomer?: number;
  readonly total?: number;
  readonly from?: number;
  readonly until?: number;
}

/** Parses an optional whole number. The minimum is 1. */
export function count(value: Given<number>, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || value < 1) throw invalid('NUMBER_INVALID', 'expected a whole number from 1', path);
  return value;
}

/** Converts claim terms back to the input that produces them. */
export function termsInput({ perCustomer, total, from, until }: ClaimTerms): {
  readonly [field in keyof Required<ClaimTermsInput>]: ClaimTermsInput[field];
} {
  const iso = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : new Date(at).toISOString();
  return { perCustomerLimit: perCustomer, totalLimit: total, from: iso(from), until: iso(until) };
}

export function readTerms(input: ClaimTermsInput): ClaimTerms {
  const at = (value: Given<string>, path: string): number | undefined =>
    value === undefined || value === null ? undefined : instant(value, path);
  const from = at(input.from, 'input.from');
  const until = at(input.until, 'input.until');
  if (from !== undefined && until !== undefined && until <= from)
    throw invalid('RANGE_REVERSED', 'until must be after from', 'input.until');
  return given({
    perCustomer: count(input.perCustomerLimit, 'input.perCustomerLimit'),
    total: count(input.totalLimit, 'input.totalLimit'),
    from,
    until,
  });
}

/**
 * Throws CONFLICT when a total limit is added to an existing definition. Claims are counted only if the limit existed
 * from the start.
 */
export function refuseLateTotal(there: ClaimTerms | undefined, next: ClaimTerms, what: 'coupon' | 'pack'): void {
  if (there && there.total === undefined && next.total !== undefined)
    throw conflict(
      'COUPON_TOTAL_LIMIT_FIXED',
      `a total limit is given when a ${what} is first defined; later it can be changed, not added`,
      'input.totalLimit',
    );
}

/** Throws StoreConflict unless the new version directly follows the stored one. The change is then prepared again. */
export function mustFollow(
  there: { readonly version: number } | undefined,
  next: { readonly version: number },
  what: 'coupon' | 'pack',
): void {
  if ((there?.version ?? 0) !== next.version - 1) throw new StoreConflict(`this ${what} was redefined in the meantime`);
}
