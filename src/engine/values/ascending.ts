/** A comparison for `sort`, with result -1, 0 or 1: smaller first, false before true. Texts compare by UTF-16 units. */
export function ascending<T extends string | number | bigint | boolean>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
