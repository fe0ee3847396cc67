/** Events. */
import type { EventFact, Identity, OrderLine, Property } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

export interface StoredEvent extends EventFact {
  readonly profile: string;
  readonly identity: Identity;
  readonly source: string;
  readonly messageId: string;
  readonly receivedAt: number;
  readonly bodyHash: string;
  readonly lines?: readonly OrderLine[];
  readonly properties?: Readonly<Record<string, Property>>;
}

/** Of an event that exists: the hash of its body, and the profile it is recorded under. */
export interface KnownEvent {
  readonly hash: string;
  readonly profile: string;
}

export interface EventStore {
  /** Of those that exist: the hash of the body, and the profile it is recorded under. */
  known(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownEvent>>;
  insert(workspace: string, list: readonly StoredEvent[], tx: Tx): Promise<void>;
  /** Everything evaluation needs of some profiles, by profile. */
  facts(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, EventFact[]>>;
  page(workspace: string, profiles: readonly string[], page: Page, types?: readonly string[]): Promise<StoredEvent[]>;
  count(workspace: string): Promise<number>;
  /** The types of a workspace's events. */
  types(workspace: string): Promise<string[]>;
  /** Events of a type at or before an instant, oldest first. */
  until(
    workspace: string,
    type: string,
    at: number,
    page: Page,
  ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
  countUntil(workspace: string, type: string, at: number): Promise<number>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Removes up to so many events of some profiles; answers how many. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}
