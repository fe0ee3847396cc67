/** Sends raw bytes on a socket, for requests that no client library would send. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** HTTP status, or undefined if the connection was closed without a response. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly text: string;
}

/** Opens a socket. Errors are ignored, because the server may close it at any time. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => resolve(socket));
  });
}

/** Returns all bytes until the server closes the connection, or until a response with a content length is complete. */
export function answerOn(socket: Socket): Promise<RawAnswer> {
  let text = '';
  return new Promise((resolve) => {
    const done = (): void => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
      socket.destroy();
      resolve({
        status: status === undefined ? undefined : Number(status),
        code: /"code":"(\w+)"/.exec(text)?.[1],
        text,
      });
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const head = text.indexOf('\r\n\r\n');
      if (head >= 0 && length !== undefined && text.length >= head + 4 + Number(length)) done();
    });
    socket.once('close', done);
  });
}

/** Sends bytes and returns the response. */
export async function exchange(port: number, bytes: string): Promise<RawAnswer> {
  const socket = await open(port);
  const answer = answerOn(socket);
  socket.write(bytes, 'latin1');
  return answer;
}

/** Sends bytes and resets the connection without waiting for a response. */
export async function sendAndReset(port: number, bytes: string): Promise<void> {
  const socket = await open(port);
  await new Promise<void>((resolve) => socket.write(bytes, 'latin1', () => resolve()));
  reset(socket);
}

/**
 * Resets a connection. A connection that is shutting down is closed instead, because the system refuses to reset it and
 * Node would then never emit its end.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Returns the head of a WebSocket upgrade request for a target. */
export function upgradeOf(target: string, more: readonly string[] = []): string {
  return `${[
    `GET ${target} HTTP/1.1`,
    'Host: strata',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    ...more,
  ].join('\r\n')}\r\n\r\n`;
}
