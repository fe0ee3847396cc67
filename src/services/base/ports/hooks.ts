/** Storage of incoming webhooks, with their mappings and the hashes of their secrets. */
import type { Page, Tx } from './transaction.js';

/**
 * An incoming webhook. It consists of an address to which another system posts, and a mapping of the request bodies.
 */
export interface StoredHook {
  readonly key: string;
  readonly name: string;
  /** The mapping as JSON text. */
  readonly mapping: string;
  /** SHA-256 hashes of the secret part of the address. A former secret stays valid until the time `until`. */
  readonly secrets: readonly { readonly hash: string; readonly until?: number }[];
  /** The secret with which the sender signs its requests. It is never returned to callers. */
  readonly signingSecret?: string;
  readonly version: number;
  readonly createdAt: number;
  readonly savedAt: number;
  readonly savedBy: string;
  readonly retiredAt?: number;
}

export interface HookStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<StoredHook[]>;
  /** Returns a page of all webhooks, including retired ones, ordered by key. */
  list(workspace: string, page: Page): Promise<StoredHook[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, hook: StoredHook, tx: Tx): Promise<void>;
}
