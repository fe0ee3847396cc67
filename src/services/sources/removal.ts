/** Removes a source. All its events and tag writes are deleted, as if they had never been sent. */
import { KEPT_FOR_GOOD } from '../../engine/facts/event-retention.js';
import { isSubject, requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { invalid } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import type { Job, Page } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { pagesUntilEmpty } from '../base/pages.js';

/** Number of events or tag writes to read in one query. */
const PAGE = 1000;

export interface SourceRemoval {
  /** Number of events to remove. */
  readonly events: number;
  /** Number of tag writes to remove. */
  readonly tagWrites: number;
  /** Number of events of coupons and experiments that are kept. */
  readonly kept: number;
  /** Job that removes the events and tag writes. Absent for a dry run. */
  readonly job?: Job;
}

/**
 * Starts a job that removes all events and tag writes of a source. Events of coupons and experiments are kept, because
 * coupon limits and experiment assignments were based on them. With `dryRun`, the events and tag writes are only
 * counted.
 */
export async function removeSource(
  services: Services,
  principal: Principal,
  { source, dryRun }: { readonly source: string; readonly dryRun: boolean },
): Promise<SourceRemoval> {
  requireScope(principal, 'admin');
  if (!isSubject(source))
    throw invalid(
      'SOURCE_INVALID',
      'a source is letters, digits and _ . : @ -, at most 64, and not the server itself',
      'source',
    );
  const { workspace } = await enter(services, principal.workspace);
  const { events, tagFacts } = services.stores;
  const [all, kept, tagWrites] = await Promise.all([
    events.countOfSource(workspace.id, source),
    events.countOfSource(workspace.id, source, KEPT_FOR_GOOD),
    tagFacts.countOfSource(workspace.id, source),
  ]);
  const counts = { events: all - kept, tagWrites, kept };
  if (dryRun) return counts;
  const job = await change(services, principal, 'removeSource', async () => {
    const { now } = await enter(services, principal.workspace);
    const startedAt = services.stores.now();
    const started: Job = {
      id: newId(startedAt),
      workspace: workspace.id,
      kind: 'REMOVAL',
      subject: source,
      state: 'RUNNING',
      done: 0,
      total: all + tagWrites,
      startedAt,
    };
    return {
      target: source,
      at: now,
      save: async (tx) => {
        await services.stores.jobs.insert(started, tx);
        return started;
      },
    };
  });
  void inBackground(services, job, runRemoval).catch(() => undefined);
  return { ...counts, job };
}

/**
 * Removes the events and tag writes of a source one customer at a time, through the write path. If the process
 * restarts, the job runs again from the beginning.
 */
export async function runRemoval(services: Services, { workspace, id, subject: source, total }: Job): Promise<void> {
  const { events, tagFacts, jobs } = services.stores;
  let done = 0;
  for (const facts of [events, tagFacts]) {
    const page = (at: Page) => facts.ofSource(workspace, source, at);
    // A page starts after the last item of the page before. Otherwise events that are kept would be read again and
    // again, and the loop would never end.
    for await (const found of pagesUntilEmpty(
      (after) => page({ first: PAGE, after }),
      ({ cursor }) => cursor,
    )) {
      await services.writer.check(
        workspace,
        [...new Set(found.map(({ profile }) => profile))].map((profile) => ({
          kind: 'check',
          profile,
          removeSource: source,
        })),
      );
      done += found.length;
      await jobs.progress(workspace, id, done);
    }
  }
  await jobs.finish(workspace, id, 'DONE', services.stores.now(), total);
}
