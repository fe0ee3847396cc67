/** Cursors of pages that are sorted by time. The format of a cursor is `<ms>:<id>`. */

/** Parses a cursor into its time and its id. */
export function placeOf(cursor: string): readonly [at: Date, id: string] {
  const colon = cursor.indexOf(':');
  return [new Date(Number(cursor.slice(0, colon))), cursor.slice(colon + 1)];
}
