/** Output types of named lists. */
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { JobType } from '../job/job.type.js';
import type { ErrorCode, Reason } from '../../reasons/index.js';
import { RefusalReason } from '../reason.type.js';
import { DateTime, ListValue } from '../scalars.js';

const ListValueTypeEnum = { STRING: 'STRING', NUMBER: 'NUMBER' } as const;
registerEnumType(ListValueTypeEnum, {
  name: 'ListValueType',
  description: 'What the values of a list are.',
  valuesConfig: {
    STRING: { description: 'Texts.' },
    NUMBER: { description: 'Numbers: compared with whole numbers, decimals and other numbers alike.' },
  },
});

@InputType({ description: 'A named list, or what changes of it: its name and description.' })
export class DefineListInput {
  @Field(() => String, { description: 'Its key in conditions: `in list vip_2026`.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Name; default the key.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, {
    nullable: true,
    description: 'A list of customers, by identities of this namespace. This or `type`; neither changes later.',
  })
  namespace?: string;
  @Field(() => ListValueTypeEnum, {
    nullable: true,
    description: 'A list of values of this type, which tags and fields of events are compared with.',
  })
  type?: string;
}

@ObjectType({ description: 'An entry of a list.' })
export class ListEntryType {
  @Field(() => ListValue, { description: 'The identity or value, in the form it is kept in.' }) value!: unknown;
}

const ListEntryConnectionBase = connectionTypes(ListEntryType, 'ListEntry');

@ObjectType('ListEntryConnection', { description: 'A page of entries, in the order of their characters.' })
export class ListEntryPage extends ListEntryConnectionBase {}

@ObjectType('List', { description: 'A named list of identities or values. It has no past: what it is now counts.' })
export class ListType {
  @Field(() => String, { description: 'Its key in conditions.' }) key!: string;
  @Field(() => String, { description: 'Name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { nullable: true, description: 'The identity namespace it is of.' }) namespace?: string;
  @Field(() => ListValueTypeEnum, { nullable: true, description: 'The type of its values.' }) type?: string;
  @Field(() => Int, { description: 'Entries.' }) size!: number;
  @Field(() => Int, { description: 'Grows with every change of its entries.' }) version!: number;
  @Field(() => DateTime, { nullable: true, description: 'When its definition was saved.' }) savedAt?: number;
  @Field(() => String, { nullable: true, description: 'Who saved it.' }) savedBy?: string;
}

@ObjectType({ description: 'An entry that was not taken, and why.' })
export class RejectedListEntry {
  @Field(() => Int, { description: 'Its place in the call, from 0.' }) index!: number;
  @Field(() => String, { description: 'Error code.' }) code!: ErrorCode;
  @Field(() => RefusalReason, { description: 'Why. The code follows from it.' }) reason!: Reason;
  @Field(() => String, { description: 'Error message.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'Path in the input.' }) path?: string;
}

@ObjectType({ description: 'Result of a list change.' })
export class ListPayload {
  @Field(() => ListType, { description: 'The list after the change.' }) list!: ListType;
  @Field(() => Int, { description: 'Entries added or removed; of a replacement, entries of the list now.' })
  changed!: number;
  @Field(() => Int, { description: 'Entries that were there already, were not there, or were given twice.' })
  unchanged!: number;
  @Field(() => [RejectedListEntry], { description: 'Entries that were not taken; the others were.' })
  rejected!: RejectedListEntry[];
  @Field(() => JobType, {
    nullable: true,
    description: 'Evaluates the customers it concerns, with cause DEFINITION; null where nothing changed.',
  })
  job?: JobType;
}

@ObjectType({ description: 'A replacement that is being sent.' })
export class ListReplacementType {
  @Field(() => String, { description: 'Id: send entries to it, then finish it.' }) id!: string;
}

@ObjectType({ description: 'Result of uploading entries of a replacement.' })
export class ListEntriesPayload {
  @Field(() => Int, { description: 'Entries that are new to the replacement.' }) changed!: number;
  @Field(() => Int, { description: 'Entries it had already.' }) unchanged!: number;
  @Field(() => [RejectedListEntry], { description: 'Entries that were not taken.' }) rejected!: RejectedListEntry[];
}
