/** WebSocket: the same operations, checks and limits as HTTP, by the graphql-ws protocol. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  validate,
  type ExecutionResult,
  type ExecutionArgs,
  type GraphQLFormattedError,
} from 'graphql';
import { CloseCode, type Context as WsContext } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { operationContext, type Context } from '../graphql/context.js';
import { toPublicError, validationReason } from '../graphql/errors.js';
import type { Principal } from '../services/access.js';
import { limit, ServiceError } from '../services/errors.js';
import { idempotencyKey, once, requestHash } from '../services/idempotency.js';
import { admit } from '../services/partners.js';
import type { FeedItem } from '../live/hub.js';
import { isRefusal, Standing } from './standing.js';
import { MAX_BODY, type EdgeOptions } from './http.js';
import { Gate } from './operations.js';
import { bearer } from './tokens.js';

const TOKEN_EXPIRED = 'the token has expired; get a new one';
const INIT_TIMEOUT_MS = 4000;
const MAX_OPERATIONS = 100;
const PING_MS = 15_000;

/** An operation, and the idempotency key it was sent with. */
type Keyed = ExecutionArgs & {
  readonly keyed?: { readonly key: string; readonly hash: string };
  /** Who asks, as the token says. */
  readonly caller: Principal;
};

interface State extends Extra, Record<PropertyKey, unknown> {
  principal?: Principal;
  /** Operations of this socket, each with what gives its place back. */
  running?: Map<string, () => void>;
  expiry?: NodeJS.Timeout;
}

export class WsEdge {
  private readonly server: WebSocketServer;
  private readonly gate = new Gate();
  private readonly disposable: { dispose(): Promise<void> | void };

  constructor(
    private readonly o: EdgeOptions,
    http: Server,
  ) {
    o.metrics.gauge('strata_websockets', 'Open WebSocket connections.', () => this.server.clients.size);
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_BODY,
      perMessageDeflate: false,
      handleProtocols: (p) => (p.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
    });
    http.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(req, socket, head));
    this.disposable = useServer<Record<string, unknown>, State>(
      {
        connectionInitWaitTimeout: INIT_TIMEOUT_MS,
        onConnect: (ctx) => this.connect(ctx as WsContext<Record<string, unknown>, State>),
        execute: (args) => this.execute(args as Keyed),
        subscribe: (args) => this.subscribe(args as Keyed),
        onSubscribe: (ctx, id, payload) => this.prepare(ctx.extra as State, id, payload),
        onComplete: (ctx, id) => leave(ctx.extra as State, id),
        onClose: (ctx) => {
          const extra = ctx.extra as State;
          clearTimeout(extra.expiry);
          for (const id of [...(extra.running?.keys() ?? [])]) leave(extra, id);
        },
        onNext: (_ctx, _id, _payload, _args, result) =>
          result.errors ? ({ ...result, errors: result.errors.map((e) => this.show(e)) } as never) : result,
        onError: (_ctx, _id, _payload, errors) =>
          errors.map((e) => (e instanceof GraphQLError ? this.show(e) : e)) as never,
      },
      this.server as never,
      PING_MS,
    );
  }

  get connections(): number {
    return this.server.clients.size;
  }

  /** Closes every socket with 1001. */
  async stop(): Promise<void> {
    for (const client of this.server.clients) client.close(1001, 'the server is going away');
    await this.disposable.dispose();
  }

  private upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname } = new URL(req.url ?? '/', 'http://strata');
    if (pathname !== '/graphql' || !this.originAllowed(req)) {
      socket.end(
        `HTTP/1.1 ${pathname === '/graphql' ? '403 Forbidden' : '404 Not Found'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      return;
    }
    this.server.handleUpgrade(req, socket, head, (ws) => this.server.emit('connection', ws, req));
  }

  /** Browsers send an Origin: ours, or one that was allowed. Other clients send none. */
  private originAllowed(req: IncomingMessage): boolean {
    const { origin } = req.headers;
    if (origin === undefined) return true;
    if (this.o.allowedOrigins.includes(origin)) return true;
    try {
      return new URL(origin).host === req.headers.host;
    } catch {
      return false;
    }
  }

  private connect(ctx: WsContext<Record<string, unknown>, State>): boolean {
    const { connectionParams, extra } = ctx;
    const given = connectionParams?.authorization ?? connectionParams?.Authorization;
    const token = typeof given === 'string' ? (bearer(given) ?? given) : bearer(extra.request.headers.authorization);
    const now = this.o.nowMs();
    try {
      extra.principal = this.o.tokens.verify(token, now);
    } catch (error) {
      if (error instanceof ServiceError) extra.socket.close(CloseCode.Forbidden, `${error.reason}: ${error.message}`);
      return false; // 4403
    }
    extra.running = new Map();
    // Timers hold 31 bits: a token for longer than that is looked at again.
    const watch = (): void => {
      const left = extra.principal!.expiresAt - this.o.nowMs();
      if (left <= 0) closeExpired(extra);
      else (extra.expiry = setTimeout(watch, Math.min(left, 2 ** 31 - 1))).unref();
    };
    watch();
    return true;
  }

  private async prepare(
    extra: State,
    id: string,
    payload: {
      query: string;
      operationName?: string | null;
      variables?: Record<string, unknown> | null;
      extensions?: Record<string, unknown> | null;
    },
  ): Promise<Keyed | readonly GraphQLError[]> {
    const caller = extra.principal!;
    try {
      if (caller.expiresAt <= this.o.nowMs()) {
        closeExpired(extra);
        throw new ServiceError('TOKEN_EXPIRED', TOKEN_EXPIRED);
      }
      this.o.admission.charge(caller);
      const { document } = this.gate.check(caller, payload.query, payload.operationName, payload.variables);
      const errors = validate(this.o.schema, document, undefined, { maxErrors: 3, hideSuggestions: true } as never);
      if (errors.length > 0)
        return errors.map(
          (e) =>
            new GraphQLError(e.message.replace(/ Did you mean .*$/, ''), {
              nodes: e.nodes,
              extensions: { reason: validationReason(e) },
            }),
        );
      const operation = getOperationAST(document, payload.operationName)?.operation;
      const key = operation === 'mutation' ? idempotencyKey(payload.extensions?.idempotencyKey) : undefined;
      const { principal, room } = await admit(this.o.api.services, caller);
      if (extra.running!.size >= MAX_OPERATIONS)
        throw limit('SOCKET_OPERATIONS_TOO_MANY', `a socket has at most ${MAX_OPERATIONS} operations at a time`);
      // Last of all, so that nothing that is refused keeps a place. A subscription works only when something happens: the bound of its socket holds it.
      extra.running!.set(id, operation === 'subscription' ? () => undefined : this.o.admission.begin());
      return {
        ...(key === undefined
          ? {}
          : { keyed: { key, hash: requestHash(payload.query, payload.operationName, payload.variables) } }),
        caller,
        schema: this.o.schema,
        document,
        operationName: payload.operationName,
        variableValues: payload.variables,
        contextValue: operationContext(this.o.api, principal, room),
      };
    } catch (error) {
      // The token was revoked: the client hears why, and everything of this socket ends.
      if (error instanceof ServiceError && error.code === 'UNAUTHENTICATED')
        setImmediate(() => extra.socket.close(CloseCode.Forbidden, `${error.reason}: ${error.message}`));
      return [asGraphQLError(error)];
    }
  }

  /** Under an idempotency key what was answered before is answered again. */
  private async execute({ keyed, caller: _caller, ...args }: Keyed): Promise<ExecutionResult> {
    if (!keyed) return execute(args);
    const { api } = this.o;
    try {
      const { body } = await once(
        api.services,
        (args.contextValue as Context).principal,
        keyed.key,
        keyed.hash,
        async (principal) => {
          const { errors, ...result } = await execute({ ...args, contextValue: operationContext(api, principal) });
          return {
            status: 200,
            body: JSON.stringify({ ...(errors ? { errors: errors.map((e) => this.show(e)) } : {}), ...result }),
          };
        },
      );
      return JSON.parse(body) as ExecutionResult;
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }

  /**
   * As graphql's own, but each item is executed in a context of its own, for its caller as it is admitted then: what was
   * revoked, or taken from a partner, is not told any more.
   */
  private async subscribe({
    caller,
    ...args
  }: Keyed): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const { api } = this.o;
    const standing = new Standing(
      () => admit(api.services, caller),
      () => performance.now(),
    );
    return (async function* () {
      for await (const rootValue of source) {
        const { principal, room } = await standing.since((rootValue as Partial<FeedItem>).heardAt);
        const result = await execute({ ...args, rootValue, contextValue: operationContext(api, principal, room) });
        yield result;
        if (result.errors?.some((e) => e.path?.length === 1 && isRefusal(e.originalError))) return;
      }
    })();
  }

  /** A client that went away while something was written to it is no fault of ours. */
  private readonly report = (error: unknown): void => {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ECONNRESET') this.o.report(error);
  };

  private show(error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError {
    return error instanceof GraphQLError ? toPublicError(error, this.report) : error;
  }
}

/** Anything thrown, for `show` to turn into what the client sees. */
function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

/** Closes a socket whose token has expired; the reason comes first, so that a client can act on it. */
function closeExpired({ socket }: State): void {
  socket.close(CloseCode.Forbidden, `TOKEN_EXPIRED: ${TOKEN_EXPIRED}`);
}

function leave(extra: State, id: string): void {
  extra.running?.get(id)?.();
  extra.running?.delete(id);
}
