/**
 * Limits HTTP pipelining, in which a client sends requests before it has received the earlier responses. Node sends the
 * responses in order. If the connection closes, a response that waits behind another one receives no event.
 */
import type { Buffer } from 'node:buffer';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Maximum number of pending responses per connection. A connection above the limit is closed without an error response,
 * because that would be one more response.
 */
const MAX_DUE = 32;
/**
 * Maximum number of bytes that are passed to the parser of Node at a time. A read of 64 KiB can contain about 2,000
 * requests, but a slice only about 120.
 */
const SLICE_BYTES = 4096;

export class Pipelines {
  /** Pending responses of each connection. */
  private readonly connections = new WeakMap<Duplex, Set<ServerResponse>>();
  /** Connections that were closed because they had too many pending responses. */
  private readonly cut = new WeakSet<Duplex>();

  /** Limits the pipelining on the connections of a server. Connections that `admits` rejects are not read at all. */
  limit(server: Server, admits: (socket: Socket) => boolean = () => true): void {
    const parsers = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (!admits(socket)) return;
      // The order matters: `track` must hear of the end of a connection before Node's parser does, and the parser can
      // only be given slices once it has the connection.
      this.track(socket);
      for (const parser of parsers) parser.call(server, socket);
      readInSlices(socket);
    });
  }

  /** Tracks the pending responses of a connection until it closes. */
  private track(socket: Duplex): void {
    const due = new Set<ServerResponse>();
    this.connections.set(socket, due);
    socket.once('close', () => {
      if (this.cut.has(socket)) withoutStacks();
      for (const res of due) {
        if (res.socket) continue;
        // Node emits no event for a response without a socket. `destroy` marks the response as closed for later checks,
        // and the emitted event notifies existing listeners.
        res.destroy();
        res.emit('close');
      }
    });
  }

  /**
   * Counts a request until its response ends. Returns false if the request must not be processed. This is the case if
   * the connection has closed, or if this call closes it because it has too many pending responses.
   */
  take(req: IncomingMessage, res: ServerResponse): boolean {
    const due = this.connections.get(req.socket)!;
    if (due.size >= MAX_DUE) {
      this.cut.add(req.socket);
      req.socket.destroy();
    }
    // After the connection is destroyed, Node still parses the rest of the current slice.
    if (req.socket.destroyed) return false;
    due.add(res);
    // The send timeout of an earlier response on this connection must not abort this request. Because of this listener,
    // Node does not destroy the socket after a timeout.
    res.on('timeout', () => undefined);
    const over = (): void => void due.delete(res);
    res.once('finish', over).once('close', over);
    return true;
  }

  /**
   * Returns whether a connection has a pending response. In this case, nothing else may be written to the connection.
   */
  owes(socket: Duplex): boolean {
    return (this.connections.get(socket)?.size ?? 0) > 0;
  }
}

/**
 * Passes each read to the parser in slices. If a slice closes the connection, the rest of the read is dropped. Node's
 * parser reads directly from the handle of a connection, until a data listener is added after the parser. The empty
 * listener makes it read from the stream instead.
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
 * request of a closed connection. During a flood of requests, the stack traces of these errors would take most of the
 * CPU time.
 */
function withoutStacks(): void {
  Error.stackTraceLimit = 0;
  process.nextTick(() => (Error.stackTraceLimit = STACK_TRACE_LIMIT));
}
