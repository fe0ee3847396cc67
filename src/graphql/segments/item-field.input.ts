/** GraphQL input of fields that conditions read of catalogue entries. */
import { Field, InputType } from 'type-graphql';
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
 * Returns the part of a field that refers to a catalogue. It is empty if the field refers to none.
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

/** Returns a field of events or order lines. `key` is the key of the input under which its name is given. */
export const toField = (
  scope: EventField['scope'],
  given: string,
  item: ItemFieldInput | undefined | null,
  path: string,
  key: 'name' | 'field' | 'lineField',
): EventField => ({ scope, name: name(given, `${path}.${key}`), ...toItem(item, path) });
