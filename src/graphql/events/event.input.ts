/** GraphQL input types of events, with their identities, orders and order lines. */
import { Field, InputType } from 'type-graphql';
import { DateTime, Decimal, Properties } from '../scalars.js';

@InputType({ description: 'An identity of a customer: a namespace and a value.' })
export class IdentityInput {
  @Field(() => String, { description: 'The identity namespace, e.g. member_id, device_id, phone.' }) namespace!: string;
  @Field(() => String, { description: 'The value in that namespace.' }) value!: string;
}

@InputType({ description: 'A line of an order. In a refund: the returned part of the line.' })
export class OrderLineInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Id within the order. Default: its position. In a refund: the id of the returned line; without it, the only line of the order with this sku.',
  })
  lineId?: string;
  @Field(() => String, { nullable: true, description: 'Stock keeping unit.' }) sku?: string;
  @Field(() => String, { nullable: true, description: 'Product name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Brand.' }) brand?: string;
  @Field(() => String, { nullable: true, description: 'Category.' }) category?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Number of pieces, or weight: a whole number, or a decimal text such as "0.35". Default 1.',
  })
  quantity?: string;
  @Field(() => Decimal, {
    nullable: true,
    description:
      'Money for all pieces together. For a returned line without it: the paid amount of the line in proportion to the returned pieces.',
  })
  amount?: string;
}

@InputType({
  description:
    'The order of an event. Several reports of one order count as one order. A refund without a list of lines and without an amount returns the whole order; with an empty list and no amount, it returns nothing.',
})
export class OrderInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Id of the order, which connects placement, payment and refund. An order_refunded without it is a credit note: it counts in return figures and takes nothing off an order.',
  })
  orderId?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'For an order paid in parts: the id of this payment. `amount` is this part, and the parts add up. A report without it states the total paid so far.',
  })
  paymentId?: string;
  @Field(() => String, {
    nullable: true,
    description: 'For order_refunded: the id of this refund. Several reports with the same id count as one refund.',
  })
  refundId?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Money of the order, or money returned. Default: the sum of its lines. Never negative.',
  })
  amount?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Three capital letters. Default: the currency of the workspace, or for a refund that of its order.',
  })
  currency?: string;
  @Field(() => [OrderLineInput], { nullable: true, description: 'Its lines.' }) lines?: OrderLineInput[];
}

@InputType({ description: 'An event of a customer.' })
export class EventInput {
  @Field(() => String, {
    description:
      'Id given by the sender. The same id from the same source counts once; with another body it is a CONFLICT.',
  })
  messageId!: string;
  @Field(() => String, { description: 'A type of the fixed vocabulary, or a custom type.' }) type!: string;
  @Field(() => DateTime, { description: 'Time of the event. A late event counts at this time.' }) occurredAt!: string;
  @Field(() => String, { nullable: true, description: "The sending system. Default: the token's subject." })
  source?: string;
  @Field(() => [IdentityInput], { description: 'Identities of the customer. Several are linked to one customer.' })
  identities!: IdentityInput[];
  @Field(() => Properties, { nullable: true, description: 'Properties.' }) properties?: unknown;
  @Field(() => OrderInput, { nullable: true, description: 'For order events.' }) order?: OrderInput;
  @Field(() => String, { nullable: true, description: 'For coupon events: the coupon.' }) coupon?: string;
}
