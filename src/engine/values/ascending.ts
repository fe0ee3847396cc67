/**
 * Compares two values for `sort`. Returns -1, 0 or 1. Smaller values come first, and false comes before true. Texts are
 * compared by UTF-16 units.
 */
export function ascending<T extends string | number | bigint | boolean>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
