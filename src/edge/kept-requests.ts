/**
 * Requests of subscriptions, which are kept for as long as those run: their documents, shared by text, and variables.
 */
import type { DocumentNode } from 'graphql';
import type { Principal } from '../services/base/access.js';
import { holderOf, type ByteBudget, type HeldBytes } from './byte-budget.js';
import { BYTES_PER_TOKEN } from './gate.js';

/** What the shortest subscription takes. */
const LEAST = 2048;
/** Heap of values beside their characters, as measured. */
const BYTES_PER_VALUE = 64;

export class KeptRequests {
  private readonly documents = new Map<DocumentNode, { readonly held: HeldBytes; users: number }>();

  constructor(private readonly budget: ByteBudget) {}

  /** Counts a request, or throws as `HeldBytes.take` does. Call the answer when it ends; twice does no harm. */
  keep(
    caller: Principal,
    { document, tokens }: { readonly document: DocumentNode; readonly tokens: number },
    variables: unknown,
  ): () => void {
    const own = this.budget.open(holderOf(caller));
    own.take(LEAST + sizeOf(variables));
    try {
      this.share(caller, document, tokens);
    } catch (error) {
      own.release();
      throw error;
    }
    let kept = true;
    return () => {
      if (!kept) return;
      kept = false;
      own.release();
      this.leave(document);
    };
  }

  /** The first user of a document holds its bytes until the last one leaves. */
  private share(caller: Principal, document: DocumentNode, tokens: number): void {
    const there = this.documents.get(document);
    if (there) {
      there.users++;
      return;
    }
    const held = this.budget.open(holderOf(caller));
    // Its syntax tree holds the source.
    held.take(tokens * BYTES_PER_TOKEN + 2 * document.loc!.source.body.length);
    this.documents.set(document, { held, users: 1 });
  }

  private leave(document: DocumentNode): void {
    const there = this.documents.get(document)!;
    if (--there.users > 0) return;
    there.held.release();
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
