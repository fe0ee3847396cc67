/**
 * A saved report is an analysis with a key. It is stored in versions, and its result is computed whenever it is read.
 */
import { listedNames } from '../../engine/values/clipped.js';
import type { ReportDefinition } from '../../engine/analyses/saved-report-definition.js';
import { requireScope, type Principal } from '../base/access.js';
import {
  computeAnalysis,
  kindOf,
  openAnalysis,
  type AnalysisResult,
  type AnalysisFilter,
  type AnalysisInput,
} from '../analyses/analysis-kinds.js';
import { analysisWarnings } from '../analyses/analysis-warnings.js';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { conflict, invalid, limit, notFound, ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import type { Page, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { judgeOf, metricRules, watchedUnit, type MetricRuleInput } from './metric-rules.js';
import { usesOf } from './uses.js';

export interface ReportInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly analysis: AnalysisInput;
  /** When absent, the existing alerts are kept. Null removes the alerts. */
  readonly alerts?: readonly MetricRuleInput[] | null;
}

export const REPORTS_READ = 'analytics:read';
export const REPORTS_DEFINE = 'define';
/** Maximum number of saved reports in a workspace, including retired reports. */
const MAX_REPORTS = 500;
const LONGEST_NAME = 128;
const LONGEST_DESCRIPTION = 2000;
/** Maximum length of an analysis as JSON. Lists of reports and of versions contain many analyses at once. */
const LONGEST_ANALYSIS = 64 * 1024;

/**
 * Defines a saved report, or a new version of an existing one. The caller must have permission to compute its analysis.
 */
export function defineReport(services: Services, principal: Principal, input: ReportInput): Promise<ReportDefinition> {
  requireScope(principal, REPORTS_DEFINE);
  definitionKey(input.key, 'input.key');
  return change(services, principal, 'defineReport', async () => {
    const { workspace, catalogue, now } = await enter(services, principal.workspace);
    const kind = kindOf(input.analysis, 'input.analysis');
    await under(`input.analysis.${kind}`, openAnalysis(services, principal, input.analysis));
    const { reports } = services.stores;
    const analysis = JSON.stringify({ [kind]: input.analysis[kind] });
    if (analysis.length > LONGEST_ANALYSIS)
      throw limit('TEXT_TOO_LONG', `an analysis has at most ${LONGEST_ANALYSIS} characters as JSON`, 'input.analysis');
    const save = async (tx: Tx): Promise<ReportDefinition> => {
      const most = { most: MAX_REPORTS, what: 'saved reports' };
      await refuseTooMany(services.stores, workspace.id, reports, input.key, most, tx);
      const before = await findOne(reports, workspace.id, input.key, tx);
      const description = input.description === undefined ? before?.description : (input.description ?? undefined);
      const report: ReportDefinition = {
        key: input.key,
        name: text(nameAfter(input.name, before?.name, input.key), 'input.name', LONGEST_NAME),
        ...(description ? { description: text(description, 'input.description', LONGEST_DESCRIPTION) } : {}),
        kind,
        analysis,
        ...(await alertsOf(services, principal, input, before)),
        uses: usesOf(input.analysis[kind]!, catalogue),
        version: (before?.version ?? 0) + 1,
        retired: false,
        savedAt: now,
        savedBy: principal.subject,
      };
      await reports.save(workspace.id, report, tx);
      return report;
    };
    return { target: input.key, at: now, save };
  });
}

/**
 * Returns the alerts of the next version. Alerts are visible to everyone who may read reports. The analysis must
 * therefore not need any other permission.
 */
async function alertsOf(
  services: Services,
  { workspace }: Principal,
  { analysis, alerts }: ReportInput,
  before: ReportDefinition | undefined,
): Promise<Pick<ReportDefinition, 'alerts'>> {
  const rules = alerts === undefined ? before?.alerts : metricRules(alerts ?? [], analysis, 'input.alerts');
  if (!rules || rules.length === 0) return {};
  // Existing alerts must be possible for the new analysis too.
  if (!watchedUnit(analysis))
    throw invalid('FIELD_NOT_ALLOWED', 'alerts watch trends by day, week or month', 'input.alerts');
  try {
    await openAnalysis(services, judgeOf(workspace), analysis);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'FORBIDDEN')
      throw invalid('FIELD_NOT_ALLOWED', 'a report of values or personal data has no alerts', 'input.alerts');
    throw error;
  }
  return { alerts: rules };
}

/** Retires a report. Throws CONFLICT while a board contains the report. */
export function retireReport(services: Services, principal: Principal, key: string): Promise<ReportDefinition> {
  requireScope(principal, REPORTS_DEFINE);
  return change(services, principal, 'retireReport', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<ReportDefinition> => {
      const before = await neededReport(services, workspace.id, key, tx);
      const boards = await services.stores.boards.list(workspace.id, { first: MAX_REPORTS }, tx);
      const users = boards.filter((board) => !board.retired && board.reports.includes(key));
      if (users.length > 0)
        throw conflict(
          'REPORT_IN_USE',
          `boards show the report: ${listedNames(users.map((board) => board.key))}`,
          'key',
        );
      const { version } = before;
      const report = { ...before, version: version + 1, retired: true, savedAt: now, savedBy: principal.subject };
      await services.stores.reports.save(workspace.id, report, tx);
      return report;
    };
    return { target: key, at: now, save };
  });
}

export async function findReport(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ReportDefinition | undefined> {
  requireScope(principal, REPORTS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return findOne(services.stores.reports, workspace.id, key);
}

/** Returns a page of the workspace's saved reports, ordered by key. Retired reports are included. */
export async function listReports(services: Services, principal: Principal, page: Page): Promise<ReportDefinition[]> {
  requireScope(principal, REPORTS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.reports.list(workspace.id, page);
}

/** Returns the last 100 versions of a report, oldest first. */
export async function reportVersions(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ReportDefinition[]> {
  requireScope(principal, REPORTS_READ);
  const { workspace } = await enter(services, principal.workspace);
  const versions = await services.stores.reports.versions(workspace.id, key);
  if (versions.length === 0) throw notFound('REPORT_NOT_FOUND', 'the report', 'key');
  return versions;
}

/** Returns the warnings of the analysis of a saved report. */
export function reportWarnings(
  services: Services,
  principal: Principal,
  report: Pick<ReportDefinition, 'analysis'>,
): Promise<ConditionWarning[]> {
  const analysis = analysisOf(report);
  const kind = kindOf(analysis, 'analysis');
  return analysisWarnings(services, principal, kind, analysis[kind] as never);
}

/** Computes the result of a saved report from the facts known now, with the permissions of the caller. */
export function computeReport(
  services: Services,
  principal: Principal,
  { analysis }: Pick<ReportDefinition, 'analysis'>,
  filter?: AnalysisFilter,
): Promise<AnalysisResult> {
  return computeAnalysis(services, principal, analysisOf({ analysis }), filter);
}

/**
 * Returns the analysis of a report. Returns undefined if the caller may not compute the analysis, because its text may
 * contain values that the caller may not see.
 */
export async function shownAnalysis(
  services: Services,
  principal: Principal,
  report: Pick<ReportDefinition, 'analysis'>,
): Promise<string | undefined> {
  try {
    await openAnalysis(services, principal, analysisOf(report));
    return report.analysis;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

export const analysisOf = ({ analysis }: Pick<ReportDefinition, 'analysis'>): AnalysisInput =>
  JSON.parse(analysis) as AnalysisInput;

/** Returns a report that exists and is not retired. Throws NOT_FOUND otherwise. */
export async function neededReport(
  services: Services,
  workspace: string,
  key: string,
  tx?: Tx,
): Promise<ReportDefinition> {
  const report = await findOne(services.stores.reports, workspace, key, tx);
  if (!report || report.retired) throw notFound('REPORT_NOT_FOUND', 'the report', 'key');
  return report;
}

/**
 * Runs a check of an analysis. In its errors, replaces `input` at the beginning of a path with the given path, at which
 * the analysis is located in the caller's input.
 */
async function under<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const placed = (given: string | undefined): string | undefined => given?.replace(/^input(?=[.[]|$)/, path);
    const faults = error.faults?.map((fault) => ({ ...fault, path: placed(fault.path)! }));
    throw new ServiceError(error.reason, error.message, placed(error.path), faults);
  }
}
