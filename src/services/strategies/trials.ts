/** Finds the trials of a workspace, which are campaign versions and experiments, and how each is measured. */
import type { Experiment } from '../../engine/experiments/assignment.js';
import { isFinal, type CampaignOutline } from '../../engine/reach/campaign-definition.js';
import { experimentOfCampaign, HOLD_OUT } from '../../engine/reach/groups.js';
import type { AssignedVersion } from '../../engine/strategies/assignments.js';
import { USUAL_PLAN, type Strategy, type TrialPlan } from '../../engine/strategies/strategy.js';
import type { Trial } from '../../engine/strategies/trial-outcomes.js';
import { eachPage } from '../base/pages.js';
import type { Page } from '../base/ports.js';
import type { Services } from '../base/services.js';

const PAGE = 200;
/** Usual number of customers for which the interval of an open trial is narrowest. */
const PLANNED_CUSTOMERS = 10_000;

/** The campaigns, experiments and strategies of a workspace. */
export interface Sources {
  readonly campaigns: ReadonlyMap<string, CampaignOutline>;
  readonly experiments: ReadonlyMap<string, Experiment>;
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Layer model for trials without a strategy. */
  readonly usualModel?: string;
}

export async function readSources({ stores }: Services, workspace: string): Promise<Sources> {
  const experiments = new Map<string, Experiment>();
  const strategies = new Map<string, Strategy>();
  const readExperiments = (page: Page): Promise<Experiment[]> => stores.experiments.list(workspace, page);
  const readStrategies = (page: Page): Promise<Strategy[]> => stores.strategies.list(workspace, page);
  for await (const page of eachPage(readExperiments, ({ key }) => key, PAGE))
    for (const experiment of page) experiments.set(experiment.key, experiment);
  for await (const page of eachPage(readStrategies, ({ key }) => key, PAGE))
    for (const strategy of page) strategies.set(strategy.key, strategy);
  const outlines = await stores.campaigns.outlines(workspace);
  const usualModel = (await stores.campaigns.rules(workspace))?.governing[0];
  return {
    campaigns: new Map(outlines.map((outline) => [outline.key, outline])),
    experiments,
    strategies,
    ...(usualModel === undefined ? {} : { usualModel }),
  };
}

/**
 * Returns the names of the experiments and campaigns that may have assignments, with the variant that is the hold-out.
 */
export function holdOutsOf({ campaigns, experiments }: Sources): Map<string, string> {
  const holdOuts = new Map<string, string>();
  for (const [key, campaign] of campaigns)
    if (mayHaveAssignments(campaign)) holdOuts.set(experimentOfCampaign(key), HOLD_OUT);
  for (const { key, variants } of experiments.values())
    holdOuts.set(key, variants.find(({ coupon }) => coupon === undefined)!.key);
  return holdOuts;
}

/** Whether a campaign has groups, or may have had some in an earlier version. */
const mayHaveAssignments = ({ holdOutPercent, variants, version }: CampaignOutline): boolean =>
  holdOutPercent > 0 || variants.length > 0 || version > 1;

/** A trial with its plan, and what its records say about it. */
export interface PlannedTrial {
  readonly trial: Trial;
  readonly origin: 'CAMPAIGN' | 'EXPERIMENT';
  readonly source: string;
  readonly sourceVersion?: number;
  readonly strategy?: string;
  readonly expected?: number;
  readonly plan: TrialPlan;
  readonly isPlannedBefore: boolean;
  readonly weights: readonly [treated: number, heldOut: number];
  readonly plannedCustomers: number;
  /** Whether no further customer is assigned. */
  readonly isEnded: boolean;
  /** Times of the first and the last assignment, in ms. */
  readonly from: number;
  readonly to: number;
}

/** Returns the trials that have assignments. Earlier versions of a campaign are read only if they have some. */
export async function trialsOf(
  services: Services,
  workspace: string,
  sources: Sources,
  assigned: readonly AssignedVersion[],
): Promise<PlannedTrial[]> {
  const byExperiment = new Map<string, AssignedVersion[]>();
  for (const each of assigned) byExperiment.set(each.experiment, [...(byExperiment.get(each.experiment) ?? []), each]);
  const trials: PlannedTrial[] = [];
  for (const [key, current] of sources.campaigns) {
    const own = byExperiment.get(experimentOfCampaign(key)) ?? [];
    const versions = own.some(({ version }) => version !== current.version)
      ? await services.stores.campaigns.versions(workspace, key)
      : [current];
    for (const span of own) {
      // Assignments of earlier releases have version 0. If a version is no longer kept, its records stay as they are.
      const version = versions.find((each) => each.version === Math.max(1, span.version));
      if (!version) continue;
      const isEnded = isFinal(current) || span.version !== current.version;
      trials.push(ofCampaign(sources, version, span, isEnded));
    }
  }
  for (const experiment of sources.experiments.values())
    for (const span of byExperiment.get(experiment.key) ?? [])
      if (span.version === 0) trials.push(ofExperiment(sources, experiment, span));
  return trials;
}

function ofCampaign(
  sources: Sources,
  { key, holdOutPercent, strategy, expectedEffect }: CampaignOutline | Omit<CampaignOutline, 'messageTags'>,
  span: AssignedVersion,
  isEnded: boolean,
): PlannedTrial {
  const planned = planFor(sources, strategy, span);
  return {
    ...planned,
    trial: trialFor(`campaign:${key}:${span.version}`, span, HOLD_OUT, planned.plan),
    origin: 'CAMPAIGN',
    source: key,
    sourceVersion: span.version,
    ...triedBy(strategy, expectedEffect),
    weights: [100 - holdOutPercent, holdOutPercent],
    plannedCustomers: PLANNED_CUSTOMERS,
    isEnded,
  };
}

function ofExperiment(
  sources: Sources,
  { key, variants, plannedCustomers, ended, strategy, expectedEffect }: Experiment,
  span: AssignedVersion,
): PlannedTrial {
  const planned = planFor(sources, strategy, span);
  const heldOut = variants.find(({ coupon }) => coupon === undefined)!;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  return {
    ...planned,
    trial: trialFor(`experiment:${key}`, span, heldOut.key, planned.plan),
    origin: 'EXPERIMENT',
    source: key,
    ...triedBy(strategy, expectedEffect),
    weights: [total - heldOut.weight, heldOut.weight],
    plannedCustomers,
    isEnded: ended,
  };
}

const triedBy = (
  strategy: string | undefined,
  expected: number | undefined,
): Pick<PlannedTrial, 'strategy' | 'expected'> => ({
  ...(strategy === undefined ? {} : { strategy }),
  ...(expected === undefined ? {} : { expected }),
});

function planFor(
  { strategies, usualModel }: Sources,
  key: string | undefined,
  { from, to }: AssignedVersion,
): Pick<PlannedTrial, 'plan' | 'isPlannedBefore' | 'from' | 'to'> {
  const strategy = key === undefined ? undefined : strategies.get(key);
  if (strategy) return { plan: strategy, isPlannedBefore: strategy.plannedAt <= from, from, to };
  const plan = { ...USUAL_PLAN, ...(usualModel === undefined ? {} : { layerModel: usualModel }) };
  return { plan, isPlannedBefore: false, from, to };
}

const trialFor = (
  id: string,
  { experiment, version }: AssignedVersion,
  heldOut: string,
  { metric, windowMs }: TrialPlan,
): Trial => ({ id, experiment, version, heldOut, metric, windowMs });
