/** Checks that anonymous receipts are not stored like customers. They must be in no segment and have no due checks. */
import type { ProfileRecord, Stores } from '../services/base/ports.js';
import { isAnonymousReceipt } from '../services/base/ports/profiles.js';

const PAGE = 500;

/** Returns one sentence for each anonymous receipt of a workspace that is wrongly stored like a customer. */
export async function wrongReceipts({ profiles }: Stores, workspace: string): Promise<string[]> {
  const out: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await profiles.receipts(workspace, { first: PAGE, ...(after === undefined ? {} : { after }) });
    out.push(
      ...page.filter((record) => !isSound(record)).map(({ id }) => `profile ${id}: stored as a receipt and a customer`),
    );
    if (page.length < PAGE) return out;
    after = page[page.length - 1].id;
  }
}

function isSound(record: ProfileRecord): boolean {
  const { segments, nextCheckAt } = record.evaluation;
  return isAnonymousReceipt(record) && segments.length === 0 && nextCheckAt === Infinity;
}
