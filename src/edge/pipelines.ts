/**
 * Requests that follow one another on a connection before the first is answered. Node answers them in order; a response
 * that waits behind another hears nothing of the end of its connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from './refusal.js';

/** Answers that one connection may owe. */
const MAX_DUE = 32;

export class Pipelines {
  /** Answers that are due, by connection. */
  private readonly connections = new WeakMap<Duplex, Set<ServerResponse>>();

  /** Follows a connection until it closes. */
  open(socket: Duplex): void {
    const due = new Set<ServerResponse>();
    this.connections.set(socket, due);
    socket.once('close', () => {
      for (const res of due) {
        if (res.socket) continue;
        // Whoever asks later sees it, whoever listens already hears it.
        res.destroy();
        res.emit('close');
      }
    });
  }

  /** Counts a request until it is answered. Throws RATE_LIMITED when its connection owes too many answers. */
  take(req: IncomingMessage, res: ServerResponse): void {
    const due = this.connections.get(req.socket)!;
    if (due.size >= MAX_DUE)
      throw new HttpError(429, 'PIPELINE_TOO_LONG', `a connection has at most ${MAX_DUE} requests under way`);
    due.add(res);
    // The time that an answer before it had to be taken is no limit of its work.
    res.on('timeout', () => undefined);
    const over = (): void => void due.delete(res);
    res.once('finish', over).once('close', over);
  }

  /** Whether a connection owes an answer: then nothing else may be written to it. */
  owes(socket: Duplex): boolean {
    return (this.connections.get(socket)?.size ?? 0) > 0;
  }
}
