/** Exports the tables of a workspace to a folder, from the first look at the folder to the complete export. */
import { DAY } from '../../engine/time/time.js';
import type { Stores } from '../../services/base/ports.js';
import type { Room } from '../../services/base/room.js';
import { revealsPersonal } from '../../services/reach/concealed-campaigns.js';
import { CliError } from '../command.js';
import { describe, ExportFolder, otherWorkspace, type ExportDescription } from './export-folder.js';
import { runExport } from './run.js';

/** An unfinished export that began earlier is not continued, because most of its facts would be out of date. */
const OLDEST = DAY;

export interface TablesOptions {
  readonly personal: boolean;
  /** Maximum number of rows that are held in memory and written together. */
  readonly rows: number;
  /** Called with the number of customers whose facts were read, and the number of all customers. */
  readonly onProgress: (customers: number, total: number) => void;
}

/** Whether an export whose replacement was interrupted is what a new export would be, apart from the newest facts. */
const isCurrent = (
  { workspaceCreatedAt, now, personal: hadPersonal }: ExportDescription,
  { workspace, now: present }: Room,
  personal: boolean,
): boolean =>
  hadPersonal === personal &&
  workspaceCreatedAt === new Date(workspace.createdAt).toISOString() &&
  Date.parse(now) >= present - OLDEST;

/** Returns the keys of campaigns that depend on personal tags. */
async function campaignsOfPersonalTags(stores: Stores, room: Room): Promise<ReadonlySet<string>> {
  const outlines = await stores.campaigns.outlines(room.workspace.id);
  return new Set(outlines.filter((campaign) => revealsPersonal(campaign, room)).map(({ key }) => key));
}

/**
 * Writes an export, or continues an interrupted one, and records it in the audit log.
 *
 * @throws CliError if the folder cannot be used.
 */
export async function writeTables(
  stores: Stores,
  room: Room,
  path: string,
  { personal, rows, onProgress }: TablesOptions,
): Promise<ExportDescription> {
  const { id, createdAt, catalogueVersion, zone, currency } = room.workspace;
  const folder = await ExportFolder.open(path, id);
  try {
    const replaced = await folder.finishReplacement();
    if (replaced && replaced.workspace !== id) throw new CliError(otherWorkspace(path, replaced.workspace));
    if (replaced && isCurrent(replaced, room, personal)) return replaced;
    const state = { workspace: id, workspaceCreatedAt: createdAt, catalogueVersion, zone, currency, personal };
    const begun = await folder.begin(state, room.now, room.now - OLDEST);
    const entry = { workspace: id, actor: 'export', operation: 'exportTables', target: id, at: room.now };
    // Record the export before the first row is written, so that no export is missing from the log.
    await stores.transact((tx) => stores.audit.insert([entry], tx));
    const total = await stores.profiles.countRoots(id);
    const concealedCampaigns = personal ? new Set<string>() : await campaignsOfPersonalTags(stores, room);
    const onCustomers = (customers: number): void => onProgress(customers, total);
    const { chunks, unsettled } = await runExport({
      stores,
      room,
      folder,
      begun,
      rows,
      concealedCampaigns,
      onProgress: onCustomers,
    });
    const description = describe(begun, chunks, unsettled);
    await folder.complete(description);
    return description;
  } finally {
    await folder.close();
  }
}
