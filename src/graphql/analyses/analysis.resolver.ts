/** GraphQL resolvers for analyses of customer behavior. */
import { Arg, Args, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { lifecycle, retention, stickiness } from '../../services/analyses/cohorts.js';
import { funnel } from '../../services/analyses/funnels.js';
import { analysisMembers } from '../../services/analyses/members.js';
import { paths } from '../../services/analyses/paths.js';
import { cohortRevenue, nineMetrics, repurchase, rfm } from '../../services/analyses/retail.js';
import { rowSegment } from '../../services/analyses/row-segments.js';
import { trend } from '../../services/analyses/trends.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { AsksPopulation, Costs } from '../field-costs.js';
import { Profile } from '../profiles/profile.type.js';
import { DateTime } from '../scalars.js';
import { AnalysisInput, ReportFilterInput } from './analysis.input.js';
import { ActivityInput, LifecycleReport, RetentionInput, RetentionReport, StickinessReport } from './cohort.type.js';
import { AS_OF } from './common.type.js';
import { PathInput, PathReport, showPaths } from './path.type.js';
import {
  CohortRevenueInput,
  CohortRevenueReport,
  NineMetricsInput,
  NineMetricsReport,
  RepurchaseInput,
  RepurchaseReport,
  RfmInput,
  RfmReport,
} from './retail.type.js';
import { TrendInput, TrendReport } from './trend.type.js';
import { FunnelInput, FunnelReport } from './funnel.type.js';
import { warned } from './warned.js';

@ObjectType('AnalysisMemberConnection', { description: 'Customers of a row of an analysis.' })
class AnalysisMemberPage extends connectionTypes(Profile, 'AnalysisMember') {
  @Field(() => Int, { description: 'Customers of the row.' }) totalCount!: number;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
}

@ObjectType({ description: 'A row of an analysis as a condition.' })
class RowSegment {
  @Field(() => String, { description: 'A condition of the segment language.' }) expression!: string;
  @Field(() => Boolean, {
    description:
      'Whether it holds for exactly the customers that the row counts: for rolling periods. Otherwise it looks back as long as the period is.',
  })
  isExact!: boolean;
}

/** Cost of a condition that may be longer than a million characters. */
const LONG_CONDITION = 5000;

@Resolver()
export class AnalysisResolver {
  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => FunnelReport, { description: 'How many customers take the steps of a funnel, exactly.' })
  funnelReport(
    @Arg('input', () => FunnelInput, { description: 'The funnel.' }) input: FunnelInput,
    @Ctx() c: Context,
  ): Promise<FunnelReport> {
    return warned(c, 'funnel', input, funnel(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => RetentionReport, { description: 'How many of those who begin come back, by the unit of their start.' })
  retentionReport(
    @Arg('input', () => RetentionInput, { description: 'Starts, returns and units.' }) input: RetentionInput,
    @Ctx() c: Context,
  ): Promise<RetentionReport> {
    return warned(c, 'retention', input, retention(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => StickinessReport, { description: 'On how many different days, weeks or months customers are active.' })
  stickinessReport(
    @Arg('input', () => ActivityInput, { description: 'Events and unit.' }) input: ActivityInput,
    @Ctx() c: Context,
  ): Promise<StickinessReport> {
    return warned(c, 'stickiness', input, stickiness(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => LifecycleReport, {
    description: 'Numbers of new, returning, resurrecting and dormant customers, by unit of time.',
  })
  lifecycleReport(
    @Arg('input', () => ActivityInput, { description: 'Events and unit.' }) input: ActivityInput,
    @Ctx() c: Context,
  ): Promise<LifecycleReport> {
    return warned(c, 'lifecycle', input, lifecycle(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => TrendReport, { description: 'A figure of events by time and by group.' })
  trendReport(
    @Arg('input', () => TrendInput, { description: 'Events, figure and unit.' }) input: TrendInput,
    @Ctx() c: Context,
  ): Promise<TrendReport> {
    return warned(c, 'trend', input, trend(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => NineMetricsReport, {
    description: 'Traffic, conversion and order value of new, old and dormant customers.',
  })
  nineMetricsReport(
    @Arg('input', () => NineMetricsInput, { description: 'Period, visits and orders.' }) input: NineMetricsInput,
    @Ctx() c: Context,
  ): Promise<NineMetricsReport> {
    return warned(c, 'nineMetrics', input, nineMetrics(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => RepurchaseReport, { description: 'How long it takes until customers order again.' })
  repurchaseReport(
    @Arg('input', () => RepurchaseInput, { description: 'Period, orders and ranges.' }) input: RepurchaseInput,
    @Ctx() c: Context,
  ): Promise<RepurchaseReport> {
    return warned(c, 'repurchase', input, repurchase(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => CohortRevenueReport, { description: 'What customers bring in, by the month of their first order.' })
  cohortRevenueReport(
    @Arg('input', () => CohortRevenueInput, { description: 'Period, orders and months.' }) input: CohortRevenueInput,
    @Ctx() c: Context,
  ): Promise<CohortRevenueReport> {
    return warned(c, 'cohortRevenue', input, cohortRevenue(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => RfmReport, { description: 'Customers and their money by recency and frequency.' })
  rfmReport(
    @Arg('input', () => RfmInput, { description: 'Period, orders and bounds.' }) input: RfmInput,
    @Ctx() c: Context,
  ): Promise<RfmReport> {
    return warned(c, 'rfm', input, rfm(c.services, c.principal, input));
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => PathReport, { description: 'Which steps follow one another in sessions.' })
  async pathReport(
    @Arg('input', () => PathInput, { description: 'Sessions and steps.' }) input: PathInput,
    @Ctx() c: Context,
  ): Promise<PathReport> {
    return showPaths(await warned(c, 'paths', input, paths(c.services, c.principal, input)));
  }

  @Authorized('analytics:read')
  @Costs(LONG_CONDITION)
  @Query(() => RowSegment, {
    description: 'A step of a funnel, or those lost before it, as a condition for a segment that moves by itself.',
  })
  analysisSegment(
    @Arg('analysis', () => AnalysisInput, { description: 'The analysis as it was asked.' }) analysis: AnalysisInput,
    @Arg('row', () => String, { description: 'Id of a row of everyone.' }) row: string,
    @Arg('filter', () => ReportFilterInput, {
      nullable: true,
      description: 'The filter that the analysis was computed with.',
    })
    filter: ReportFilterInput | undefined,
    @Ctx() c: Context,
  ): Promise<RowSegment> {
    return rowSegment(c.services, c.principal, analysis, row, filter);
  }

  @Authorized('analytics:read', 'profiles:read')
  @AsksPopulation()
  @Query(() => AnalysisMemberPage, {
    description: 'The customers that a row of an analysis counts, by id, as the figure is now.',
  })
  async analysisMembers(
    @Arg('analysis', () => AnalysisInput, { description: 'The analysis as it was asked.' }) analysis: AnalysisInput,
    @Arg('row', () => String, { description: 'Id of a row of its result. An unknown id selects no customer.' })
    row: string,
    @Arg('filter', () => ReportFilterInput, {
      nullable: true,
      description: 'The filter with which the analysis was computed.',
    })
    filter: ReportFilterInput | undefined,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<AnalysisMemberPage> {
    checkFirst(first);
    const wanted = { first: first + 1, after: decodeCursor(after) };
    const { page, total, asOf } = await analysisMembers(c.services, c.principal, analysis, row, wanted, filter);
    const connection = toConnection(
      page,
      first,
      (p: ProfileRecord) => p.id,
      (p) => p as unknown as Profile,
    );
    return { ...connection, totalCount: total, asOf };
  }
}
