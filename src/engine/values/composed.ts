/** Composed forms of Unicode texts, in time that grows with the text alone. */

/**
 * More combining marks in a row than any writing has (UAX #15, 13: stream-safe texts have at most 30). Putting a run of
 * them in order takes the square of its length.
 */
const LONG_RUN = /\p{M}{31}/u;

/**
 * A text in a composed form of Unicode; one with a run of more than 30 combining marks stays as it is. Example:
 * `composed('e\u0301')` is `'\u00e9'`.
 */
export const composed = (text: string, form: 'NFC' | 'NFKC' = 'NFC'): string =>
  LONG_RUN.test(text) ? text : text.normalize(form);
