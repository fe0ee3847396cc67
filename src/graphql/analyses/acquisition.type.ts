/** GraphQL inputs and results of reports on resource slots, on channels, and on messages, slots and landings. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime, Decimal } from '../scalars.js';
import {
  AnalysisPeriodInput,
  AnalysisScopeInput,
  AS_OF,
  BEFORE,
  COMPARE,
  COMPLETE,
  enumOf,
  GROUP_OTHER,
  GROUP_VALUE,
  ORDERS,
  ROW,
} from './common.type.js';

const SHOWN = 'Its values are shown, so the scope `profiles:read` is needed.';
const VISITS = 'Events that are visits; default `visit` and all activity.';

const SlotCreditEnum = enumOf('SlotCredit', 'Which slot an order is given to.', {
  LAST: 'That of the last click before it.',
  EVERY: 'Each slot that was clicked before it, so that orders do not add up.',
});

@InputType({ description: 'Resource slots of a period.' })
export class SlotInput {
  @Field(() => AnalysisPeriodInput, {
    description: 'When exposures, clicks and orders count. The click before an order may be earlier.',
  })
  period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: 'Events that are exposures; default `slot_viewed`.' })
  views?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are clicks; default `slot_clicked`.' })
  clicks?: string[];
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => String, { defaultValue: 'slot', description: `The property that names the slot. ${SHOWN}` })
  slot!: string;
  @Field(() => String, {
    nullable: true,
    description: `The property with the position in the slot, for a row by position. ${SHOWN}`,
  })
  position?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'A property of clicks, and property or line field of orders, such as `sku`: then an order only follows clicks with a value that it has. Default: an order of anything.',
  })
  item?: string;
  @Field(() => String, { defaultValue: 'P1D', description: 'The longest time from a click to an order, ISO 8601.' })
  window!: string;
  @Field(() => SlotCreditEnum, { defaultValue: 'LAST', description: 'Which slot an order is given to.' })
  credit!: 'LAST' | 'EVERY';
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of each exposure, click and order. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Exposures, clicks and orders.' })
export class SlotFigures {
  @Field(() => Int, { description: 'Exposures.' }) exposures!: number;
  @Field(() => Int, { description: 'Customers with an exposure.' }) exposedCustomers!: number;
  @Field(() => Int, { description: 'Clicks.' }) clicks!: number;
  @Field(() => Int, { description: 'Customers with a click.' }) clickers!: number;
  @Field(() => Float, { nullable: true, description: 'clicks / exposures.' }) clickRate?: number;
  @Field(() => Float, { nullable: true, description: 'clickers / exposedCustomers.' }) clickerRate?: number;
  @Field(() => Int, { description: 'Standing orders after a click; of everyone all orders.' }) orders!: number;
  @Field(() => Int, { description: 'Customers with such an order.' }) buyers!: number;
  @Field(() => Decimal, { description: 'Money of these orders as wholes, net of refunds.' }) gmv!: bigint;
  @Field(() => Float, { nullable: true, description: 'buyers / clickers.' }) conversion?: number;
  @Field(() => String, { description: 'Id of the row of customers with an exposure.' }) row!: string;
  @Field(() => String, { description: 'Id of the row of customers with a click.' }) clickedRow!: string;
  @Field(() => String, { description: 'Id of the row of buyers.' }) boughtRow!: string;
}

@ObjectType({ description: 'A slot, or a position of a slot.' })
class SlotRow extends SlotFigures {
  @Field(() => String, { nullable: true, description: 'The slot; null: without a name, or the others.' })
  slot?: string | null;
  @Field(() => String, { nullable: true, description: 'The position, if positions are shown apart.' })
  position?: string | null;
  @Field(() => Boolean, { description: 'Whether these are all beyond the 100 with the most exposures and clicks.' })
  other!: boolean;
}

@ObjectType({ description: 'Orders that follow no click.' })
class SlotlessOrders {
  @Field(() => Int, { description: 'Standing orders.' }) orders!: number;
  @Field(() => Int, { description: 'Customers with such an order.' }) buyers!: number;
  @Field(() => Decimal, { description: 'Money of these orders, net of refunds.' }) gmv!: bigint;
  @Field(() => String, { description: ROW }) boughtRow!: string;
}

@ObjectType({ description: 'Exposures, clicks and orders by slot.' })
export class SlotReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => SlotFigures, { description: 'All slots, and all orders of the period.' }) all!: SlotFigures;
  @Field(() => [SlotRow], { description: 'By slot, that with the most exposures and clicks first.' })
  slots!: readonly SlotRow[];
  @Field(() => SlotlessOrders, { description: 'Orders that follow no click.' }) none!: SlotlessOrders;
  @Field(() => Boolean, { description: 'Whether the orders of the slots and of none add up to all orders.' })
  additive!: boolean;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

@InputType({ description: 'What a channel costs in the period.' })
class ChannelCostInput {
  @Field(() => String, { description: 'The channel: a value of the property.' }) channel!: string;
  @Field(() => Decimal, { description: "Money in the workspace's currency." }) cost!: string;
}

@InputType({ description: 'The quality of channels.' })
export class ChannelInput {
  @Field(() => AnalysisPeriodInput, { description: 'When customers come for the first time ever.' })
  period!: AnalysisPeriodInput;
  @Field(() => [String], {
    nullable: true,
    description: 'Events with which customers come, e.g. `registered`; default `visit` and all activity.',
  })
  touches?: string[];
  @Field(() => String, {
    defaultValue: 'channel',
    description: `The property of the first touch that names the channel, e.g. \`utm_source\`. ${SHOWN}`,
  })
  property!: string;
  @Field(() => [String], { nullable: true, description: VISITS }) visits?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are views; default `product_viewed`.' })
  views?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are carts; default `added_to_cart`.' })
  carts?: string[];
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => String, {
    defaultValue: 'P30D',
    description: 'How long each customer is followed from the first touch on, ISO 8601.',
  })
  follow!: string;
  @Field(() => String, {
    defaultValue: 'P30D',
    description: 'The longest time from the first order to a repurchase, ISO 8601.',
  })
  repurchaseWithin!: string;
  @Field(() => [ChannelCostInput], { nullable: true, description: 'Costs of channels, at most 100.' })
  costs?: ChannelCostInput[];
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the first touch. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'What the customers do who come for the first time.' })
export class ChannelFigures {
  @Field(() => Int, { description: 'Customers whose first touch lies in the period.' }) customers!: number;
  @Field(() => Int, { description: 'Views while they are followed.' }) views!: number;
  @Field(() => Float, { nullable: true, description: 'views / customers.' }) viewsPerCustomer?: number;
  @Field(() => Int, { description: 'Customers who put something into the cart.' }) carting!: number;
  @Field(() => Float, { nullable: true, description: 'carting / customers.' }) cartRate?: number;
  @Field(() => Int, { description: 'Customers with an order.' }) buyers!: number;
  @Field(() => Float, { nullable: true, description: 'buyers / customers.' }) conversion?: number;
  @Field(() => Float, { nullable: true, description: 'Lower end of its 95% interval, by Wilson.' })
  conversionLow?: number;
  @Field(() => Float, { nullable: true, description: 'Upper end of that interval.' }) conversionHigh?: number;
  @Field(() => Int, { description: 'Standing orders.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of the orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Decimal, { nullable: true, description: 'gmv / buyers.' }) perBuyer?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'gmv / orders.' }) perOrder?: bigint;
  @Field(() => Int, { description: 'Customers whose 7th day after the first touch has ended.' }) day7Eligible!: number;
  @Field(() => Int, { description: 'Customers who visit on that day.' }) day7!: number;
  @Field(() => Float, { nullable: true, description: 'day7 / day7Eligible.' }) day7Rate?: number;
  @Field(() => Int, { description: 'Buyers whose time to order again has ended.' })
  repurchaseEligible!: number;
  @Field(() => Int, { description: 'Buyers with an order on another day within it.' }) repurchased!: number;
  @Field(() => Float, { nullable: true, description: 'repurchased / repurchaseEligible.' }) repurchaseRate?: number;
  @Field(() => Decimal, { description: 'Money of the orders before returns.' }) sales!: bigint;
  @Field(() => Decimal, { description: 'Money of it that was returned until `asOf`.' }) returned!: bigint;
  @Field(() => Float, { nullable: true, description: 'returned / sales.' }) returnRate?: number;
  @Field(() => Decimal, { nullable: true, description: 'The cost, where it is given.' }) cost?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'cost / customers.' }) costPerCustomer?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'cost / buyers.' }) costPerBuyer?: bigint;
  @Field(() => Float, { nullable: true, description: 'gmv / cost.' }) gmvPerCost?: number;
  @Field(() => String, { description: ROW }) row!: string;
  @Field(() => String, { description: 'Id of the row of buyers.' }) buyersRow!: string;
}

@ObjectType({ description: 'A channel.' })
class ChannelGroup extends ChannelFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
  @Field(() => Int, { nullable: true, description: 'Place by views per customer, from 1.' }) viewRank?: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Place by conversion, from 1. A channel with many views and few buyers has two different places.',
  })
  conversionRank?: number;
}

@ObjectType({ description: 'What the customers do who come by each channel.' })
export class ChannelReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => ChannelFigures, { description: 'Everyone in scope.' }) all!: ChannelFigures;
  @Field(() => [ChannelGroup], { description: 'By channel, that with the most customers first.' })
  groups!: readonly ChannelGroup[];
  @Field(() => ChannelFigures, { nullable: true, description: BEFORE }) before?: ChannelFigures;
  @Field(() => Boolean, { description: 'Whether every customer was followed to the end.' }) complete!: boolean;
}

const CarrierEnum = enumOf('ReachCarrier', 'What carries a promotion to customers.', {
  CONTACT: 'Messages: `contact_sent`, `contact_delivered`, `contact_opened`, `contact_clicked` by `campaignId`.',
  SLOT: 'Slots: `slot_viewed` is a delivery, `slot_clicked` a click, by `slot`.',
  LANDING: 'Landings: a page or screen with the property `utm_campaign` is a click.',
});

@InputType({ description: 'Messages, slots or landings of a period.' })
export class ReachInput {
  @Field(() => AnalysisPeriodInput, { description: 'When the stages up to the click count. The rest follows later.' })
  period!: AnalysisPeriodInput;
  @Field(() => CarrierEnum, { description: 'What carries the promotion.' }) carrier!: 'CONTACT' | 'SLOT' | 'LANDING';
  @Field(() => String, {
    nullable: true,
    description: `The property that names the campaign, slot or landing; default as of the carrier. ${SHOWN}`,
  })
  property?: string;
  @Field(() => [String], { nullable: true, description: 'Events that are a sending.' }) sent?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are a delivery.' }) delivered?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are an opening.' }) opened?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are a click.' }) clicked?: string[];
  @Field(() => [String], {
    nullable: true,
    description: 'Events that are a view; default `page_viewed`, `screen_viewed` and `product_viewed`.',
  })
  views?: string[];
  @Field(() => [String], { nullable: true, description: VISITS }) visits?: string[];
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => String, { defaultValue: 'PT30M', description: 'The longest time from a click to a view, ISO 8601.' })
  viewWithin!: string;
  @Field(() => String, {
    defaultValue: 'P7D',
    description: 'The longest time from a click or a delivery to an order, ISO 8601.',
  })
  window!: string;
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of each stage up to the click. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Ids of the rows of the stages.' })
class ReachRows {
  @Field(() => String, { description: 'Customers with a sending.' }) sent!: string;
  @Field(() => String, { description: 'Customers with a delivery.' }) delivered!: string;
  @Field(() => String, { description: 'Customers with an opening.' }) opened!: string;
  @Field(() => String, { description: 'Customers with a click.' }) clicked!: string;
  @Field(() => String, { description: 'Customers with a view.' }) viewed!: string;
  @Field(() => String, { description: 'Customers with an order.' }) converted!: string;
}

@ObjectType({ description: 'Customers by stage, and the orders that follow.' })
export class ReachFigures {
  @Field(() => Int, { description: 'Customers with a sending.' }) sent!: number;
  @Field(() => Int, { description: 'Customers with a delivery.' }) delivered!: number;
  @Field(() => Int, {
    description: 'Customers with an opening. It is unsure, because some mail programs load images by themselves.',
  })
  opened!: number;
  @Field(() => Int, { description: 'Customers with a click.' }) clicked!: number;
  @Field(() => Int, { description: 'Viewers: customers with a view within `viewWithin` after a click.' })
  viewed!: number;
  @Field(() => Int, { description: 'Viewers without a standing order before the view.' }) newViewers!: number;
  @Field(() => Int, { description: 'Viewers with one.' }) oldViewers!: number;
  @Field(() => Int, { description: 'Viewers whose 7th day after the view has ended.' }) day7Eligible!: number;
  @Field(() => Int, { description: 'Viewers who visit on that day.' }) day7!: number;
  @Field(() => Float, { nullable: true, description: 'day7 / day7Eligible.' }) day7Rate?: number;
  @Field(() => Int, { description: 'Viewers whose month after the month of the view has ended.' })
  nextMonthEligible!: number;
  @Field(() => Int, { description: 'Viewers who visit in that month.' }) nextMonth!: number;
  @Field(() => Float, { nullable: true, description: 'nextMonth / nextMonthEligible.' }) nextMonthRate?: number;
  @Field(() => Int, { description: 'Standing orders after a click or, without one, after a delivery.' })
  orders!: number;
  @Field(() => Int, { description: 'Orders after a click.' }) ordersByClick!: number;
  @Field(() => Int, { description: 'Customers with such an order.' }) converted!: number;
  @Field(() => Decimal, { description: 'Money of these orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Float, { nullable: true, description: 'clicked / delivered.' }) clickRate?: number;
  @Field(() => Float, { nullable: true, description: 'viewed / clicked.' }) viewRate?: number;
  @Field(() => Float, { nullable: true, description: 'converted / delivered, or / clicked without deliveries.' })
  conversion?: number;
  @Field(() => ReachRows, { description: 'Ids of the rows, for `analysisMembers`.' }) rows!: ReachRows;
}

@ObjectType({ description: 'A campaign, slot or landing.' })
class ReachGroup extends ReachFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
}

@ObjectType({
  description:
    'What follows messages, slots or landings. Orders that follow are no effect: that is the difference to a hold-out.',
})
export class ReachReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => ReachFigures, { description: 'Everyone in scope.' }) all!: ReachFigures;
  @Field(() => [ReachGroup], { description: 'By campaign, slot or landing, that with the most customers first.' })
  groups!: readonly ReachGroup[];
  @Field(() => ReachFigures, { nullable: true, description: BEFORE }) before?: ReachFigures;
  @Field(() => Boolean, { description: 'Whether the time to order has ended.' }) complete!: boolean;
}
