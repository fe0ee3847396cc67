/** GraphQL types of saved reports, boards and their results. */
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { BoardDefinition, ReportDefinition } from '../../engine/analyses/saved-report-definition.js';
import type { AnalysisResult, AnalysisFilter } from '../../services/analyses/analysis-kinds.js';
import { tableOf } from '../../services/saved-reports/result-tables.js';
import { AnalysisInput, ReportFilterInput } from '../analyses/analysis.input.js';
import { ChannelReport, ReachReport, SlotReport } from '../analyses/acquisition.type.js';
import { BasketReport, CartReport, MemberReport, PairReport, ReturnsReport } from '../analyses/basket.type.js';
import { LifecycleReport, RetentionReport, StickinessReport } from '../analyses/cohort.type.js';
import { AS_OF, enumOf, ROW } from '../analyses/common.type.js';
import { FunnelReport } from '../analyses/funnel.type.js';
import { PathReport, showPaths } from '../analyses/path.type.js';
import { CohortRevenueReport, NineMetricsReport, RepurchaseReport, RfmReport } from '../analyses/retail.type.js';
import { TrendReport } from '../analyses/trend.type.js';
import { connectionTypes } from '../connection.js';
import { DateTime, Decimal, TagValue } from '../scalars.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

const ANALYSIS_KIND_TEXTS = {
  FUNNEL: 'A funnel.',
  RETENTION: 'A retention.',
  STICKINESS: 'A stickiness.',
  LIFECYCLE: 'A lifecycle.',
  TREND: 'A trend.',
  NINE_METRICS: 'Nine metrics.',
  REPURCHASE: 'Time between orders.',
  COHORT_REVENUE: 'Revenue of cohorts.',
  RFM: 'Recency and frequency.',
  PATHS: 'Paths.',
  RETURNS: 'Returns.',
  BASKETS: 'Size of baskets.',
  PAIRS: 'Items that are bought together.',
  CARTS: 'Items in carts.',
  MEMBERS: 'Activity of members.',
  SLOTS: 'Resource slots.',
  CHANNELS: 'Quality of channels.',
  REACH: 'Messages, slots or landings.',
} as const;
const AnalysisKindEnum = enumOf('AnalysisKind', 'Kinds of analyses.', ANALYSIS_KIND_TEXTS);

/**
 * Converts the name of an analysis kind to its enum value in the schema. For example, `nineMetrics` becomes
 * `NINE_METRICS`.
 */
const kindName = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const ColumnKindEnum = enumOf('ReportColumnKind', 'What the cells of a column are.', {
  TEXT: 'Texts.',
  COUNT: 'Whole numbers.',
  NUMBER: 'Numbers, or decimals as texts.',
  MONEY: 'Decimals as texts.',
  SHARE: 'Numbers from 0 to 1.',
  INSTANT: 'Instants, ISO 8601.',
  DURATION: 'Durations in ms.',
  TRUTH: 'True or false.',
});

@InputType({ description: 'An alert on a trend by day, week or month: one of above, below, rise and fall.' })
class MetricRuleInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'The group that it watches. Default: everyone.' })
  group?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Raised when the figure of a unit is above, even before its end.',
  })
  above?: string;
  @Field(() => Decimal, { nullable: true, description: 'Raised when the figure of an ended unit is below this.' })
  below?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Raised when the figure is more than the unit before by more than this share, e.g. 0.3.',
  })
  rise?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Raised when the figure is less than the unit before by more than this share.',
  })
  fall?: string;
}

@ObjectType({ description: 'An alert of a saved report.' })
class ReportAlert {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'The group that it watches. Null for everyone.' }) group?: string;
  @Field(() => Decimal, { nullable: true, description: 'Its bound from above.' }) above?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'Its bound from below.' }) below?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'The largest share of increase.' }) rise?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'The largest share of decrease.' }) fall?: bigint;
}

@InputType({ description: 'A saved report to define, or a new version of one.' })
export class ReportInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Name for people. Default: the key.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for. Null removes it.' }) description?: string | null;
  @Field(() => AnalysisInput, { description: 'The analysis. A period of `last` or `rolling` moves with time.' })
  analysis!: AnalysisInput;
  @Field(() => [MetricRuleInput], { nullable: true, description: 'At most 10. Absent keeps them, null removes them.' })
  alerts?: MetricRuleInput[] | null;
}

@InputType({ description: 'A board to define or change. Absent fields keep their value, and null removes it.' })
export class BoardInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Name for people. Default: the key.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string | null;
  @Field(() => [String], { nullable: true, description: 'Keys of reports in the order of the board, at most 20.' })
  reports?: string[];
  @Field(() => ReportFilterInput, { nullable: true, description: 'A period and a scope for all its reports.' })
  filter?: ReportFilterInput | null;
}

@ObjectType({ description: 'A column of a table.' })
class ReportColumn {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => ColumnKindEnum, { description: 'What its cells are.' }) kind!: string;
}

@ObjectType({ description: 'A row of a table.' })
class ReportRow {
  @Field(() => [TagValue], { nullable: 'items', description: 'Its cells, one for each column.' }) cells!: unknown[];
  @Field(() => String, { nullable: true, description: ROW }) row?: string;
}

@ObjectType({ description: 'A figure as a table.' })
class ReportTable {
  @Field(() => [ReportColumn], { description: 'Its columns.' }) columns!: readonly ReportColumn[];
  @Field(() => [ReportRow], { description: 'Its rows.' }) rows!: readonly ReportRow[];
}

@ObjectType({ description: 'The figure of a saved report. The field of its kind is set.' })
export class ReportResult {
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => DateTime, { description: 'Where its period begins.' }) from!: number;
  @Field(() => DateTime, { description: 'Where its period ends.' }) to!: number;
  @Field(() => FunnelReport, { nullable: true, description: 'Result of a funnel report.' }) funnel?: FunnelReport;
  @Field(() => RetentionReport, { nullable: true, description: 'Result of a retention report.' })
  retention?: RetentionReport;
  @Field(() => StickinessReport, { nullable: true, description: 'Result of a stickiness report.' })
  stickiness?: StickinessReport;
  @Field(() => LifecycleReport, { nullable: true, description: 'Result of a lifecycle report.' })
  lifecycle?: LifecycleReport;
  @Field(() => TrendReport, { nullable: true, description: 'Result of a trend report.' }) trend?: TrendReport;
  @Field(() => NineMetricsReport, { nullable: true, description: 'Of nine metrics.' }) nineMetrics?: NineMetricsReport;
  @Field(() => RepurchaseReport, { nullable: true, description: 'Result of a report on the time between orders.' })
  repurchase?: RepurchaseReport;
  @Field(() => CohortRevenueReport, { nullable: true, description: 'Result of a report on the revenue of cohorts.' })
  cohortRevenue?: CohortRevenueReport;
  @Field(() => RfmReport, { nullable: true, description: 'Of recency and frequency.' }) rfm?: RfmReport;
  @Field(() => PathReport, { nullable: true, description: 'Of paths.' }) paths?: PathReport;
  @Field(() => ReturnsReport, { nullable: true, description: 'Of returns.' }) returns?: ReturnsReport;
  @Field(() => BasketReport, { nullable: true, description: 'Of baskets.' }) baskets?: BasketReport;
  @Field(() => PairReport, { nullable: true, description: 'Of items that are bought together.' }) pairs?: PairReport;
  @Field(() => CartReport, { nullable: true, description: 'Of items in carts.' }) carts?: CartReport;
  @Field(() => MemberReport, { nullable: true, description: 'Of members.' }) members?: MemberReport;
  @Field(() => SlotReport, { nullable: true, description: 'Of resource slots.' }) slots?: SlotReport;
  @Field(() => ChannelReport, { nullable: true, description: 'Of channels.' }) channels?: ChannelReport;
  @Field(() => ReachReport, { nullable: true, description: 'Of messages, slots or landings.' }) reach?: ReachReport;
  @Field(() => ReportTable, { description: 'The figure as a table.' }) table!: ReportTable;
}

@ObjectType('Report', { description: 'A saved report.' })
export class ReportType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Name for people.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => AnalysisKindEnum, { description: 'Kind of its analysis.' }) kind!: string;
  @Field(() => [ReportAlert], { description: 'Rules over its figure that raise alerts.' })
  alerts!: readonly ReportAlert[];
  @Field(() => Int, { description: 'Its version, from 1.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it is retired.' }) retired!: boolean;
  @Field(() => DateTime, { description: 'When this version was saved.' }) savedAt!: number;
  @Field(() => String, { description: 'The subject that saved it.' }) savedBy!: string;
  definition!: ReportDefinition;
  /** The filter of the board that shows the report. */
  filter?: AnalysisFilter;
}

@ObjectType('Board', { description: 'An ordered list of saved reports with one filter.' })
export class BoardType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Name for people.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { nullable: true, description: 'Its filter: a `ReportFilterInput` as JSON text.' })
  filter?: string;
  @Field(() => Int, { description: 'Its version, from 1.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it is retired.' }) retired!: boolean;
  @Field(() => DateTime, { description: 'When this version was saved.' }) savedAt!: number;
  @Field(() => String, { description: 'The subject that saved it.' }) savedBy!: string;
  definition!: BoardDefinition;
}

@ObjectType({ description: 'A new result of a saved report.' })
export class ReportChange {
  @Field(() => Int, { description: 'Version of the report.' }) version!: number;
  @Field(() => ReportResult, { description: 'The result, equal to that of a fresh query.' }) result!: ReportResult;
}

@ObjectType({ description: 'A page of saved reports.' })
export class ReportConnection extends connectionTypes(ReportType, 'Report') {}

@ObjectType({ description: 'A page of boards.' })
export class BoardConnection extends connectionTypes(BoardType, 'Board') {}

export const showReport = (definition: ReportDefinition, filter?: AnalysisFilter): ReportType => ({
  ...definition,
  kind: kindName(definition.kind),
  alerts: definition.alerts ?? [],
  definition,
  ...(filter ? { filter } : {}),
});

export const showBoard = (definition: BoardDefinition): BoardType => ({ ...definition, definition });

/** Converts the result of an analysis to its GraphQL type. `warn` computes the warnings of the analysis. */
export function showResult(result: AnalysisResult, warn: Warn): ReportResult {
  const { columns, rows } = tableOf(result);
  const table = {
    columns,
    rows: rows.map(({ cells, row }) => ({
      cells: cells.map((cell, i) => {
        if (cell === undefined) return null;
        return columns[i].kind === 'INSTANT' ? new Date(cell as number).toISOString() : cell;
      }),
      row,
    })),
  };
  const { kind, asOf, from, to } = result;
  const figure = kind === 'paths' ? showPaths({ ...result.paths!, warn }) : { ...result[kind], warn };
  return { asOf, from, to, [kind]: figure, table };
}
