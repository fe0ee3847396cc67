/** A real server over real sockets with a separate database folder, and a small client for this server. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { Reason } from '../../src/reasons/index.js';
import { readConfig } from '../../src/config.js';
import type { KeyClass } from '../../src/engine/types.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { checked } from './refusals.js';
import { createWorkspace, type WorkspaceInput } from '../../src/services/workspaces/workspaces.js';
import { patience } from './patience.js';

export { eventually } from './patience.js';

/** A response of any shape, which tests inspect freely. */
export type Loose = any;

export interface Answer {
  readonly status: number;
  readonly data: Loose;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string; readonly reason: Reason; readonly inputPath?: string };
  }[];
}

export class TestServer {
  readonly reported: unknown[] = [];
  /** Request ids of the reported errors, in the order of `reported`. */
  readonly reportedIds: (string | undefined)[] = [];
  /** Trace ids of the reported errors, in the order of `reported`. */
  readonly reportedTraces: (string | undefined)[] = [];
  running!: RunningServer;

  /** The server's environment variables. Commands run against it use the same ones. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(
    readonly dir: string,
    settings: Readonly<Record<string, string>>,
  ) {
    const shared: Record<string, string> = process.env.MONGODB_URI
      ? { MONGODB_URI: process.env.MONGODB_URI, STRATA_JWT_SECRET: 'x'.repeat(40) }
      : {};
    this.env = {
      PORT: '0',
      STRATA_DATA_DIR: dir,
      STRATA_DATABASE: databaseOf(dir),
      STRATA_DATABASE_TIMEOUT_MS: String(patience(30_000)),
      ...shared,
      ...settings,
    };
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const s = new TestServer(mkdtempSync(join(tmpdir(), 'strata-')), settings);
    await s.open();
    return s;
  }

  /** Starts the server, possibly again, on the same folder. */
  async open(): Promise<void> {
    this.running = await startServer(readConfig({ ...this.env }), (error, requestId, traceId) => {
      this.reported.push(error);
      this.reportedIds.push(requestId);
      this.reportedTraces.push(traceId);
    });
  }

  close(): Promise<void> {
    return this.running.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  get url(): string {
    return `http://127.0.0.1:${this.running.port}/graphql`;
  }

  /** Creates a sandbox whose clock is stopped at a given time. Returns a caller with every scope for it. */
  async sandbox(id: string, clock: string, more: Partial<WorkspaceInput> = {}): Promise<Caller> {
    await createWorkspace(this.running.services, { id, clock, ...more });
    return this.caller(id, ['admin']);
  }

  caller(
    workspace: string,
    scopes: readonly string[],
    subject = 'test',
    lifetimeSeconds = 3600,
    keyClass?: KeyClass,
  ): Caller {
    return new Caller(this, this.token(workspace, scopes, subject, lifetimeSeconds, keyClass));
  }

  token(
    workspace: string,
    scopes: readonly string[],
    subject = 'test',
    lifetimeSeconds = 3600,
    keyClass?: KeyClass,
  ): string {
    return this.running.tokens.issue({ workspace, subject, scopes, lifetimeSeconds, keyClass });
  }
}

/** A client with one token. */
export class Caller {
  constructor(
    private readonly server: TestServer,
    readonly token: string,
    private readonly socket?: Client,
  ) {}

  /**
   * Returns the same caller, which now sends all operations over one WebSocket. The socket is closed with the server.
   */
  overWebSocket(): Caller {
    return new Caller(this.server, this.token, this.ws());
  }

  /** Sends a document and returns data and errors unchanged. */
  async send(query: string, variables?: Record<string, unknown>): Promise<Answer> {
    if (this.socket) return sendOver(this.socket, query, variables);
    const res = await fetch(this.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    return checked({ status: res.status, ...((await res.json()) as object) } as Answer);
  }

  /** Sends a document that must succeed and returns its data. */
  async ask(query: string, variables?: Record<string, unknown>): Promise<any> {
    const a = await this.send(query, variables);
    if (a.errors) throw new Error(`${query}\n${JSON.stringify(a.errors, null, 2)}`);
    return a.data;
  }

  ws(): Client {
    return createClient({
      url: this.server.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.token}` },
      retryAttempts: 0,
      lazy: true,
    });
  }
}

/** Returns a database name for a folder. Test servers with different folders can then share one database server. */
export function databaseOf(dir: string): string {
  return `t${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
}

/** Runs one operation over a socket. A rejection of the whole operation is returned as its errors. */
function sendOver(socket: Client, query: string, variables?: Record<string, unknown>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined;
    socket.subscribe(
      { query, variables },
      {
        next: (r) => {
          try {
            answer = checked({ status: 200, ...(r as object) } as Answer);
          } catch (error) {
            reject(new Error('an answer without a reason', { cause: error }));
          }
        },
        error: (e) => {
          if (!Array.isArray(e)) return reject(new Error('the socket failed', { cause: e }));
          const refused: Answer = { status: 200, data: undefined, errors: e };
          resolve(checked(refused));
        },
        complete: () => resolve(answer!),
      },
    );
  });
}
