/** GraphQL inputs and results of reports on returns, baskets, pairs of items, carts and members. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime, Decimal } from '../scalars.js';
import {
  AnalysisGroupingInput,
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

const SCOPE = 'At the moment: of each order. Default everyone.';
const BY_GROUP = 'By group, the largest first.';

@InputType({ description: 'Returns of a period.' })
export class ReturnsInput {
  @Field(() => AnalysisPeriodInput, { description: 'When orders count, and when money is returned.' })
  period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => AnalysisGroupingInput, {
    nullable: true,
    description: 'Groups. By sku, name, brand or category a group has the lines with this value and their money.',
  })
  by?: AnalysisGroupingInput;
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, { nullable: true, description: SCOPE }) scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Returns of everyone in scope.' })
export class ReturnsFigures {
  @Field(() => Int, { description: 'Orders of the period, with those that were returned.' }) orders!: number;
  @Field(() => Int, { description: 'Orders with any return until `asOf`.' }) returnedOrders!: number;
  @Field(() => Int, { description: 'Orders of which nothing is left.' }) whollyReturned!: number;
  @Field(() => Float, { nullable: true, description: 'returnedOrders / orders.' }) orderRate?: number;
  @Field(() => Int, { description: 'Customers with an order.' }) customers!: number;
  @Field(() => Int, { description: 'Customers with a returned order.' }) returningCustomers!: number;
  @Field(() => Float, { nullable: true, description: 'returningCustomers / customers.' }) customerRate?: number;
  @Field(() => Int, { description: 'Lines of the orders.' }) lines!: number;
  @Field(() => Int, { description: 'Lines with any return.' }) returnedLines!: number;
  @Field(() => Float, { nullable: true, description: 'returnedLines / lines.' }) lineRate?: number;
  @Field(() => Decimal, { description: 'Money of the orders before returns.' }) sales!: bigint;
  @Field(() => Decimal, { description: 'Money of it that was returned until `asOf`.' }) returned!: bigint;
  @Field(() => Float, { nullable: true, description: 'returned / sales, at most 1.' }) rate?: number;
  @Field(() => Decimal, { description: 'Money that was returned within the period, of orders of any time.' })
  refunded!: bigint;
  @Field(() => Int, { description: 'Orders of any time with money returned within the period.' })
  refundedOrders!: number;
  @Field(() => Float, { nullable: true, description: 'refunded / sales; above 1 if more is returned than sold.' })
  refundRate?: number;
  @Field(() => String, { description: 'Id of the row of customers with an order.' }) row!: string;
  @Field(() => String, { description: 'Id of the row of customers with a returned order.' }) returnedRow!: string;
  @Field(() => String, { description: 'Id of the row of customers with money returned within the period.' })
  refundedRow!: string;
}

@ObjectType({ description: 'Returns of a group.' })
class ReturnsGroup extends ReturnsFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
}

@ObjectType({ description: 'How much of the orders is returned, by cohort and by time.' })
export class ReturnsReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => ReturnsFigures, { description: 'Everyone in scope.' }) all!: ReturnsFigures;
  @Field(() => [ReturnsGroup], { description: BY_GROUP }) groups!: readonly ReturnsGroup[];
  @Field(() => ReturnsFigures, { nullable: true, description: BEFORE }) before?: ReturnsFigures;
  @Field(() => Boolean, { description: 'Whether the period has ended. Its orders can still be returned.' })
  complete!: boolean;
}

@InputType({ description: 'The size of baskets in a period.' })
export class BasketInput {
  @Field(() => AnalysisPeriodInput, { description: 'When orders count.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => AnalysisGroupingInput, { nullable: true, description: 'Groups by each order.' })
  by?: AnalysisGroupingInput;
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, { nullable: true, description: SCOPE }) scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Orders with one number of lines.' })
class BasketSize {
  @Field(() => Int, { description: 'Lines; in the last row this number or more.' }) lines!: number;
  @Field(() => Int, { description: 'Orders.' }) orders!: number;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'The size of the baskets of everyone in scope.' })
export class BasketFigures {
  @Field(() => Int, { description: 'Standing orders.' }) orders!: number;
  @Field(() => Int, { description: 'Customers with an order.' }) buyers!: number;
  @Field(() => Decimal, { description: 'Money of the orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Decimal, { nullable: true, description: 'gmv / orders.' }) perOrder?: bigint;
  @Field(() => Float, { nullable: true, description: 'Median of the money of an order.' }) medianOrder?: number;
  @Field(() => Int, { description: 'Orders with a list of lines. Lines and pieces are those of these orders.' })
  withLines!: number;
  @Field(() => Int, { description: 'Lines with a quantity that was not returned.' }) lines!: number;
  @Field(() => Float, { nullable: true, description: 'lines / withLines.' }) linesPerOrder?: number;
  @Field(() => Decimal, { description: 'Quantity of the lines.' }) quantity!: bigint;
  @Field(() => Decimal, { nullable: true, description: 'quantity / withLines.' }) quantityPerOrder?: bigint;
  @Field(() => [BasketSize], { description: 'Orders by number of lines, from 0.' }) sizes!: readonly BasketSize[];
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'The size of the baskets of a group.' })
class BasketGroup extends BasketFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
}

@ObjectType({ description: 'Lines, pieces and money of orders.' })
export class BasketReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => BasketFigures, { description: 'Everyone in scope.' }) all!: BasketFigures;
  @Field(() => [BasketGroup], { description: BY_GROUP }) groups!: readonly BasketGroup[];
  @Field(() => BasketFigures, { nullable: true, description: BEFORE }) before?: BasketFigures;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

const PairBasketEnum = enumOf('PairBasket', 'What a basket is.', {
  ORDER: 'One order.',
  CUSTOMER: 'All orders of a customer in the period.',
});
const PairOrderEnum = enumOf('PairOrder', 'Which pairs come first.', {
  TOGETHER: 'Pairs in the most baskets.',
  LIFT: 'Pairs with the greatest lift. Rare items have great lifts by chance, so raise `minTogether`.',
});

@InputType({ description: 'Items that are bought together.' })
export class PairInput {
  @Field(() => AnalysisPeriodInput, { description: 'When orders count.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => String, {
    defaultValue: 'sku',
    description:
      'The field of order lines, or property of the order, whose values are paired. They are shown, so the scope `profiles:read` is needed.',
  })
  field!: string;
  @Field(() => PairBasketEnum, { defaultValue: 'ORDER', description: 'What a basket is.' }) per!: 'ORDER' | 'CUSTOMER';
  @Field(() => Int, { defaultValue: 2, description: 'The least number of baskets with both items.' })
  minTogether!: number;
  @Field(() => Int, { defaultValue: 20, description: 'The most pairs, 1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true, description: 'Only pairs with this item, which is the first of each pair.' })
  item?: string;
  @Field(() => PairOrderEnum, { defaultValue: 'TOGETHER', description: 'Which pairs come first.' })
  order!: 'TOGETHER' | 'LIFT';
  @Field(() => AnalysisScopeInput, { nullable: true, description: SCOPE }) scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Two items that are bought together.' })
class ItemPair {
  @Field(() => String, { description: 'The item in more baskets, or `item`.' }) first!: string;
  @Field(() => String, { description: 'The other item.' }) second!: string;
  @Field(() => Int, { description: 'Baskets with both.' }) together!: number;
  @Field(() => Int, { description: 'Baskets with the first.' }) firstBaskets!: number;
  @Field(() => Int, { description: 'Baskets with the second.' }) secondBaskets!: number;
  @Field(() => Float, { nullable: true, description: 'together / firstBaskets.' }) ofFirst?: number;
  @Field(() => Float, { nullable: true, description: 'together / secondBaskets.' }) ofSecond?: number;
  @Field(() => Float, {
    description:
      'together x baskets / (firstBaskets x secondBaskets): 1 if the two have nothing to do with each other.',
  })
  lift!: number;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Items that are bought together.' })
export class PairReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Int, { description: 'Baskets with an item.' }) baskets!: number;
  @Field(() => Int, { description: 'Different items.' }) items!: number;
  @Field(() => Int, {
    description: 'Items that were paired: those in at least `minTogether` baskets, at most the 2,000 in the most.',
  })
  paired!: number;
  @Field(() => Int, { description: 'Pairs in at least `minTogether` baskets.' }) found!: number;
  @Field(() => [ItemPair], { description: 'The first pairs.' }) pairs!: readonly ItemPair[];
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

@InputType({ description: 'How much is bought of the items in carts.' })
export class CartInput {
  @Field(() => AnalysisPeriodInput, { description: 'When items are put into the cart.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], {
    nullable: true,
    description: 'Events that put an item into the cart, as in `count(...)`; default `added_to_cart`.',
  })
  carts?: string[];
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => String, { defaultValue: 'sku', description: 'The property of events, or field of lines, of the item.' })
  item!: string;
  @Field(() => String, { defaultValue: 'P1D', description: 'Time from the cart to the order, ISO 8601.' })
  window!: string;
  @Field(() => AnalysisGroupingInput, { nullable: true, description: 'Groups by the event of the cart.' })
  by?: AnalysisGroupingInput;
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the event of the cart. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Items in the carts of everyone in scope.' })
export class CartFigures {
  @Field(() => Int, { description: 'Pairs of a customer and an item in the cart whose time to buy has ended.' })
  carted!: number;
  @Field(() => Int, { description: 'Pairs that were bought in time.' }) bought!: number;
  @Field(() => Int, { description: 'Pairs that were not.' }) abandoned!: number;
  @Field(() => Float, { nullable: true, description: 'bought / carted.' }) conversion?: number;
  @Field(() => Int, { description: 'Customers with such a pair.' }) customers!: number;
  @Field(() => Int, { description: 'Customers who bought one.' }) buyers!: number;
  @Field(() => Int, { description: 'Pairs whose time to buy is not over. No other figure counts them.' })
  open!: number;
  @Field(() => Float, { nullable: true, description: 'Median of the time to the order, in ms.' }) medianMs?: number;
  @Field(() => String, { description: 'Id of the row of customers with a pair.' }) row!: string;
  @Field(() => String, { description: 'Id of the row of customers who bought.' }) boughtRow!: string;
  @Field(() => String, { description: 'Id of the row of customers with an item that they did not buy.' })
  abandonedRow!: string;
  @Field(() => String, { description: 'Id of the row of customers who may still buy.' }) openRow!: string;
}

@ObjectType({ description: 'Items in the carts of a group.' })
class CartGroup extends CartFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
}

@ObjectType({ description: 'How much is bought of the items in carts.' })
export class CartReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => CartFigures, { description: 'Everyone in scope.' }) all!: CartFigures;
  @Field(() => [CartGroup], { description: BY_GROUP }) groups!: readonly CartGroup[];
  @Field(() => CartFigures, { nullable: true, description: BEFORE }) before?: CartFigures;
  @Field(() => Boolean, { description: 'Whether the time to buy has ended for every item.' }) complete!: boolean;
}

const MemberUnitEnum = enumOf('MemberUnitKind', "Units of the calendar of the workspace's zone.", {
  DAY: 'Days.',
  WEEK: 'Weeks from Monday.',
  MONTH: 'Months.',
});

@InputType({ description: 'The activity of members.' })
export class MemberInput {
  @Field(() => AnalysisPeriodInput, { description: 'When activities count.' }) period!: AnalysisPeriodInput;
  @Field(() => MemberUnitEnum, { description: 'Days, weeks or months.' }) unit!: 'DAY' | 'WEEK' | 'MONTH';
  @Field(() => [String], {
    nullable: true,
    description:
      'Events that make a member, as in `count(...)`; default `registered`. Without them, a scope at the moment has the members: those who are in it at the end of a unit.',
  })
  joins?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are activity; default `visit` and all activity.' })
  activities?: string[];
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => AnalysisGroupingInput, {
    nullable: true,
    description: 'Groups by the tag or layer at the end of each unit, not by a property.',
  })
  by?: AnalysisGroupingInput;
  @Field(() => Boolean, { defaultValue: false, description: COMPARE }) compare!: boolean;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the end of each unit. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Members in one unit.' })
class MemberUnit {
  @Field(() => DateTime, { description: 'Where it begins within the period.' }) from!: number;
  @Field(() => DateTime, { description: 'Where it ends within the period.' }) to!: number;
  @Field(() => Int, { description: 'Members at its end, or at `asOf`.' }) members!: number;
  @Field(() => Int, { description: 'Members who joined in it.' }) joined!: number;
  @Field(() => Int, { description: 'Members with an activity or an order in it.' }) active!: number;
  @Field(() => Float, { nullable: true, description: 'active / members.' }) activeRate?: number;
  @Field(() => Int, { description: 'Members with an order in it.' }) buyers!: number;
  @Field(() => Float, { nullable: true, description: 'buyers / members.' }) buyerRate?: number;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => String, { description: ROW }) row!: string;
  @Field(() => String, { description: 'Id of the row of active members.' }) activeRow!: string;
  @Field(() => String, { description: 'Id of the row of other members.' }) inactiveRow!: string;
}

@ObjectType({ description: 'The activity of all members.' })
export class MemberFigures {
  @Field(() => [MemberUnit], { description: 'Unit by unit.' }) units!: readonly MemberUnit[];
}

@ObjectType({ description: 'The activity of the members of a group.' })
class MemberGroup extends MemberFigures {
  @Field(() => String, { nullable: true, description: GROUP_VALUE }) group?: string | null;
  @Field(() => Boolean, { description: GROUP_OTHER }) other!: boolean;
}

@ObjectType({ description: 'How many members there are, and how many are active.' })
export class MemberReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => MemberFigures, { description: 'All members in scope.' }) all!: MemberFigures;
  @Field(() => [MemberGroup], { description: BY_GROUP }) groups!: readonly MemberGroup[];
  @Field(() => MemberFigures, { nullable: true, description: BEFORE }) before?: MemberFigures;
}
