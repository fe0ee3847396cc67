/** Analyses of what customers did. */
import { Arg, Args, Authorized, Ctx, Field, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { lifecycle, retention, stickiness } from '../../services/analyses/cohorts.js';
import { funnel } from '../../services/analyses/funnels.js';
import { analysisMembers } from '../../services/analyses/members.js';
import { trend } from '../../services/analyses/trends.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { AsksEveryone } from '../prices.js';
import { Profile } from '../profile/profile.type.js';
import { DateTime } from '../scalars.js';
import { ActivityInput, LifecycleReport, RetentionInput, RetentionReport, StickinessReport } from './cohort.type.js';
import { AS_OF } from './common.type.js';
import { TrendInput, TrendReport } from './trend.type.js';
import { FunnelInput, FunnelReport } from './funnel.type.js';

@InputType({ description: 'An analysis: exactly one key.' })
class AnalysisInput {
  @Field(() => FunnelInput, { nullable: true, description: 'A funnel.' }) funnel?: FunnelInput;
  @Field(() => RetentionInput, { nullable: true, description: 'A retention.' }) retention?: RetentionInput;
  @Field(() => ActivityInput, { nullable: true, description: 'A stickiness.' }) stickiness?: ActivityInput;
  @Field(() => ActivityInput, { nullable: true, description: 'A lifecycle.' }) lifecycle?: ActivityInput;
  @Field(() => TrendInput, { nullable: true, description: 'A trend.' }) trend?: TrendInput;
}

@ObjectType('AnalysisMemberConnection', { description: 'Customers of a row of an analysis.' })
class AnalysisMemberPage extends connectionTypes(Profile, 'AnalysisMember') {
  @Field(() => Int, { description: 'Customers of the row.' }) totalCount!: number;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
}

@Resolver()
export class AnalysisResolver {
  @Authorized('analytics:read')
  @AsksEveryone()
  @Query(() => FunnelReport, { description: 'How many customers take the steps of a funnel, exactly.' })
  funnelReport(
    @Arg('input', () => FunnelInput, { description: 'The funnel.' }) input: FunnelInput,
    @Ctx() c: Context,
  ): Promise<FunnelReport> {
    return funnel(c.services, c.principal, input);
  }

  @Authorized('analytics:read')
  @AsksEveryone()
  @Query(() => RetentionReport, { description: 'How many of those who begin come back, by the unit of their start.' })
  retentionReport(
    @Arg('input', () => RetentionInput, { description: 'Starts, returns and units.' }) input: RetentionInput,
    @Ctx() c: Context,
  ): Promise<RetentionReport> {
    return retention(c.services, c.principal, input);
  }

  @Authorized('analytics:read')
  @AsksEveryone()
  @Query(() => StickinessReport, { description: 'On how many different days, weeks or months customers are active.' })
  stickinessReport(
    @Arg('input', () => ActivityInput, { description: 'Events and unit.' }) input: ActivityInput,
    @Ctx() c: Context,
  ): Promise<StickinessReport> {
    return stickiness(c.services, c.principal, input);
  }

  @Authorized('analytics:read')
  @AsksEveryone()
  @Query(() => LifecycleReport, { description: 'Who is new, returning, resurrecting or dormant, unit by unit.' })
  lifecycleReport(
    @Arg('input', () => ActivityInput, { description: 'Events and unit.' }) input: ActivityInput,
    @Ctx() c: Context,
  ): Promise<LifecycleReport> {
    return lifecycle(c.services, c.principal, input);
  }

  @Authorized('analytics:read')
  @AsksEveryone()
  @Query(() => TrendReport, { description: 'A figure of events by time and by group.' })
  trendReport(
    @Arg('input', () => TrendInput, { description: 'Events, figure and unit.' }) input: TrendInput,
    @Ctx() c: Context,
  ): Promise<TrendReport> {
    return trend(c.services, c.principal, input);
  }

  @Authorized('analytics:read', 'profiles:read')
  @AsksEveryone()
  @Query(() => AnalysisMemberPage, {
    description: 'The customers that a row of an analysis counts, by id, as the figure is now.',
  })
  async analysisMembers(
    @Arg('analysis', () => AnalysisInput, { description: 'The analysis as it was asked.' }) analysis: AnalysisInput,
    @Arg('row', () => String, { description: 'Id of a row of its answer; one that it does not have has nobody.' })
    row: string,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<AnalysisMemberPage> {
    checkFirst(first);
    const wanted = { first: first + 1, after: decodeCursor(after) };
    const { page, total, asOf } = await analysisMembers(c.services, c.principal, analysis, row, wanted);
    const connection = toConnection(
      page,
      first,
      (p: ProfileRecord) => p.id,
      (p) => p as unknown as Profile,
    );
    return { ...connection, totalCount: total, asOf };
  }
}
