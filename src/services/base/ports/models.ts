/** Storage of models, their trained versions, and their schedules. */
import type { ModelDefinition, ModelSchedule, ModelVersion } from '../../../engine/models/model-definition.js';
import type { Page, Tx } from './transaction.js';

export interface ModelStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<ModelDefinition[]>;
  /** Returns a page of all models, ordered by key. Retired models are included. */
  list(workspace: string, page: Page, tx?: Tx): Promise<ModelDefinition[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, model: ModelDefinition, tx: Tx): Promise<void>;
  /**
   * Stores a trained version. Keeps only the newest 100 versions, and the newest usable version under the same
   * definition. Throws StoreConflict if another version with the same number was stored first.
   */
  addVersion(workspace: string, version: ModelVersion, tx: Tx): Promise<void>;
  /** Returns the kept versions of a model, at most 101, in ascending order. */
  versions(workspace: string, key: string, tx?: Tx): Promise<ModelVersion[]>;
  version(workspace: string, key: string, version: number): Promise<ModelVersion | undefined>;
  /** Returns the newest version that may be used under a definition of the model (`ModelDefinition.learnedFrom`). */
  usableVersion(workspace: string, key: string, definition: number): Promise<ModelVersion | undefined>;
  /** Returns the schedules of all models of a workspace, ordered by key. */
  schedules(workspace: string, tx?: Tx): Promise<ModelSchedule[]>;
  schedule(workspace: string, key: string, tx?: Tx): Promise<ModelSchedule | undefined>;
  saveSchedule(workspace: string, schedule: ModelSchedule, tx: Tx): Promise<void>;
}
