/** Reads request bodies within limits of size and time. Decompresses, decodes and parses them. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ServiceError } from '../services/base/errors.js';
import type { HeldBytes } from './byte-budget.js';
import { MAX_JSON_DEPTH, MAX_JSON_MEMBERS, shapeInTurns, withLongNumbersAsText } from './json.js';
import { HttpError } from './refusal.js';
import { parseInSlices } from './sliced-json.js';

/**
 * Maximum size in bytes of a GraphQL body and of a WebSocket message. A condition with the longest allowed lists fits
 * into it.
 */
export const MAX_BODY = 4 * 1024 * 1024;
/** Maximum size of a tracking body in bytes. Batches of tracking clients are larger than GraphQL bodies. */
export const MAX_TRACKING_BODY = 8 * 1024 * 1024;
/** Maximum size in bytes of a body that is read before the caller is authenticated. */
export const MAX_PAGE_BODY = 512 * 1024;
/** Time limits for the whole body and for the wait until the next chunk. */
export const BODY_TIMEOUT_MS = 20_000;
export const PIECE_TIMEOUT_MS = 5000;
/** Heap overhead of a chunk, in addition to its bytes. */
const BYTES_PER_PIECE = 200;
/** Heap usage of a decompressor, for its window, its state and its output buffer. */
const BYTES_PER_UNPACKING = 64 * 1024;
/** Heap overhead of a number that is kept as text, in addition to its digits. */
const BYTES_PER_LONG_NUMBER = 200;

/** Waits until the caller has its turn on the main thread. Rejects if too much work is already waiting. */
type Turn = () => Promise<void>;

/** Reads and parses a JSON body. The content type must be JSON in UTF-8. A large body is parsed in several turns. */
export async function readJson(req: IncomingMessage, most: number, held: HeldBytes, turn: Turn): Promise<unknown> {
  checkType(req);
  const text = await readText(req, most, held);
  const { deep, wide, heap } = await shapeInTurns(text, MAX_JSON_DEPTH, turn);
  if (deep) throw new ServiceError('JSON_TOO_DEEP', `JSON nests at most ${MAX_JSON_DEPTH} levels`);
  if (wide) throw tooWide();
  held.take(heap);
  return parse(text, turn);
}

const tooWide = (): ServiceError =>
  new ServiceError('JSON_TOO_WIDE', `an object has at most ${MAX_JSON_MEMBERS} members`);

/** Reads the text of a body of any content type. */
export const readText = async (req: IncomingMessage, most: number, held: HeldBytes): Promise<string> =>
  decoded(await readBytes(req, most, held));

/**
 * Parses JSON of any nesting depth. Numbers that would lose digits are returned as text. A large text is parsed in
 * several turns.
 */
export async function parseAnyJson(
  text: string,
  held: HeldBytes,
  turn: Turn,
): Promise<{ readonly body: unknown; readonly longNumbers: ReadonlySet<string> }> {
  await turn();
  const { wide, heap } = await shapeInTurns(text, Infinity, turn);
  if (wide) throw tooWide();
  held.take(heap);
  const { json, longNumbers } = await withLongNumbersAsText(text, turn, (characters) =>
    held.take(characters + BYTES_PER_LONG_NUMBER),
  );
  if (longNumbers.size > 0) held.take(json.length);
  return { body: await parse(json, turn), longNumbers };
}

/**
 * Throws unless the content type is JSON. Before a browser sends JSON to another origin, it sends a preflight request.
 * With some other content types, it sends the request without one.
 */
function checkType(req: IncomingMessage): void {
  const type = (req.headers['content-type'] ?? '').toLowerCase();
  if (!/^application\/(json|graphql\+json)\s*(;|$)/.test(type))
    throw new HttpError(415, 'CONTENT_TYPE_UNSUPPORTED', 'send JSON with content-type application/json');
  const charset = /charset\s*=\s*"?([^\s;"]+)/.exec(type)?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new HttpError(415, 'CHARSET_UNSUPPORTED', 'send JSON in UTF-8');
}

const notJson = (): HttpError => new HttpError(400, 'BODY_SYNTAX', 'the body is not JSON');

async function parse(text: string, turn: Turn): Promise<unknown> {
  try {
    return await parseInSlices(text, turn);
  } catch (error) {
    throw error instanceof SyntaxError ? notJson() : error;
  }
}

/**
 * Reads a JSON body of any content type, and checks its nesting and syntax. Returns its text and its bytes. If `unwrap`
 * is given, it extracts the JSON from the text of the body, and that JSON is returned.
 */
export async function readJsonText(
  req: IncomingMessage,
  most: number,
  held: HeldBytes,
  turn: Turn,
  unwrap?: (text: string) => string,
): Promise<{ readonly text: string; readonly bytes: Uint8Array }> {
  const bytes = await readBytes(req, most, held);
  const whole = decoded(bytes);
  if (unwrap) held.take(whole.length);
  const text = unwrap ? unwrap(whole) : whole;
  const { deep, wide, heap } = await shapeInTurns(text, MAX_JSON_DEPTH, turn);
  if (deep) throw new ServiceError('JSON_TOO_DEEP', `JSON nests at most ${MAX_JSON_DEPTH} levels`);
  if (wide) throw tooWide();
  held.take(text.length + heap);
  await parse(text, turn);
  return { text, bytes };
}

/** Reads and parses a form, which is url-encoded or multipart. */
export async function readForm(req: IncomingMessage, most: number, held: HeldBytes): Promise<URLSearchParams> {
  const type = req.headers['content-type'] ?? '';
  const isMultipart = /^multipart\/form-data\s*;/i.test(type);
  if (!isMultipart && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new HttpError(415, 'CONTENT_TYPE_UNSUPPORTED', 'send a form');
  const bytes = await readBytes(req, most, held);
  if (!isMultipart) return new URLSearchParams(Buffer.from(bytes).toString('utf8'));
  try {
    const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': type } }).formData();
    return new URLSearchParams(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])),
    );
  } catch {
    throw new HttpError(400, 'BODY_UNREADABLE', 'the form could not be read');
  }
}

async function readBytes(req: IncomingMessage, most: number, held: HeldBytes): Promise<Uint8Array> {
  if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  return readBody(req, most, held);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson();
  }
}

export const timedOut = (): HttpError => new HttpError(408, 'BODY_TIMEOUT', 'the body did not arrive in time');

export const unreadable = (): HttpError => new HttpError(400, 'BODY_UNREADABLE', 'the body could not be read');

function tooLarge(most: number): HttpError {
  return new HttpError(413, 'BODY_TOO_LARGE', `a body has at most ${most} bytes; send less at a time`);
}

function unpacked(req: IncomingMessage, held: HeldBytes): Readable {
  const encoding = req.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return req;
  if (encoding !== 'gzip') throw new HttpError(415, 'CONTENT_ENCODING_UNSUPPORTED', 'content-encoding may be gzip');
  held.take(BYTES_PER_UNPACKING);
  return req.pipe(createGunzip());
}

function readBody(req: IncomingMessage, most: number, held: HeldBytes): Promise<Buffer> {
  const stream = unpacked(req, held);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise<Buffer>((resolve, reject) => {
    const late = (): void => stop(timedOut());
    const whole = setTimeout(late, BODY_TIMEOUT_MS);
    let piece = setTimeout(late, PIECE_TIMEOUT_MS);
    let settled = false;
    const settle = (): void => {
      settled = true;
      clearTimeout(whole);
      clearTimeout(piece);
    };
    const stop = (error: Error): void => {
      if (settled) return;
      settle();
      stream.removeAllListeners('data');
      // Stops the input of the decompressor and discards the rest of the request body.
      if (stream !== req) {
        req.unpipe();
        stream.destroy();
      }
      req.resume();
      reject(error);
    };
    const broken = (): void => stop(unreadable());
    req.on('data', () => {
      clearTimeout(piece);
      if (!settled) piece = setTimeout(late, PIECE_TIMEOUT_MS);
    });
    stream.on('data', (chunk: Buffer) => {
      if (size + chunk.length > most) return stop(tooLarge(most));
      try {
        held.take(chunk.length + BYTES_PER_PIECE);
      } catch (error) {
        return stop(error as Error);
      }
      size += chunk.length;
      chunks.push(chunk);
    });
    stream.on('end', () => {
      settle();
      resolve(Buffer.concat(chunks));
    });
    stream.on('error', broken);
    req.on('error', broken);
    req.on('close', () => {
      if (!req.complete) broken();
    });
  });
}
