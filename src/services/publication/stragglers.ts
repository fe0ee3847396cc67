/**
 * A transaction that read the definitions before one was published may commit after everyone was looked at for it. In
 * the change feed it comes after the mark (`backfill.ts`) with a lower version: its customers are then evaluated once
 * more.
 */
import type { Services, Stragglers } from '../base/services.js';
import type { CustomersWritten, Workspace } from '../base/ports.js';

const BATCH = 400;
/**
 * A transaction that began before a mark commits at most this long after it, because MongoDB aborts it after a minute.
 */
const LATEST_MS = 120_000;

interface Watch {
  /** The highest version seen. */
  highest: number;
  /** The version under which each straggler was written, by customer. */
  readonly waiting: Map<string, number>;
  /** Creation time of the workspace. A later workspace may have the same id. */
  madeAt?: number;
  /** True if the changes around its mark were read. */
  lookedThrough: boolean;
}

export class KeptStragglers implements Stragglers {
  private readonly watches = new Map<string, Watch>();

  /** Receives a write of customers or a mark from the change feed. */
  hear(change: CustomersWritten & { readonly workspace: string }): void {
    const watch = this.watch(change.workspace);
    if (change.catalogue >= watch.highest) watch.highest = change.catalogue;
    else note(watch, change);
  }

  /** Called when changes were missed. */
  lose(): void {
    for (const watch of this.watches.values()) watch.lookedThrough = false;
  }

  /** Evaluates the known stragglers of a workspace. The first call also reads the changes around its mark. */
  async bringIn(s: Pick<Services, 'stores' | 'writer'>, { id, createdAt, watermark }: Workspace): Promise<void> {
    let watch = this.watch(id);
    // The workspace was recreated under the same id, so stragglers of the former one are dropped.
    if (watch.madeAt !== undefined && watch.madeAt !== createdAt) {
      this.watches.delete(id);
      watch = this.watch(id);
    }
    watch.madeAt = createdAt;
    if (!watch.lookedThrough) {
      const { version, markedAt } = watermark;
      for (const change of await s.stores.news.writtenBelow(id, version, markedAt - LATEST_MS, markedAt + LATEST_MS))
        note(watch, change);
      watch.lookedThrough = true;
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
    if (!there) this.watches.set(workspace, (there = { highest: -1, waiting: new Map(), lookedThrough: false }));
    return there;
  }
}

function note({ waiting }: Watch, { catalogue, changed, evaluated }: CustomersWritten): void {
  for (const id of [...changed, ...evaluated]) waiting.set(id, Math.min(catalogue, waiting.get(id) ?? catalogue));
}
