/** Storage of strategies and of the records of their trials. */
import type { Strategy, StrategyRecord } from '../../../engine/strategies/strategy.js';
import type { Page, Tx } from './transaction.js';

export interface StrategyStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<Strategy[]>;
  /** Returns a page of all strategies, ordered by key. Retired ones are included. */
  list(workspace: string, page: Page, tx?: Tx): Promise<Strategy[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, strategy: Strategy, tx: Tx): Promise<void>;
}

/** Selects records. Without a field, records with any value of the field are selected. */
export interface RecordFilter {
  readonly strategy?: string;
  readonly layer?: string;
  /** Only records whose key begins with this text. */
  readonly keyPrefix?: string;
}

export interface StrategyRecordStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<StrategyRecord[]>;
  /** Returns a page of the selected records, ordered by key. */
  page(workspace: string, filter: RecordFilter, page: Page): Promise<StrategyRecord[]>;
  /** Returns the keys that begin with a text. */
  keysWith(workspace: string, prefix: string, tx?: Tx): Promise<string[]>;
  save(workspace: string, record: StrategyRecord, tx: Tx): Promise<void>;
  remove(workspace: string, keys: readonly string[], tx: Tx): Promise<void>;
}
