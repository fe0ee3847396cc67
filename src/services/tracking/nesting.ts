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

/** Whether a value parsed from JSON has more than `most` values in it. Example: `holdsMore({ a: [1, 2] }, 2)`. */
export function holdsMore(value: unknown, most: number): boolean {
  const waiting: object[] = isNested(value) ? [value] : [];
  let count = 0;
  for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
    const values: unknown[] = Object.values(parent);
    count += values.length;
    if (count > most) return true;
    for (const each of values) if (isNested(each)) waiting.push(each);
  }
  return false;
}

const isNested = (value: unknown): value is object => value !== null && typeof value === 'object';
