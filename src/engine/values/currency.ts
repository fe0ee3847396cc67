/** Minor units of currencies (ISO 4217). A minor unit is the smallest payable amount. */

/** Number of fraction digits, for currencies that do not have two. */
const DIGITS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ...'CLF UYW'.split(' ').map((code) => [code, 4]),
]);

/**
 * Returns the minor unit of a currency at scale 4: 100n for CNY, 10000n for JPY, 10n for KWD. Currencies that are not
 * listed have two fraction digits.
 */
export function minorUnit(currency: string): bigint {
  return 10n ** BigInt(4 - (Object.hasOwn(DIGITS, currency) ? DIGITS[currency] : 2));
}
