/** Closing of WebSockets, with the reason as far as a close frame holds it. */
import type { WebSocket } from 'ws';

/** RFC 6455, 5.5 and 5.5.1: a control frame has at most 125 bytes of data, two of which are the code. */
const MAX_REASON_BYTES = 123;

/** Closes a socket. A longer reason is cut at a character: `ws` throws for it, and nobody would catch that. */
export function closeSocket(socket: Pick<WebSocket, 'close'>, code: number, reason: string): void {
  socket.close(code, fitting(reason));
}

function fitting(reason: string): string {
  let text = reason.slice(0, MAX_REASON_BYTES);
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  return text.isWellFormed() ? text : text.slice(0, -1);
}
