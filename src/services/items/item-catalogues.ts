/** Defines catalogues of products, stores, channels and lookup tables, and reads them. */
import { ITEM_CATALOGUE_EFFECTS, fixedField } from '../../engine/definitions/effects.js';
import {
  CATALOGUE_KINDS,
  FIELDS_OF_ORDERS,
  ITEM_FIELD_NAME,
  ITEM_FIELD_RULE,
  ITEM_FIELD_TYPES,
  MAX_ITEM_CATALOGUES,
  MAX_ITEM_FIELDS,
  PRODUCT_FIELD_TYPES,
  type CatalogueKind,
  type ItemCatalogue,
} from '../../engine/items/item-catalogue.js';
import type { Item, ItemField } from '../../engine/items/items.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import { conflict, invalid, limit } from '../base/errors.js';
import { definitionKey, nameAfter, oneOf, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { Page, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';

interface FieldInput {
  readonly name: string;
  readonly type: string;
}

export interface ItemCatalogueInput {
  readonly key: string;
  readonly kind?: string | null;
  readonly label?: string | null;
  readonly keyField?: string | null;
  readonly fields?: readonly FieldInput[] | null;
}

type Shape = Pick<ItemCatalogue, 'kind' | 'label' | 'keyField' | 'fields'>;

/**
 * Defines a catalogue, or changes the label of an existing one and adds fields to it. Absent properties keep their
 * value.
 *
 * @throws CONFLICT if another property of an existing catalogue would change.
 */
export async function defineItemCatalogue(
  services: Services,
  principal: Principal,
  input: ItemCatalogueInput,
): Promise<ItemCatalogue> {
  requireScope(principal, 'define');
  return change(services, principal, 'defineCatalogue', async () => {
    const room = await enter(services, principal.workspace);
    definitionKey(input.key, 'input.key');
    const shape = readShape(input, room);
    const save = async (tx: Tx): Promise<ItemCatalogue> => {
      await nextVersion(services, room, 'itemCatalogues', tx);
      const before = (await services.stores.itemCatalogues.all(principal.workspace, tx)).find(
        ({ key }) => key === input.key,
      );
      const saved: ItemCatalogue = {
        ...(before ?? {
          content: newId(room.now),
          size: 0,
          bytes: 0,
          removed: 0,
          version: 1,
          followableFrom: 1,
          publishedAt: {},
        }),
        key: input.key,
        ...shape,
        savedAt: room.now,
        savedBy: principal.subject,
      };
      await services.stores.itemCatalogues.save(principal.workspace, saved, tx);
      return saved;
    };
    return { target: input.key, at: room.now, save };
  });
}

function readShape(input: ItemCatalogueInput, { catalogue }: Room): Shape {
  const before = catalogue.itemCatalogue(input.key);
  const kind = oneOf(input.kind ?? undefined, CATALOGUE_KINDS, before?.kind ?? 'LOOKUP', 'input.kind');
  const shape: Shape = {
    kind,
    label: text(nameAfter(input.label, before?.label, input.key), 'input.label', 128),
    keyField: input.keyField ?? before?.keyField ?? (kind === 'PRODUCTS' ? 'sku' : 'key'),
    fields: input.fields ? readFields(input.fields, kind) : (before?.fields ?? []),
  };
  if (!ITEM_FIELD_NAME.test(shape.keyField)) throw invalidName('input.keyField');
  if (shape.fields.some(({ name }) => name === shape.keyField))
    throw invalid('CATALOGUE_FIELD_INVALID', 'the key field is not among the other fields', 'input.fields');
  if (before) return unchangedShape(shape, before);
  const others = catalogue.allItemCatalogues();
  if (others.length >= MAX_ITEM_CATALOGUES)
    throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_ITEM_CATALOGUES} catalogues`, 'input.key');
  const products = others.find((one) => one.kind === 'PRODUCTS');
  if (kind === 'PRODUCTS' && products)
    throw conflict('CATALOGUE_KIND_TAKEN', `catalogue ${products.key} has the products of the workspace`, 'input.kind');
  return shape;
}

/** Checks that a new shape only changes the label of a catalogue or adds fields to it. */
function unchangedShape(shape: Shape, before: ItemCatalogue): Shape {
  const { kind, keyField } = ITEM_CATALOGUE_EFFECTS;
  const fixed = fixedField<Pick<ItemCatalogue, 'kind' | 'keyField'>>({ kind, keyField }, before, shape);
  if (fixed) throw conflict('CATALOGUE_FIELD_FIXED', `${fixed} of a catalogue cannot change`, `input.${fixed}`);
  for (const field of before.fields) {
    const after = shape.fields.find(({ name }) => name === field.name);
    if (after?.type !== field.type)
      throw conflict('CATALOGUE_FIELD_FIXED', `field ${field.name} stays, with type ${field.type}`, 'input.fields');
  }
  return shape;
}

const invalidName = (path: string): Error => invalid('CATALOGUE_FIELD_INVALID', ITEM_FIELD_RULE, path);

function readFields(fields: readonly FieldInput[], kind: CatalogueKind): ItemField[] {
  if (fields.length > MAX_ITEM_FIELDS)
    throw limit('CATALOGUE_FIELDS_TOO_MANY', `a catalogue has at most ${MAX_ITEM_FIELDS} fields`, 'input.fields');
  const names = new Set<string>();
  return fields.map(({ name, type: given }, i) => {
    const path = `input.fields[${i}]`;
    if (!ITEM_FIELD_NAME.test(name)) throw invalidName(`${path}.name`);
    if (names.has(name)) throw invalid('KEY_DUPLICATE', 'each field has its own name', `${path}.name`);
    names.add(name);
    const type = oneOf(given, ITEM_FIELD_TYPES, undefined, `${path}.type`);
    if (kind === 'PRODUCTS') checkProductField({ name, type }, path);
    return { name, type };
  });
}

function checkProductField({ name, type }: ItemField, path: string): void {
  if (FIELDS_OF_ORDERS.includes(name))
    throw invalid('CATALOGUE_FIELD_INVALID', `only orders say ${name}; give the field another name`, `${path}.name`);
  const said = Object.hasOwn(PRODUCT_FIELD_TYPES, name) ? PRODUCT_FIELD_TYPES[name] : type;
  if (said !== type)
    throw invalid('CATALOGUE_FIELD_INVALID', `${name} of a product is ${said}, as in events`, `${path}.type`);
}

export async function itemCatalogues(services: Services, principal: Principal): Promise<ItemCatalogue[]> {
  requireScope(principal, 'segments:read');
  return services.stores.itemCatalogues.all((await enter(services, principal.workspace)).workspace.id);
}

/** Returns a page of the entries of a catalogue whose keys begin with `prefix`, sorted by key. */
export async function itemEntries(
  services: Services,
  principal: Principal,
  catalogue: ItemCatalogue,
  page: Page & { readonly prefix?: string },
): Promise<Item[]> {
  requireScope(principal, 'segments:read');
  return services.stores.itemCatalogues.page(catalogue.content, page);
}
