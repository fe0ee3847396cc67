/** GraphQL types of named lists, their entries, and their replacements. */
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { JobType } from '../jobs/job.type.js';
import type { ErrorCode, Reason } from '../../reasons/index.js';
import { RefusalReason } from '../reason.type.js';
import { DateTime, ListValue } from '../scalars.js';

const ListValueTypeEnum = { STRING: 'STRING', NUMBER: 'NUMBER' } as const;
registerEnumType(ListValueTypeEnum, {
  name: 'ListValueType',
  description: 'Type of the values of a list.',
  valuesConfig: {
    STRING: { description: 'Texts.' },
    NUMBER: { description: 'Numbers, compared with whole numbers, decimals and other numbers.' },
  },
});

@InputType({ description: 'A named list to define, or a new name and description of an existing one.' })
export class DefineListInput {
  @Field(() => String, { description: 'Its key in conditions: `in list vip_2026`.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name. Default: the key.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the list.' }) description?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Namespace of a list of customers, which holds identities. Give either this or `type`; neither can change later.',
  })
  namespace?: string;
  @Field(() => ListValueTypeEnum, {
    nullable: true,
    description: 'Type of a list of values, with which tags and fields of events are compared.',
  })
  type?: string;
}

@ObjectType({ description: 'An entry of a list.' })
export class ListEntryType {
  @Field(() => ListValue, { description: 'The identity or value, in its stored form.' }) value!: unknown;
}

const ListEntryConnectionBase = connectionTypes(ListEntryType, 'ListEntry');

@ObjectType('ListEntryConnection', { description: 'A page of entries, sorted by their text.' })
export class ListEntryPage extends ListEntryConnectionBase {}

@ObjectType('List', {
  description: 'A named list of identities or values. It has no history: only its current entries count.',
})
export class ListType {
  @Field(() => String, { description: 'Its key in conditions.' }) key!: string;
  @Field(() => String, { description: 'Name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the list.' }) description?: string;
  @Field(() => String, { nullable: true, description: 'Identity namespace of its entries.' }) namespace?: string;
  @Field(() => ListValueTypeEnum, { nullable: true, description: 'The type of its values.' }) type?: string;
  @Field(() => Int, { description: 'Number of entries.' }) size!: number;
  @Field(() => Int, { description: 'Version, which increases with every change of its entries.' }) version!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time when its definition was saved.' }) savedAt?: number;
  @Field(() => String, { nullable: true, description: 'Subject that saved it.' }) savedBy?: string;
}

@ObjectType({ description: 'A rejected entry and the reason.' })
export class RejectedListEntry {
  @Field(() => Int, { description: 'Its position in the call, counted from 0.' }) index!: number;
  @Field(() => String, { description: 'Error code.' }) code!: ErrorCode;
  @Field(() => RefusalReason, { description: 'Reason of the rejection. It determines the code.' }) reason!: Reason;
  @Field(() => String, { description: 'Error message.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'Path in the input.' }) path?: string;
}

@ObjectType({ description: 'Result of a list change.' })
export class ListPayload {
  @Field(() => ListType, { description: 'The list after the change.' }) list!: ListType;
  @Field(() => Int, {
    description: 'Number of entries added or removed. For a replacement: number of entries in the list now.',
  })
  changed!: number;
  @Field(() => Int, { description: 'Number of entries without effect: already present, not present, or given twice.' })
  unchanged!: number;
  @Field(() => [RejectedListEntry], { description: 'Rejected entries. The other entries were accepted.' })
  rejected!: RejectedListEntry[];
  @Field(() => JobType, {
    nullable: true,
    description: 'Job that evaluates the affected customers, with cause DEFINITION. Null if nothing changed.',
  })
  job?: JobType;
}

@ObjectType({ description: 'A replacement in progress.' })
export class ListReplacementType {
  @Field(() => String, { description: 'Id of the replacement, for sending entries and finishing it.' }) id!: string;
}

@ObjectType({ description: 'Result of uploading entries of a replacement.' })
export class ListEntriesPayload {
  @Field(() => Int, { description: 'Number of entries that are new to the replacement.' }) changed!: number;
  @Field(() => Int, { description: 'Number of entries that it already had.' }) unchanged!: number;
  @Field(() => [RejectedListEntry], { description: 'Rejected entries.' }) rejected!: RejectedListEntry[];
}
