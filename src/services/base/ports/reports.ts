/** Storage of saved reports, their versions, and boards. */
import type { BoardDefinition, ReportDefinition } from '../../../engine/analyses/saved-report-definition.js';
import type { Page, Tx } from './transaction.js';

export interface ReportStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<ReportDefinition[]>;
  /** Returns a page of all reports, ordered by key. Retired reports are included. */
  list(workspace: string, page: Page): Promise<ReportDefinition[]>;
  /** Returns the number of reports other than the given one. Retired reports are included. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  /** Saves the current definition of a report, and also stores it as a version. The last 100 versions are kept. */
  save(workspace: string, report: ReportDefinition, tx: Tx): Promise<void>;
  /** Returns the kept versions of a report, oldest first. */
  versions(workspace: string, key: string): Promise<ReportDefinition[]>;
}

export interface BoardStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<BoardDefinition[]>;
  /** Returns a page of all boards, ordered by key. Retired boards are included. */
  list(workspace: string, page: Page, tx?: Tx): Promise<BoardDefinition[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, board: BoardDefinition, tx: Tx): Promise<void>;
}
