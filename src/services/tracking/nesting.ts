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
 * characters. Reading stops as soon as the values alone need that many characters, so the time depends on `characters`
 * and not on the size of the value.
 *
 * @example fits({ a: [1] }, 2, 100)
 */
export function fits(value: unknown, levels: number, characters: number): boolean {
  if (!isNested(value)) return (JSON.stringify(value) ?? '').length <= characters;
  const waiting: { readonly parent: object; readonly depth: number }[] = [{ parent: value, depth: 1 }];
  let least = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { parent, depth } = next;
    if (depth > levels) return false;
    for (const inner of contentsOf(parent)) {
      least += LEAST_OF_VALUE + (typeof inner === 'string' ? inner.length : 0);
      if (least > characters) return false;
      if (isNested(inner)) waiting.push({ parent: inner, depth: depth + 1 });
    }
  }
  return JSON.stringify(value).length <= characters;
}

/**
 * Whether a parsed JSON value contains more than `most` values, or more than `characters` characters in its texts and
 * names. Reading stops as soon as a limit is exceeded.
 *
 * @example holdsMore({ a: [1, 2] }, 2, 100)
 */
export function holdsMore(value: unknown, most: number, characters: number): boolean {
  const waiting: object[] = isNested(value) ? [value] : [];
  let count = 0;
  let length = 0;
  for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
    const values: unknown[] = Object.values(parent);
    count += values.length;
    if (count > most) return true;
    if (!Array.isArray(parent)) for (const name of Object.keys(parent)) length += name.length;
    for (const each of values) {
      if (typeof each === 'string') length += each.length;
      else if (isNested(each)) waiting.push(each);
    }
    if (length > characters) return true;
  }
  return false;
}

/** Minimum length of a value with its comma or bracket in JSON. The quotes of a name have the same length. */
const LEAST_OF_VALUE = 2;

/** Yields the values of a list, or the names and values of an object. A long list is not copied. */
function* contentsOf(parent: object): Generator<unknown, void> {
  if (Array.isArray(parent)) return yield* parent as unknown[];
  for (const name in parent) {
    yield name;
    yield (parent as Readonly<Record<string, unknown>>)[name];
  }
}

const isNested = (value: unknown): value is object => value !== null && typeof value === 'object';
