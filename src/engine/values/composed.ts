/** Normalizes Unicode texts to a composed form, in linear time. */

/**
 * Matches more consecutive combining marks than occur in any real text (UAX #15, 13: stream-safe texts have at most
 * 30). Sorting such a run takes time quadratic in its length.
 */
const LONG_RUN = /\p{M}{31}/u;

/**
 * Returns a text in a composed Unicode form. A text with more than 30 consecutive combining marks is returned
 * unchanged. Example: `composed('e\u0301')` is `'\u00e9'`.
 */
export const composed = (text: string, form: 'NFC' | 'NFKC' = 'NFC'): string =>
  LONG_RUN.test(text) ? text : text.normalize(form);
