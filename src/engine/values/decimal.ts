/** Exact decimals as bigint in units of 1/10,000 (scale 4). Money never uses floating point. */

export const SCALE = 4;
const UNIT = 10n ** BigInt(SCALE);
/**
 * Upper bound of values, exclusive. Values with more than 18 digits do not fit into the 64-bit integers in which they
 * are stored.
 */
const LIMIT = 10n ** 18n;

/**
 * Parses plain decimal text such as `-12.5`. Returns undefined if the text is invalid, is too long, or has digits below
 * 0.0001.
 */
export function parseDecimal(text: string): bigint | undefined {
  const m = /^(-?)(\d{1,18})(?:\.(\d{1,30}))?$/.exec(text);
  if (!m) return undefined;
  const fraction = (m[3] ?? '').replace(/0+$/, '');
  if (fraction.length > SCALE) return undefined;
  const value = BigInt(m[2]) * UNIT + BigInt(fraction.padEnd(SCALE, '0'));
  if (value >= LIMIT) return undefined;
  return m[1] === '-' ? -value : value;
}

/** Returns the shortest decimal text, e.g. `12.5`, `-0.0001` or `3`. */
export function formatDecimal(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const abs = value < 0n ? -value : value;
  const fraction = (abs % UNIT).toString().padStart(SCALE, '0').replace(/0+$/, '');
  return `${sign}${abs / UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Converts a JSON number to a decimal. Uses its shortest decimal notation, rounded half to even at scale 4. */
export function decimalOfNumber(value: number): bigint {
  const [digits, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = digits.replace('-', '').split('.');
  const shift = Number(exponent) - fraction.length + SCALE;
  const c = BigInt(whole + fraction);
  const abs = shift >= 0 ? c * 10n ** BigInt(shift) : divideHalfEven(c, 10n ** BigInt(-shift));
  return value < 0 ? -abs : abs;
}

/**
 * Converts a number to the decimal with the same notation. Returns undefined if the notation has more than 4 fraction
 * digits.
 */
export function exactDecimalOf(value: number): bigint | undefined {
  const d = decimalOfNumber(value);
  return numberOfDecimal(d) === value ? d : undefined;
}

/** Returns the double that is nearest to a decimal. */
export function numberOfDecimal(decimal: bigint): number {
  const units = Number(decimal);
  return Number.isSafeInteger(units) ? units / 10 ** SCALE : Number(formatDecimal(decimal));
}

/** Returns the decimal notation of a number as `digits` / 10^`scale`. */
export function writtenDigits(value: number): { readonly digits: bigint; readonly scale: number } {
  const [coefficient, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = coefficient.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Returns the decimal notation of a number without an exponent, e.g. `0.00001` or `2.5`. */
export function formatNumber(value: number): string {
  const { digits, scale } = writtenDigits(Math.abs(value));
  const text = digits.toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${value < 0 ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
}

/** Divides integers and rounds half to even. `divisor` must be positive. */
export function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const q = value / divisor;
  const r = value % divisor;
  const twice = (r < 0n ? -r : r) * 2n;
  if (twice < divisor || (twice === divisor && q % 2n === 0n)) return q;
  return q + (value < 0n ? -1n : 1n);
}

/**
 * An exact sum of the decimal notations of numbers, so that 0.1 + 0.2 is 0.3. The order in which numbers are added does
 * not matter, and numbers can be subtracted again.
 */
export class NumberSum {
  private units = 0n;
  private scale = 0;

  add(v: number | bigint, sign: 1 | -1 = 1): void {
    const { digits, scale } = typeof v === 'bigint' ? { digits: v, scale: SCALE } : writtenDigits(v);
    if (scale > this.scale) {
      this.units *= 10n ** BigInt(scale - this.scale);
      this.scale = scale;
    }
    this.units += BigInt(sign) * digits * 10n ** BigInt(this.scale - scale);
  }

  /** Adds another sum without rounding. */
  addSum(other: NumberSum): void {
    const scale = Math.max(this.scale, other.scale);
    this.units = this.units * 10n ** BigInt(scale - this.scale) + other.units * 10n ** BigInt(scale - other.scale);
    this.scale = scale;
  }

  /** Returns the double that is nearest to the sum. */
  value(): number {
    return Number(`${this.units}e-${this.scale}`);
  }
}

/** An exact sum of many decimals. For speed, small values are added as doubles as long as the result is exact. */
export class DecimalSum {
  private small = 0;
  private large = 0n;

  add(v: bigint): void {
    const n = Number(v);
    if (Math.abs(n) > SMALL) this.large += v;
    else if (Math.abs((this.small += n)) > SMALL) {
      this.large += BigInt(this.small);
      this.small = 0;
    }
  }

  value(): bigint {
    return this.large + BigInt(this.small);
  }
}

/** The sum of two integers with at most this absolute value is exact as a double. */
const SMALL = 2 ** 51;
