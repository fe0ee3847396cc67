/** Answers over HTTP: JSON, and what waits to be sent of them. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

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
  cutWhenStalled(res);
  res.writeHead(status, { 'content-length': Buffer.byteLength(text), ...PERSONAL, ...headers }).end(text);
}

/** Cuts a client that takes nothing of its answer. Node sees progress within one long write, too. */
export function cutWhenStalled(res: ServerResponse): void {
  res.setTimeout(STALLED_MS, () => res.destroy());
}

/** Bytes of answers that clients have not taken yet. Beyond the limit those that wait longest are cut. */
export class UnsentAnswers {
  /** Responses by when they were answered, the oldest first. */
  private readonly waiting = new Map<ServerResponse, number>();
  private held = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  /** Counts what is left to send of an answer that has ended, until it was taken or its client left. */
  count(res: ServerResponse): void {
    const bytes = res.writableLength;
    if (bytes === 0 || res.destroyed || res.writableFinished) return;
    this.waiting.set(res, bytes);
    this.held += bytes;
    const forget = (): void => this.forget(res);
    res.once('finish', forget).once('close', forget);
    for (const oldest of this.waiting.keys()) {
      if (this.held <= this.maxBytes || oldest === res) return;
      this.forget(oldest);
      // One that waits behind another answer has no socket of its own.
      oldest.req.socket.destroy();
    }
  }

  private forget(res: ServerResponse): void {
    this.held -= this.waiting.get(res) ?? 0;
    this.waiting.delete(res);
  }
}
