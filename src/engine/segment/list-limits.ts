/** Limits of literal lists, for text and input objects. */

/** Maximum number of values in all lists of a condition. */
export const MAX_LISTED = 50_000;
/**
 * Maximum number of characters in these values, and in their lists as text. At 3 bytes per character they fit into a
 * request.
 */
export const MAX_LISTED_TEXT = 1_300_000;
