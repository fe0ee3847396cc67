/** A board is an ordered list of saved reports, with one filter that applies to all of them. */
import type { BoardDefinition, ReportDefinition } from '../../engine/analyses/saved-report-definition.js';
import type { AnalysisFilter } from '../analyses/analysis-kinds.js';
import { asOfIn, mayScope, periodOf } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { invalid, limit, notFound } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import type { Page, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { REPORTS_DEFINE, REPORTS_READ } from './reports.js';
import { usesOf } from './uses.js';

/** Input that defines a board. When a board is changed, absent fields keep their value, and null removes the value. */
export interface BoardInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly reports?: readonly string[] | null;
  readonly filter?: AnalysisFilter | null;
}

/** Maximum number of boards in a workspace, including retired boards. */
const MAX_BOARDS = 200;
const MOST_REPORTS = 20;
const LONGEST_NAME = 128;
const LONGEST_DESCRIPTION = 2000;

/** Defines a board, or changes an existing one. */
export function defineBoard(services: Services, principal: Principal, input: BoardInput): Promise<BoardDefinition> {
  requireScope(principal, REPORTS_DEFINE);
  definitionKey(input.key, 'input.key');
  return change(services, principal, 'defineBoard', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    if (input.filter) checkFilter(principal, room, input.filter, 'input.filter');
    const { boards } = services.stores;
    const save = async (tx: Tx): Promise<BoardDefinition> => {
      const most = { most: MAX_BOARDS, what: 'boards' };
      await refuseTooMany(services.stores, workspace.id, boards, input.key, most, tx);
      const before = await findOne(boards, workspace.id, input.key, tx);
      const reports = input.reports ?? before?.reports ?? [];
      await checkReports(services, workspace.id, reports, tx);
      const description = input.description === undefined ? before?.description : (input.description ?? undefined);
      const filter = input.filter === undefined ? filterOf(before) : (input.filter ?? undefined);
      const board: BoardDefinition = {
        key: input.key,
        name: text(nameAfter(input.name, before?.name, input.key), 'input.name', LONGEST_NAME),
        ...(description ? { description: text(description, 'input.description', LONGEST_DESCRIPTION) } : {}),
        reports,
        ...(filter ? { filter: JSON.stringify(filter) } : {}),
        uses: usesOf(filter ?? {}, room.catalogue),
        version: (before?.version ?? 0) + 1,
        retired: false,
        savedAt: now,
        savedBy: principal.subject,
      };
      await boards.save(workspace.id, board, tx);
      return board;
    };
    return { target: input.key, at: now, save };
  });
}

export function retireBoard(services: Services, principal: Principal, key: string): Promise<BoardDefinition> {
  requireScope(principal, REPORTS_DEFINE);
  return change(services, principal, 'retireBoard', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<BoardDefinition> => {
      const before = await findOne(services.stores.boards, workspace.id, key, tx);
      if (!before || before.retired) throw notFound('BOARD_NOT_FOUND', 'the board', 'key');
      const { version } = before;
      const board = { ...before, version: version + 1, retired: true, savedAt: now, savedBy: principal.subject };
      await services.stores.boards.save(workspace.id, board, tx);
      return board;
    };
    return { target: key, at: now, save };
  });
}

export async function findBoard(
  services: Services,
  principal: Principal,
  key: string,
): Promise<BoardDefinition | undefined> {
  requireScope(principal, REPORTS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return findOne(services.stores.boards, workspace.id, key);
}

/** Returns a page of the workspace's boards, ordered by key. Retired boards are included. */
export async function listBoards(services: Services, principal: Principal, page: Page): Promise<BoardDefinition[]> {
  requireScope(principal, REPORTS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.boards.list(workspace.id, page);
}

/** Returns the reports of a board, in the order of the board. */
export async function reportsOf(
  services: Services,
  principal: Principal,
  { reports: keys }: Pick<BoardDefinition, 'reports'>,
): Promise<ReportDefinition[]> {
  requireScope(principal, REPORTS_READ);
  const found = await services.stores.reports.find(principal.workspace, keys);
  return keys.flatMap((key) => found.find((report) => report.key === key) ?? []);
}

export const filterOf = (board: Pick<BoardDefinition, 'filter'> | undefined): AnalysisFilter | undefined =>
  board?.filter === undefined ? undefined : (JSON.parse(board.filter) as AnalysisFilter);

/**
 * Checks the filter of a board or report. Throws BAD_USER_INPUT or NOT_FOUND if the filter is not valid for any report.
 */
export function checkFilter(principal: Principal, room: Room, { period, scope }: AnalysisFilter, path: string): void {
  if (period) periodOf(period, asOfIn(room, period, `${path}.period`), `${path}.period`);
  if (scope) mayScope(principal, room, scope.segment, `${path}.scope.segment`);
}

async function checkReports(services: Services, workspace: string, keys: readonly string[], tx: Tx): Promise<void> {
  if (keys.length > MOST_REPORTS)
    throw limit('LIST_TOO_LONG', `a board has at most ${MOST_REPORTS} reports`, 'input.reports');
  const found = await services.stores.reports.find(workspace, keys, tx);
  const known = new Set(found.flatMap(({ key, retired }) => (retired ? [] : [key])));
  keys.forEach((key, i) => {
    if (!known.has(key)) throw invalid('REPORT_UNKNOWN', 'no report has this key', `input.reports[${i}]`);
    if (keys.indexOf(key) !== i)
      throw invalid('KEY_DUPLICATE', 'the board has this report already', `input.reports[${i}]`);
  });
}
