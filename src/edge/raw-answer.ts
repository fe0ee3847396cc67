/** Answers on a bare socket: to what never became a request, or may not become a WebSocket. */
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

/** Without a listener, a client that resets its connection would end the process. */
export function ignoreErrors(socket: Duplex): void {
  socket.on('error', () => undefined);
}

/** Sends an error as JSON and closes. Never throws: the client may be gone. */
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
    ...(status === 503 ? ['retry-after: 1'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
