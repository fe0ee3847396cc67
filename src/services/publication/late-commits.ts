/**
 * A late commit is a customer that was written under old definitions after a backfill had already examined all
 * customers. This happens when a transaction reads the definitions before a new one is published, and commits late. In
 * the change feed, the write comes after the empty announcement with which the backfill (`backfill.ts`) marks its end,
 * but has a lower catalogue version. The customers of such a write are evaluated once more.
 */
import type { Services, LateCommits } from '../base/services.js';
import type { CustomersWritten, Workspace } from '../base/ports.js';

const BATCH = 400;
/**
 * Maximum time between a mark and the commit of a transaction that began before it, in ms. MongoDB aborts transactions
 * after a minute.
 */
const LATEST_MS = 120_000;

/**
 * Maximum number of waiting customers of a workspace. Beyond this number, customers are not tracked. They are found
 * again by reading the changes around the mark of the backfill.
 */
const MAX_WAITING = 100_000;

interface Watch {
  /** The highest catalogue version seen in the feed. */
  highest: number;
  /** Late commits that must still be evaluated, with the catalogue version under which each was written. */
  readonly waiting: Map<string, number>;
  /** Creation time of the workspace. A later workspace with the same id has another creation time. */
  madeAt?: number;
  /** Whether the changes shortly before and after the mark of the backfill have been read. */
  isScanned: boolean;
}

export class TrackedLateCommits implements LateCommits {
  private readonly watches = new Map<string, Watch>();

  /** Handles an announcement of written customers from the change feed. An announcement without customers is a mark. */
  hear(change: CustomersWritten & { readonly workspace: string }): void {
    const watch = this.watch(change.workspace);
    if (change.catalogue >= watch.highest) watch.highest = change.catalogue;
    else if (watch.waiting.size < MAX_WAITING) note(watch, change);
    else watch.isScanned = false;
  }

  forgetExcept(workspaces: ReadonlySet<string>): void {
    for (const id of this.watches.keys()) if (!workspaces.has(id)) this.watches.delete(id);
  }

  /**
   * Called when changes of the feed were missed. The changes shortly before and after the mark of the backfill are then
   * read again.
   */
  lose(): void {
    for (const watch of this.watches.values()) watch.isScanned = false;
  }

  /**
   * Evaluates the known late commits of a workspace. The first call also reads the changes around the mark of the
   * backfill.
   */
  async bringIn(s: Pick<Services, 'stores' | 'writer'>, { id, createdAt, watermark }: Workspace): Promise<void> {
    let watch = this.watch(id);
    // The workspace was recreated with the same id. Drop the late commits of the former workspace.
    if (watch.madeAt !== undefined && watch.madeAt !== createdAt) {
      this.watches.delete(id);
      watch = this.watch(id);
    }
    watch.madeAt = createdAt;
    if (!watch.isScanned) {
      const { version, markedAt } = watermark;
      for (const change of await s.stores.news.writtenBelow(id, version, markedAt - LATEST_MS, markedAt + LATEST_MS))
        note(watch, change);
      watch.isScanned = true;
    }
    const all = [...watch.waiting];
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH);
      await s.writer.check(
        id,
        batch.map(([profile, since]) => ({ kind: 'check', profile, since })),
      );
      for (const [profile, since] of batch) if (watch.waiting.get(profile) === since) watch.waiting.delete(profile);
    }
  }

  private watch(workspace: string): Watch {
    let there = this.watches.get(workspace);
    if (!there) this.watches.set(workspace, (there = { highest: -1, waiting: new Map(), isScanned: false }));
    return there;
  }
}

function note({ waiting }: Watch, { catalogue, changed, evaluated }: CustomersWritten): void {
  for (const id of [...changed, ...evaluated]) waiting.set(id, Math.min(catalogue, waiting.get(id) ?? catalogue));
}
