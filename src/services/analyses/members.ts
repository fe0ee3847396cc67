/** The customers behind a row of an analysis. */
import type { Principal } from '../base/access.js';
import { requireScope } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { openLifecycle, openRetention, openStickiness, type ActivityInput, type RetentionInput } from './cohorts.js';
import { openFunnel, type FunnelInput } from './funnels.js';
import { openPaths, type PathInput } from './paths.js';
import {
  openCohortRevenue,
  openNineMetrics,
  openRepurchase,
  openRfm,
  type CohortRevenueInput,
  type NineMetricsInput,
  type RepurchaseInput,
  type RfmInput,
} from './retail.js';
import { openTrend, type TrendInput } from './trends.js';
import type { Opened } from './questions.js';
import { membersOf } from './run.js';

/** Exactly one field is set. */
export interface AnalysisInput {
  readonly funnel?: FunnelInput | null;
  readonly retention?: RetentionInput | null;
  readonly stickiness?: ActivityInput | null;
  readonly lifecycle?: ActivityInput | null;
  readonly trend?: TrendInput | null;
  readonly nineMetrics?: NineMetricsInput | null;
  readonly repurchase?: RepurchaseInput | null;
  readonly cohortRevenue?: CohortRevenueInput | null;
  readonly rfm?: RfmInput | null;
  readonly paths?: PathInput | null;
}

const LONGEST_ROW = 6000;

/**
 * Returns ids of the customers that a row counts in the current figure. A row missing from the figure has no customers.
 */
export async function analysisMembers(
  services: Services,
  principal: Principal,
  input: AnalysisInput,
  row: string,
  page: Page,
): Promise<{ readonly page: ProfileRecord[]; readonly total: number; readonly asOf: number }> {
  requireScope(principal, 'profiles:read');
  text(row, 'row', LONGEST_ROW);
  const { asked, analysis } = await opened(services, principal, input);
  return { ...(await membersOf(services, asked, analysis, row, page)), asOf: asked.room.now };
}

function opened(services: Services, principal: Principal, input: AnalysisInput): Promise<Opened<unknown, unknown>> {
  const { funnel, retention, stickiness, lifecycle, trend, nineMetrics, repurchase, cohortRevenue, rfm, paths } = input;
  const openings: (() => Promise<Opened<unknown, unknown>>)[] = [];
  if (funnel) openings.push(() => openFunnel(services, principal, funnel));
  if (retention) openings.push(() => openRetention(services, principal, retention));
  if (stickiness) openings.push(() => openStickiness(services, principal, stickiness));
  if (lifecycle) openings.push(() => openLifecycle(services, principal, lifecycle));
  if (trend) openings.push(() => openTrend(services, principal, trend));
  if (nineMetrics) openings.push(() => openNineMetrics(services, principal, nineMetrics));
  if (repurchase) openings.push(() => openRepurchase(services, principal, repurchase));
  if (cohortRevenue) openings.push(() => openCohortRevenue(services, principal, cohortRevenue));
  if (rfm) openings.push(() => openRfm(services, principal, rfm));
  if (paths) openings.push(() => openPaths(services, principal, paths));
  if (openings.length !== 1) throw invalid('ALTERNATIVES_CONFLICT', 'give exactly one analysis', 'analysis');
  return openings[0]();
}
