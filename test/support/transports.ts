/**
 * Runs one operation over HTTP, an event stream or WebSocket with the same kind of result, for tests that cover all
 * three.
 */
import WebSocket from 'ws';
import { checked } from './refusals.js';
import { patience } from './patience.js';
import type { TestServer } from './server.js';

export interface Reply {
  readonly data?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly reason?: string; readonly inputPath?: string };
  }[];
}

export type Transport = (server: TestServer, token: string, query: unknown, variables?: unknown) => Promise<Reply>;

export const http: Transport = async (server, token, query, variables) => {
  const res = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return checked((await res.json()) as Reply);
};

/** Reads only the first event of a stream. A rejection before the stream starts is plain JSON. */
export const stream: Transport = async (server, token, query, variables) => {
  const res = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  if (!res.headers.get('content-type')!.startsWith('text/event-stream')) return checked((await res.json()) as Reply);
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of res.body!) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const data = /^data: (.+)\n\n/m.exec(text);
    // Leaving the loop cancels the rest of the stream.
    if (data) return checked(JSON.parse(data[1]) as Reply);
  }
  throw new Error(`a stream without an event: ${text}`);
};

/** A raw socket with the graphql-transport-ws protocol. */
export class RawSocket {
  readonly messages: any[] = [];
  private waiting: (() => void) | undefined;
  /** The first rejection that lacks a reason. */
  private unfit: Error | undefined;
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (m) => {
      const message = JSON.parse(String(m)) as { readonly type: string; readonly payload?: unknown };
      try {
        checked(message.type === 'error' ? { errors: message.payload } : (message.payload ?? {}));
      } catch (error) {
        this.unfit ??= error as Error;
      }
      this.messages.push(message);
      this.waiting?.();
    });
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.waiting?.();
    });
    ws.on('error', () => undefined);
  }

  static async open(server: TestServer, headers: Record<string, string> = {}): Promise<RawSocket> {
    const s = new RawSocket(new WebSocket(server.url.replace(/^http/, 'ws'), 'graphql-transport-ws', { headers }));
    await new Promise<void>((resolve) => {
      s.ws.once('open', () => resolve());
      s.ws.once('error', () => resolve());
      s.ws.once('unexpected-response', () => resolve());
    });
    return s;
  }

  static async acknowledged(server: TestServer, token: string): Promise<RawSocket> {
    const s = await RawSocket.open(server);
    s.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await s.until((m) => m.type === 'connection_ack');
    return s;
  }

  send(m: unknown): void {
    this.ws.send(typeof m === 'string' ? m : JSON.stringify(m));
  }

  /** Returns the first matching message, or undefined when the socket closes before one arrives. */
  async until(fits: (m: any) => boolean): Promise<any> {
    const began = Date.now();
    for (;;) {
      if (this.unfit !== undefined) throw this.unfit;
      const i = this.messages.findIndex(fits);
      if (i >= 0) return this.messages.splice(i, 1)[0];
      if (this.closed || Date.now() - began > patience(15_000)) return undefined;
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
        setTimeout(resolve, 500);
      });
    }
  }

  async untilClosed(): Promise<{ code: number; reason: string } | undefined> {
    await this.until(() => false);
    return this.closed;
  }

  close(): void {
    this.ws.terminate();
  }
}

export const ws: Transport = async (server, token, query, variables) => {
  const socket = await RawSocket.acknowledged(server, token);
  try {
    socket.send({ id: '1', type: 'subscribe', payload: { query, variables } });
    const m = await socket.until((x) => x.id === '1' && (x.type === 'next' || x.type === 'error'));
    if (!m)
      return {
        errors: [{ message: `closed ${socket.closed?.code}`, extensions: { code: `CLOSED_${socket.closed?.code}` } }],
      };
    return m.type === 'error' ? { errors: m.payload } : m.payload;
  } finally {
    socket.close();
  }
};
