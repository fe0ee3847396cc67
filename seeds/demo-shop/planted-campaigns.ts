/**
 * The campaigns of the demo shop with known effects. One works for dormant customers only, one harms fanatics of
 * promotion, one lost treated customers from its record, and one has no effect. The strategy library should find this.
 */
import { HOLD_OUT, TREATED } from '../../src/engine/reach/groups.js';
import type { CampaignInput } from '../../src/services/reach/campaign-inputs.js';
import type { RecordInput } from '../../src/services/strategies/records-by-hand.js';
import type { StrategyInput } from '../../src/services/strategies/strategies.js';
import { Random } from '../random.js';
import { RARE, RARE_EVERY } from './habits.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Length of the window in which effects are measured. */
const WINDOW_DAYS = 30;

/** A campaign that took place before the shop's current time. */
export interface Planted {
  readonly key: string;
  readonly name: string;
  readonly strategy: string;
  readonly expectedEffect?: number;
  readonly effect: 'dormant order' | 'fanatics wait' | 'record loses treated' | 'none';
  /** Share of the customers who are in the audience. A sale for fanatics is for all of them. */
  readonly audience: number;
  /** Time from the campaign to the shop's current time, in days. */
  readonly daysAgo: number;
}

export const instantOf = ({ daysAgo }: Planted, anchor: number): number => anchor - daysAgo * DAY;

/** Whether a time is in the window after a campaign. */
export function isCovered(campaign: Planted, anchor: number, at: number): boolean {
  const begins = instantOf(campaign, anchor);
  return at >= begins && at < begins + WINDOW_DAYS * DAY;
}

const wakeUp = { strategy: 'wake_up_coupon', effect: 'dormant order', audience: 0.45 } as const;

export const PLANTED: readonly Planted[] = [
  { ...wakeUp, key: 'wake_up_1', name: 'Wake up, winter / 冬季唤醒', expectedEffect: 200, daysAgo: 130 },
  { ...wakeUp, key: 'wake_up_2', name: 'Wake up, spring / 春季唤醒', expectedEffect: 300, daysAgo: 90 },
  { ...wakeUp, key: 'wake_up_3', name: 'Wake up, summer / 夏季唤醒', expectedEffect: 300, daysAgo: 45 },
  {
    ...{ key: 'flash_sale', name: 'Flash sale / 限时促销', strategy: 'flash_sale' },
    ...{ effect: 'fanatics wait', audience: 0.25, daysAgo: 36 },
  },
  {
    ...{ key: 'care', name: 'Care for members / 会员关怀', strategy: 'member_care' },
    ...{ effect: 'record loses treated', audience: 0.3, daysAgo: 75 },
  },
  {
    ...{ key: 'arrivals', name: 'New arrivals / 上新', strategy: 'new_arrivals' },
    ...{ effect: 'none', audience: 0.25, daysAgo: 100 },
  },
];

/** Share of the treated customers that the broken campaign did not record. */
const LOST = 0.5;
/** Share of their orders that treated fanatics of promotion skip. Some order, so that their orders vary. */
const SKIPPED = 0.5;
/** Purposes of draws from this number on are the orders that may be skipped. */
const FIRST_SKIP = 6;
const HOLD_OUT_PERCENT = 50;
/** The audience of each campaign are customers who ordered in this number of days. */
const AUDIENCE_DAYS = 90;
/** Customers without an order in this number of days are dormant. */
const DORMANT_DAYS = 30;

/** Returns a number in [0, 1) that is always the same for a customer, a campaign and a purpose. */
const drawn = ({ daysAgo }: Planted, customer: number, purpose: number): number =>
  new Random(customer * 1009 + daysAgo * 31 + purpose).fork(purpose).next();

/** Whether a customer is in the audience of a campaign and not held out. */
const isTreated = (campaign: Planted, customer: number): boolean =>
  isInAudience(campaign, customer) && drawn(campaign, customer, 2) * 100 >= HOLD_OUT_PERCENT;

/** Whether a treated fanatic of promotion skips an order after the promise of a sale. Orders are numbered. */
export const isSkipped = (campaign: Planted, customer: number, order: number): boolean =>
  isTreated(campaign, customer) && drawn(campaign, customer, FIRST_SKIP + order) < SKIPPED;

const isInAudience = (campaign: Planted, customer: number): boolean =>
  (campaign.effect === 'fanatics wait' && RARE[customer % RARE_EVERY] === 'fanatic') ||
  drawn(campaign, customer, 1) < campaign.audience;

/** Returns the assignment of a customer, and the time of an order that the campaign brings. */
export function plantedFor(
  campaign: Planted,
  customer: number,
  { at, orders }: { readonly at: number; readonly orders: readonly number[] },
): { readonly assignment: Readonly<Record<string, string | number>>; readonly orderAt?: number } | undefined {
  const last = Math.max(...orders.filter((order) => order < at));
  if (!isInAudience(campaign, customer) || at - last > AUDIENCE_DAYS * DAY) return undefined;
  const treated = isTreated(campaign, customer);
  if (treated && campaign.effect === 'record loses treated' && drawn(campaign, customer, 3) < LOST) return undefined;
  const assignment = { experiment: `campaign:${campaign.key}`, variant: treated ? TREATED : HOLD_OUT, version: 1 };
  const isDormant = at - last > DORMANT_DAYS * DAY;
  const brings = treated && isDormant && campaign.effect === 'dormant order';
  if (!brings || drawn(campaign, customer, 4) > 0.85) return { assignment };
  return { assignment, orderAt: at + HOUR * Math.round(24 + drawn(campaign, customer, 5) * 20 * 24) };
}

/** How the strategies of the campaigns are measured. The other fields are those of the articles. */
export const STRATEGY_PLANS: readonly StrategyInput[] = [
  { key: 'wake_up_coupon', leastEffect: 10, layerModel: 'lifecycle' },
  // The amounts of so few customers vary too much, but not the number of their orders.
  { key: 'flash_sale', metric: 'ORDERS', leastEffect: 0.2, layerModel: 'promotion_sensitivity' },
  { key: 'member_care', metric: 'REVENUE', leastEffect: 10, layerModel: 'lifecycle' },
  { key: 'new_arrivals', metric: 'CONVERSION', leastEffect: 0.05, layerModel: 'lifecycle' },
];

/** Returns the definition of a campaign. */
export const campaignInput = (campaign: Planted, anchor: number): CampaignInput => ({
  ...{ key: campaign.key, name: campaign.name, strategy: campaign.strategy },
  ...(campaign.expectedEffect === undefined ? {} : { expectedEffect: campaign.expectedEffect }),
  audience: 'ordered_90d',
  at: new Date(instantOf(campaign, anchor)).toISOString(),
  holdOutPercent: HOLD_OUT_PERCENT,
  channels: [{ channel: 'sms', endpoint: 'shop', body: campaign.name }],
});

/** Returns the results of the year before, which were measured in another system. */
export const earlierResults = (anchor: number): readonly RecordInput[] => {
  const ago = (days: number): string => new Date(anchor - days * DAY).toISOString();
  const dormant = { strategy: 'wake_up_coupon', layer: 'lifecycle.dormant' };
  return [
    {
      ...dormant,
      source: 'Wake up, autumn / 秋季唤醒',
      at: ago(290),
      effect: 310,
      standardError: 95,
      treated: 410,
      heldOut: 95,
    },
    {
      ...dormant,
      source: 'Wake up, last summer / 去年夏季唤醒',
      at: ago(340),
      effect: 260,
      standardError: 120,
      treated: 260,
      heldOut: 60,
    },
    {
      ...{ strategy: 'points_for_activity', layer: 'lifecycle.regular', source: 'Points week / 积分周', at: ago(310) },
      note: 'Everybody took part, so nothing can be compared. / 全员参与，无法对比。',
    },
  ];
};
