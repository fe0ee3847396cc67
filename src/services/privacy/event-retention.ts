/**
 * Manages the retention of events, which is set by event type. When the retention period of an event ends, the event no
 * longer counts. It is removed afterwards.
 */
import {
  familyNamed,
  familyOf,
  MAX_RETENTION_MS,
  MIN_RETENTION_MS,
  retentionOf,
  type Family,
} from '../../engine/facts/event-retention.js';
import { DAY, parseDuration } from '../../engine/time/time.js';
import { EVENT_TYPE_RULE, isEventType, RETENTION_MS } from '../../engine/facts/vocabulary.js';
import { requireScope, type Principal } from '../base/access.js';
import { bringUpToDate } from '../publication/backfill.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { invalid } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import type { Job } from '../base/ports.js';
import { pagesUntilEmpty } from '../base/pages.js';

/** Retention rule for a group of event types that are always evaluated together. */
export interface RetentionRule {
  readonly types: readonly string[];
  readonly keepMs: number;
}

export interface RetentionChange extends RetentionRule {
  /** Number of events that expire because the new retention period is shorter than the previous one. */
  readonly leaving: number;
  /** Job that applies the change. Absent for a dry run. */
  readonly job?: Job;
}

/** Returns the retention rules that differ from the default of three years. */
export function retentionRules({ catalogue }: Room): RetentionRule[] {
  return [...(catalogue.setting.retentions?.values() ?? [])]
    .map((r) => ({ types: familyNamed(r.family).types, keepMs: r.ms }))
    .sort((a, b) => (a.types[0] < b.types[0] ? -1 : 1));
}

/**
 * Sets the retention of an event type and of the types that are evaluated together with it. A job re-evaluates the
 * customers and then removes older events.
 */
export async function setRetention(
  services: Services,
  principal: Principal,
  input: { readonly eventType: string; readonly keep: string; readonly dryRun: boolean },
): Promise<RetentionChange> {
  requireScope(principal, 'admin');
  if (!isEventType(input.eventType)) throw invalid('EVENT_TYPE_INVALID', EVENT_TYPE_RULE, 'eventType');
  const family = familyOf(input.eventType);
  const ms = parseDuration(input.keep);
  if (ms === undefined || ms < MIN_RETENTION_MS || ms > MAX_RETENTION_MS)
    throw invalid(
      'DURATION_INVALID',
      `expected an ISO 8601 duration from P1D to P${MAX_RETENTION_MS / DAY}D, such as P180D`,
      'keep',
    );
  if (family.books && ms < RETENTION_MS)
    throw invalid(
      'RETENTION_TOO_SHORT',
      `${family.types.join(', ')} are kept for at least P${RETENTION_MS / DAY}D: limits and permissions are decided on them`,
      'keep',
    );
  const { workspace, now } = await enter(services, principal.workspace);
  const leaving = await countLeaving(services, workspace.id, family, now - ms);
  const rule = { types: family.types, keepMs: ms, leaving };
  if (input.dryRun) return rule;
  const job = await change(services, principal, 'setRetention', async () => {
    const room = await enter(services, principal.workspace);
    const at = services.stores.now();
    const total = await services.stores.profiles.countRoots(room.workspace.id);
    return {
      target: `${input.eventType} ${input.keep}`,
      at: room.now,
      save: async (tx): Promise<Job> => {
        const publishedAt = await nextVersion(services, room, 'retentions', tx);
        await services.stores.definitions.saveRetention(
          room.workspace.id,
          { family: family.name, ms, publishedAt },
          tx,
        );
        const started: Job = {
          id: newId(at),
          workspace: room.workspace.id,
          kind: 'RETENTION',
          subject: input.eventType,
          state: 'RUNNING',
          done: 0,
          total,
          startedAt: at,
        };
        await services.stores.jobs.insert(started, tx);
        return started;
      },
    };
  });
  void inBackground(services, job, runRetention).catch(() => undefined);
  return { ...rule, job };
}

async function countLeaving(s: Services, workspace: string, family: Family, at: number): Promise<number> {
  let n = 0;
  for (const type of family.types) n += await s.stores.events.countUntil(workspace, type, at);
  return n;
}

/**
 * Evaluates every customer under the new rule and then removes expired events. After a restart, the process continues
 * the job.
 */
export async function runRetention(services: Services, job: Job): Promise<void> {
  if (!(await bringUpToDate(services, job))) return;
  await purgeOutlived(services, job.workspace);
  await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

const READ_AT_ONCE = 1000;

/**
 * Removes events whose retention period has ended. The events are removed one customer at a time through the normal
 * write path. Afterwards, their traces in column files are removed.
 */
export async function purgeOutlived(services: Services, workspace: string): Promise<void> {
  const { catalogue, now } = await enter(services, workspace);
  let purged = false;
  for (const type of await services.stores.events.types(workspace)) {
    const until = now - retentionOf(type, catalogue.setting) - catalogue.eventLookback(type);
    // Some events of a page may be kept, because they are evaluated together with newer events. The next page starts
    // after them, so that the loop ends.
    for await (const page of pagesUntilEmpty(
      (after) => services.stores.events.until(workspace, type, until, { after, first: READ_AT_ONCE }),
      ({ cursor }) => cursor,
    )) {
      purged = true;
      await services.writer.check(
        workspace,
        [...new Set(page.map((e) => e.profile))].map((profile) => ({ kind: 'check', profile, purge: true })),
      );
    }
  }
  if (purged) await services.columns.forget(services, workspace);
}
