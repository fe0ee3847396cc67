/** Limits of literal lists, both in the text form and in input objects. */

/** Maximum number of values in all lists of a condition. */
export const MAX_LISTED = 50_000;
/**
 * Maximum number of characters of the values in all lists of a condition. The same limit applies to the lists when they
 * are written as text. With 3 bytes per character, lists of this size still fit into a request.
 */
export const MAX_LISTED_TEXT = 1_300_000;
