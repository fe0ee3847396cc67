/** GraphQL output types of customers, with their identities, tags, memberships and events. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { KeyClass } from '../../engine/types.js';
import { DateTime, Decimal, Properties, TagValue } from '../scalars.js';
import { connectionTypes } from '../connection.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { Segment, Transition } from '../segments/segment.type.js';
import { TagDefinitionType } from '../tags/tag.type.js';

@ObjectType('Identity', { description: 'An identity of a customer: a namespace and a value.' })
export class IdentityType {
  @Field(() => String, { description: 'The identity namespace, e.g. member_id.' }) namespace!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The value. Null for phone and email without the scope profiles:read:personal.',
  })
  value?: string;
}

@ObjectType({ description: 'A differing value of a static tag from another source, kept until the owner resolves it.' })
export class TagConflict {
  @Field(() => TagValue, { description: 'The value that is not in effect.' }) value!: unknown;
  @Field(() => String, { description: 'The source that sent it.' }) source!: string;
  @Field(() => DateTime, { description: 'Time of the observation.' }) observedAt!: number;
}

@ObjectType({ description: 'A tag of a customer with its current value.' })
export class Tag {
  @Field(() => String, { description: "The tag's key." }) key!: string;
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'Time of the observation. Null for computed tags.' })
  observedAt?: number;
  @Field(() => String, { nullable: true, description: 'The source that wrote it. Null for computed tags.' })
  source?: string;
  @Field(() => DateTime, { nullable: true, description: 'Expiry of the value.' }) expiresAt?: number;
  @Field(() => [TagConflict], { description: 'Differing values of a static tag.' }) conflicts!: readonly TagConflict[];
  @Field(() => TagDefinitionType, { description: 'The definition.' }) definition!: TagDefinitionType;
}

@ObjectType({ description: 'A value of a dynamic tag from an instant on.' })
export class TagPointType {
  @Field(() => DateTime, { description: 'Instant from which the tag had the value.' }) at!: number;
  @Field(() => TagValue, { nullable: true, description: 'The value. Null if the tag had none.' }) value?: unknown;
  @Field(() => String, { nullable: true, description: 'The source that recorded it. Null for computed tags.' })
  source?: string;
}

@ObjectType({ description: 'A membership of a segment.' })
export class MembershipType {
  @Field(() => Segment, { description: 'The segment.' }) segment!: Segment;
  @Field(() => Int, { description: 'Version of the definition it was evaluated under.' }) version!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Sequence number of the transition that began it. Null in readings of the past.',
  })
  sequence?: number;
  @Field(() => DateTime, { nullable: true, description: 'Instant at which it ends if nothing else happens.' })
  nextFlipAt?: number;
}

@ObjectType('OrderLine', { description: 'A line of an order.' })
export class OrderLineType {
  @Field(() => String, {
    nullable: true,
    description: 'Id within the order. Absent for a returned line that was identified by its sku.',
  })
  lineId?: string;
  @Field(() => String, { nullable: true, description: 'Stock keeping unit.' }) sku?: string;
  @Field(() => String, { nullable: true, description: 'Product name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Brand.' }) brand?: string;
  @Field(() => String, { nullable: true, description: 'Category.' }) category?: string;
  @Field(() => Decimal, { description: 'Number of pieces, or weight.' }) quantity!: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Money paid for all pieces. For a returned line: money paid back, if reported.',
  })
  amount?: bigint;
}

const KeyClassEnum = { SERVER: 'SERVER', IMPORT: 'IMPORT', PUBLIC: 'PUBLIC' } as const;
registerEnumType(KeyClassEnum, {
  name: 'KeyClass',
  description:
    'Class of the key that reported something. When reports of one order differ, the most trusted class counts.',
  valuesConfig: {
    SERVER: { description: "A token of the shop's server, the most trusted class." },
    IMPORT: { description: 'An imported file.' },
    PUBLIC: { description: 'A write key of a page or an app, which anybody can read: the least trusted class.' },
  },
});

@ObjectType('Event', { description: 'An event of a customer.' })
export class EventType {
  @Field(() => String, { description: 'Source and message id: `source|messageId`.' }) id!: string;
  @Field(() => String, { description: 'The type.' }) type!: string;
  @Field(() => DateTime, { description: 'Time of the event.' }) occurredAt!: number;
  @Field(() => DateTime, { description: 'Time of its acceptance.' }) receivedAt!: number;
  @Field(() => String, { description: 'The source that sent it.' }) source!: string;
  @Field(() => Properties, { nullable: true, description: 'Its properties.' }) properties?: unknown;
  @Field(() => String, { nullable: true, description: 'The order it belongs to.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'Money of the order.' }) amount?: bigint;
  @Field(() => String, { nullable: true, description: 'Currency of the money.' }) currency?: string;
  @Field(() => [OrderLineType], { nullable: true, description: 'Order lines.' }) lines?: readonly OrderLineType[];
  @Field(() => String, { nullable: true, description: 'The coupon it is about.' }) coupon?: string;
  @Field(() => String, { nullable: true, description: 'For an order paid in parts: the id of the payment.' })
  paymentId?: string;
  @Field(() => String, { nullable: true, description: 'For a refund: its id, if it has one.' }) refundId?: string;
  @Field(() => KeyClassEnum, {
    nullable: true,
    description: 'For an order event: the class of the key that reported it. Null means SERVER.',
  })
  keyClass?: KeyClass;
}

@ObjectType({ description: 'A customer: one profile, or several linked profiles that are read as one.' })
export class Profile {
  @Field(() => String, {
    description:
      "Id of the customer's oldest profile that is not a receipt. Ids of linked profiles resolve to it permanently.",
  })
  id!: string;
  @Field(() => DateTime, { description: 'Time when the oldest profile was created.' }) createdAt!: number;
}

export const EventConnection = connectionTypes(EventType, 'Event');
export const ProfileConnectionBase = connectionTypes(Profile, 'Profile');
export const TransitionConnection = connectionTypes(Transition, 'Transition');

@ObjectType({ description: 'An aggregate over many customers.' })
export class StatisticsType {
  readonly warn!: Warn;
  @Field(() => Int, { description: 'Number of customers examined.' }) profiles!: number;
  @Field(() => Int, { description: 'Number of customers with a value of the aggregate.' }) withValue!: number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      'For `count` and `sum`: the aggregate over the events of all customers together. Null for other aggregates, which are not additive; see `sumOverCustomers`.',
  })
  sum?: bigint | number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      "Sum of the customers' values. Null for texts. For `distinct` it is not the number of different values, because a value of two customers counts twice.",
  })
  sumOverCustomers?: bigint | number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      "Mean of the customers' values, rounded half to even at 4 digits. Of numbers in properties the nearest double.",
  })
  average?: bigint | number;
  @Field(() => TagValue, { nullable: true, description: 'Smallest value. Null for lists.' }) min?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Largest value. Null for lists.' }) max?: unknown;
}
