/** Finds the fields of catalogues that a definition may read. */
import { PRODUCT_FIELDS } from '../facts/fields.js';
import type { Field } from '../types.js';

/** Returns the name of a field of a catalogue. The product catalogue has an empty name. */
export const itemFieldName = (catalogue: string | undefined, field: string): string => `${catalogue ?? ''}.${field}`;

/**
 * Returns the names of all catalogue fields that a definition or a part of it may read. A field of events or order
 * lines that the product catalogue may give counts, whether or not events say it themselves.
 */
export function itemFieldsRead(tree: unknown): Set<string> {
  const names = new Set<string>();
  const read = (name: string): void => {
    if (PRODUCT_FIELDS.includes(name)) names.add(itemFieldName(undefined, name));
  };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('scope' in node && 'name' in node) {
      const { name, item } = node as Field;
      read(name);
      if (item) names.add(itemFieldName(item.catalogue, item.field));
      return;
    }
    // The literal values and list entries of a test contain no fields, and there may be many.
    for (const [name, child] of Object.entries(node)) {
      if (name === 'same' && typeof child === 'string') read(child);
      else if (name !== 'values' && name !== 'entries') visit(child);
    }
  };
  visit(tree);
  return names;
}
