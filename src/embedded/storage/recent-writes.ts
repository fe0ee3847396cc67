/**
 * Which documents were written by commits that an open transaction does not see: it conflicts where it writes one of
 * them.
 */
export class RecentWrites {
  /** Commits so far. */
  now = 0;
  /** Documents by name with the commit that wrote them last; the latest written come last. */
  private readonly at = new Map<string, number>();

  /** Notes a document written in the batch that is to be the next commit. */
  note(name: string): void {
    this.at.delete(name);
    this.at.set(name, this.now + 1);
  }

  committed(): void {
    this.now++;
  }

  /** Whether a document was written after so many commits. */
  since(commits: number, name: string): boolean {
    return (this.at.get(name) ?? 0) > commits;
  }

  /** Forgets what every open transaction sees: none of them began before so many commits. */
  forget(commits: number): void {
    for (const [name, at] of this.at) {
      if (at > commits) return;
      this.at.delete(name);
    }
  }
}
