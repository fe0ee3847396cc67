/** Opens and computes analyses of any kind. An input names exactly one kind. */
import type { Analysis } from '../../engine/analyses/analysis.js';
import type { PairFigure } from '../../engine/analyses/attach-pairs.js';
import type { BasketFigure } from '../../engine/analyses/baskets.js';
import type { CartFigure } from '../../engine/analyses/cart-conversion.js';
import type { ChannelFigure } from '../../engine/analyses/channels.js';
import type { RevenueCohort } from '../../engine/analyses/cohort-revenue.js';
import type { FunnelFigure } from '../../engine/analyses/funnel-report.js';
import type { LifecycleUnit } from '../../engine/analyses/lifecycle.js';
import type { MemberFigure } from '../../engine/analyses/member-activity.js';
import type { NineMetricsFigure } from '../../engine/analyses/nine-metrics.js';
import type { PathFigure } from '../../engine/analyses/paths.js';
import type { ReachFigure } from '../../engine/analyses/reach-effect.js';
import type { RepurchaseFigure } from '../../engine/analyses/repurchase.js';
import type { RetentionFigure } from '../../engine/analyses/retention.js';
import type { ReturnsFigure } from '../../engine/analyses/returns.js';
import type { SlotFigure } from '../../engine/analyses/resource-slots.js';
import type { StickinessFigure } from '../../engine/analyses/stickiness.js';
import type { TrendFigure, TrendSeries } from '../../engine/analyses/trends.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import {
  openChannels,
  openReach,
  openSlots,
  type ChannelInput,
  type ReachInput,
  type SlotInput,
} from './acquisition.js';
import {
  openBaskets,
  openCarts,
  openMembers,
  openPairs,
  openReturns,
  type BasketInput,
  type CartInput,
  type MemberInput,
  type PairInput,
  type ReturnsInput,
} from './baskets.js';
import type { Compared } from './compared.js';
import { openLifecycle, openRetention, openStickiness, type ActivityInput, type RetentionInput } from './cohorts.js';
import { openFunnel, type FunnelInput } from './funnels.js';
import { openPaths, type PathInput } from './paths.js';
import { shownAs, type Asked, type Opened, type PeriodInput, type ScopeInput } from './questions.js';
import {
  openCohortRevenue,
  openNineMetrics,
  openRepurchase,
  openRfm,
  type CohortRevenueInput,
  type NineMetricsInput,
  type RepurchaseInput,
  type RfmInput,
  type RfmReport,
} from './retail.js';
import { figureOf } from './run.js';
import { openTrend, type TrendInput } from './trends.js';

/** Types of the input and of the result (`figure`), by kind of analysis. */
export interface Kinds {
  readonly funnel: { readonly input: FunnelInput; readonly figure: FunnelFigure };
  readonly retention: { readonly input: RetentionInput; readonly figure: RetentionFigure };
  readonly stickiness: { readonly input: ActivityInput; readonly figure: StickinessFigure };
  readonly lifecycle: { readonly input: ActivityInput; readonly figure: { readonly units: readonly LifecycleUnit[] } };
  readonly trend: { readonly input: TrendInput; readonly figure: TrendFigure & { readonly before?: TrendSeries } };
  readonly nineMetrics: { readonly input: NineMetricsInput; readonly figure: NineMetricsFigure };
  readonly repurchase: { readonly input: RepurchaseInput; readonly figure: RepurchaseFigure };
  readonly cohortRevenue: {
    readonly input: CohortRevenueInput;
    readonly figure: { readonly cohorts: readonly RevenueCohort[] };
  };
  readonly rfm: { readonly input: RfmInput; readonly figure: RfmReport };
  readonly paths: { readonly input: PathInput; readonly figure: PathFigure };
  readonly returns: { readonly input: ReturnsInput; readonly figure: Compared<ReturnsFigure> };
  readonly baskets: { readonly input: BasketInput; readonly figure: Compared<BasketFigure> };
  readonly pairs: { readonly input: PairInput; readonly figure: PairFigure };
  readonly carts: { readonly input: CartInput; readonly figure: Compared<CartFigure> };
  readonly members: { readonly input: MemberInput; readonly figure: Compared<MemberFigure> };
  readonly slots: { readonly input: SlotInput; readonly figure: SlotFigure };
  readonly channels: { readonly input: ChannelInput; readonly figure: Compared<ChannelFigure> };
  readonly reach: { readonly input: ReachInput; readonly figure: Compared<ReachFigure> };
}

export type AnalysisKind = keyof Kinds;

/** The input of one analysis. Exactly one field is set. Its name is the kind of the analysis. */
export type AnalysisInput = { readonly [K in AnalysisKind]?: Kinds[K]['input'] | null };

/**
 * The filter that a board applies to each of its reports. The period replaces the report's period. The scope applies in
 * addition to the report's scope.
 */
export interface AnalysisFilter {
  readonly period?: PeriodInput | null;
  readonly scope?: ScopeInput | null;
}

/**
 * The result of an analysis with its kind, the period that it counts ([from, to), in ms), and the time `asOf` of the
 * data it is based on. Exactly one of the kinds is set.
 */
export type AnalysisResult = {
  readonly [K in AnalysisKind]?: Kinds[K]['figure'] & { readonly asOf: number };
} & {
  readonly kind: AnalysisKind;
  readonly asOf: number;
  readonly from: number;
  readonly to: number;
};

type Opener<K extends AnalysisKind> = (
  services: Services,
  principal: Principal,
  input: Kinds[K]['input'],
) => Promise<Opened<unknown, Kinds[K]['figure']>>;

const OPENERS: { readonly [K in AnalysisKind]: Opener<K> } = {
  funnel: openFunnel,
  retention: openRetention,
  stickiness: openStickiness,
  lifecycle: async (...asked) => opened(await openLifecycle(...asked), (units) => ({ units })),
  trend: async (...asked) =>
    opened(await openTrend(...asked), ([figure, before]) => ({ ...figure, ...(before ? { before: before.all } : {}) })),
  nineMetrics: openNineMetrics,
  repurchase: openRepurchase,
  cohortRevenue: async (...asked) => opened(await openCohortRevenue(...asked), (cohorts) => ({ cohorts })),
  rfm: openRfm,
  paths: openPaths,
  returns: openReturns,
  baskets: openBaskets,
  pairs: openPairs,
  carts: openCarts,
  members: openMembers,
  slots: openSlots,
  channels: openChannels,
  reach: openReach,
};

const ANALYSIS_KINDS = Object.keys(OPENERS) as AnalysisKind[];

const opened = <Figure, Shown>(
  { asked, analysis }: Opened<unknown, Figure>,
  show: (figure: Figure) => Shown,
): Opened<unknown, Shown> => ({ asked, analysis: shownAs(analysis, show) });

/** Returns the kind that an input names. Throws BAD_USER_INPUT unless it names exactly one. */
export function kindOf(input: AnalysisInput, path: string): AnalysisKind {
  const given = ANALYSIS_KINDS.filter((kind) => input[kind] != null);
  if (given.length !== 1) throw invalid('ALTERNATIVES_CONFLICT', 'give exactly one analysis', path);
  return given[0];
}

/** Checks the input of an analysis of any kind, and returns the object that computes the analysis. */
export async function openAnalysis(
  services: Services,
  principal: Principal,
  input: AnalysisInput,
  filter: AnalysisFilter = {},
): Promise<{ readonly kind: AnalysisKind; readonly asked: Asked; readonly analysis: Analysis<unknown, object> }> {
  const kind = kindOf(input, 'analysis');
  const opener = OPENERS[kind] as Opener<'funnel'>;
  const given = input[kind] as FunnelInput;
  return { kind, ...(await opener(services, principal, filtered(given, filter))) };
}

const filtered = (input: FunnelInput, { period, scope }: AnalysisFilter): FunnelInput => ({
  ...input,
  ...(period == null ? {} : { period }),
  ...(scope == null ? {} : { filter: scope }),
});

/** Computes an analysis of any kind from the facts that are known now. */
export async function computeAnalysis(
  services: Services,
  principal: Principal,
  input: AnalysisInput,
  filter?: AnalysisFilter,
): Promise<AnalysisResult> {
  const { kind, asked, analysis } = await openAnalysis(services, principal, input, filter);
  const figure = await figureOf(services, asked, analysis);
  const { from, to } = asked;
  const asOf = asked.room.now;
  return { kind, asOf, from, to, [kind]: { ...figure, asOf } };
}
