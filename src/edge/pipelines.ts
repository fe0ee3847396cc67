/**
 * Requests that follow one another on a connection before the first is answered. Node answers them in order; a response
 * that waits behind another hears nothing of the end of its connection.
 */
import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers that one connection may owe. A refusal is one, too, so a connection that asks for more ends. */
const MAX_DUE = 32;
/** Bytes that Node's parser gets at a time. A read of 64 KiB can hold some 2,000 requests, this much some 120. */
const SLICE_BYTES = 4096;

export class Pipelines {
  /** Answers that are due, by connection. */
  private readonly connections = new WeakMap<Duplex, Set<ServerResponse>>();
  /** Connections that asked for too many answers. */
  private readonly cut = new WeakSet<Duplex>();

  /** Follows a connection until it closes. */
  open(socket: Duplex): void {
    readInSlices(socket);
    const due = new Set<ServerResponse>();
    this.connections.set(socket, due);
    socket.once('close', () => {
      if (this.cut.has(socket)) withoutStacks();
      for (const res of due) {
        if (res.socket) continue;
        // Whoever asks later sees it, whoever listens already hears it.
        res.destroy();
        res.emit('close');
      }
    });
  }

  /**
   * Counts a request until it is answered. False for a request of a connection that has ended, or that ends because it
   * owes too many answers: nothing may be done for it.
   */
  take(req: IncomingMessage, res: ServerResponse): boolean {
    const due = this.connections.get(req.socket)!;
    if (due.size >= MAX_DUE) {
      this.cut.add(req.socket);
      req.socket.destroy();
    }
    // Node goes on parsing the slice that it has.
    if (req.socket.destroyed) return false;
    due.add(res);
    // The time that an answer before it had to be taken is no limit of its work.
    res.on('timeout', () => undefined);
    const over = (): void => void due.delete(res);
    res.once('finish', over).once('close', over);
    return true;
  }

  /** Whether a connection owes an answer: then nothing else may be written to it. */
  owes(socket: Duplex): boolean {
    return (this.connections.get(socket)?.size ?? 0) > 0;
  }
}

/**
 * Hands what was read to the parser in slices, so that the rest of a read is dropped when one slice ends the connection.
 * The listener is there because Node reads past the stream where nobody listens to it.
 */
function readInSlices(socket: Duplex): void {
  socket.on('data', () => undefined);
  const push = socket.push.bind(socket);
  socket.push = (chunk: Buffer | null, encoding) => {
    if (!chunk || chunk.length <= SLICE_BYTES) return push(chunk, encoding);
    let takesMore = true;
    for (let from = 0; from < chunk.length && !socket.destroyed; from += SLICE_BYTES)
      takesMore = push(chunk.subarray(from, from + SLICE_BYTES));
    return takesMore;
  };
}

const STACK_TRACE_LIMIT = Error.stackTraceLimit;

/**
 * Until this event was heard by all, errors have no stacks: Node makes one for each request that a connection leaves
 * behind and tells it to nobody, and their stacks would take nearly all of the time that a flood costs.
 */
function withoutStacks(): void {
  Error.stackTraceLimit = 0;
  process.nextTick(() => (Error.stackTraceLimit = STACK_TRACE_LIMIT));
}
