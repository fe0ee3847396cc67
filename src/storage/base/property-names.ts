/**
 * Names of properties as keys of stored documents. MongoDB gives dots and dollars a meaning, JavaScript and BSON some
 * whole names; these are escaped by `%` and two digits, as in a URL. Ordinary names stay as they are.
 */
import type { Property } from '../../engine/model.js';

type Properties = Readonly<Record<string, Property>>;

const TAKEN = /^_(?=(_proto__|bsontype)$)|[%.$]/g;
const ESCAPED = /%([0-9A-F]{2})/g;

const stored = (name: string): string =>
  name.replace(TAKEN, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
const read = (name: string): string =>
  name.replace(ESCAPED, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const renamed = (properties: Properties, rename: (name: string) => string): Record<string, Property> =>
  Object.fromEntries(Object.entries(properties).map(([name, v]) => [rename(name), v]));

export const storedProperties = (properties: Properties): Record<string, Property> => renamed(properties, stored);

/** Most events have nothing to rename. */
export function readProperties(properties: Properties): Properties {
  for (const name in properties) if (name.includes('%')) return renamed(properties, read);
  return properties;
}
