/** Draws a bounded number of customers for a sample. */
import { Growing } from '../columns/block.js';

const ALL = 2 ** 32;

/**
 * Collects rows of customers. A row is kept if the hash of the customer's id is below a threshold. When there are more
 * rows than `most`, the threshold is halved. The kept customers therefore do not depend on the order of the customers
 * or on how they are divided into parts.
 */
export class DrawnRows {
  private below = ALL;
  private hashes = Growing.floats();
  private features = Growing.floats();
  private outcomes = Growing.floats();

  constructor(
    private readonly width: number,
    private readonly most: number,
  ) {}

  add(id: string, features: ArrayLike<number>, outcome: number): void {
    this.addRow(hashOf(id), features, 0, outcome);
  }

  merge(other: DrawnRows): void {
    this.lower(other.below);
    const { hashes, features, outcomes } = other;
    const [theirHashes, theirFeatures, theirOutcomes] = [hashes.view(), features.view(), outcomes.view()];
    for (let i = 0; i < theirHashes.length; i++)
      this.addRow(theirHashes[i], theirFeatures, i * this.width, theirOutcomes[i]);
  }

  rows(): { readonly features: Float64Array; readonly outcomes: Float64Array } {
    return { features: this.features.view(), outcomes: this.outcomes.view() };
  }

  private addRow(hash: number, features: ArrayLike<number>, from: number, outcome: number): void {
    if (hash >= this.below) return;
    this.hashes.push(hash);
    for (let k = 0; k < this.width; k++) this.features.push(features[from + k]);
    this.outcomes.push(outcome);
    // At the threshold 1, all remaining rows have the hash 0, so no lower threshold could separate them.
    while (this.hashes.length > this.most && this.below > 1) this.lower(this.below / 2);
  }

  /** Lowers the threshold, and drops the rows that are no longer below it. */
  private lower(below: number): void {
    if (below >= this.below) return;
    this.below = below;
    const [hashes, features, outcomes] = [this.hashes.view(), this.features.view(), this.outcomes.view()];
    [this.hashes, this.features, this.outcomes] = [Growing.floats(), Growing.floats(), Growing.floats()];
    for (let i = 0; i < hashes.length; i++) this.addRow(hashes[i], features, i * this.width, outcomes[i]);
  }
}

/** Returns a hash of a text from 0 to 2^32 - 1: FNV-1a with the finalizer of MurmurHash3. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
