/**
 * Tracks documents that were written by commits after the snapshot of an open transaction. If the transaction writes
 * one of these documents, it gets a conflict.
 */
export class RecentWrites {
  /** Number of commits so far. */
  now = 0;
  /** The commit that last wrote each document, by document name. The most recently written documents come last. */
  private readonly at = new Map<string, number>();

  /** Records a document that the current batch wrote. The batch will be the next commit. */
  note(name: string): void {
    this.at.delete(name);
    this.at.set(name, this.now + 1);
  }

  committed(): void {
    this.now++;
  }

  /** Returns whether a document was written after the first `commits` commits. */
  since(commits: number, name: string): boolean {
    return (this.at.get(name) ?? 0) > commits;
  }

  /** Evicts writes that every open transaction can see. No open transaction has a snapshot older than `commits`. */
  forget(commits: number): void {
    for (const [name, at] of this.at) {
      if (at > commits) return;
      this.at.delete(name);
    }
  }
}
