/** Closes WebSockets with a reason, truncated to the size of a close frame. */
import type { WebSocket } from 'ws';

/** Close codes of the WebSocket protocol: "going away" (RFC 6455) and "try again later" (IANA registry). */
export const GOING_AWAY = 1001;
export const TRY_AGAIN_LATER = 1013;

/** A control frame has at most 125 bytes of data, and the code takes two. Source: RFC 6455, 5.5 and 5.5.1. */
const MAX_REASON_BYTES = 123;

/**
 * Closes a socket. A reason that is too long for a close frame is truncated at a character boundary. Otherwise `ws`
 * would throw.
 */
export function closeSocket(socket: Pick<WebSocket, 'close'>, code: number, reason: string): void {
  socket.close(code, fitting(reason));
}

function fitting(reason: string): string {
  let text = reason.slice(0, MAX_REASON_BYTES);
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  return text.isWellFormed() ? text : text.slice(0, -1);
}
