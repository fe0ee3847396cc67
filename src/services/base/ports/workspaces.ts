/** Workspaces and their clocks. */
import type { Watermark } from '../../../engine/memberships/settle.js';
import type { Tx } from './transaction.js';

/** The kinds of definitions in a catalogue. */
export type DefinitionKind = 'tags' | 'segments' | 'namespaces' | 'layerModels' | 'lists' | 'retentions' | 'partners';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  /** Increases with every saved definition. */
  readonly catalogueVersion: number;
  /**
   * Number of catalogue versions caused by each kind of definition. A version not counted here may have changed
   * anything.
   */
  readonly versionsOf: Readonly<Partial<Record<DefinitionKind, number>>>;
  readonly createdAt: number;
  /** Increases with every credential issued or revoked. */
  readonly credentialsVersion: number;
  /** Whether an earlier workspace had this id. */
  readonly reused: boolean;
  /**
   * The catalogue version under which all customers were evaluated, on the workspace's clock. `markedAt` is the
   * database instant from which changes are searched for customers written under an older version.
   */
  readonly watermark: Watermark & { readonly markedAt: number };
  /** Keys of the campaigns with a trigger that run or are paused. */
  readonly triggers: readonly string[];
  /** Number of erased customers. Facts are checked against tombstones only when it is not 0. */
  readonly erasures: number;
  /** A sandbox's clock: it shows `base` at the database instant `setAt`, and from there either runs or stands still. */
  readonly sandbox?: { readonly base: number; readonly setAt: number; readonly running: boolean };
}

export interface WorkspaceStore {
  get(id: string, tx?: Tx): Promise<Workspace | undefined>;
  list(): Promise<Workspace[]>;
  insert(workspace: Workspace, tx: Tx): Promise<void>;
  /**
   * Number of sandboxes of a workspace, those being removed included. Transactions that count the same workspace
   * conflict, so that none of them misses another's sandbox.
   */
  countSandboxes(owner: string, tx: Tx): Promise<number>;
  setClock(id: string, sandbox: Workspace['sandbox'], tx?: Tx): Promise<void>;
  /**
   * Increments the catalogue version for a definition of this kind saved in the same transaction. Returns the new
   * version.
   */
  raiseVersion(id: string, kind: DefinitionKind, tx: Tx): Promise<number>;
  /** Records that all customers were evaluated under a catalogue version. Does nothing when a later one is recorded. */
  raiseWatermark(id: string, to: Workspace['watermark']): Promise<void>;
  noteErasure(id: string, tx: Tx): Promise<void>;
  /** Records whether a campaign with a trigger makes contacts due. */
  setTrigger(id: string, campaign: string, isActive: boolean, tx: Tx): Promise<void>;
  /**
   * Records that credentials were issued or revoked, so that every process reloads the revocations. Returns the new
   * version.
   */
  raiseCredentials(id: string, tx: Tx): Promise<number>;
  /** Removes the workspace and everything in it. It is inaccessible from the first step on. */
  remove(id: string): Promise<void>;
  /** Continues an interrupted removal, if there is one. */
  finishRemoval(id: string): Promise<void>;
}
