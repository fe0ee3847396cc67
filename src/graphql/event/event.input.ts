/** Input types of events. */
import { Field, InputType } from 'type-graphql';
import { DateTime, Decimal, Properties } from '../scalars.js';

@InputType({ description: 'One way a customer is known.' })
export class IdentityInput {
  @Field(() => String, { description: 'The identity namespace, e.g. member_id, device_id, phone.' }) namespace!: string;
  @Field(() => String, { description: 'The value.' }) value!: string;
}

@InputType({ description: 'One line of an order. In a refund: what comes back of the line.' })
export class OrderLineInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Id within the order; default its position. In a refund: the line that comes back; without it the one line of the order with this sku.',
  })
  lineId?: string;
  @Field(() => String, { nullable: true, description: 'Stock keeping unit.' }) sku?: string;
  @Field(() => String, { nullable: true, description: 'Product name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Brand.' }) brand?: string;
  @Field(() => String, { nullable: true, description: 'Category.' }) category?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Pieces, or weight: a whole number, or a decimal text such as "0.35"; default 1.',
  })
  quantity?: string;
  @Field(() => Decimal, {
    nullable: true,
    description:
      'Money for all pieces together. Of a line that comes back without it: the share of the pieces in what the line was paid.',
  })
  amount?: string;
}

@InputType({
  description:
    'The order an event is about. Reports of one order are one order. A refund without lines and amount takes back the whole order.',
})
export class OrderInput {
  @Field(() => String, {
    nullable: true,
    description:
      "The order's id: what ties placement, payment and refund together. An order_refunded without it is a credit note: it counts in return figures and takes nothing off an order.",
  })
  orderId?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Of an order paid in parts: the id of this payment; `amount` is its part, and the parts add up. A report without it says all that was paid until then.',
  })
  paymentId?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Of order_refunded: an id of this refund. Several reports of one refund with its id are one refund.',
  })
  refundId?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Money of the order, or that came back; default the sum of its lines. Never negative.',
  })
  amount?: string;
  @Field(() => String, {
    nullable: true,
    description: "Three capital letters; default the workspace's, and of a refund its order's.",
  })
  currency?: string;
  @Field(() => [OrderLineInput], { nullable: true, description: 'Its lines.' }) lines?: OrderLineInput[];
}

@InputType({ description: 'Something that happened.' })
export class EventInput {
  @Field(() => String, {
    description:
      'Id given by the sender. The same id from the same source counts once; with another body it is a CONFLICT.',
  })
  messageId!: string;
  @Field(() => String, { description: 'The type: of the fixed vocabulary, or your own.' }) type!: string;
  @Field(() => DateTime, { description: 'When it happened. Late events count where they fall.' }) occurredAt!: string;
  @Field(() => String, { nullable: true, description: "The sending system; default the token's subject." })
  source?: string;
  @Field(() => [IdentityInput], { description: 'Whose event. Several identities are linked to one customer.' })
  identities!: IdentityInput[];
  @Field(() => Properties, { nullable: true, description: 'Properties.' }) properties?: unknown;
  @Field(() => OrderInput, { nullable: true, description: 'For order events.' }) order?: OrderInput;
  @Field(() => String, { nullable: true, description: 'For coupon events: the coupon.' }) coupon?: string;
}
