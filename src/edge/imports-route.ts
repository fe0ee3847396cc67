/**
 * Serves `/imports/...`. Receives the parts of uploaded files and writes them to the disk as they arrive. Sends the
 * rejected rows of imports.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { receivePart, rejectedRows } from '../services/imports/uploads.js';
import { cutWhenStalled, outboxOf, PERSONAL, sendJson } from './answers.js';
import { callerOf } from './callers.js';
import { write } from './exports-route.js';
import { holderOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { admitNow, isRefusal } from './standing.js';
import type { Transfers } from './transfers.js';

const ROUTE = '/imports/';
/** Matches `/imports/ID` and `/imports/ID/rejects.ndjson`. */
const PATH = /^\/imports\/([A-Za-z0-9_-]{1,64})(\/rejects\.ndjson)?$/;
/** Maximum size of a part, in bytes. */
const MAX_PART = 8 * 1024 * 1024;
/** Time limit for the wait until the next chunk of a part. */
const PIECE_TIMEOUT_MS = 15_000;

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
    if (Number(req.headers['content-length'] ?? 0) > MAX_PART) throw tooLarge();
    const { received, state } = await receivePart(this.options.api.services, principal, { id, offset }, piecesOf(req));
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
        await admitNow(this.options, given);
        await write(res, chunk, abort.signal);
      }
      res.end();
    } catch (error) {
      if (!abort.signal.aborted && !isRefusal(error)) this.options.report(error);
      throw error;
    }
  }
}

const tooLarge = (): HttpError =>
  new HttpError(413, 'BODY_TOO_LARGE', `a part has at most ${MAX_PART} bytes; send less at a time`);

const unreadable = (): HttpError => new HttpError(400, 'BODY_UNREADABLE', 'the body could not be read');

/** Yields the chunks of a body as they arrive. Throws if the body is too large or stops arriving. */
async function* piecesOf(req: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  const late = (): void => void req.destroy(new HttpError(408, 'BODY_TIMEOUT', 'the body did not arrive in time'));
  let timer = setTimeout(late, PIECE_TIMEOUT_MS);
  try {
    for await (const piece of req.iterator({ destroyOnReturn: false })) {
      clearTimeout(timer);
      size += (piece as Buffer).length;
      if (size > MAX_PART) throw tooLarge();
      yield piece as Buffer;
      timer = setTimeout(late, PIECE_TIMEOUT_MS);
    }
    if (!req.complete) throw unreadable();
  } catch (error) {
    throw error instanceof HttpError ? error : unreadable();
  } finally {
    clearTimeout(timer);
  }
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
