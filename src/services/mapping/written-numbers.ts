/** Parses numbers from files and calculates with them, without floating-point arithmetic. */

/** Matches a plain decimal, which has an optional minus sign and digits with at most one decimal point. */
const PLAIN = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;
/** Matches a number in a property, with an optional exponent. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * Maximum length of a number in characters. Longer texts are not parsed, because the time to match the patterns grows
 * with the square of the length.
 */
export const LONGEST_NUMBER = 100;

/** White space and marks used as thousands separators. */
const SPACES = " \u00a0\u202f\u2009'’";

/**
 * Converts a number with thousands separators, a decimal comma or currency signs to a plain decimal. Returns undefined
 * if the text is not a number.
 *
 * @example plainDecimal('¥1,234.50', '.', ['¥']) === '1234.50'
 */
export function plainDecimal(text: string, decimal: '.' | ',', signs: readonly string[]): string | undefined {
  if (text.length > LONGEST_NUMBER) return undefined;
  const { digits, negative } = withoutSigns(text.trim(), signs);
  const separators = `[${decimal === '.' ? ',' : '.'}${SPACES}]`;
  const match = new RegExp(
    `^(?:(\\d{1,3}(?:(${separators})\\d{3})(?:\\2\\d{3})*)|(\\d+))(?:[${decimal}](\\d+))?$`,
    'u',
  ).exec(digits);
  if (!match) return undefined;
  const whole = match[3] ?? match[1].replace(/\D/g, '');
  return `${negative ? '-' : ''}${whole}${match[4] === undefined ? '' : `.${match[4]}`}`;
}

/** Removes at most one plus or minus sign, and all currency signs, from both ends of a text. */
function withoutSigns(text: string, signs: readonly string[]): { digits: string; negative: boolean } {
  let digits = text;
  let negative: boolean | undefined;
  for (let before = ''; before !== digits;) {
    before = digits;
    if (negative === undefined && /^[-−+]/.test(digits)) {
      negative = !digits.startsWith('+');
      digits = digits.slice(1).trim();
    }
    for (const sign of signs) {
      if (digits.startsWith(sign)) digits = digits.slice(sign.length).trim();
      if (digits.endsWith(sign)) digits = digits.slice(0, -sign.length).trim();
    }
  }
  return { digits, negative: negative === true };
}

/** Returns the exact product of two plain decimals, or undefined if either text is not a plain decimal. */
export function exactProduct(left: string, right: string): string | undefined {
  const [x, y] = [left, right].map((text) => PLAIN.exec(text.trim()));
  if (!x || !y) return undefined;
  const places = (x[3] ?? '').length + (y[3] ?? '').length;
  const digits = String(BigInt(x[2] + (x[3] ?? '')) * BigInt(y[2] + (y[3] ?? ''))).padStart(places + 1, '0');
  const sign = x[1] === y[1] || /^0+$/.test(digits) ? '' : '-';
  return places === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
}

/** Compares two plain decimals and returns -1, 0 or 1. Returns undefined if either text is not a plain decimal. */
export function compareDecimals(first: string, second: string): number | undefined {
  const [x, y] = [first, second].map((text) => PLAIN.exec(text.trim()));
  if (!x || !y) return undefined;
  const places = Math.max((x[3] ?? '').length, (y[3] ?? '').length);
  const [left, right] = [x, y].map(
    (m) => BigInt(`${m[2]}${(m[3] ?? '').padEnd(places, '0')}`) * (m[1] === '-' ? -1n : 1n),
  );
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/**
 * Parses a number. Returns `none` if the text is not a number, and `inexact` if a double cannot represent all digits of
 * the number.
 */
export function numberOf(text: string): number | 'none' | 'inexact' {
  const given = text.trim();
  if (given.length > LONGEST_NUMBER || !NUMBER.test(given)) return 'none';
  const value = Number(given);
  if (!Number.isFinite(value)) return 'none';
  return digitsOf(given) === digitsOf(String(value)) ? value : 'inexact';
}

/**
 * Returns the digits and exponent of a number in a canonical form. For example, `12.50` and `125e-1` have the same
 * form.
 */
function digitsOf(text: string): string {
  const [, sign, whole, fraction = '', exponent = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  return `${sign === '-' ? '-' : ''}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
