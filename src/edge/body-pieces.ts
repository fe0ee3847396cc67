/** Reads the bytes of a body as they arrive, within the limits of time for bodies. */
import type { IncomingMessage } from 'node:http';
import { BODY_TIMEOUT_MS, PIECE_TIMEOUT_MS, timedOut, unreadable } from './body.js';
import { HttpError } from './refusal.js';

/**
 * Yields the chunks of a body as they arrive.
 *
 * @param most maximum number of bytes
 *
 * @throws HttpError if the body is too large, stops arriving, takes too long as a whole, or breaks off. The connection
 *   stays open for the response.
 */
export async function* piecesOf(req: IncomingMessage, most: number): AsyncGenerator<Uint8Array> {
  let late!: () => void;
  const timeout = new Promise<never>((_resolve, reject) => {
    late = () => reject(timedOut());
  });
  // The time may also end while a chunk is being processed, when nothing waits for this promise.
  timeout.catch(() => undefined);
  const whole = setTimeout(late, BODY_TIMEOUT_MS);
  let gap = setTimeout(late, PIECE_TIMEOUT_MS);
  const pieces = req.iterator({ destroyOnReturn: false });
  let size = 0;
  try {
    for (;;) {
      const next = await Promise.race([timeout, pieces.next()]);
      clearTimeout(gap);
      if (next.done) break;
      const piece = next.value as Buffer;
      size += piece.length;
      if (size > most) throw tooLarge(most);
      yield piece;
      gap = setTimeout(late, PIECE_TIMEOUT_MS);
    }
    if (!req.complete) throw unreadable();
  } catch (error) {
    throw error instanceof HttpError ? error : unreadable();
  } finally {
    clearTimeout(whole);
    clearTimeout(gap);
  }
}

export const tooLarge = (most: number): HttpError =>
  new HttpError(413, 'BODY_TOO_LARGE', `a part has at most ${most} bytes; send less at a time`);
