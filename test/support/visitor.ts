/** A browser without a page: it keeps the cookie of a session, and sends every header that a test names. */
import { request } from 'node:http';
import { checked } from './refusals.js';
import { RawSocket } from './transports.js';
import type { Loose, TestServer } from './server.js';

export interface VisitorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Loose;
}

/** Headers of a page of the server. A value of undefined removes a header. */
export type Headers = Readonly<Record<string, string | undefined>>;

export class Visitor {
  /** Name and value of the cookie, as the header Cookie has it. */
  cookie: string | undefined;

  constructor(readonly server: TestServer) {}

  get host(): string {
    return `127.0.0.1:${this.server.running.port}`;
  }

  /** Sends a POST request as a page of the server does, and keeps the cookie of the response. */
  async post(path: string, body: unknown, headers: Headers = {}): Promise<VisitorAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await send(this.server.running.port, path, text, {
      'content-type': 'application/json',
      'x-strata-request': '1',
      origin: `http://${this.host}`,
      cookie: this.cookie,
      ...headers,
    });
    const [set] = [answer.headers['set-cookie'] ?? []].flat();
    if (set !== undefined) this.cookie = /Max-Age=0\b/.test(set) ? undefined : set.split(';')[0];
    return answer;
  }

  /** Sends a document with the cookie. Returns data and errors. */
  async send(query: string, variables?: object, headers: Headers = {}): Promise<Loose> {
    const { body } = await this.post('/graphql', { query, variables }, headers);
    return checked(body as never);
  }

  /** Sends a document that must succeed and returns its data. */
  async ask(query: string, variables?: object): Promise<Loose> {
    const answer = await this.send(query, variables);
    if (answer.errors) throw new Error(`${query}\n${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  signIn(workspace: string, email: string, password: unknown): Promise<VisitorAnswer> {
    return this.post('/session/password', { workspace, email, password });
  }

  /** Takes a link such as `/#/invitation/shop.12ab.secret`. */
  open(link: string, password?: string): Promise<VisitorAnswer> {
    return this.post('/session/link', {
      link: link.split('/').at(-1),
      ...(password === undefined ? {} : { password }),
    });
  }

  /** Opens a WebSocket with the cookie, from a page of the given origin. */
  async socket(origin: string | undefined = `http://${this.host}`): Promise<RawSocket> {
    const socket = await RawSocket.open(this.server, {
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      ...(origin === undefined ? {} : { origin }),
    });
    if (socket.ws.readyState === socket.ws.OPEN) socket.send({ type: 'connection_init' });
    return socket;
  }
}

export const reasonOf = ({ errors, body }: Loose): string | undefined =>
  (errors ?? body?.errors)?.[0]?.extensions?.reason;

function send(port: number, path: string, text: string, headers: Headers): Promise<VisitorAnswer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const req = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        headers: { ...given, 'content-length': Buffer.byteLength(text) },
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          resolve({ status: res.statusCode!, headers: res.headers, body: body === '' ? undefined : JSON.parse(body) });
        });
      },
    );
    req.on('error', reject);
    req.end(text);
  });
}
