/** Converts tag values to the form in which they are stored. A list is copied. Any other value is stored as it is. */
import type { Value } from '../../engine/types.js';

export type StoredValue = string | number | boolean | bigint | string[];

export const storedValue = (value: Value): StoredValue => (typeof value === 'object' ? [...value] : value);
