/** GraphQL resolvers for saved reports: definitions, results, and subscriptions to results. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { NOTHING_NEW } from '../../live/hub.js';
import { enter } from '../../services/base/room.js';
import { checkFilter, filterOf } from '../../services/saved-reports/boards.js';
import { given, neededBoard, reportResults, type FollowedReport } from '../../services/saved-reports/live.js';
import type { ReportChange as Changed } from '../../services/saved-reports/live.js';
import {
  computeReport,
  defineReport,
  findReport,
  listReports,
  REPORTS_DEFINE,
  REPORTS_READ,
  reportVersions,
  reportWarnings,
  retireReport,
  shownAnalysis,
} from '../../services/saved-reports/reports.js';
import { ReportFilterInput } from '../analyses/analysis.input.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Principal } from '../../services/base/access.js';
import { admit } from '../../services/credentials/admit.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { AsksPopulation } from '../field-costs.js';
import {
  ReportResult,
  ReportChange,
  ReportConnection,
  ReportInput,
  ReportType,
  showResult,
  showReport,
} from './report.type.js';

const KEY = { description: 'Key of the report.' } as const;
const BOARD = { nullable: true, description: 'Key of a board whose filter applies.' } as const;
const FILTER = { nullable: true, description: 'A filter. Its fields replace those of the board.' } as const;

@Resolver()
export class ReportResolver {
  @Authorized(REPORTS_READ)
  @Query(() => ReportType, { nullable: true, description: 'A saved report by its key.' })
  async report(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<ReportType | undefined> {
    const found = await findReport(c.services, c.principal, key);
    return found && showReport(found);
  }

  @Authorized(REPORTS_READ)
  @Query(() => ReportConnection, { description: 'Saved reports by key, including retired ones.' })
  async reports(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ReportType>> {
    checkFirst(first);
    const page = await listReports(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(
      page,
      first,
      ({ key }) => key,
      (report) => showReport(report),
    );
  }

  @Authorized(REPORTS_READ)
  @Query(() => [ReportType], { description: 'The last 100 versions of a saved report, oldest first.' })
  async reportVersions(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<ReportType[]> {
    return (await reportVersions(c.services, c.principal, key)).map((report) => showReport(report));
  }

  @Authorized(REPORTS_DEFINE, REPORTS_READ)
  @Mutation(() => ReportType, { description: 'Saves a report, or a new version of one.' })
  async defineReport(
    @Arg('input', () => ReportInput, { description: 'The report.' }) input: ReportInput,
    @Ctx() c: Context,
  ): Promise<ReportType> {
    return showReport(await defineReport(c.services, c.principal, input));
  }

  @Authorized(REPORTS_DEFINE)
  @Mutation(() => ReportType, { description: 'Retires a saved report. No board may show it.' })
  async retireReport(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<ReportType> {
    return showReport(await retireReport(c.services, c.principal, key));
  }

  @Authorized(REPORTS_READ)
  @AsksPopulation()
  @Subscription(() => ReportChange, {
    description:
      'The result of a saved report: at once, then whenever it differs from the last one, at most once per `everyMs`.',
    subscribe: ({ args, context }) => reportChanges(args as FollowedReport, context as Context),
  })
  reportChanged(
    @Root() change: Changed,
    @Arg('key', () => String, KEY) _key: string,
    @Arg('board', () => String, BOARD) _board: string | undefined,
    @Arg('filter', () => ReportFilterInput, FILTER) _filter: ReportFilterInput | undefined,
    @Arg('everyMs', () => Int, {
      defaultValue: 1000,
      description: 'Minimum interval between two items in milliseconds, 100 to 60,000.',
    })
    _everyMs: number,
    @Ctx() c: Context,
  ): ReportChange {
    const { report, result } = change;
    const warn = (): ReturnType<typeof reportWarnings> => reportWarnings(c.services, c.principal, report);
    return { version: report.version, result: showResult(result, warn) };
  }
}

@Resolver(() => ReportType)
export class ReportFieldsResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The analysis: an `AnalysisInput` as JSON text. Null if the caller may not ask it.',
  })
  async analysis(@Root() { definition }: ReportType, @Ctx() c: Context): Promise<string | undefined> {
    const { key, version } = definition;
    const show = (): Promise<string | undefined> => shownAnalysis(c.services, c.principal, definition);
    return c.once(`analysis ${key} ${version}`, () => c.inTurn(show));
  }

  @AsksPopulation()
  @FieldResolver(() => ReportResult, {
    description: 'The figure by the facts known now. A report of a board is computed with the filter of the board.',
  })
  async result(
    @Root() { definition, filter: boardFilter }: ReportType,
    @Arg('board', () => String, BOARD) board: string | undefined,
    @Arg('filter', () => ReportFilterInput, FILTER) filter: ReportFilterInput | undefined,
    @Ctx() c: Context,
  ): Promise<ReportResult> {
    if (filter) checkFilter(c.principal, await c.room(), filter, 'filter');
    const shown = board == null ? boardFilter : filterOf(await boardOf(c, board));
    const asked = { ...shown, ...given(filter) };
    const result = await c.inTurn(() => computeReport(c.services, c.principal, definition, asked));
    return showResult(result, () => reportWarnings(c.services, c.principal, definition));
  }
}

const boardOf = async (c: Context, key: string): ReturnType<typeof neededBoard> =>
  neededBoard(c.services, (await enter(c.services, c.principal.workspace)).workspace.id, key);

async function* reportChanges(followed: FollowedReport, c: Context): AsyncGenerator<Changed | typeof NOTHING_NEW> {
  const pulse = c.hub.pulses.listen(c.principal.workspace);
  const admitted = async (): Promise<Principal> => (await admit(c.services, c.principal)).principal;
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => c.questions.during(ask, c.principal);
  try {
    for await (const change of reportResults(c.services, admitted, followed, pulse, inTurn))
      yield change ?? NOTHING_NEW;
  } catch (error) {
    // If the subscriber disconnected while the query over all customers was running, the error is ignored.
    if (!c.signal?.aborted) throw error;
  } finally {
    pulse.close();
  }
}
