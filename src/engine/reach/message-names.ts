/** Provides the names and values of tags for message texts. */
import type { TagDefinition, Value, ValueType } from '../types.js';
import { formatDecimal } from '../values/decimal.js';
import type { MessageValue } from './message-format.js';
import type { MessageNames, NameKind } from './message-template.js';

/**
 * Returns the names that may follow `tag.` in a text. They are the keys of all defined tags. Retired tags are left out,
 * because they receive no new values.
 */
export function tagNames(definitions: readonly TagDefinition[]): ReadonlyMap<string, NameKind> {
  return new Map(
    definitions
      .filter(({ retired }) => !retired)
      .map(({ key, type }) => [key, type === 'STRING_LIST' ? 'LIST' : 'VALUE'] as const),
  );
}

/** Names that may follow `link.` in a text. */
const LINK_NAMES: ReadonlyMap<string, NameKind> = new Map([['fewer_messages', 'VALUE']]);

/** Returns all names that texts of messages may use. */
export const namesOfMessages = (definitions: readonly TagDefinition[]): MessageNames =>
  new Map([
    ['tag', tagNames(definitions)],
    ['link', LINK_NAMES],
  ]);

/**
 * Converts the value of a tag for use in a text. Decimals are formatted, and timestamps become ISO texts that the
 * filter `date` can parse.
 *
 * @example messageValue(125_000n, 'DECIMAL') // 12.5
 */
export function messageValue(value: Value, type: ValueType): MessageValue {
  if (typeof value === 'bigint') return formatDecimal(value);
  return type === 'DATETIME' ? new Date(value as number).toISOString() : value;
}
