/** Makes the key of a new definition from its name, so that nobody needs to invent one. */

/**
 * Returns the key of a new definition. It is the name in Latin letters if it has some, otherwise `kind`, followed by a
 * number if the key is taken.
 */
export function newKey(name: string | null | undefined, taken: ReadonlySet<string>, kind: string): string {
  const latin = (name ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 40)
    .replace(/_+$/, '');
  const base = latin.length >= 3 ? latin : kind;
  if (base !== kind && !taken.has(base)) return base;
  let number = base === kind ? 1 : 2;
  while (taken.has(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}
