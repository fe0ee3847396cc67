/** The names and values of tags in texts of messages. */
import type { TagDefinition, Value, ValueType } from '../model.js';
import { formatDecimal } from '../values/decimal.js';
import type { MessageValue } from './message-format.js';
import type { NameKind } from './message-template.js';

/** The names after `tag.` of the tags that are defined. Retired ones are left out: nobody writes them any more. */
export function tagNames(definitions: readonly TagDefinition[]): ReadonlyMap<string, NameKind> {
  return new Map(
    definitions
      .filter(({ retired }) => !retired)
      .map(({ key, type }) => [key, type === 'STRING_LIST' ? 'LIST' : 'VALUE'] as const),
  );
}

/**
 * A value of a tag as texts show it: decimals as they are written, instants so that `date` reads them.
 *
 * @example messageValue(125_000n, 'DECIMAL') // 12.5
 */
export function messageValue(value: Value, type: ValueType): MessageValue {
  if (typeof value === 'bigint') return formatDecimal(value);
  return type === 'DATETIME' ? new Date(value as number).toISOString() : value;
}
