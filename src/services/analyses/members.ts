/** Lists the customers that a row of an analysis counts. */
import type { Principal } from '../base/access.js';
import { requireScope } from '../base/access.js';
import { text } from '../base/inputs.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { openAnalysis, type AnalysisFilter, type AnalysisInput } from './analysis-kinds.js';
import { membersOf } from './run.js';

export const LONGEST_ROW = 6000;

/**
 * Returns a page of the customers counted in a row of the current result, and their total number. A row that the result
 * does not contain has no customers.
 */
export async function analysisMembers(
  services: Services,
  principal: Principal,
  input: AnalysisInput,
  row: string,
  page: Page,
  filter?: AnalysisFilter,
): Promise<{ readonly page: ProfileRecord[]; readonly total: number; readonly asOf: number }> {
  requireScope(principal, 'profiles:read');
  text(row, 'row', LONGEST_ROW);
  const { asked, analysis } = await openAnalysis(services, principal, input, filter);
  return { ...(await membersOf(services, asked, analysis, row, page)), asOf: asked.room.now };
}
