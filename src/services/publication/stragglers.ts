/**
 * A transaction that read the definitions before one was published may commit after everyone was looked at for it. In
 * the change feed it comes after the mark (`backfill.ts`) with a lower version: its customers are then evaluated once
 * more.
 */
import type { Services, Stragglers } from '../base/services.js';
import type { CustomersWritten, Workspace } from '../base/ports.js';

const BATCH = 400;
/** No transaction that began before a mark commits later than this after it: MongoDB ends them after a minute. */
const LATEST_MS = 120_000;

interface Watch {
  /** The highest version heard of. */
  highest: number;
  /** The version each straggler was written under, by customer. */
  readonly waiting: Map<string, number>;
  /** When the workspace was made: another may come under its name. */
  madeAt?: number;
  /** Whether the changes around its mark were looked through. */
  lookedThrough: boolean;
}

export class KeptStragglers implements Stragglers {
  private readonly watches = new Map<string, Watch>();

  /** Customers were written, or a mark passed. */
  hear(change: CustomersWritten & { readonly workspace: string }): void {
    const watch = this.watch(change.workspace);
    if (change.catalogue >= watch.highest) watch.highest = change.catalogue;
    else note(watch, change);
  }

  /** Changes were missed. */
  lose(): void {
    for (const watch of this.watches.values()) watch.lookedThrough = false;
  }

  /** Evaluates those of a workspace that were heard of; the first time, those around its mark as well. */
  async bringIn(s: Pick<Services, 'stores' | 'writer'>, { id, createdAt, watermark }: Workspace): Promise<void> {
    let watch = this.watch(id);
    // Made anew under the same name: what was heard of the one before is nothing to it.
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
