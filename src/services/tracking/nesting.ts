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

const isNested = (value: unknown): value is object => value !== null && typeof value === 'object';
