/** Encodes tag values for stored documents. A list is copied, and any other value is stored unchanged. */
import type { Value } from '../../engine/types.js';

export type StoredValue = string | number | boolean | bigint | string[];

export const storedValue = (value: Value): StoredValue => (typeof value === 'object' ? [...value] : value);
