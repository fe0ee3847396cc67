/** GraphQL input for fields of catalogue entries in conditions. */
import { Field, InputType } from 'type-graphql';
import { ownMark } from '../../engine/facts/fields.js';
import { ITEM_FIELD_NAME, ITEM_FIELD_RULE } from '../../engine/items/item-catalogue.js';
import type { Field as EventField, ItemReference } from '../../engine/types.js';
import { definitionKey } from '../../services/base/inputs.js';
import { fail, name } from './test.input.js';

@InputType({ description: 'A field of the catalogue entry whose key is the value of a field.' })
export class ItemFieldInput {
  @Field(() => String, { nullable: true, description: 'Key of the catalogue. Default: the products, by `sku`.' })
  catalogue?: string;
  @Field(() => String, { description: 'Field of its entries.' }) field!: string;
}

/**
 * Converts the reference of a field to a catalogue entry. Returns an empty object if the field has no such reference.
 *
 * @throws CATALOGUE_FIELD_UNKNOWN or KEY_INVALID for a name that no field or catalogue can have.
 */
function toItem(item: ItemFieldInput | undefined | null, path: string): { readonly item?: ItemReference } {
  if (!item) return {};
  const { field, catalogue } = item;
  if (!ITEM_FIELD_NAME.test(field)) fail('CATALOGUE_FIELD_UNKNOWN', ITEM_FIELD_RULE, `${path}.item.field`);
  if (!catalogue) return { item: { field } };
  definitionKey(catalogue, `${path}.item.catalogue`);
  return { item: { field, catalogue } };
}

/**
 * Returns a field of events or order lines. `key` is the key of the input under which its name is given. With `own`, it
 * is a property even if there is a built-in field with this name.
 *
 * @throws EVENT_FIELD_NOT_ALLOWED if a field of order lines is called a property of the event.
 */
export function toField(
  scope: EventField['scope'],
  given: string,
  { item, own }: { readonly item?: ItemFieldInput | null; readonly own?: boolean | null },
  path: string,
  key: 'name' | 'field' | 'lineField',
): EventField {
  if (own && scope === 'line')
    fail('EVENT_FIELD_NOT_ALLOWED', 'own applies to a property of the event, not of its lines', `${path}.own`);
  const known = name(given, `${path}.${key}`);
  return { scope, name: known, ...(own ? ownMark(known) : {}), ...toItem(item, path) };
}
