/**
 * Requests of subscriptions, which are kept for as long as those run: their documents, shared by text, and variables.
 */
import type { DocumentNode } from 'graphql';
import type { Principal } from '../services/base/access.js';
import type { ByteBudget, HeldBytes } from './byte-budget.js';
import { holderOf, type Holder } from './holders.js';
import { BYTES_PER_TOKEN } from './gate.js';

/** What the shortest subscription takes. */
const LEAST = 2048;
/** Heap of values beside their characters, as measured. */
const BYTES_PER_VALUE = 64;

/** One subscription that runs. */
interface User {
  readonly holder: Holder;
}

export class KeptRequests {
  private readonly documents = new Map<DocumentNode, { readonly held: HeldBytes; readonly users: Set<User> }>();

  constructor(private readonly budget: ByteBudget) {}

  /** Counts a request, or throws as `HeldBytes.take` does. Call the answer when it ends; twice does no harm. */
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

  /** One user of a document holds its bytes for all. */
  private share(user: User, document: DocumentNode, tokens: number): void {
    const there = this.documents.get(document);
    if (there) {
      there.users.add(user);
      return;
    }
    const held = this.budget.open(user.holder);
    // Its syntax tree holds the source.
    held.take(tokens * BYTES_PER_TOKEN + 2 * document.loc!.source.body.length);
    this.documents.set(document, { held, users: new Set([user]) });
  }

  private leave(user: User, document: DocumentNode): void {
    const { held, users } = this.documents.get(document)!;
    users.delete(user);
    const [next] = users;
    // Who left holds nothing; who stays holds it, whether it has room for it or not.
    if (next) return held.passTo(next.holder);
    held.release();
    this.documents.delete(document);
  }
}

/** An estimate of the heap that a JSON value takes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return BYTES_PER_VALUE + 2 * value.length;
  if (typeof value !== 'object' || value === null) return BYTES_PER_VALUE;
  let size = BYTES_PER_VALUE;
  for (const [name, inner] of Object.entries(value)) size += 2 * name.length + sizeOf(inner);
  return size;
}
