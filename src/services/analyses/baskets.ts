/**
 * Queries for returns, for items that are bought together, for purchases of items in carts, and for the activity of
 * members.
 */
import { pairAnalysis, type PairFigure, type PairQuestion } from '../../engine/analyses/attach-pairs.js';
import { basketAnalysis, type BasketFigure } from '../../engine/analyses/baskets.js';
import { cartAnalysis, type CartFigure } from '../../engine/analyses/cart-conversion.js';
import type { Choice } from '../../engine/analyses/events.js';
import { memberAnalysis, type MemberFigure } from '../../engine/analyses/member-activity.js';
import { LINE_GROUPS } from '../../engine/analyses/order-states.js';
import type { Unit } from '../../engine/analyses/periods.js';
import { returnsAnalysis, type ReturnsFigure, type ReturnsQuestion } from '../../engine/analyses/returns.js';
import type { Analysis } from '../../engine/analyses/analysis.js';
import { ACTIVITY_TYPES } from '../../engine/facts/vocabulary.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import type { Services } from '../base/services.js';
import { answering, compared, groupsOf, type Compared } from './compared.js';
import {
  checkChoices,
  checkUnits,
  choicesOf,
  durationOf,
  openQuestion,
  ordinaryProperty,
  shownProperty,
  wholeNumber,
  type Asked,
  type Opened,
  type QuestionInput,
} from './questions.js';

interface OrdersInput extends QuestionInput {
  /** Event expressions that count as an order. Defaults to `order_paid`. */
  readonly orders?: readonly string[] | null;
  /** Whether the result of the previous period is computed as well. */
  readonly compare?: boolean | null;
}

export type ReturnsInput = OrdersInput;
export type BasketInput = OrdersInput;

export interface PairInput extends Omit<QuestionInput, 'by'> {
  readonly orders?: readonly string[] | null;
  /** The field of the order or of its lines whose values are paired. Defaults to `sku`. */
  readonly field?: string | null;
  readonly per?: PairQuestion['per'] | null;
  readonly minTogether?: number | null;
  readonly first?: number | null;
  /** If given, only pairs that contain this item are returned. */
  readonly item?: string | null;
  readonly order?: PairQuestion['order'] | null;
}

export interface CartInput extends OrdersInput {
  /** Event expressions that put an item into the cart. Defaults to `added_to_cart`. */
  readonly carts?: readonly string[] | null;
  /** Property that identifies the item. Defaults to `sku`. */
  readonly item?: string | null;
  /** Maximum time from the cart to the order, as an ISO 8601 duration. Defaults to P1D. */
  readonly window?: string | null;
}

export interface MemberInput extends OrdersInput {
  readonly unit: Exclude<Unit, 'HOUR'>;
  /**
   * Event expressions by which a customer becomes a member. Defaults to `registered`. With a scope at MOMENT, the
   * members of the scope's segment are used instead.
   */
  readonly joins?: readonly string[] | null;
  /** Event expressions that count as an activity. Defaults to `visit` and all activity events. */
  readonly activities?: readonly string[] | null;
}

export const VISITS = ['visit', ...ACTIVITY_TYPES].map((event): Choice => ({ event }));
const MOST_PAIRS = 100;
const LONGEST_ITEM = 1024;

/** Returns the parsed event expressions, or the choices in `usual` if no expressions are given. */
export const choicesOr = (
  given: readonly string[] | null | undefined,
  usual: readonly Choice[],
  { room }: Asked,
  path: string,
): readonly Choice[] => (given ? choicesOf(given, room, path) : usual);

const ORDERS: readonly Choice[] = [{ event: 'order_paid' }];
export const ordersIn = (input: { readonly orders?: readonly string[] | null }, asked: Asked): readonly Choice[] =>
  choicesOr(input.orders, ORDERS, asked, 'input.orders');

export async function openReturns(
  services: Services,
  principal: Principal,
  input: ReturnsInput,
): Promise<Opened<unknown, Compared<ReturnsFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const orders = ordersIn(input, asked);
  // Each type of order counts twice towards the limit, because it is read once gross and once net.
  checkChoices([...orders, ...orders], 'input.orders');
  const property = asked.grouping?.kind === 'property' ? asked.grouping.property : undefined;
  const isOfLines = property !== undefined && LINE_GROUPS.includes(property);
  const groups: ReturnsQuestion['groups'] = isOfLines ? { line: property } : groupsOf(asked);
  const analysis = compared(asked, input.compare, (span, isGrouped) =>
    returnsAnalysis({ ...span, orders, ...(isGrouped && groups ? { groups } : {}) }, asked.room.now),
  );
  return { asked, analysis };
}

/**
 * Computes the returns of customers in two ways. One counts all returns so far of the orders of a period. The other
 * counts the returns within the period, of orders from any time.
 *
 * Example: grouped by `brand`, the result shows which brand is returned most.
 */
export const returns = answering(openReturns);

export async function openBaskets(
  services: Services,
  principal: Principal,
  input: BasketInput,
): Promise<Opened<unknown, Compared<BasketFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const orders = ordersIn(input, asked);
  const groups = groupsOf(asked);
  const analysis = compared(asked, input.compare, (span, isGrouped) =>
    basketAnalysis({ ...span, orders, ...(isGrouped && groups ? { groups } : {}) }, asked.room.now),
  );
  return { asked, analysis };
}

/** Computes the number of lines, the number of pieces and the amounts of orders. */
export const baskets = answering(openBaskets);

export async function openPairs(
  services: Services,
  principal: Principal,
  input: PairInput,
): Promise<Opened<unknown, PairFigure>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to } = asked;
  const question: PairQuestion = {
    from,
    to,
    orders: ordersIn(input, asked),
    field: shownProperty(principal, input.field ?? 'sku', 'input.field'),
    per: input.per ?? 'ORDER',
    minTogether: wholeNumber(input.minTogether ?? 2, 1, 1_000_000_000, 'input.minTogether'),
    first: wholeNumber(input.first ?? 20, 1, MOST_PAIRS, 'input.first'),
    order: input.order ?? 'TOGETHER',
    ...(input.item == null ? {} : { item: text(input.item, 'input.item', LONGEST_ITEM) }),
  };
  return { asked, analysis: pairAnalysis(question, room.now) as Analysis<unknown, PairFigure> };
}

/** Finds the items that are most often bought together. */
export const pairs = answering(openPairs);

export async function openCarts(
  services: Services,
  principal: Principal,
  input: CartInput,
): Promise<Opened<unknown, Compared<CartFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const carts = choicesOr(input.carts, [{ event: 'added_to_cart' }], asked, 'input.carts');
  const orders = ordersIn(input, asked);
  checkChoices([...carts, ...orders], 'input.orders');
  // The values of the item property do not appear in the result. They are only used to match carts with orders.
  const item = ordinaryProperty(principal, input.item ?? 'sku', 'input.item');
  const windowMs = durationOf(input.window ?? 'P1D', 'input.window');
  const groups = groupsOf(asked);
  const analysis = compared(asked, input.compare, (span, isGrouped) =>
    cartAnalysis(
      { ...span, carts, orders, item, windowMs, ...(isGrouped && groups ? { groups } : {}) },
      asked.room.now,
    ),
  );
  return { asked, analysis };
}

/** Computes how many of the items in carts are bought within the window. */
export const carts = answering(openCarts);

export async function openMembers(
  services: Services,
  principal: Principal,
  input: MemberInput,
): Promise<Opened<unknown, Compared<MemberFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const { room, grouping } = asked;
  checkUnits(input.unit, asked);
  if (grouping?.kind === 'property')
    throw invalid('FIELD_NOT_ALLOWED', 'members are grouped by a tag or a layer model', 'input.by.property');
  // A board's filter restricts the members. It does not define who is a member.
  const isByScope = input.joins == null && input.scope?.at === 'MOMENT';
  const joins = isByScope ? undefined : choicesOr(input.joins, [{ event: 'registered' }], asked, 'input.joins');
  const activities = choicesOr(input.activities, VISITS, asked, 'input.activities');
  const orders = ordersIn(input, asked);
  checkChoices([...(joins ?? []), ...activities, ...orders], 'input.activities');
  const analysis = compared(asked, input.compare, (span, isGrouped) =>
    memberAnalysis(
      {
        ...{ ...span, unit: input.unit, activities, orders },
        ...(joins ? { joins } : {}),
        ...(isGrouped && grouping ? { groups: 'MOMENT' } : {}),
      },
      room.catalogue.setting.zone,
      room.now,
    ),
  );
  return { asked, analysis };
}

/** Counts members and active members in each time unit. */
export const members = answering(openMembers);
