/** Texts that are paths, e.g. the category `母婴/纸尿裤/NB`: parts with slashes between them. */

/** Whether a text names a place to be under: it has more than slashes. */
export const isPath = (text: string): boolean => /[^/]/.test(text);

const withoutEndingSlashes = (path: string): string => {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
};

/**
 * Whether a value is the path or lies below it, by whole parts: `a/b/c` is under `a/b`, `a/bc` is not. Slashes at the
 * end of either say nothing. All other characters count as they are, spaces and slashes at the beginning included.
 */
export function isUnder(value: string, path: string): boolean {
  const place = withoutEndingSlashes(path);
  return value.startsWith(place) && (value.length === place.length || value[place.length] === '/');
}

/** The path and every path that it is under, the longest first: `a/b/c`, `a/b`, `a`. */
export function placesOf(path: string): string[] {
  const out: string[] = [];
  for (let place = withoutEndingSlashes(path); isPath(place);) {
    out.push(place);
    place = withoutEndingSlashes(place.slice(0, Math.max(0, place.lastIndexOf('/'))));
  }
  return out;
}
