/**
 * Cache of the event facts of recently written customers. An entry can be used only while the customer still has the
 * facts version at which the entry was read.
 */
import type { FactSet } from '../../engine/facts/facts.js';
import type { FactCache } from '../base/services.js';

export class KeptFacts implements FactCache {
  private readonly entries = new Map<string, { version: number; facts: FactSet }>();
  private size = 0;

  /** `capacity` is the maximum total weight over all customers. Each fact counts 1, and each customer counts 10. */
  constructor(readonly capacity = 2_000_000) {}

  /** Total weight of the cached facts. Each fact counts 1, and each customer counts 10. */
  get kept(): number {
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
    this.entries.set(root, { version, facts });
    this.size += weight(facts);
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.capacity || this.entries.size === 1) break;
      this.drop(oldest);
    }
  }

  drop(root: string): void {
    const e = this.entries.get(root);
    if (!e) return;
    this.entries.delete(root);
    this.size -= weight(e.facts);
  }
}

/** Returns the weight of an entry. A customer without events takes up memory too. */
function weight(facts: FactSet): number {
  return facts.size + 10;
}
