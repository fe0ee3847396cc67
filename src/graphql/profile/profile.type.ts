/** Output types of customers. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { KeyClass } from '../../engine/model.js';
import { DateTime, Decimal, Properties, TagValue } from '../scalars.js';
import { connectionTypes } from '../connection.js';
import { Segment, Transition } from '../segment/segment.type.js';
import { TagDefinitionType } from '../tag/tag.type.js';

@ObjectType('Identity', { description: 'One way a customer is known.' })
export class IdentityType {
  @Field(() => String, { description: 'The identity namespace, e.g. member_id.' }) namespace!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The value; null for phone and e-mail without the scope profiles:read:personal.',
  })
  value?: string;
}

@ObjectType({ description: 'A static value another source sent: kept until the owner settles it.' })
export class TagConflict {
  @Field(() => TagValue, { description: 'The value that was not taken.' }) value!: unknown;
  @Field(() => String, { description: 'Who sent it.' }) source!: string;
  @Field(() => DateTime, { description: 'When it was observed.' }) observedAt!: number;
}

@ObjectType({ description: 'A tag of a customer with its current value.' })
export class Tag {
  @Field(() => String, { description: "The tag's key." }) key!: string;
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'When the value was observed; null for computed tags.' })
  observedAt?: number;
  @Field(() => String, { nullable: true, description: 'Who wrote it; null for computed tags.' }) source?: string;
  @Field(() => DateTime, { nullable: true, description: 'When the value runs out.' }) expiresAt?: number;
  @Field(() => [TagConflict], { description: 'Differing values of a static tag.' }) conflicts!: readonly TagConflict[];
  @Field(() => TagDefinitionType, { description: 'The definition.' }) definition!: TagDefinitionType;
}

@ObjectType({ description: 'A value a dynamic tag had from an instant on.' })
export class TagPointType {
  @Field(() => DateTime, { description: 'From when.' }) at!: number;
  @Field(() => TagValue, { nullable: true, description: 'The value; null: none.' }) value?: unknown;
  @Field(() => String, { nullable: true, description: 'Who recorded it; null for computed tags.' }) source?: string;
}

@ObjectType({ description: 'A membership of a segment.' })
export class MembershipType {
  @Field(() => Segment, { description: 'The segment.' }) segment!: Segment;
  @Field(() => Int, { description: 'Version of the definition it was evaluated under.' }) version!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Sequence of the transition that made it; null in readings of the past.',
  })
  sequence?: number;
  @Field(() => DateTime, { nullable: true, description: 'When it ends if nothing happens.' }) nextFlipAt?: number;
}

@ObjectType('OrderLine', { description: 'One line of an order.' })
export class OrderLineType {
  @Field(() => String, {
    nullable: true,
    description: 'Id within the order; absent on a line that comes back and was named by its sku.',
  })
  lineId?: string;
  @Field(() => String, { nullable: true, description: 'Stock keeping unit.' }) sku?: string;
  @Field(() => String, { nullable: true, description: 'Product name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Brand.' }) brand?: string;
  @Field(() => String, { nullable: true, description: 'Category.' }) category?: string;
  @Field(() => Decimal, { description: 'Pieces, or weight.' }) quantity!: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description: 'What was paid for all pieces; of a line that comes back, what was paid back, if it was said.',
  })
  amount?: bigint;
}

const KeyClassEnum = { SERVER: 'SERVER', IMPORT: 'IMPORT', PUBLIC: 'PUBLIC' } as const;
registerEnumType(KeyClassEnum, {
  name: 'KeyClass',
  description: 'What kind of key reported something; of differing reports of one order the most trusted class counts.',
  valuesConfig: {
    SERVER: { description: "A shop's own server: the most trusted." },
    IMPORT: { description: 'A file that was imported.' },
    PUBLIC: { description: 'A page or an app, whose key everybody can read: the least trusted.' },
  },
});

@ObjectType('Event', { description: 'Something that happened.' })
export class EventType {
  @Field(() => String, { description: 'Source and message id: `source|messageId`.' }) id!: string;
  @Field(() => String, { description: 'The type.' }) type!: string;
  @Field(() => DateTime, { description: 'When it happened.' }) occurredAt!: number;
  @Field(() => DateTime, { description: 'When it was accepted.' }) receivedAt!: number;
  @Field(() => String, { description: 'Who sent it.' }) source!: string;
  @Field(() => Properties, { nullable: true, description: 'Its properties.' }) properties?: unknown;
  @Field(() => String, { nullable: true, description: 'The order it belongs to.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'Money of the order.' }) amount?: bigint;
  @Field(() => String, { nullable: true, description: 'Currency of the money.' }) currency?: string;
  @Field(() => [OrderLineType], { nullable: true, description: 'Order lines.' }) lines?: readonly OrderLineType[];
  @Field(() => String, { nullable: true, description: 'The coupon it is about.' }) coupon?: string;
  @Field(() => String, { nullable: true, description: 'Of an order paid in parts: the payment it reports.' })
  paymentId?: string;
  @Field(() => String, { nullable: true, description: 'Of a refund: its id, if it has one.' }) refundId?: string;
  @Field(() => KeyClassEnum, {
    nullable: true,
    description: 'Of an order event: the class of the key that reported it. Absent: SERVER.',
  })
  keyClass?: KeyClass;
}

@ObjectType({ description: 'A customer: one profile, or several that were linked, read as one.' })
export class Profile {
  @Field(() => String, {
    description: "Id of the customer's oldest profile. Ids of linked profiles resolve to it for ever.",
  })
  id!: string;
  @Field(() => DateTime, { description: 'When the oldest profile was made.' }) createdAt!: number;
}

export const EventConnection = connectionTypes(EventType, 'Event');
export const ProfileConnectionBase = connectionTypes(Profile, 'Profile');
export const TransitionConnection = connectionTypes(Transition, 'Transition');

@ObjectType({ description: 'One aggregate over many customers.' })
export class StatisticsType {
  @Field(() => Int, { description: 'Customers looked at.' }) profiles!: number;
  @Field(() => Int, { description: 'Customers that have a value of the aggregate.' }) withValue!: number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      "Of `count` and `sum`: that of all the customers' events together. Null for other aggregates, which do not add up: see `sumOverCustomers`.",
  })
  sum?: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description:
      "The customers' own values added up; null for texts. Of `distinct` it is not how many different values there are: one that two customers have counts twice.",
  })
  sumOverCustomers?: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description: "Mean of the customers' values, rounded half to even at 4 digits.",
  })
  average?: bigint;
  @Field(() => TagValue, { nullable: true, description: 'Least value; null for lists.' }) min?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Greatest value; null for lists.' }) max?: unknown;
}
