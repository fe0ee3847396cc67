/**
 * Evaluates the metric rules of saved reports as days, weeks and months pass. Raises one alert each time a value
 * crosses the bound of a rule.
 */
import { createHash } from 'node:crypto';
import {
  judgeMetric,
  type MetricNews,
  type MetricPoint,
  type MetricRule,
} from '../../engine/analyses/metric-alerts.js';
import { lastUnits, lengthOf, MOST_UNITS } from '../../engine/analyses/periods.js';
import type { ReportDefinition } from '../../engine/analyses/saved-report-definition.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { computeAnalysis, type AnalysisInput, type AnalysisResult } from '../analyses/analysis-kinds.js';
import type { PeriodInput } from '../analyses/questions.js';
import { ServiceError, StoreConflict } from '../base/errors.js';
import { actionId } from '../base/follower.js';
import type { StoredMetricState } from '../base/ports/metric-alerts.js';
import type { Page, Workspace } from '../base/ports.js';
import { roomOf, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { judgeOf, watchedUnit } from './metric-rules.js';
import { analysisOf } from './reports.js';
import { eachPage } from '../base/pages.js';

/** Number of reports that are read in one query. */
const PAGE = 100;
/** Maximum number of reports whose figures are computed in one round of a workspace. Each reads all customers. */
const MOST_COMPUTED = 20;

/** A pass over the reports of a workspace, which may take several rounds. */
interface Pass {
  /** Key of the report after which the next round begins. */
  readonly after?: string;
  /** The rules of the reports up to `after`. */
  readonly rules: readonly Pick<StoredMetricState, 'report' | 'rule'>[];
}

/**
 * Evaluates the metric rules of the reports of each workspace. Rules for which no new unit has passed are skipped. A
 * round computes the figures of a limited number of reports, and the next round continues with the following reports.
 * At the end of a pass, the states of rules that no longer exist are deleted.
 */
export class MetricRounds {
  private readonly passes = new Map<string, Pass>();

  constructor(private readonly services: Services) {}

  /** Evaluates rules until the limit of a round is reached, or until all reports have been processed. */
  async run(workspace: Workspace): Promise<void> {
    const { stores } = this.services;
    const pass: Pass = this.passes.get(workspace.id) ?? { rules: [] };
    let { rules } = pass;
    let room: Room | undefined;
    let computed = 0;
    const read = (page: Page) => stores.reports.list(workspace.id, page);
    for await (const page of eachPage(read, ({ key }) => key, PAGE, pass.after)) {
      const watched = page.filter(({ retired, alerts = [] }) => !retired && alerts.length > 0);
      const keys = watched.map(({ key }) => key);
      const stored = keys.length === 0 ? [] : await stores.metricAlerts.list(workspace.id, keys);
      for (const report of watched) {
        room ??= await roomOf(this.services, workspace);
        rules = [...rules, ...report.alerts!.map(({ key: rule }) => ({ report: report.key, rule }))];
        if (await judgeReport(this.services, room, report, stored)) computed++;
        if (computed < MOST_COMPUTED) continue;
        this.passes.set(workspace.id, { after: report.key, rules });
        return;
      }
    }
    this.passes.delete(workspace.id);
    await stores.metricAlerts.keepOnly(workspace.id, rules);
  }

  /** Evaluates the rules of all reports. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    do await this.run(workspace);
    while (this.passes.has(workspace.id));
  }
}

/** Evaluates the due rules of a report. Returns whether its figures were computed. */
async function judgeReport(
  services: Services,
  room: Room,
  report: ReportDefinition,
  stored: readonly StoredMetricState[],
): Promise<boolean> {
  const { zone } = room.catalogue.setting;
  const analysis = analysisOf(report);
  const unit = watchedUnit(analysis)!;
  const begun = lastUnits(unit, zone, room.now, 1, true).from;
  const due = report.alerts!.flatMap((rule) => {
    const state = stateOf(report, rule, stored);
    // For the unit that has not ended yet, only rules with `above` are evaluated.
    return rule.above !== undefined || begun > state.until ? [{ rule, state }] : [];
  });
  if (due.length === 0) return false;
  const oldest = Math.min(...due.map(({ state }) => state.until));
  // Read two units more than have passed: one because rules compare a unit with the one before, and one because units
  // differ in length.
  const passed = Math.ceil((room.now - oldest) / lengthOf[unit]) + 3;
  const count = Math.min(passed, MOST_UNITS[unit]);
  const trend = await trendOf(services, room, analysis, { last: { count, unit, current: true } });
  if (!trend) return true;
  for (const { rule, state } of due) {
    const series = rule.group === undefined ? trend.all : trend.groups.find(({ group }) => group === rule.group);
    const points = (series?.points ?? []) as readonly MetricPoint[];
    const judged = judgeMetric(rule, points, state);
    if (judged.state.until === state.until && judged.news.length === 0) continue;
    await save(services, room, report, { ...state, ...judged.state, revision: state.revision + 1 }, judged.news);
  }
  return true;
}

/**
 * Computes the trend of a report for its metric rules. Returns undefined if the report uses a definition that has
 * become personal. Alerts are visible to everyone who reads reports, so they are no longer raised for this report.
 */
async function trendOf(
  services: Services,
  { workspace }: Room,
  analysis: AnalysisInput,
  period: PeriodInput,
): Promise<AnalysisResult['trend']> {
  try {
    return (await computeAnalysis(services, judgeOf(workspace.id), analysis, { period })).trend;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'FORBIDDEN') return undefined;
    throw error;
  }
}

/**
 * Returns the state of a rule. If the rule is new, or if the rule or its analysis has changed, the state begins with
 * the units that end after the report was saved.
 */
function stateOf(report: ReportDefinition, rule: MetricRule, stored: readonly StoredMetricState[]): StoredMetricState {
  const text = JSON.stringify([report.analysis, rule], (_name, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  const about = createHash('sha256').update(text).digest('base64url');
  const there = stored.find((state) => state.report === report.key && state.rule === rule.key);
  if (there?.about === about || there?.about === text) return { ...there, about };
  const names = { report: report.key, rule: rule.key };
  return { ...names, about, until: report.savedAt, isRaised: false, revision: there?.revision ?? 0 };
}

/**
 * Stores a state together with its alerts in one transaction. If several processes evaluate a rule, only one alert is
 * therefore raised for each crossing.
 */
async function save(
  { stores }: Services,
  { workspace, now }: Room,
  report: ReportDefinition,
  state: StoredMetricState,
  news: readonly MetricNews[],
): Promise<void> {
  try {
    await stores.transact(async (tx) => {
      await stores.metricAlerts.save(workspace.id, state, tx);
      for (const { point, isRecovered } of news)
        await stores.alerts.insert(
          {
            id: actionId(now, [workspace.id, report.key, state.rule, String(point.from), String(isRecovered)]),
            kind: 'METRIC',
            workspace: workspace.id,
            raisedAt: now,
            ...{ report: report.key, rule: state.rule, isRecovered },
            ...{ unitFrom: point.from, unitTo: point.to, value: textOf(point.value!) },
          },
          tx,
        );
    });
  } catch (error) {
    // Another process has evaluated the rule in the meantime, so there is nothing to do.
    if (!(error instanceof StoreConflict)) throw error;
  }
}

const textOf = (value: number | bigint): string => (typeof value === 'bigint' ? formatDecimal(value) : String(value));
