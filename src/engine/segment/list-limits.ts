/** How long lists of literals may be, as text and as input objects. */

/** Values in all lists of one condition. */
export const MAX_LISTED = 50_000;
/** Characters of these values, and of their lists as text; with 3 bytes each they fit into a request. */
export const MAX_LISTED_TEXT = 1_300_000;
