/** Texts that represent paths, with parts separated by slashes, e.g. the category `母婴/纸尿裤/NB`. */

/** Whether a text can be the operand of `under`. It must contain a character other than a slash. */
export const isPath = (text: string): boolean => /[^/]/.test(text);

const withoutEndingSlashes = (path: string): string => {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
};

/**
 * Whether a value equals the path or lies below it. Only whole parts count: `a/b/c` is under `a/b`, but `a/bc` is not.
 * Trailing slashes are ignored. All other characters are significant, including spaces and leading slashes.
 */
export function isUnder(value: string, path: string): boolean {
  const place = withoutEndingSlashes(path);
  return value.startsWith(place) && (value.length === place.length || value[place.length] === '/');
}

/** Returns the path and all paths above it, longest first: `a/b/c`, `a/b`, `a`. */
export function placesOf(path: string): string[] {
  const out: string[] = [];
  for (let place = withoutEndingSlashes(path); isPath(place);) {
    out.push(place);
    place = withoutEndingSlashes(place.slice(0, Math.max(0, place.lastIndexOf('/'))));
  }
  return out;
}
