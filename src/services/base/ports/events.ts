/** Storage of events. */
import type { EventFact, Identity, OrderLine, Property } from '../../../engine/types.js';
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

/** Body hash and profile of an event that is already stored. */
export interface KnownEvent {
  readonly hash: string;
  readonly profile: string;
}

export interface EventStore {
  /** Returns the given events that are already stored, by id. */
  known(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownEvent>>;
  insert(workspace: string, list: readonly StoredEvent[], tx: Tx): Promise<void>;
  /** Returns all event facts needed for evaluation, by profile. */
  facts(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, EventFact[]>>;
  /** Returns the event facts of the given types with the times at which they were received, by profile. */
  received(
    workspace: string,
    profiles: readonly string[],
    types: readonly string[],
  ): Promise<Map<string, { readonly event: EventFact; readonly receivedAt: number }[]>>;
  page(workspace: string, profiles: readonly string[], page: Page, types?: readonly string[]): Promise<StoredEvent[]>;
  count(workspace: string): Promise<number>;
  /** Returns the event types that exist in a workspace. */
  types(workspace: string): Promise<string[]>;
  /** Returns events of a type that occurred at or before a given time, oldest first. */
  until(
    workspace: string,
    type: string,
    at: number,
    page: Page,
  ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
  countUntil(workspace: string, type: string, at: number): Promise<number>;
  /** Returns a page of the events of a source, ordered by id, with the profile of each event. */
  ofSource(
    workspace: string,
    source: string,
    page: Page,
  ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
  /** Counts the events of a source. Without `types`, events of all types are counted. */
  countOfSource(workspace: string, source: string, types?: readonly string[]): Promise<number>;
  /** Returns the ids and types of the events that a source sent about the given profiles. */
  idsOf(
    workspace: string,
    profiles: readonly string[],
    source: string,
    tx: Tx,
  ): Promise<{ readonly id: string; readonly type: string }[]>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Removes at most `limit` events of the given profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}
