/**
 * Records the documents that other commits have written since the snapshots of the open transactions. If a transaction
 * writes such a document, it fails with a write conflict.
 */
export class RecentWrites {
  /** Number of commits so far. */
  now = 0;
  /**
   * Number of the commit that last wrote each document, by document name. The most recently written document comes
   * last.
   */
  private readonly at = new Map<string, number>();

  /** Records a document that the current batch has written. The batch will be the next commit. */
  note(name: string): void {
    this.at.delete(name);
    this.at.set(name, this.now + 1);
  }

  committed(): void {
    this.now++;
  }

  /** Returns whether a document has been written after the first `commits` commits. */
  since(commits: number, name: string): boolean {
    return (this.at.get(name) ?? 0) > commits;
  }

  /**
   * Removes the writes of the first `commits` commits. Every open transaction sees these writes in its snapshot, so
   * they cause no conflicts.
   */
  forget(commits: number): void {
    for (const [name, at] of this.at) {
      if (at > commits) return;
      this.at.delete(name);
    }
  }
}
