/** Idempotency keys and what was answered under them. */
import type { Outcome } from '../intake.js';
import type { Tx } from './transaction.js';

/** Who holds an idempotency key, until when, and what was answered. */
export interface Claim {
  readonly hash: string;
  /** What whoever claimed it first might do. */
  readonly scopes: readonly string[];
  readonly owner: string;
  readonly until: number;
  readonly answer?: { readonly status: number; readonly body: string };
}

export interface IdempotencyStore {
  /** Undefined when the key was free and is now held by `owner`; else who holds it. */
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
  release(id: string, owner: string): Promise<void>;
  /** What became of facts written under a key, by their name. */
  outcomes(ids: readonly string[], tx: Tx): Promise<Map<string, Outcome>>;
  insertOutcomes(workspace: string, list: readonly (readonly [id: string, outcome: Outcome])[], tx: Tx): Promise<void>;
  /** What a change made under a key left, by the change's name. */
  saved(id: string): Promise<Uint8Array | undefined>;
  keep(workspace: string, id: string, saved: Uint8Array, tx: Tx): Promise<void>;
}
