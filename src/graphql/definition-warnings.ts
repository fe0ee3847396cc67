/** GraphQL resolvers of the field `conditionWarnings` of coupons, packs and campaigns, whose definitions have conditions. */
import { eligibilityWarnings } from '../services/coupons/coupon-eligibility.js';
import { campaignWarnings } from '../services/reach/campaign-warnings.js';
import { CouponType } from './coupons/coupon.type.js';
import { CouponPackType } from './coupons/pack.type.js';
import { CampaignType } from './reach/campaign.type.js';
import { warningsFieldOf } from './segments/condition-warnings.resolver.js';

export const DEFINITION_WARNINGS = [
  warningsFieldOf(CouponType, ({ eligible }, c) => eligibilityWarnings(c.services, c.principal, eligible)),
  warningsFieldOf(CouponPackType, ({ eligible }, c) => eligibilityWarnings(c.services, c.principal, eligible)),
  warningsFieldOf(CampaignType, ({ audience, goal, trigger }, c) =>
    campaignWarnings(c.services, c.principal, {
      audience,
      goal,
      segment: (trigger?.entered ?? trigger?.left)?.segment,
      event: trigger?.event?.expression,
      tag: trigger?.date?.tag,
    }),
  ),
];
