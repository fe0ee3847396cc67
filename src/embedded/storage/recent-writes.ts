/**
 * Tracks documents that other commits wrote after an open transaction took its snapshot. If the transaction itself
 * writes one of these documents, it fails with a write conflict.
 */
export class RecentWrites {
  /** Number of commits so far. */
  now = 0;
  /**
   * Number of the commit that last wrote each document, by document name. The most recently written documents come
   * last.
   */
  private readonly at = new Map<string, number>();

  /** Records a document that the current batch wrote. The batch gets the number of the next commit. */
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

  /**
   * Removes the writes of the first `commits` commits. Every open transaction can see these writes, so they cause no
   * conflict.
   */
  forget(commits: number): void {
    for (const [name, at] of this.at) {
      if (at > commits) return;
      this.at.delete(name);
    }
  }
}
