/** How deep a value from outside is nested; found level by level, since recursion would run out of stack. */

/** Whether a value parsed from JSON nests more than `most` levels deep. */
export function nestsDeeper(value: unknown, most: number): boolean {
  let level: object[] = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((parent) => Object.values(parent).filter(isNested));
  }
  return false;
}

/**
 * Whether a value parsed from JSON nests at most `levels` levels and has at most `characters` characters as JSON text.
 * Example: `fits({ a: [1] }, 2, 100)`.
 */
export const fits = (value: unknown, levels: number, characters: number): boolean =>
  !nestsDeeper(value, levels) && (JSON.stringify(value) ?? '').length <= characters;

const isNested = (value: unknown): value is object => value !== null && typeof value === 'object';
