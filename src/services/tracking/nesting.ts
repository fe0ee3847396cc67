/**
 * Measures how deeply untrusted values are nested. The check proceeds level by level, because recursion could overflow
 * the stack.
 */

/** Whether a parsed JSON value is nested more than `most` levels deep. */
export function nestsDeeper(value: unknown, most: number): boolean {
  let level: object[] = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((parent) => Object.values(parent).filter(isNested));
  }
  return false;
}

/**
 * Whether a parsed JSON value is nested at most `levels` levels deep and its JSON text has at most `characters`
 * characters.
 *
 * @example fits({ a: [1] }, 2, 100)
 */
export const fits = (value: unknown, levels: number, characters: number): boolean =>
  !nestsDeeper(value, levels) && (JSON.stringify(value) ?? '').length <= characters;

/**
 * Whether a parsed JSON value contains more than `most` values.
 *
 * @example holdsMore({ a: [1, 2] }, 2)
 */
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
