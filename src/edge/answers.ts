/** Sends HTTP responses with JSON bodies, and counts the bytes that clients have not read yet. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { holderAt } from './holders.js';
import type { Outbox, Unsent } from './unsent.js';

/** Headers of responses that only the caller may see. */
export const PERSONAL = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Time in ms after which a client that reads nothing is disconnected. */
export const STALLED_MS = 30_000;

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(res, status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

export function sendText(res: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders): void {
  res.writeHead(status, { 'content-length': Buffer.byteLength(text), ...PERSONAL, ...headers }).end(text);
}

/**
 * Disconnects a client that stops reading its response. A client that reads slowly stays connected, because Node counts
 * partial progress of a long write as activity.
 */
export function cutWhenStalled(res: ServerResponse): void {
  res.setTimeout(STALLED_MS, () => res.destroy());
}

const outboxes = new WeakMap<ServerResponse, Outbox>();

/** Returns the outbox of a response that {@link followUnsent} tracks. */
export function outboxOf(res: ServerResponse): Outbox {
  return outboxes.get(res)!;
}

/**
 * Tracks the unsent bytes of a response until it is sent or the client disconnects. Until the caller is authenticated,
 * the bytes are charged to its address.
 */
export function followUnsent(req: IncomingMessage, res: ServerResponse, unsent: Unsent): void {
  // A response that waits behind another one on its connection has no socket yet, so the socket is taken from the
  // request.
  const outbox = unsent.open(holderAt(req), () => req.socket.destroy());
  outboxes.set(res, outbox);
  const close = (): void => outbox.close();
  res.once('finish', close).once('close', close);
}

/** Counts the unsent bytes of a response that has ended. Disconnects the client if it stops reading. */
export function countUnsent(res: ServerResponse): void {
  const bytes = res.writableLength;
  if (bytes === 0 || res.destroyed || res.writableFinished) return;
  cutWhenStalled(res);
  outboxOf(res).add(bytes);
}
