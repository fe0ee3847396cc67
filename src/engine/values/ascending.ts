/** -1, 0 or 1, for `sort`: the smaller first, false before true. Texts are ordered by their UTF-16 units. */
export function ascending<T extends string | number | bigint | boolean>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
