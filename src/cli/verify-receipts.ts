/** Checks that anonymous receipts are stored as such: they are in no segment and never due. */
import type { Page, ProfileRecord, Stores } from '../services/base/ports.js';
import { isAnonymousReceipt } from '../services/base/ports/profiles.js';
import { eachPage } from '../services/base/pages.js';

const PAGE = 500;

/** Returns one sentence for each anonymous receipt of a workspace that is stored like a customer. */
export async function wrongReceipts({ profiles }: Stores, workspace: string): Promise<string[]> {
  const out: string[] = [];
  const read = (page: Page): Promise<ProfileRecord[]> => profiles.receipts(workspace, page);
  for await (const page of eachPage(read, ({ id }) => id, PAGE)) {
    out.push(
      ...page.filter((record) => !isSound(record)).map(({ id }) => `profile ${id}: stored as a receipt and a customer`),
    );
  }
  return out;
}

function isSound(record: ProfileRecord): boolean {
  const { segments, nextCheckAt } = record.evaluation;
  return isAnonymousReceipt(record) && segments.length === 0 && nextCheckAt === Infinity;
}
