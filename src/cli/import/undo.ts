/** `strata import undo`: removes all facts that an import loaded. */
import {
  JobStateDocument,
  RemoveSourceDocument,
  type RemoveSourceMutation,
} from '../../../schema/generated/operations.js';
import { CliError, type ApiClient } from '../command.js';
import { Progress } from '../progress.js';

const ASK_AGAIN_MS = 200;

const count = (n: number): string => n.toLocaleString('en');
const counted = ({ events, tagWrites, kept }: RemoveSourceMutation['removeSource']): string =>
  `${count(events)} events and ${count(tagWrites)} tag writes` +
  (kept > 0 ? `; ${count(kept)} events of coupons and experiments stay` : '');

/**
 * Removes the facts of a source and waits until the removal is finished. Returns the number of facts that the source
 * had.
 */
export async function undo(client: ApiClient, source: string, dryRun: boolean): Promise<number> {
  const { removeSource: removal } = await client.request(RemoveSourceDocument, { source, dryRun });
  const facts = removal.events + removal.tagWrites;
  if (dryRun || !removal.job) {
    console.error(`  ${source}: ${counted(removal)} would be removed`);
    return facts;
  }
  const progress = new Progress();
  for (;;) {
    const { job } = await client.request(JobStateDocument, { id: removal.job.id });
    if (job?.state === 'DONE') break;
    if (job?.state !== 'RUNNING') throw new CliError(`The removal of ${source} ended as ${job?.state ?? 'unknown'}.`);
    progress.show(job.done, job.total, 'removed:');
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  progress.end(`${source}: ${counted(removal)} removed`);
  return facts;
}
