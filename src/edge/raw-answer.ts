/** Sends responses on a raw socket, for input that is not a valid request and for rejected WebSocket upgrades. */
import type { Duplex } from 'node:stream';
import { codeOf, type Reason } from '../reasons/index.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
};

/**
 * Maximum number of connections that wait until their client closes them. Above it, further connections are closed
 * immediately.
 */
const MAX_LINGERING = 256;
const LINGER_MS = 1000;
let lingering = 0;

/** Ignores socket errors. Without a listener, a client that resets its connection would crash the process. */
export function ignoreErrors(socket: Duplex): void {
  socket.on('error', () => undefined);
}

/** Sends an error as JSON and closes the connection. Never throws, even if the client has disconnected. */
export function answerRaw(socket: Duplex, status: number, reason: Reason, message: string): void {
  ignoreErrors(socket);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({ errors: [{ message, extensions: { code: codeOf(reason), reason } }] });
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'referrer-policy: no-referrer',
    // The response contains no customer data, so pages of all origins may read it.
    'access-control-allow-origin: *',
    'access-control-expose-headers: retry-after',
    ...(status === 503 ? ['retry-after: 1'] : []),
  ];
  const text = `${head.join('\r\n')}\r\n\r\n${body}`;
  if (lingering >= MAX_LINGERING) socket.end(text, () => socket.destroy());
  else linger(socket, text);
}

/**
 * Sends a text, and then discards further input until the client closes the connection. If a connection is closed with
 * unread input, it is reset, and a browser shows no response.
 */
function linger(socket: Duplex, text: string): void {
  lingering++;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => {
    lingering--;
    clearTimeout(timer);
  });
  socket.end(text);
  socket.resume();
}
