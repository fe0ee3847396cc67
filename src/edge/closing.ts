/** Closes WebSockets with a reason that is truncated to the size of a close frame. */
import type { WebSocket } from 'ws';
import { FORBIDDEN, type ServerCloseCode } from './close-codes.js';
import { TOKEN_EXPIRED } from './expiry.js';

/**
 * Maximum length of a close reason. A control frame has at most 125 bytes of data, and the close code takes two of
 * them. Source: RFC 6455, 5.5 and 5.5.1.
 */
const MAX_REASON_BYTES = 123;

/**
 * Closes a socket. A reason that is too long for a close frame is truncated at a character boundary, because `ws` would
 * throw an error for it.
 */
export function closeSocket(socket: Pick<WebSocket, 'close'>, code: ServerCloseCode, reason: string): void {
  socket.close(code, fitting(reason));
}

/** Closes a socket whose token has expired. The message begins with the reason code, so that clients can parse it. */
export function closeExpired(socket: Pick<WebSocket, 'close'>): void {
  closeSocket(socket, FORBIDDEN, `TOKEN_EXPIRED: ${TOKEN_EXPIRED}`);
}

function fitting(reason: string): string {
  let text = reason.slice(0, MAX_REASON_BYTES);
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  return text.isWellFormed() ? text : text.slice(0, -1);
}
