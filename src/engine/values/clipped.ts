/** Shortens names from requests, so that error messages can show them. */

/** Maximum length, in characters, of a name in a message. Event types have the longest valid names. */
const LONGEST_SHOWN = 260;

/**
 * Returns a name as messages show it: whole, or its first 260 characters and an ellipsis. Messages never repeat a
 * longer name, because a condition may contain many names of several megabytes.
 */
export const clippedName = (name: string): string =>
  name.length <= LONGEST_SHOWN ? name : `${name.slice(0, LONGEST_SHOWN).toWellFormed()}…`;

/** Maximum number of names that a message lists. */
const MOST_LISTED = 20;

/** Returns names as messages list them: the first 20, and the number of the others. */
export function listedNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length <= MOST_LISTED ? shown : `${shown} and ${names.length - MOST_LISTED} more`;
}
