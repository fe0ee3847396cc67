/** Incoming webhooks. */
import type { Page, Tx } from './transaction.js';

/** An incoming webhook: an address that another system posts to, and the mapping of its bodies. */
export interface StoredHook {
  readonly key: string;
  readonly name: string;
  /** The mapping as JSON text. */
  readonly mapping: string;
  /** SHA-256 of the secret part of the address. A former one is valid until an instant. */
  readonly secrets: readonly { readonly hash: string; readonly until?: number }[];
  /** The secret that the sender signs with. It is never returned. */
  readonly signingSecret?: string;
  readonly version: number;
  readonly createdAt: number;
  readonly savedAt: number;
  readonly savedBy: string;
  readonly retiredAt?: number;
}

export interface HookStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<StoredHook[]>;
  /** Returns all hooks by key, including retired ones. */
  list(workspace: string, page: Page): Promise<StoredHook[]>;
  save(workspace: string, hook: StoredHook, tx: Tx): Promise<void>;
}
