/** Suggests names and texts similar to a given one. */
import { composed } from './composed.js';

/** Maximum number of suggestions. */
const OFFERED = 3;
/** Maximum number of candidates that are compared by edit distance. Callers pass the most frequent candidates first. */
const MEASURED = 5000;
/**
 * Maximum length, in characters, of texts that are compared by edit distance. A longer candidate is compared only by
 * its folded form. A longer given text gets no suggestions, because a request may contain many texts of several
 * megabytes.
 */
const LONGEST = 64;

/** Returns a text in a form for comparison that ignores letter case, width and Unicode composition. */
export const foldedForm = (text: string): string => composed(text, 'NFKC').toLowerCase();

/**
 * Returns at most three candidates similar to a text, nearest first. Candidates that differ only in letter case, width
 * or Unicode form come first. Candidates within an edit distance of a third of the text's length come next (insert,
 * delete, replace, or swap adjacent characters). Returns none for a text of more than 64 characters.
 */
export function nearestOf(text: string, candidates: Iterable<string>): string[] {
  if (text.length > LONGEST) return [];
  const wanted = foldedForm(text);
  const most = Math.max(1, Math.floor(Array.from(wanted).length / 3));
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  let measured = 0;
  for (const candidate of candidates) {
    // A folded text is at most a few times shorter, so a much longer candidate cannot be similar.
    if (candidate === text || candidate.length > 8 * LONGEST) continue;
    const form = foldedForm(candidate);
    if (form === wanted) found.push({ candidate, distance: 0 });
    else if (measured++ < MEASURED) {
      const distance = editDistance(wanted, form, most);
      if (distance <= most) found.push({ candidate, distance });
    }
  }
  // The sort is stable, so candidates at the same distance keep their order.
  return found
    .sort((one, other) => one.distance - other.distance)
    .slice(0, OFFERED)
    .map(({ candidate }) => candidate);
}

/**
 * Returns the edit distance of two texts (optimal string alignment, by code point). Returns Infinity if it exceeds
 * `most`.
 */
export function editDistance(one: string, other: string, most = Infinity): number {
  // A code point has at most two UTF-16 units, so one of the texts is too long. It is rejected before it is split into
  // code points.
  if (most !== Infinity && Math.max(one.length, other.length) > 2 * LONGEST) return Infinity;
  const [a, b] = [Array.from(one), Array.from(other)];
  if (Math.abs(a.length - b.length) > most) return Infinity;
  if (most !== Infinity && Math.max(a.length, b.length) > LONGEST) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    if (Math.min(...row) > most && Math.min(...last) > most) return Infinity;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] <= most ? last[b.length] : Infinity;
}
