/** Results of bulk writes. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Reason } from '../../reasons/index.js';
import { RefusalReason } from '../reason.type.js';

const ItemStatus = { ACCEPTED: 'ACCEPTED', DUPLICATE: 'DUPLICATE', REJECTED: 'REJECTED' } as const;
registerEnumType(ItemStatus, {
  name: 'ItemStatus',
  description: 'Result of one item.',
  valuesConfig: {
    ACCEPTED: { description: 'Kept, durable, counted.' },
    DUPLICATE: { description: 'Kept before; counted once.' },
    REJECTED: { description: 'See reason and path.' },
  },
});

@ObjectType('ItemResult', { description: 'Result of one item of a bulk write.' })
export class ItemResultType {
  @Field(() => Int, { description: 'Position in the call.' }) index!: number;
  @Field(() => ItemStatus, { description: 'The outcome.' }) status!: string;
  @Field(() => String, { nullable: true, description: 'Error code of a rejected item.' }) code?: string;
  @Field(() => RefusalReason, { nullable: true, description: 'Why an item was rejected. The code follows from it.' })
  reason?: Reason;
  @Field(() => String, { nullable: true, description: 'Error message.' }) message?: string;
  @Field(() => String, { nullable: true, description: 'Path in the input.' }) path?: string;
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id, for who may look it up by one of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'Dry run: nothing was kept.' }) dryRun!: boolean;
}

@ObjectType({ description: 'Result of a batch of events.' })
export class IngestResult {
  @Field(() => Int, { description: 'Newly kept.' }) accepted!: number;
  @Field(() => Int, { description: 'Kept before.' }) duplicates!: number;
  @Field(() => Int, { description: 'Not kept.' }) rejected!: number;
  @Field(() => [ItemResultType], { description: 'One result an event, in order.' }) results!: ItemResultType[];
}

@ObjectType({ description: 'The customer some identities belong to.' })
export class IdentifyResult {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id, for who may look it up by one of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'Whether customers were joined by this call.' }) merged!: boolean;
  @Field(() => [String], {
    description: 'Why links were not accepted: a limit, a strength, or the size of a customer.',
  })
  refused!: readonly string[];
  @Field(() => Boolean, { description: 'Dry run: nothing was kept.' }) dryRun!: boolean;
}
