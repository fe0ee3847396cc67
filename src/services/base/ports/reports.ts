/** Saved reports with their versions, and boards. */
import type { BoardDefinition, ReportDefinition } from '../../../engine/analyses/report-definition.js';
import type { Page, Tx } from './transaction.js';

export interface ReportStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<ReportDefinition[]>;
  /** All of them, by key, including retired ones. */
  list(workspace: string, page: Page): Promise<ReportDefinition[]>;
  /** Saves the current form of a report, and as the text of its version. */
  save(workspace: string, report: ReportDefinition, tx: Tx): Promise<void>;
  /** All versions of a report, oldest first. */
  versions(workspace: string, key: string): Promise<ReportDefinition[]>;
}

export interface BoardStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<BoardDefinition[]>;
  /** All of them, by key, including retired ones. */
  list(workspace: string, page: Page, tx?: Tx): Promise<BoardDefinition[]>;
  save(workspace: string, board: BoardDefinition, tx: Tx): Promise<void>;
}
