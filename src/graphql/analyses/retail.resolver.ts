/** GraphQL resolvers for reports on baskets, carts, members, slots, channels and reach. */
import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { channels, reach, slots } from '../../services/analyses/acquisition.js';
import { baskets, carts, members, pairs, returns } from '../../services/analyses/baskets.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { ChannelInput, ChannelReport, ReachInput, ReachReport, SlotInput, SlotReport } from './acquisition.type.js';
import {
  BasketInput,
  BasketReport,
  CartInput,
  CartReport,
  MemberInput,
  MemberReport,
  PairInput,
  PairReport,
  ReturnsInput,
  ReturnsReport,
} from './basket.type.js';
import { warned } from './warned.js';

@Resolver()
export class RetailReportResolver {
  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => ReturnsReport, { description: 'How much of the orders is returned, by cohort and by time.' })
  returnsReport(
    @Arg('input', () => ReturnsInput, { description: 'Period, orders and groups.' }) input: ReturnsInput,
    @Ctx() c: Context,
  ): Promise<ReturnsReport> {
    return warned(c, 'returns', input, returns(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => BasketReport, { description: 'Lines, pieces and money of orders.' })
  basketReport(
    @Arg('input', () => BasketInput, { description: 'Period, orders and groups.' }) input: BasketInput,
    @Ctx() c: Context,
  ): Promise<BasketReport> {
    return warned(c, 'baskets', input, baskets(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => PairReport, { description: 'Items that are bought together.' })
  pairReport(
    @Arg('input', () => PairInput, { description: 'Period, orders and field.' }) input: PairInput,
    @Ctx() c: Context,
  ): Promise<PairReport> {
    return warned(c, 'pairs', input, pairs(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CartReport, { description: 'How much is bought of the items in carts.' })
  cartReport(
    @Arg('input', () => CartInput, { description: 'Period, carts, orders and window.' }) input: CartInput,
    @Ctx() c: Context,
  ): Promise<CartReport> {
    return warned(c, 'carts', input, carts(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => MemberReport, { description: 'How many members there are, and how many are active.' })
  memberReport(
    @Arg('input', () => MemberInput, { description: 'Period, unit and events.' }) input: MemberInput,
    @Ctx() c: Context,
  ): Promise<MemberReport> {
    return warned(c, 'members', input, members(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => SlotReport, { description: 'Exposures, clicks and orders by resource slot.' })
  slotReport(
    @Arg('input', () => SlotInput, { description: 'Period, slots and credit.' }) input: SlotInput,
    @Ctx() c: Context,
  ): Promise<SlotReport> {
    return warned(c, 'slots', input, slots(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => ChannelReport, { description: 'What the customers do who come by each channel.' })
  channelReport(
    @Arg('input', () => ChannelInput, { description: 'Period, first touches and costs.' }) input: ChannelInput,
    @Ctx() c: Context,
  ): Promise<ChannelReport> {
    return warned(c, 'channels', input, channels(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => ReachReport, { description: 'What follows messages, slots or landings.' })
  reachReport(
    @Arg('input', () => ReachInput, { description: 'Period, carrier and windows.' }) input: ReachInput,
    @Ctx() c: Context,
  ): Promise<ReachReport> {
    return warned(c, 'reach', input, reach(c.services, c.principal, input));
  }
}
