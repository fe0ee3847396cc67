/** Storage of experiments, which assign variants to customers. */
import type { Experiment } from '../../../engine/experiments/assignment.js';
import type { Page, Tx } from './transaction.js';

export interface ExperimentStore {
  get(workspace: string, key: string): Promise<Experiment | undefined>;
  find(workspace: string, keys: readonly string[], tx: Tx): Promise<Experiment[]>;
  list(workspace: string, page: Page): Promise<Experiment[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, experiment: Experiment, tx: Tx): Promise<void>;
}
