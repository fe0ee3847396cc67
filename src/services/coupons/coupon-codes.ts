/** Parses coupon codes. A coupon has the code that shops print now, and former codes that they printed earlier. */
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import { foldName } from '../../engine/coupons/names.js';
import { invalid, limit } from '../base/errors.js';
import { identifier } from '../base/inputs.js';

const MAX_CODE = 64;
/** Maximum number of former codes of a coupon. */
const MOST_FORMER = 100;

/** Returns the former codes of the coupon. Records that contain a former code still belong to this coupon. */
export function formerCodes(
  there: Coupon | undefined,
  input: { readonly code?: string | null },
): Pick<Coupon, 'formerCodes'> {
  const had = [...(there?.formerCodes ?? []), ...(there?.code === undefined ? [] : [there.code])];
  const now = input.code === undefined ? there?.code : (input.code ?? undefined);
  const former = [...new Map(had.map((code) => [foldName(code), code]))]
    .filter(([name]) => now === undefined || name !== foldName(now))
    .map(([, code]) => code);
  if (former.length > MOST_FORMER && former.length > (there?.formerCodes?.length ?? 0))
    throw limit('LIST_TOO_LONG', `a coupon has at most ${MOST_FORMER} former codes`, 'input.code');
  return former.length === 0 ? {} : { formerCodes: former };
}

/** Parses a printed coupon code. Letters of any language are allowed, invisible characters are not. */
export function printedCode(value: string | null | undefined): { readonly code?: string } {
  if (value === undefined || value === null) return {};
  const code = identifier(value, 'input.code', MAX_CODE).trim();
  if (/[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u.test(code))
    throw invalid('COUPON_CODE_INVALID', 'a code has only characters that can be seen', 'input.code');
  return { code };
}
