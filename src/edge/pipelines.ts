/**
 * Limits HTTP pipelining, which is sending requests on a connection before the first response arrives. Node sends the
 * responses in order. A response that waits behind another one gets no event when its connection closes.
 */
import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Maximum number of pending responses per connection. A refusal would be one more response, so a connection over the
 * limit is closed.
 */
const MAX_DUE = 32;
/**
 * Maximum number of bytes passed to Node's parser at a time. A read of 64 KiB can contain about 2,000 requests, and a
 * slice about 120.
 */
const SLICE_BYTES = 4096;

export class Pipelines {
  /** Pending responses of each connection. */
  private readonly connections = new WeakMap<Duplex, Set<ServerResponse>>();
  /** Connections that were closed because they had too many pending responses. */
  private readonly cut = new WeakSet<Duplex>();

  /** Tracks a connection until it closes. */
  open(socket: Duplex): void {
    readInSlices(socket);
    const due = new Set<ServerResponse>();
    this.connections.set(socket, due);
    socket.once('close', () => {
      if (this.cut.has(socket)) withoutStacks();
      for (const res of due) {
        if (res.socket) continue;
        // A response without a socket gets no event from Node. `destroy` marks the response as closed for later checks,
        // and the emitted event notifies listeners that are already attached.
        res.destroy();
        res.emit('close');
      }
    });
  }

  /**
   * Counts a request until its response ends. Returns false if the request must not be processed. This is the case if
   * the connection has closed, or if it is closed now because it has too many pending responses.
   */
  take(req: IncomingMessage, res: ServerResponse): boolean {
    const due = this.connections.get(req.socket)!;
    if (due.size >= MAX_DUE) {
      this.cut.add(req.socket);
      req.socket.destroy();
    }
    // Node continues to parse the current slice after the connection is destroyed.
    if (req.socket.destroyed) return false;
    due.add(res);
    // The send timeout of an earlier response on this connection must not abort this request. With this listener, Node
    // does not destroy the socket after a timeout.
    res.on('timeout', () => undefined);
    const over = (): void => void due.delete(res);
    res.once('finish', over).once('close', over);
    return true;
  }

  /**
   * Returns whether a connection has a pending response. While a response is pending, nothing else may be written to
   * the connection.
   */
  owes(socket: Duplex): boolean {
    return (this.connections.get(socket)?.size ?? 0) > 0;
  }
}

/**
 * Passes each read to the parser in slices. If one slice closes the connection, the rest of the read is dropped. The
 * empty data listener is required: without a listener, Node's parser reads directly from the handle and bypasses the
 * stream.
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
 * Disables stack traces until the listeners of the current event have run. Node creates an unused error for each
 * request of a closed connection. During a flood, capturing the stack traces of these errors would take most of the CPU
 * time.
 */
function withoutStacks(): void {
  Error.stackTraceLimit = 0;
  process.nextTick(() => (Error.stackTraceLimit = STACK_TRACE_LIMIT));
}
