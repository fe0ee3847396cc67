/**
 * Yields the results of a saved report as they change. The current result comes first. Each further result differs from
 * the one before.
 */
import type { BoardDefinition, ReportDefinition } from '../../engine/analyses/saved-report-definition.js';
import type { AnalysisResult, AnalysisFilter } from '../analyses/analysis-kinds.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid, notFound } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { checkFilter, filterOf } from './boards.js';
import { computeReport, neededReport, REPORTS_READ } from './reports.js';

export interface FollowedReport {
  readonly key: string;
  /** Key of a board whose filter is applied to the report. */
  readonly board?: string | null;
  readonly filter?: AnalysisFilter | null;
  /** Minimum time between two results, in ms. */
  readonly everyMs: number;
}

export interface ReportChange {
  readonly report: ReportDefinition;
  readonly result: AnalysisResult;
}

/** Source of notifications that customers have changed. */
interface Changes {
  isStale: boolean;
  next(): Promise<void>;
}

const LEAST_MS = 100;
const MOST_MS = 60_000;
/** Interval in ms at which definitions and the clock are checked for changes. */
const LOOK_EVERY_MS = 1000;
/**
 * Interval in ms after which a result is computed again even if nothing was written. As time passes, units become
 * complete and events leave rolling periods.
 */
const RECOMPUTE_EVERY_MS = 60_000;
/** The pause after a computation is at least this many times as long as the computation took. */
const SHARE_OF_TIME = 4;

/**
 * Yields each result that differs from the one before. Otherwise yields undefined, so that the caller can check whether
 * the listener still has permission. `admitted` returns the listener with its current rights, under which each result
 * is computed. `inTurn` runs a computation when one of a limited number of slots is free.
 */
export async function* reportResults(
  services: Services,
  admitted: () => Promise<Principal>,
  followed: FollowedReport,
  changes: Changes,
  inTurn: <T>(ask: () => Promise<T>) => Promise<T>,
): AsyncGenerator<ReportChange | undefined> {
  const { everyMs, filter } = followed;
  if (!Number.isInteger(everyMs) || everyMs < LEAST_MS || everyMs > MOST_MS)
    throw invalid('NUMBER_INVALID', `everyMs is a whole number from ${LEAST_MS} to ${MOST_MS}`, 'everyMs');
  let seen = '';
  let lastSent = '';
  while (!services.signal?.aborted) {
    const principal = await admitted();
    requireScope(principal, REPORTS_READ);
    const state = await stateOf(services, principal, followed);
    if (filter && seen === '') checkFilter(principal, state.room, filter, 'filter');
    if (!changes.isStale && state.text === seen) {
      await Promise.race([changes.next(), services.pause(LOOK_EVERY_MS, services.signal)]);
      yield undefined;
      continue;
    }
    changes.isStale = false;
    seen = state.text;
    const begun = services.stores.now();
    const result = await inTurn(() =>
      computeReport(services, principal, state.report, { ...state.boardFilter, ...given(filter) }),
    );
    const text = figureText(result);
    yield text === lastSent ? undefined : { report: state.report, result };
    lastSent = text;
    const tookMs = services.stores.now() - begun;
    await services.pause(Math.max(everyMs, SHARE_OF_TIME * tookMs), services.signal);
  }
}

interface State {
  /**
   * A text that changes whenever the result may change for a reason other than changed customers, e.g. because of a new
   * definition or the passing of time.
   */
  readonly text: string;
  readonly report: ReportDefinition;
  readonly boardFilter: AnalysisFilter | undefined;
  readonly room: Room;
}

async function stateOf(services: Services, principal: Principal, { key, board }: FollowedReport): Promise<State> {
  const room = await enter(services, principal.workspace);
  const { workspace, now } = room;
  const report = await neededReport(services, workspace.id, key);
  const shown = board == null ? undefined : await neededBoard(services, workspace.id, board);
  const text = [
    workspace.catalogueVersion,
    report.version,
    shown?.version ?? 0,
    Math.floor(now / RECOMPUTE_EVERY_MS),
  ].join(' ');
  return { text, report, boardFilter: filterOf(shown), room };
}

export async function neededBoard(services: Services, workspace: string, key: string): Promise<BoardDefinition> {
  const board = await findOne(services.stores.boards, workspace, key);
  if (!board || board.retired) throw notFound('BOARD_NOT_FOUND', 'the board', 'board');
  return board;
}

/** Returns the fields of a filter that have a value. They replace the same fields of a board's filter. */
export function given(filter: AnalysisFilter | null | undefined): AnalysisFilter {
  return Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null));
}

/** Returns a result as text, without the time for which it was computed. */
function figureText(result: AnalysisResult): string {
  return JSON.stringify({ ...result[result.kind], asOf: undefined }, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
