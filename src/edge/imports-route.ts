/**
 * Serves `/imports/...`. Receives the parts of uploaded files and writes them to the disk as they arrive. Sends the
 * rejected rows of imports.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { neededUpload, receivePart, rejectedRows } from '../services/imports/uploads.js';
import { cutWhenStalled, outboxOf, PERSONAL, sendJson } from './answers.js';
import { piecesOf, tooLarge } from './body-pieces.js';
import { callerOf } from './callers.js';
import { write } from './exports-route.js';
import { holderOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { admitNow, isRefusal, mustKeepScopes } from './standing.js';
import type { Transfers } from './transfers.js';

const ROUTE = '/imports/';
/** Matches `/imports/ID` and `/imports/ID/rejects.ndjson`. */
const PATH = /^\/imports\/([A-Za-z0-9_-]{1,64})(\/rejects\.ndjson)?$/;
/** Maximum size of a part, in bytes. */
const MAX_PART = 8 * 1024 * 1024;

export const isImport = (path: string): boolean => path.startsWith(ROUTE);

export class ImportsRoute {
  constructor(private readonly options: EdgeOptions) {}

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { admission, connections } = this.options;
    const [, id, rejects] = PATH.exec(url.pathname) ?? [];
    if (id === undefined)
      throw new HttpError(
        404,
        'PATH_UNKNOWN',
        'uploads are at /imports/ID, and rejected rows at /imports/ID/rejects.ndjson',
      );
    const method = rejects === undefined ? 'PUT' : 'GET';
    if (req.method !== method) throw new HttpError(405, 'METHOD_NOT_ALLOWED', `use ${method}`);
    const given = await callerOf(this.options, req);
    outboxOf(res).passTo(holderOf(given));
    try {
      admission.charge(given);
    } finally {
      showAllowance(res, admission.allowance(given));
    }
    if (rejects === undefined)
      await this.during(connections.uploads, given, () => this.receive(req, res, given, { id, url }));
    else await this.during(connections.downloads, given, () => this.send(res, given, id));
  }

  /** Runs a transfer, unless the caller has too many. Converts service errors to HTTP errors. */
  private async during(transfers: Transfers, given: Principal, work: () => Promise<void>): Promise<void> {
    const end = transfers.begin(given);
    const reason = transfers === this.options.connections.uploads ? 'UPLOADS_TOO_MANY' : 'DOWNLOADS_TOO_MANY';
    if (typeof end === 'string') throw new HttpError(503, reason, end);
    try {
      await work();
    } catch (error) {
      refused(error);
    } finally {
      end();
    }
  }

  private async receive(
    req: IncomingMessage,
    res: ServerResponse,
    given: Principal,
    { id, url }: { readonly id: string; readonly url: URL },
  ): Promise<void> {
    const { principal } = await admitNow(this.options, given);
    const offset = Number(url.searchParams.get('offset') ?? '0');
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw new HttpError(400, 'NUMBER_INVALID', 'offset is the number of bytes before the part');
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new HttpError(415, 'CONTENT_ENCODING_UNSUPPORTED', 'send the bytes of the file as they are');
    if (Number(req.headers['content-length'] ?? 0) > MAX_PART) throw tooLarge(MAX_PART);
    const { services } = this.options.api;
    // A part arrives slowly, so its caller may have lost its rights meanwhile.
    const part = withCheckAtEnd(piecesOf(req, MAX_PART), async () =>
      neededUpload(services, (await admitNow(this.options, given)).principal, id),
    );
    const { received, state } = await receivePart(services, principal, { id, offset }, part);
    sendJson(res, 200, { received, state });
  }

  private async send(res: ServerResponse, given: Principal, id: string): Promise<void> {
    const { principal } = await admitNow(this.options, given);
    const { file, chunks } = await rejectedRows(this.options.api.services, principal, id);
    const abort = new AbortController();
    res.once('close', () => abort.abort());
    try {
      res.writeHead(200, {
        ...PERSONAL,
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="${file}"`,
      });
      cutWhenStalled(res);
      for await (const chunk of chunks) {
        if (abort.signal.aborted) return;
        mustKeepScopes(principal, (await admitNow(this.options, given)).principal);
        await write(res, chunk, abort.signal);
      }
      res.end();
    } catch (error) {
      if (!abort.signal.aborted && !isRefusal(error)) this.options.report(error);
      throw error;
    }
  }
}

/**
 * Yields the chunks of a part. After the last chunk, checks again that the caller may send the part. If it may not, the
 * part breaks off, and therefore does not count.
 */
async function* withCheckAtEnd(
  pieces: AsyncIterable<Uint8Array>,
  check: () => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  yield* pieces;
  await check();
}

const STATUS: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  LIMIT_EXCEEDED: 413,
  BAD_USER_INPUT: 400,
};

/** Throws a service error as an HTTP error. */
function refused(error: unknown): never {
  const status = error instanceof ServiceError ? STATUS[error.code] : undefined;
  throw status === undefined ? error : new HttpError(status, (error as ServiceError).reason, (error as Error).message);
}
