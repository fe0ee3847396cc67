/** GraphQL types of catalogues and their entries. */
import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ErrorCode, Reason } from '../../reasons/index.js';
import { connectionTypes } from '../connection.js';
import { JobType } from '../jobs/job.type.js';
import { PageArgs } from '../page.args.js';
import { RefusalReason } from '../reason.type.js';
import { DateTime, Properties } from '../scalars.js';

const CatalogueKindEnum = { PRODUCTS: 'PRODUCTS', STORES: 'STORES', CHANNELS: 'CHANNELS', LOOKUP: 'LOOKUP' };
registerEnumType(CatalogueKindEnum, {
  name: 'CatalogueKind',
  description: 'What the entries of a catalogue are.',
  valuesConfig: {
    PRODUCTS: { description: 'Products, by their sku. A workspace has at most one such catalogue.' },
    STORES: { description: 'Stores.' },
    CHANNELS: { description: 'Channels.' },
    LOOKUP: { description: 'Any other table, such as districts.' },
  },
});

const CatalogueFieldTypeEnum = {
  STRING: 'STRING',
  INTEGER: 'INTEGER',
  DECIMAL: 'DECIMAL',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
};
registerEnumType(CatalogueFieldTypeEnum, {
  name: 'CatalogueFieldType',
  description: 'Type of a field of catalogue entries.',
  valuesConfig: {
    STRING: { description: 'Texts.' },
    INTEGER: { description: 'Whole numbers.' },
    DECIMAL: { description: 'Exact decimals with at most 4 digits after the point, as text or number.' },
    BOOLEAN: { description: 'True or false.' },
    DATE: { description: 'Days such as 2026-02-28.' },
  },
});

export const CatalogueActionEnum = { ADD: 'ADD', REPLACE: 'REPLACE', REMOVE: 'REMOVE' } as const;
registerEnumType(CatalogueActionEnum, {
  name: 'CatalogueAction',
  description: 'How entries change a catalogue.',
  valuesConfig: {
    ADD: { description: 'Stores each entry, in place of the entry with the same key.' },
    REPLACE: {
      description: 'The entries of the call become all entries of the catalogue. One invalid entry refuses the call.',
    },
    REMOVE: { description: 'Removes the entries with these keys.' },
  },
});

@InputType({ description: 'A field of catalogue entries.' })
export class CatalogueFieldInput {
  @Field(() => String, { description: 'Name: letters, digits and _, at most 64.' }) name!: string;
  @Field(() => CatalogueFieldTypeEnum, { description: 'Type of its values, which cannot change later.' })
  type!: string;
}

@InputType({
  description:
    'A catalogue to define, or a new label and more fields of an existing one. Omitted fields keep their values.',
})
export class DefineCatalogueInput {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => CatalogueKindEnum, { nullable: true, description: 'Kind. Default: LOOKUP. It cannot change later.' })
  kind?: string;
  @Field(() => String, { nullable: true, description: 'Display name. Default: the key.' }) label?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Name of the field with the key. Default: `sku` for products, else `key`. It cannot change later.',
  })
  keyField?: string;
  @Field(() => [CatalogueFieldInput], {
    nullable: true,
    description: 'The fields of its entries, at most 30. Later calls repeat them and may add fields.',
  })
  fields?: CatalogueFieldInput[];
}

@InputType({ description: 'An entry of a catalogue.' })
export class CatalogueEntryInput {
  @Field(() => String, { description: 'Key of the entry, e.g. the sku of a product.' }) key!: string;
  @Field(() => Properties, {
    nullable: true,
    description: 'Values by field. A field that is left out has no value. REMOVE needs the key only.',
  })
  values?: Record<string, unknown>;
}

@ObjectType({ description: 'A field of catalogue entries.' })
export class CatalogueField {
  @Field(() => String, { description: 'Name.' }) name!: string;
  @Field(() => CatalogueFieldTypeEnum, { description: 'Type of its values.' }) type!: string;
}

@ObjectType({ description: 'An entry of a catalogue.' })
export class CatalogueEntry {
  @Field(() => String, { description: 'Key.' }) key!: string;
  @Field(() => Properties, { description: 'Values by field. Decimals are texts.' }) values!: Record<string, unknown>;
}

const CatalogueEntryConnectionBase = connectionTypes(CatalogueEntry, 'CatalogueEntry');

@ObjectType('CatalogueEntryConnection', { description: 'A page of entries, sorted by key.' })
export class CatalogueEntryPage extends CatalogueEntryConnectionBase {}

@ArgsType()
export class CatalogueEntryArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only entries whose keys begin with this text.' })
  prefix?: string;
}

@ObjectType('Catalogue', {
  description:
    'A catalogue of products, stores, channels or other entries. Conditions read the entries as they are now; events keep no copy.',
})
export class CatalogueType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => CatalogueKindEnum, { description: 'Kind.' }) kind!: string;
  @Field(() => String, { description: 'Display name.' }) label!: string;
  @Field(() => String, { description: 'Name of the field with the key.' }) keyField!: string;
  @Field(() => [CatalogueField], { description: 'The fields of its entries.' }) fields!: readonly CatalogueField[];
  @Field(() => Int, { description: 'Number of entries.' }) size!: number;
  @Field(() => Int, { description: 'Version, which increases with every change of its entries.' }) version!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time when its definition was saved.' }) savedAt?: number;
  @Field(() => String, { nullable: true, description: 'Subject that saved it.' }) savedBy?: string;
}

@ObjectType({ description: 'A rejected entry and the reason.' })
export class RejectedCatalogueEntry {
  @Field(() => Int, { description: 'Its position in the call, counted from 0.' }) index!: number;
  @Field(() => String, { description: 'Error code.' }) code!: ErrorCode;
  @Field(() => RefusalReason, { description: 'Reason of the rejection. It determines the code.' }) reason!: Reason;
  @Field(() => String, { description: 'Error message.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'Path in the input.' }) path?: string;
}

@ObjectType({ description: 'Result of a change of catalogue entries.' })
export class CataloguePayload {
  @Field(() => CatalogueType, { description: 'The catalogue after the change.' }) catalogue!: CatalogueType;
  @Field(() => Int, { description: 'Number of entries added, changed or removed.' }) changed!: number;
  @Field(() => Int, { description: 'Number of given entries without effect, or given with a later one of their key.' })
  unchanged!: number;
  @Field(() => [RejectedCatalogueEntry], { description: 'Rejected entries. The other entries were accepted.' })
  rejected!: RejectedCatalogueEntry[];
  @Field(() => JobType, {
    nullable: true,
    description:
      'Job that evaluates the customers whose conditions read a changed field, with cause DEFINITION. Null if nothing changed.',
  })
  job?: JobType;
}
