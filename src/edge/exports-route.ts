/** Serves `/exports/...`. Streams reports and the members of segments to the client, as CSV, NDJSON or Parquet. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import type { Services } from '../services/base/services.js';
import { exportReport, exportSegment, type Export, type ExportOptions } from '../services/exports/exports.js';
import { cutWhenStalled, outboxOf, PERSONAL } from './answers.js';
import { callerOf } from './callers.js';
import { holderOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { admitNow, isRefusal, mustKeepScopes } from './standing.js';

/**
 * Matches the paths of downloads: `/exports/reports/KEY` and `/exports/segments/KEY`, each with the ending `.csv`,
 * `.ndjson` or `.parquet`. In the second path, KEY is the key of a segment or of a layer (`model.layer`).
 */
const PATH = /^\/exports\/(reports|segments)\/([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\.(csv|ndjson|parquet)$/;
const ROUTE = '/exports/';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

export const isExport = (path: string): boolean => path.startsWith(ROUTE);

export class ExportsRoute {
  constructor(private readonly options: EdgeOptions) {}

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { admission } = this.options;
    if (req.method !== 'GET') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use GET');
    const given = await callerOf(this.options, req);
    outboxOf(res).passTo(holderOf(given));
    try {
      admission.charge(given);
    } finally {
      showAllowance(res, admission.allowance(given));
    }
    const [, kind, key, format] = PATH.exec(url.pathname) ?? [];
    if (key === undefined)
      throw new HttpError(
        404,
        'PATH_UNKNOWN',
        'downloads are at /exports/reports/KEY and /exports/segments/KEY with .csv, .ndjson or .parquet',
      );
    await this.download(res, given, { kind, key, format: format as ExportOptions['format'], url });
  }

  private async download(res: ServerResponse, given: Principal, asked: Asked): Promise<void> {
    const { principal } = await admitNow(this.options, given);
    const end = this.options.connections.downloads.begin(given);
    if (typeof end === 'string') throw new HttpError(503, 'DOWNLOADS_TOO_MANY', end);
    const abort = new AbortController();
    res.once('close', () => abort.abort());
    if (res.destroyed) abort.abort();
    try {
      const ready = await this.prepared(principal, asked, abort.signal);
      res.writeHead(200, {
        ...PERSONAL,
        'content-type': TYPES[asked.format],
        'content-disposition': `attachment; filename="${ready.file}"`,
      });
      cutWhenStalled(res);
      for await (const chunk of ready.chunks) {
        // Ends a long download if its token has expired or been revoked, or if its caller has lost a scope.
        mustKeepScopes(principal, (await admitNow(this.options, given)).principal);
        await write(res, chunk, abort.signal);
      }
      res.end();
    } catch (error) {
      // The status has already been sent, so the client only receives a truncated file. The error is therefore reported
      // here.
      if (res.headersSent && !abort.signal.aborted && !isRefusal(error)) this.options.report(error);
      throw error;
    } finally {
      end();
    }
  }

  /**
   * Prepares a download as an operation. The slot of the operation is released before the text is sent, because the
   * client determines how long sending takes.
   */
  private async prepared(principal: Principal, asked: Asked, signal: AbortSignal): Promise<Export> {
    const { api, admission } = this.options;
    const leave = admission.begin(principal);
    try {
      return await prepared({ ...api.services, signal }, principal, asked);
    } catch (error) {
      return refused(error);
    } finally {
      leave();
    }
  }
}

/** The requested download. */
interface Asked {
  readonly kind: string;
  readonly key: string;
  readonly format: ExportOptions['format'];
  readonly url: URL;
}

const STATUS: Readonly<Record<string, number>> = { FORBIDDEN: 403, NOT_FOUND: 404 };

/** Converts a service error to an HTTP error, because a download reports errors by HTTP status. */
function refused(error: unknown): never {
  const status = error instanceof ServiceError ? STATUS[error.code] : undefined;
  throw status === undefined ? error : new HttpError(status, (error as ServiceError).reason, (error as Error).message);
}

function prepared(services: Services, principal: Principal, asked: Asked): Promise<Export> {
  const { searchParams } = asked.url;
  const options = { format: asked.format, withMark: searchParams.get('mark') !== '0' };
  if (asked.kind === 'segments') return exportSegment(services, principal, asked.key, options);
  const board = searchParams.get('board') ?? undefined;
  return exportReport(services, principal, { key: asked.key, ...(board === undefined ? {} : { board }) }, options);
}

/** Writes a piece of a file at the speed at which the client reads. */
export async function write(res: ServerResponse, piece: string | Uint8Array, signal: AbortSignal): Promise<void> {
  if (piece.length === 0 || res.destroyed || res.write(piece) || signal.aborted) return;
  const outbox = outboxOf(res);
  const bytes = res.writableLength;
  outbox.add(bytes);
  await once(res, 'drain', { signal }).catch(() => undefined);
  outbox.take(bytes);
}
