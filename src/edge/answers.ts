/** Answers over HTTP: JSON, and what waits to be sent of them. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { holderAt } from './holders.js';
import type { Outbox, Unsent } from './unsent.js';

/** Headers of answers that are for the caller alone. */
export const PERSONAL = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** A client that takes nothing for this long is cut. */
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

/** Cuts a client that takes nothing of its answer. Node sees progress within one long write, too. */
export function cutWhenStalled(res: ServerResponse): void {
  res.setTimeout(STALLED_MS, () => res.destroy());
}

const outboxes = new WeakMap<ServerResponse, Outbox>();

/** What was written of an answer that {@link followUnsent} follows and its client has not taken. */
export function outboxOf(res: ServerResponse): Outbox {
  return outboxes.get(res)!;
}

/** Follows what waits of an answer, for the address until its caller is known, until it was taken or its client left. */
export function followUnsent(req: IncomingMessage, res: ServerResponse, unsent: Unsent): void {
  // One that waits behind another answer has no socket of its own.
  const outbox = unsent.open(holderAt(req), () => req.socket.destroy());
  outboxes.set(res, outbox);
  const close = (): void => outbox.close();
  res.once('finish', close).once('close', close);
}

/** Counts what is left to send of an answer that has ended. A client that takes nothing of it is cut. */
export function countUnsent(res: ServerResponse): void {
  const bytes = res.writableLength;
  if (bytes === 0 || res.destroyed || res.writableFinished) return;
  cutWhenStalled(res);
  outboxOf(res).add(bytes);
}
