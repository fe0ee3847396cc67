/**
 * Limits the memory for the documents and variables of running subscriptions. Subscriptions with the same text share
 * one document.
 */
import type { DocumentNode } from 'graphql';
import type { Principal } from '../services/base/access.js';
import type { ByteBudget, HeldBytes } from './byte-budget.js';
import { holderOf, type Holder } from './holders.js';
import { BYTES_PER_TOKEN } from './document-gate.js';

/** Minimum heap usage of a subscription in bytes. */
const LEAST = 2048;
/** Measured heap overhead of a value, in addition to its characters. */
const BYTES_PER_VALUE = 64;

/** A running subscription that uses a document. */
interface User {
  readonly holder: Holder;
}

export class KeptRequests {
  private readonly documents = new Map<DocumentNode, { readonly held: HeldBytes; readonly users: Set<User> }>();

  constructor(private readonly budget: ByteBudget) {}

  /**
   * Counts the memory of a request. Throws the errors of `HeldBytes.take` if a budget is exceeded. Returns a function
   * that must be called when the request ends. Repeated calls of it have no effect.
   */
  keep(
    caller: Principal,
    { document, tokens }: { readonly document: DocumentNode; readonly tokens: number },
    variables: unknown,
  ): () => void {
    const user: User = { holder: holderOf(caller) };
    const own = this.budget.open(user.holder);
    own.take(LEAST + sizeOf(variables));
    try {
      this.share(user, document, tokens);
    } catch (error) {
      own.release();
      throw error;
    }
    let kept = true;
    return () => {
      if (!kept) return;
      kept = false;
      own.release();
      this.leave(user, document);
    };
  }

  /** Registers a user of a document. The bytes of a shared document are charged to one of its users. */
  private share(user: User, document: DocumentNode, tokens: number): void {
    const there = this.documents.get(document);
    if (there) {
      there.users.add(user);
      return;
    }
    const held = this.budget.open(user.holder);
    // The syntax tree refers to the source text, so the source is counted too.
    held.take(tokens * BYTES_PER_TOKEN + 2 * document.loc!.source.body.length);
    this.documents.set(document, { held, users: new Set([user]) });
  }

  private leave(user: User, document: DocumentNode): void {
    const { held, users } = this.documents.get(document)!;
    users.delete(user);
    const [next] = users;
    // The bytes are moved to a remaining user, even if that exceeds the share of this user.
    if (next) return held.passTo(next.holder);
    held.release();
    this.documents.delete(document);
  }
}

/** Estimates the heap usage of a JSON value in bytes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return BYTES_PER_VALUE + 2 * value.length;
  if (typeof value !== 'object' || value === null) return BYTES_PER_VALUE;
  let size = BYTES_PER_VALUE;
  for (const [name, inner] of Object.entries(value)) size += 2 * name.length + sizeOf(inner);
  return size;
}
