/** Cursors of pages that are ordered by time: `<ms>:<id>`. */

/** The instant and the id of a cursor. */
export function placeOf(cursor: string): readonly [at: Date, id: string] {
  const colon = cursor.indexOf(':');
  return [new Date(Number(cursor.slice(0, colon))), cursor.slice(colon + 1)];
}
