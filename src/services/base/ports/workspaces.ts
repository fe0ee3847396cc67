/** Storage of workspaces, with their clocks and version counters. */
import type { Watermark } from '../../../engine/memberships/settle.js';
import type { Tx } from './transaction.js';

/** The kinds of definitions in a catalogue. */
export type DefinitionKind =
  | 'tags'
  | 'segments'
  | 'namespaces'
  | 'layerModels'
  | 'lists'
  | 'itemCatalogues'
  | 'retentions'
  | 'partners';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  /** Number of the current catalogue version. It is incremented with every saved definition. */
  readonly catalogueVersion: number;
  /**
   * For each kind of definition, the number of catalogue versions that changed a definition of this kind. A catalogue
   * version that is not counted here may have changed any definition.
   */
  readonly versionsOf: Readonly<Partial<Record<DefinitionKind, number>>>;
  readonly createdAt: number;
  /** Incremented whenever a credential is issued or revoked. */
  readonly credentialsVersion: number;
  /** Whether an earlier workspace had the same id. */
  readonly reused: boolean;
  /**
   * The catalogue version under which all customers were last evaluated, and the time of that evaluation on the
   * workspace's clock. `markedAt` is a time on the database's clock. Customers written around that time may have been
   * written under an older version, so the change feed is searched for them.
   */
  readonly watermark: Watermark & { readonly markedAt: number };
  /** Keys of the running and paused campaigns that have a trigger. */
  readonly triggers: readonly string[];
  /** Secret from which the ids of contacts are derived. It never changes and is never returned to callers. */
  readonly contactKey: string;
  /** Number of erased customers. If it is 0, facts are not checked against tombstones. */
  readonly erasures: number;
  /**
   * State of a sandbox's clock. The clock showed `base` at the database time `setAt`. Since `setAt`, the clock has
   * either been running or stopped.
   */
  readonly sandbox?: { readonly base: number; readonly setAt: number; readonly running: boolean };
}

export interface WorkspaceStore {
  get(id: string, tx?: Tx): Promise<Workspace | undefined>;
  list(): Promise<Workspace[]>;
  insert(workspace: Workspace, tx: Tx): Promise<void>;
  /**
   * Counts the sandboxes of a workspace, and returns the ids of removed ones. Transactions that count the sandboxes of
   * the same workspace conflict, so that the count stays valid until the commit.
   */
  countSandboxes(owner: string, tx: Tx): Promise<SandboxCounts>;
  setClock(id: string, sandbox: Workspace['sandbox'], tx?: Tx): Promise<void>;
  /**
   * Increments the catalogue version because a definition of this kind is saved in the same transaction. Returns the
   * new version.
   */
  raiseVersion(id: string, kind: DefinitionKind, tx: Tx): Promise<number>;
  /**
   * Writes the document of the workspace, so that transactions that count definitions at the same time conflict. Throws
   * WORKSPACE_BEING_REMOVED if the workspace is being removed.
   */
  touchDefinitions(id: string, tx: Tx): Promise<void>;
  /**
   * Records that all customers were evaluated under a catalogue version. Does nothing when a later version is already
   * recorded.
   */
  raiseWatermark(id: string, to: Workspace['watermark']): Promise<void>;
  noteErasure(id: string, tx: Tx): Promise<void>;
  /** Adds a campaign with a trigger to the workspace's `triggers`, or removes it when `isActive` is false. */
  setTrigger(id: string, campaign: string, isActive: boolean, tx: Tx): Promise<void>;
  /**
   * Records that credentials were issued or revoked, so that every process reloads the revocations. Returns the new
   * version.
   */
  raiseCredentials(id: string, tx: Tx): Promise<number>;
  /** Removes the workspace and all its data. The workspace becomes inaccessible before any data is removed. */
  remove(id: string): Promise<void>;
  /** Continues the removal of a workspace if it was interrupted. */
  finishRemoval(id: string): Promise<void>;
}

export interface SandboxCounts {
  readonly live: number;
  /** Ids of removed sandboxes. They can be used again. */
  readonly removed: ReadonlySet<string>;
}
