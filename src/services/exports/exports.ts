/**
 * Downloads of tables, row by row. A download contains a saved report or the members of a segment. Each download is
 * recorded in the audit log.
 */
import { isReceiptNamespace } from '../../engine/identity/receipts.js';
import { distinctIdentities } from '../../engine/identity/identity.js';
import { hasScope, PERSONAL_NAMESPACES, requireScope, type Principal } from '../base/access.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { notFound } from '../base/errors.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { filterOf } from '../saved-reports/boards.js';
import { neededBoard } from '../saved-reports/live.js';
import { computeReport, neededReport, REPORTS_READ } from '../saved-reports/reports.js';
import { tableOf } from '../saved-reports/result-tables.js';
import { mustSee } from '../segments/personal-access.js';
import { fileRows, type FileFormat } from './file-rows.js';
import { eachPage } from '../base/pages.js';

export interface ExportOptions {
  readonly format: FileFormat;
  /** Whether a CSV file begins with a byte order mark. */
  readonly withMark: boolean;
}

/** A download for which the caller's permissions were checked. The file is produced while the chunks are read. */
export interface Export {
  /** Name of the file. It contains only ASCII characters. */
  readonly file: string;
  readonly chunks: AsyncIterable<string | Uint8Array>;
}

/** Number of members that are read in one query. */
const PAGE = 500;
/** Number of table rows in one chunk. */
const ROWS = 1000;

/** Exports the table of a saved report. If a board is given, its filter is applied. */
export async function exportReport(
  services: Services,
  principal: Principal,
  of: { readonly key: string; readonly board?: string },
  { format, withMark }: ExportOptions,
): Promise<Export> {
  requireScope(principal, REPORTS_READ);
  const room = await enter(services, principal.workspace);
  const report = await neededReport(services, room.workspace.id, of.key);
  const board = of.board === undefined ? undefined : await neededBoard(services, room.workspace.id, of.board);
  const result = await computeReport(services, principal, report, filterOf(board));
  const { columns, rows } = tableOf(result);
  await note(services, principal, room, 'exportReport', of.key);
  async function* chunks(): AsyncGenerator<string | Uint8Array> {
    const named = columns.map(({ key, kind }) => ({ name: key, kind }));
    const file = fileRows(format, named, withMark);
    yield file.head();
    for (let from = 0; from < rows.length; from += ROWS) {
      yield file.rows(rows.slice(from, from + ROWS).map(({ cells }) => cells));
      await services.pause(0);
      stopIfAbandoned(services);
    }
    yield file.end();
  }
  return { file: `${of.key}.${format}`, chunks: chunks() };
}

/**
 * Exports the members of a segment or layer (`model.layer`) with their identities. Namespaces of personal identities
 * have a column only if the caller has the scope `profiles:read:personal`. Members are read in pages, and each page
 * shows the members at the time when the page is read.
 */
export async function exportSegment(
  services: Services,
  principal: Principal,
  key: string,
  { format, withMark }: ExportOptions,
): Promise<Export> {
  requireScope(principal, 'segments:read');
  requireScope(principal, 'profiles:read');
  const room = await enter(services, principal.workspace);
  const { catalogue, workspace } = room;
  if (!catalogue.segment(key)) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
  mustSee(principal, key, catalogue);
  // Receipts identify orders and not customers, so their namespaces have no column.
  const isShown = (namespace: string): boolean =>
    !isReceiptNamespace(namespace) &&
    (hasScope(principal, 'profiles:read:personal') || !PERSONAL_NAMESPACES.has(namespace));
  const namespaces = catalogue.allNamespaces().flatMap(({ name }) => (isShown(name) ? [name] : []));
  const columns = ['profile', ...namespaces].map((name) => ({ name }));
  await note(services, principal, room, 'exportSegment', key);
  async function* chunks(): AsyncGenerator<string | Uint8Array> {
    const file = fileRows(format, columns, withMark);
    yield file.head();
    const read = (page: Page): Promise<ProfileRecord[]> => {
      stopIfAbandoned(services);
      return services.stores.profiles.members(workspace.id, key, page);
    };
    for await (const records of eachPage(read, ({ id }) => id, PAGE)) {
      // Check the permission again. The segment may have been changed to use a personal tag since the download began.
      mustSee(principal, key, (await enter(services, principal.workspace)).catalogue);
      yield file.rows(
        records.map(({ id, identities }) => {
          const own = distinctIdentities(identities);
          const valuesIn = (namespace: string): string =>
            own.flatMap((identity) => (identity.namespace === namespace ? [identity.value] : [])).join(' ');
          return [id, ...namespaces.map((name) => valuesIn(name) || undefined)];
        }),
      );
    }
    yield file.end();
  }
  return { file: `${key}.${format}`, chunks: chunks() };
}

/** Records a download in the audit log before its first byte is sent, so that no download is missing from the log. */
function note(
  { stores }: Services,
  { workspace, subject }: Principal,
  { now }: Room,
  operation: string,
  target: string,
): Promise<void> {
  return stores.transact((tx) => stores.audit.insert([{ workspace, actor: subject, operation, target, at: now }], tx));
}
