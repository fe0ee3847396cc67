/** Workspaces and their clocks. */
import type { Watermark } from '../../../engine/memberships/settle.js';
import type { Tx } from './transaction.js';

/** What a catalogue is made of. */
export type DefinitionKind = 'tags' | 'segments' | 'namespaces' | 'layerModels' | 'lists' | 'retentions' | 'partners';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  /** Grows with every definition saved. */
  readonly catalogueVersion: number;
  /**
   * How many of these versions each kind of definition has made; a version that none of them counts changed anything.
   */
  readonly versionsOf: Readonly<Partial<Record<DefinitionKind, number>>>;
  readonly createdAt: number;
  /** Grows with every credential that is issued or revoked. */
  readonly credentialsVersion: number;
  /** There was another workspace of this id before. */
  readonly reused: boolean;
  /**
   * How far everyone was brought, by the workspace's clock; `markedAt`: the database's instant from which on changes
   * are looked through for what was written under an older version.
   */
  readonly watermark: Watermark & { readonly markedAt: number };
  /** How many customers were erased: facts are checked against their tombstones only when there are some. */
  readonly erasures: number;
  /** A sandbox has its own clock: `base` at the database instant `setAt`, running on from there or standing. */
  readonly sandbox?: { readonly base: number; readonly setAt: number; readonly running: boolean };
}

export interface WorkspaceStore {
  get(id: string, tx?: Tx): Promise<Workspace | undefined>;
  list(): Promise<Workspace[]>;
  insert(workspace: Workspace, tx: Tx): Promise<void>;
  setClock(id: string, sandbox: Workspace['sandbox'], tx?: Tx): Promise<void>;
  /**
   * Raises the catalogue version by one, for a definition of a kind that this transaction saves, and answers the new
   * one.
   */
  raiseVersion(id: string, kind: DefinitionKind, tx: Tx): Promise<number>;
  /** Everyone was brought under a catalogue version; nothing where a later one was reached. */
  raiseWatermark(id: string, to: Workspace['watermark']): Promise<void>;
  noteErasure(id: string, tx: Tx): Promise<void>;
  /** Credentials were issued or revoked: every process reads the revocations again. Answers the new version. */
  raiseCredentials(id: string, tx: Tx): Promise<number>;
  /** Removes the workspace and everything in it; from the first step on it cannot be reached. */
  remove(id: string): Promise<void>;
  /** Goes on with a removal that was interrupted, if there is one. */
  finishRemoval(id: string): Promise<void>;
}
