/** Encoding of tag values in documents. */
import type { Value } from '../../engine/model.js';

export type StoredValue = string | number | boolean | bigint | string[];

export const storedValue = (value: Value): StoredValue => (typeof value === 'object' ? [...value] : value);
