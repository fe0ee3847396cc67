/**
 * GraphQL resolvers for coupon reports: popularity, preference, uplift, price ladder and acquisition. With aliases, one
 * document can compare two periods or two segments.
 */
import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { formatDuration } from '../../engine/time/time.js';
import { couponAcquisition } from '../../services/coupons/reports/acquisition.js';
import { couponPopularity, type Cohort, type CouponDimension } from '../../services/coupons/reports/popularity.js';
import { couponPreference } from '../../services/coupons/reports/preference.js';
import { couponPriceLadder } from '../../services/coupons/reports/price-ladder.js';
import { couponUplift } from '../../services/coupons/reports/uplift.js';
import { reportWarnings } from '../../services/coupons/reports/warnings.js';
import { invalid } from '../../services/base/errors.js';
import { money } from '../../services/base/inputs.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { Decimal } from '../scalars.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import {
  CouponAcquisition,
  CouponCohortEnum,
  CouponDimensionEnum,
  CouponPopularity,
  DaysToUseInput,
  CouponPreference,
  CouponPriceLadderType,
  CouponScopeInput,
  CouponUpliftType,
  PreferenceByInput,
} from './coupon-report.type.js';

const SCOPE = { nullable: true, description: 'Scope of the report. Default: everything.' } as const;
const WINDOW = {
  nullable: true,
  description: 'Time after assignment or claim in which orders count, ISO 8601, P1D to P366D. Default P30D.',
} as const;
const MARGIN = {
  nullable: true,
  description: 'Share of revenue that is margin before the cost of the coupon, 0 to 1. Default "1".',
} as const;

function marginOf(text: string | undefined): bigint {
  const m = text === undefined || text === null ? 10_000n : money(text, 'margin');
  if (m < 0n || m > 10_000n) throw invalid('NUMBER_INVALID', 'a margin lies between 0 and 1', 'margin');
  return m;
}

const warn =
  (c: Context, scope: CouponScopeInput | undefined, more?: Parameters<typeof reportWarnings>[3]): Warn =>
  () =>
    reportWarnings(c.services, c.principal, scope ?? {}, more);

@Resolver()
export class CouponReportResolver {
  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CouponPopularity, { description: 'Claims, uses and costs of coupons, by group of coupons.' })
  async couponPopularity(
    @Arg('scope', () => CouponScopeInput, SCOPE) scope: CouponScopeInput | undefined,
    @Arg('by', () => CouponDimensionEnum, {
      defaultValue: 'COUPON',
      description: 'Attribute by which coupons are grouped.',
    })
    by: CouponDimension,
    @Arg('cohort', () => CouponCohortEnum, {
      defaultValue: 'EACH',
      description: 'Selection of the claims and uses that are counted.',
    })
    cohort: Cohort,
    @Arg('daysToUse', () => DaysToUseInput, { nullable: true, description: 'Ranges and quantiles of the days to use.' })
    daysToUse: DaysToUseInput | undefined,
    @Ctx() c: Context,
  ): Promise<CouponPopularity> {
    const report = await couponPopularity(c.services, c.principal, scope ?? {}, by, cohort, daysToUse);
    return { ...report, warn: warn(c, scope) };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CouponPreference, {
    description: "Uses of coupons by the customer's group at the moment of use.",
  })
  async couponPreference(
    @Arg('by', () => PreferenceByInput, { description: 'Grouping of customers.' }) by: PreferenceByInput,
    @Arg('scope', () => CouponScopeInput, SCOPE) scope: CouponScopeInput | undefined,
    @Arg('coupons', () => CouponDimensionEnum, {
      defaultValue: 'COUPON',
      description: 'Attribute by which coupons are grouped.',
    })
    dimension: CouponDimension,
    @Ctx() c: Context,
  ): Promise<CouponPreference> {
    return {
      ...(await couponPreference(c.services, c.principal, scope ?? {}, by, dimension)),
      warn: warn(c, scope, { segments: by.segments }),
    };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CouponUpliftType, {
    description: 'Effect of a coupon, compared with the hold-out of an experiment or with matched customers.',
  })
  async couponUplift(
    @Arg('experiment', () => String, {
      nullable: true,
      description: 'Key of an experiment. Give either this or a coupon.',
    })
    experiment: string | undefined,
    @Arg('coupon', () => String, {
      nullable: true,
      description: 'Key of a coupon, for a comparison without an experiment.',
    })
    coupon: string | undefined,
    @Arg('scope', () => CouponScopeInput, SCOPE) scope: CouponScopeInput | undefined,
    @Arg('window', () => String, WINDOW) window: string | undefined,
    @Arg('layerModel', () => String, {
      nullable: true,
      description: 'Without an experiment, customers are compared within the layers of this model.',
    })
    layerModel: string | undefined,
    @Arg('margin', () => Decimal, MARGIN) margin: string | undefined,
    @Ctx() c: Context,
  ): Promise<CouponUpliftType> {
    const { windowMs, ...u } = await couponUplift(c.services, c.principal, scope ?? {}, {
      experiment,
      coupon,
      window,
      layerModel,
      margin: marginOf(margin),
    });
    return { ...u, window: formatDuration(windowMs), warn: warn(c, scope, { coupon, ofMoney: true }) };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CouponPriceLadderType, {
    description: 'Net gain of each face value in an experiment, and the lowest face value that pays off.',
  })
  async couponPriceLadder(
    @Arg('experiment', () => String, {
      description: 'Key of an experiment whose variants have coupons with face values.',
    })
    experiment: string,
    @Arg('scope', () => CouponScopeInput, SCOPE) scope: CouponScopeInput | undefined,
    @Arg('window', () => String, WINDOW) window: string | undefined,
    @Arg('margin', () => Decimal, MARGIN) margin: string | undefined,
    @Ctx() c: Context,
  ): Promise<CouponPriceLadderType> {
    const { windowMs, ...l } = await couponPriceLadder(c.services, c.principal, scope ?? {}, {
      experiment,
      window,
      margin: marginOf(margin),
    });
    return { ...l, window: formatDuration(windowMs), warn: warn(c, scope, { ofMoney: true }) };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CouponAcquisition, { description: 'Customers acquired by coupons, with their cost and later orders.' })
  async couponAcquisition(
    @Arg('scope', () => CouponScopeInput, SCOPE) scope: CouponScopeInput | undefined,
    @Arg('by', () => CouponDimensionEnum, {
      defaultValue: 'COUPON',
      description: 'Attribute by which coupons are grouped.',
    })
    by: CouponDimension,
    @Arg('margin', () => Decimal, MARGIN) margin: string | undefined,
    @Ctx() c: Context,
  ): Promise<CouponAcquisition> {
    return {
      ...(await couponAcquisition(c.services, c.principal, scope ?? {}, by, marginOf(margin))),
      warn: warn(c, scope, { ofMoney: true }),
    };
  }
}
