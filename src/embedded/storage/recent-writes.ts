/**
 * Documents written by commits after the snapshot of an open transaction. A transaction that writes one of them
 * conflicts.
 */
export class RecentWrites {
  /** Number of commits so far. */
  now = 0;
  /** The commit that last wrote each document, by name. The most recently written come last. */
  private readonly at = new Map<string, number>();

  /** Records a document written in the current batch, which will be the next commit. */
  note(name: string): void {
    this.at.delete(name);
    this.at.set(name, this.now + 1);
  }

  committed(): void {
    this.now++;
  }

  /** Whether a document was written after the first `commits` commits. */
  since(commits: number, name: string): boolean {
    return (this.at.get(name) ?? 0) > commits;
  }

  /** Evicts writes that every open transaction sees, because none has a snapshot older than `commits`. */
  forget(commits: number): void {
    for (const [name, at] of this.at) {
      if (at > commits) return;
      this.at.delete(name);
    }
  }
}
