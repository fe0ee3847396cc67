/**
 * Encodes property names as keys of stored documents. Dots and dollar signs have a special meaning in MongoDB, the name
 * `__proto__` in JavaScript, and the name `_bsontype` in BSON. The characters that cause the special meaning are
 * escaped with `%` and two hex digits, as in a URL. All other names are stored unchanged.
 */
import type { Property } from '../../engine/types.js';

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

/** Decodes property names. Most events have no escaped names, so their properties are returned unchanged. */
export function readProperties(properties: Properties): Properties {
  for (const name in properties) if (name.includes('%')) return renamed(properties, read);
  return properties;
}
