/**
 * Cache of the event facts of recently written customers. An entry can be used only while the customer still has the
 * facts version at which the entry was read.
 */
import type { FactSet } from '../../engine/facts/facts.js';
import type { FactCache } from '../base/services.js';

export class KeptFacts implements FactCache {
  private readonly entries = new Map<string, { version: number; facts: FactSet }>();
  private size = 0;

  /** `capacity` is the maximum number of bytes over all customers. */
  constructor(readonly capacity = 512 * 2 ** 20) {}

  /** Estimated bytes of the cached facts. */
  get bytes(): number {
    return this.size;
  }

  get(root: string, version: number): FactSet | undefined {
    const e = this.entries.get(root);
    if (!e || e.version !== version) return undefined;
    this.entries.delete(root);
    this.entries.set(root, e);
    return e.facts;
  }

  set(root: string, version: number, facts: FactSet): void {
    this.drop(root);
    const added = bytesOf(facts);
    if (added > this.capacity) return;
    this.entries.set(root, { version, facts });
    this.size += added;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.capacity) break;
      this.drop(oldest);
    }
  }

  drop(root: string): void {
    const e = this.entries.get(root);
    if (!e) return;
    this.entries.delete(root);
    this.size -= bytesOf(e.facts);
  }
}

/** Memory of an entry besides its facts. A customer without events takes up memory too. */
const ENTRY_BYTES = 500;

const bytesOf = (facts: FactSet): number => facts.bytes + ENTRY_BYTES;
