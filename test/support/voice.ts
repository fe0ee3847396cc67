/** Words and patterns that a new reader would find odd. The rules discourage them in comments and messages. */

/** Messages and schema descriptions must contain none of these. */
export const MARKERS = /\b(anew|told|whom|whoever|of them|so many|beside|is there|goes by|would become)\b/i;

/** Pattern for the beginning of a clause. */
const START = '(?:^|[.;:] )';

/**
 * Patterns whose number of matches in comments, messages and descriptions may only fall. They match few sentences of
 * plain English.
 */
const COMMENT_MARKERS: readonly RegExp[] = [
  // A clause used in place of a noun.
  /\bwhat (?:is|was|were|are|has|had|comes?|came|stands?|counts?|waits?|goes|went|would|did)\b/i,
  /\b(?:whoever|(?<!by )whom)\b/i,
  new RegExp(`${START}(?:Whose|Who|One that|Those (?:that|of|who|in|with)) `),
  // A fragment without a verb, joined by a colon.
  new RegExp(`${START}(?:absent|undefined|none|default|empty|-?\\d+): `, 'i'),
  new RegExp(`${START}Of (?:a|an|the|one|some|all|each|this|what|no|every|two|many|several) `),
  // Project-specific words for which English has a common term.
  /\b(?:anew|(?:un|re)?told|beside|rivals?|for ever|let go|lets go|at hand|rehears\w+|bury|buried)\b/i,
  /\b(?:answers?|answered)\b/i,
  /\b(?:so (?:many|much)|is there|goes? by|would become|take[sn]? in|of now|sa(?:ys?|id) of)\b/i,
  /\b(?:is|are) over\b/i,
  /(?<!there )\bis no (?!longer|more|need)/i,
];

/**
 * Returns the first discouraged expression in a message or description, or undefined. A default value after `Default: `
 * is the usual form in a description, so it is permitted there.
 */
export const textMarker = (text: string): string | undefined => commentMarker(text.replaceAll(/\bDefault: /g, ''));

/** Returns the first discouraged expression in a comment, or undefined. */
export function commentMarker(comment: string): string | undefined {
  for (const marker of COMMENT_MARKERS) {
    const found = marker.exec(comment);
    if (found) return found[0];
  }
  return undefined;
}
