/** GraphQL input of fields that conditions read of catalogue entries. */
import { Field, InputType } from 'type-graphql';
import type { ItemReference } from '../../engine/model.js';

@InputType({ description: 'A field of the catalogue entry whose key is the value of a field.' })
export class ItemFieldInput {
  @Field(() => String, { nullable: true, description: 'Key of the catalogue. Default: the products, by `sku`.' })
  catalogue?: string;
  @Field(() => String, { description: 'Field of its entries.' }) field!: string;
}

/** Returns the part of a field that refers to a catalogue. It is empty if the field refers to none. */
export const toItem = (item: ItemFieldInput | undefined | null): { readonly item?: ItemReference } =>
  item ? { item: { field: item.field, ...(item.catalogue ? { catalogue: item.catalogue } : {}) } } : {};
