/** GraphQL result types of bulk writes, which accept or reject each item separately. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Reason } from '../../reasons/index.js';
import { RefusalReason } from '../reason.type.js';

export const ItemStatus = { ACCEPTED: 'ACCEPTED', DUPLICATE: 'DUPLICATE', REJECTED: 'REJECTED' } as const;
registerEnumType(ItemStatus, {
  name: 'ItemStatus',
  description: 'Result of one item.',
  valuesConfig: {
    ACCEPTED: { description: 'Kept durably and counted.' },
    DUPLICATE: { description: 'Kept before. It counts once.' },
    REJECTED: { description: 'Not kept, for the reason in `reason` and `path`.' },
  },
});

@ObjectType('ItemResult', { description: 'Result of one item of a bulk write.' })
export class ItemResultType {
  @Field(() => Int, { description: 'Position in the call.' }) index!: number;
  @Field(() => ItemStatus, { description: 'The outcome.' }) status!: string;
  @Field(() => String, { nullable: true, description: 'Error code of a rejected item.' }) code?: string;
  @Field(() => RefusalReason, { nullable: true, description: 'Reason of a rejected item. It determines the code.' })
  reason?: Reason;
  @Field(() => String, { nullable: true, description: 'Error message.' }) message?: string;
  @Field(() => String, { nullable: true, description: 'Path in the input.' }) path?: string;
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null if the token may not look customers up by any of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'Dry run: nothing was kept.' }) dryRun!: boolean;
}

@ObjectType({ description: 'Result of a batch of events.' })
export class IngestResult {
  @Field(() => Int, { description: 'Newly kept.' }) accepted!: number;
  @Field(() => Int, { description: 'Kept before.' }) duplicates!: number;
  @Field(() => Int, { description: 'Not kept.' }) rejected!: number;
  @Field(() => [ItemResultType], { description: 'One result for each event, in order.' }) results!: ItemResultType[];
}

@ObjectType({ description: 'The customer that the linked identities belong to.' })
export class IdentifyResult {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null if the token may not look customers up by any of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'True if this call merged customers.' }) merged!: boolean;
  @Field(() => [String], {
    description:
      'Reasons why links were not accepted: a limit, the strength of an identity, or the size of a customer.',
  })
  refused!: readonly string[];
  @Field(() => Boolean, { description: 'Dry run: nothing was kept.' }) dryRun!: boolean;
}
