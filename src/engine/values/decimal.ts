/** Exact decimals: integers of 1/10,000 units (scale 4) as bigint. No float touches money. */

export const SCALE = 4;
const UNIT = 10n ** BigInt(SCALE);
/** Beyond 18 digits in all a value no longer fits the 64-bit integers it is stored in. */
const LIMIT = 10n ** 18n;

/** Parses plain decimal text such as `-12.5`; undefined when it is anything else, too long, or finer than 0.0001. */
export function parseDecimal(text: string): bigint | undefined {
  const m = /^(-?)(\d{1,18})(?:\.(\d{1,30}))?$/.exec(text);
  if (!m) return undefined;
  const fraction = (m[3] ?? '').replace(/0+$/, '');
  if (fraction.length > SCALE) return undefined;
  const value = BigInt(m[2]) * UNIT + BigInt(fraction.padEnd(SCALE, '0'));
  if (value >= LIMIT) return undefined;
  return m[1] === '-' ? -value : value;
}

/** The shortest decimal text: `12.5`, `-0.0001`, `3`. */
export function formatDecimal(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const abs = value < 0n ? -value : value;
  const fraction = (abs % UNIT).toString().padStart(SCALE, '0').replace(/0+$/, '');
  return `${sign}${abs / UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A JSON number as a decimal: its shortest decimal text, rounded half to even at scale 4. */
export function decimalOfNumber(value: number): bigint {
  const [digits, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = digits.replace('-', '').split('.');
  const shift = Number(exponent) - fraction.length + SCALE;
  const c = BigInt(whole + fraction);
  const abs = shift >= 0 ? c * 10n ** BigInt(shift) : divideHalfEven(c, 10n ** BigInt(-shift));
  return value < 0 ? -abs : abs;
}

/** The decimal a number is written as; undefined when that has more than 4 digits after the point. */
export function exactDecimalOf(value: number): bigint | undefined {
  const d = decimalOfNumber(value);
  return numberOfDecimal(d) === value ? d : undefined;
}

/** The number nearest to a decimal. */
export function numberOfDecimal(decimal: bigint): number {
  const units = Number(decimal);
  return Number.isSafeInteger(units) ? units / 10 ** SCALE : Number(formatDecimal(decimal));
}

/** A number as it is written: `digits` / 10^`scale`. */
export function writtenDigits(value: number): { readonly digits: bigint; readonly scale: number } {
  const [coefficient, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = coefficient.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Integer division rounded half to even. `divisor` is positive. */
export function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const q = value / divisor;
  const r = value % divisor;
  const twice = (r < 0n ? -r : r) * 2n;
  if (twice < divisor || (twice === divisor && q % 2n === 0n)) return q;
  return q + (value < 0n ? -1n : 1n);
}

/**
 * A sum of numbers as they are written, so that 0.1 and 0.2 are 0.3: exact, in whatever order they are added, and also
 * after some are taken off again.
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

  /** Adds another sum, exactly. */
  addSum(other: NumberSum): void {
    const scale = Math.max(this.scale, other.scale);
    this.units = this.units * 10n ** BigInt(scale - this.scale) + other.units * 10n ** BigInt(scale - other.scale);
    this.scale = scale;
  }

  /** The number nearest to the sum. */
  value(): number {
    return Number(`${this.units}e-${this.scale}`);
  }
}

/** A sum of many decimals, exact; small ones are added as numbers as long as that is exact too. */
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

/** Two of these are still a whole number exactly. */
const SMALL = 2 ** 51;
