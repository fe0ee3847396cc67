/** Results of a saved report as they change: at once, and then whenever the figure differs from the last one. */
import type { BoardDefinition, ReportDefinition } from '../../engine/analyses/report-definition.js';
import type { AnalysisResult, AnalysisFilter } from '../analyses/any-analysis.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid, notFound } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { checkFilter, filterOf } from './boards.js';
import { computeReport, neededReport, REPORTS_READ } from './reports.js';

export interface FollowedReport {
  readonly key: string;
  /** The filter of this board applies. */
  readonly board?: string | null;
  readonly filter?: AnalysisFilter | null;
  /** The least time between two results, in ms. */
  readonly everyMs: number;
}

export interface ReportChange {
  readonly report: ReportDefinition;
  readonly result: AnalysisResult;
}

/** A source of changes of customers. */
interface Changes {
  isStale: boolean;
  next(): Promise<void>;
}

const LEAST_MS = 100;
const MOST_MS = 60_000;
/** How often definitions and the clock are looked at. */
const LOOK_EVERY_MS = 1000;
/** As time passes, units become complete and events leave rolling periods. */
const ANEW_EVERY_MS = 60_000;
/** A figure is asked at most this share of the time. */
const SHARE_OF_TIME = 4;

/**
 * Yields results that differ from the one before, and undefined to let the caller check that it may still listen.
 * `inTurn` holds a place while everyone is asked.
 */
export async function* reportResults(
  services: Services,
  principal: Principal,
  followed: FollowedReport,
  changes: Changes,
  inTurn: <T>(ask: () => Promise<T>) => Promise<T>,
): AsyncGenerator<ReportChange | undefined> {
  requireScope(principal, REPORTS_READ);
  const { everyMs, filter } = followed;
  if (!Number.isInteger(everyMs) || everyMs < LEAST_MS || everyMs > MOST_MS)
    throw invalid('NUMBER_INVALID', `everyMs is a whole number from ${LEAST_MS} to ${MOST_MS}`, 'everyMs');
  if (filter) checkFilter(principal, await enter(services, principal.workspace), filter, 'filter');
  let seen = '';
  let told = '';
  while (!services.signal?.aborted) {
    const state = await stateOf(services, principal, followed);
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
    yield text === told ? undefined : { report: state.report, result };
    told = text;
    const tookMs = services.stores.now() - begun;
    await services.pause(Math.max(everyMs, SHARE_OF_TIME * tookMs), services.signal);
  }
}

interface State {
  /** Differs whenever the result may differ for another reason than a change of customers. */
  readonly text: string;
  readonly report: ReportDefinition;
  readonly boardFilter: AnalysisFilter | undefined;
}

async function stateOf(services: Services, principal: Principal, { key, board }: FollowedReport): Promise<State> {
  const { workspace, now } = await enter(services, principal.workspace);
  const report = await neededReport(services, workspace.id, key);
  const shown = board == null ? undefined : await neededBoard(services, workspace.id, board);
  const text = [workspace.catalogueVersion, report.version, shown?.version ?? 0, Math.floor(now / ANEW_EVERY_MS)].join(
    ' ',
  );
  return { text, report, boardFilter: filterOf(shown) };
}

export async function neededBoard(services: Services, workspace: string, key: string): Promise<BoardDefinition> {
  const [board] = (await services.stores.boards.find(workspace, [key])) as (BoardDefinition | undefined)[];
  if (!board || board.retired) throw notFound('BOARD_NOT_FOUND', 'the board', 'board');
  return board;
}

/** The fields of a filter that are given. They replace those of a board. */
export function given(filter: AnalysisFilter | null | undefined): AnalysisFilter {
  return Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null));
}

/** The figure without the instant it speaks for. */
function figureText(result: AnalysisResult): string {
  return JSON.stringify({ ...result[result.kind], asOf: undefined }, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
