/** Storage of idempotency keys. A repeated request with the same key gets the stored response. */
import type { Outcome } from '../write-intakes.js';
import type { Tx } from './transaction.js';

/** A claimed idempotency key. It contains the owner, the expiry of the claim, and the response if there is one. */
export interface Claim {
  readonly hash: string;
  /** Scopes of the caller who first claimed the key. */
  readonly scopes: readonly string[];
  readonly owner: string;
  readonly until: number;
  readonly answer?: { readonly status: number; readonly body: string };
}

export interface IdempotencyStore {
  /** Claims the key for `owner`. Returns undefined when the key was free, and the existing claim otherwise. */
  claim(claim: {
    readonly id: string;
    readonly workspace: string;
    readonly hash: string;
    readonly scopes: readonly string[];
    readonly owner: string;
    readonly until: number;
    readonly at: number;
  }): Promise<Claim | undefined>;
  takeOver(id: string, from: string, to: string, until: number): Promise<boolean>;
  answer(id: string, owner: string, answer: { readonly status: number; readonly body: string }): Promise<void>;
  /**
   * Releases the key, so that the next request with it runs. The key stays bound to the same request, because effects
   * of that request may be stored under the key.
   */
  release(id: string, owner: string): Promise<void>;
  /** Returns the stored outcomes of facts written under an idempotency key, by id. */
  outcomes(ids: readonly string[], tx: Tx): Promise<Map<string, Outcome>>;
  insertOutcomes(workspace: string, list: readonly (readonly [id: string, outcome: Outcome])[], tx: Tx): Promise<void>;
  /**
   * Returns the stored result of a change that was made under an idempotency key. `id` identifies the change. Returns
   * undefined when no result is stored.
   */
  saved(id: string): Promise<Uint8Array | undefined>;
  keep(workspace: string, id: string, saved: Uint8Array, tx: Tx): Promise<void>;
}
