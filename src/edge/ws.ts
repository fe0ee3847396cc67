/** Serves GraphQL over WebSocket (graphql-transport-ws), with the same operations, checks and limits as over HTTP. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { makeServer, type Server as GraphqlServer } from 'graphql-ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { withinSize } from '../graphql/answer-size.js';
import { operationContext, type Context } from '../graphql/context.js';
import { asGraphQLError, shownResult } from '../graphql/errors.js';
import { limit, ServiceError } from '../services/base/errors.js';
import { once } from '../services/base/idempotency.js';
import { MAX_BODY } from './body.js';
import { DocumentRefused } from './document-gate.js';
import { whenExpired } from './expiry.js';
import type { HeldBytes } from './byte-budget.js';
import * as codes from './close-codes.js';
import { callerNow, callerOfSocket } from './callers.js';
import { closeExpired, closeSocket } from './closing.js';
import { Handshakes } from './handshakes.js';
import { addressOf, holderAt, holderOf, subjectOf } from './holders.js';
import { Inbox } from './inbox.js';
import { MAX_JSON_DEPTH, PIECE, shapeInTurns, shapeOf } from './json.js';
import { breachOf, DEEP_ERROR, largeMessageOf, MAX_FIRST, messageOf, TOO_WIDE, type Message } from './messages.js';
import { admitOperation, type AdmittedOperation } from './operations.js';
import type { EdgeOptions } from './options.js';
import { answerRaw } from './raw-answer.js';
import { guardReceiver } from './receiver-guard.js';
import { Receiving } from './receiving.js';
import { Sending } from './sending.js';
import type { HttpEdge } from './server.js';
import type { Args, Ctx, Extra, Running } from './socket-state.js';
import { streamOf } from './subscriptions.js';
import { traceErrors, traceOperation } from './traced-requests.js';

const INIT_TIMEOUT_MS = 4000;
/** Time in milliseconds within which a client must respond to a close frame. */
const CLOSE_TIMEOUT_MS = 3000;
const MAX_OPERATIONS = 100;
const PING_MS = 15_000;

export class WsEdge {
  private readonly server: WebSocketServer;
  private readonly graphql: GraphqlServer<Extra>;
  private readonly pings: NodeJS.Timeout;
  private readonly sockets = new WeakMap<WebSocket, Extra>();

  constructor(
    private readonly options: EdgeOptions,
    { server: http, pipelines }: HttpEdge,
  ) {
    const { metrics } = options;
    metrics.gauge('strata_websockets', 'Open WebSocket connections.', () => this.server.clients.size);
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_BODY,
      perMessageDeflate: false,
      // `Sending` sends the pongs, because it counts their bytes.
      autoPong: false,
      // The type definitions of ws lack this option.
      ...({ closeTimeout: CLOSE_TIMEOUT_MS } as object),
      // ws emits one message per socket in each event loop turn, so that a busy socket does not block the others.
      allowSynchronousEvents: false,
      handleProtocols: (offered) => (offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
    });
    this.server.on('wsClientError', (_error, socket) =>
      answerRaw(socket, 400, 'HANDSHAKE_INVALID', 'this is not a WebSocket handshake'),
    );
    this.graphql = makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: (ctx) => this.connect(ctx),
      onSubscribe: (ctx, id, payload) => this.prepare(ctx.extra, id, payload),
      execute: (args) => this.execute(args as unknown as Args),
      subscribe: (args) => this.subscribe(args as unknown as Args) as never,
      onNext: (_ctx, _id, _payload, _args, result) => shownResult(result, (e) => this.show(e)) as never,
      onError: (_ctx, _id, _payload, errors) =>
        errors.map((e) => (e instanceof GraphQLError ? this.show(e) : e)) as never,
    });
    const handshakes = new Handshakes(options, this.server, pipelines, (ws, request) => this.opened(ws, request));
    http.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => handshakes.take(req, socket, head));
    this.pings = setInterval(() => this.ping(), PING_MS).unref();
  }

  /** Closes every socket with the code 1001 (going away). */
  async stop(): Promise<void> {
    clearInterval(this.pings);
    for (const client of this.server.clients) closeSocket(client, codes.GOING_AWAY, 'the server is going away');
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private opened(ws: WebSocket, request: IncomingMessage): void {
    const extra: Extra = {
      socket: ws,
      request,
      receiving: new Receiving(ws, request.socket, this.options.bodies, holderAt(request)),
      sending: new Sending(ws, this.options.unsent, holderAt(request)),
      running: new Set(),
    };
    this.sockets.set(ws, extra);
    guardReceiver(ws);
    // After an invalid frame, ws closes the socket with a matching close code, so the error needs no further handling.
    ws.on('error', () => undefined);
    const closed = this.graphql.opened(
      {
        protocol: ws.protocol,
        send: (data) => extra.sending.send(data),
        close: (code = codes.INTERNAL_ERROR, reason = '') => closeSocket(ws, code as codes.ServerCloseCode, reason),
        onMessage: (listener) =>
          (extra.inbox = new Inbox(
            ws,
            (text, held) => this.read(extra, text, held),
            // The type requires a text, but the listener also accepts a parsed message.
            (message) => listener(message as string),
          )),
      },
      extra,
    );
    ws.on('message', (data: RawData) => {
      alive.add(ws);
      this.take(extra, data as Buffer);
    });
    ws.once('close', (code: number, reason: Buffer) => {
      extra.stopWatching?.();
      extra.leave?.();
      for (const running of [...extra.running]) running.end();
      closed(code, String(reason)).catch(this.report);
    });
    alive.add(ws);
    ws.on('pong', () => alive.add(ws));
  }

  /** Counts the bytes of a message until its subscription starts to run, or until any other operation has ended. */
  private take({ inbox, socket, principal, request }: Extra, data: Buffer): void {
    const held = this.options.bodies.open(principal ? holderOf(principal) : holderAt(request));
    const fail = (error: unknown): void => {
      if (error instanceof ServiceError)
        return closeSocket(socket, codes.TRY_AGAIN_LATER, `${error.reason}: ${error.message}`);
      this.report(error);
      closeSocket(socket, codes.INTERNAL_ERROR, 'internal error');
    };
    try {
      held.take(data.length);
    } catch (error) {
      return fail(error);
    }
    // The result is not awaited, because this function would then keep the data in memory during the operation.
    const over = inbox?.take(data.toString('utf8'), held) ?? Promise.resolve();
    void over.catch(fail).finally(() => held.release());
  }

  /** Parses a text. Returns the text itself if it is not a valid message, or undefined if it was rejected. */
  private read(
    extra: Extra,
    text: string,
    held: HeldBytes,
  ): Message | string | undefined | Promise<Message | string | undefined> {
    // Before authentication, messages have a lower size limit.
    if (!extra.principal && text.length > MAX_FIRST)
      return this.broken(extra, `a message before connection_ack has at most ${MAX_FIRST} characters`);
    if (text.length > PIECE) return this.readLarge(extra, text, held);
    const { deep, wide, heap } = shapeOf(text, MAX_JSON_DEPTH);
    if (wide) return this.broken(extra, TOO_WIDE);
    held.take(heap);
    return this.checked(extra, text, messageOf(text), deep);
  }

  /** Parses a large text in several turns. See `read`. */
  private async readLarge(extra: Extra, text: string, held: HeldBytes): Promise<Message | string | undefined> {
    const caller = extra.principal ? subjectOf(extra.principal) : addressOf(extra.request);
    const turn = (): Promise<void> => this.options.turns.take(caller, 0);
    const { deep, wide, heap } = await shapeInTurns(text, MAX_JSON_DEPTH, turn);
    if (wide) return this.broken(extra, TOO_WIDE);
    held.take(heap);
    return this.checked(extra, text, await largeMessageOf(text, turn), deep);
  }

  /** Returns a valid message, a text that is not a message, or undefined if the message was rejected. */
  private checked(
    extra: Extra,
    text: string,
    message: Message | undefined,
    deep: boolean,
  ): Message | string | undefined {
    const breach = message && breachOf(message);
    if (breach !== undefined) return this.broken(extra, breach);
    return deep ? this.refuseDeep(extra, message) : (message ?? text);
  }

  private broken({ socket }: Extra, why: string): undefined {
    closeSocket(socket, codes.BAD_REQUEST, why);
  }

  /** Rejects JSON above the nesting limit. An operation receives an error. Any other message closes the socket. */
  private refuseDeep({ socket, sending, principal, inbox }: Extra, message: Message | undefined): undefined {
    if (message?.type !== 'subscribe' || typeof message.id !== 'string')
      closeSocket(socket, codes.BAD_REQUEST, DEEP_ERROR.message);
    else if (!principal) closeSocket(socket, codes.UNAUTHORIZED, 'Unauthorized');
    else if (inbox?.has(message.id)) closeSocket(socket, codes.ID_TAKEN, 'this id is taken by another operation');
    else void sending.send(JSON.stringify({ id: message.id, type: 'error', payload: [DEEP_ERROR] })).catch(this.report);
  }

  /** Pings all clients. Disconnects clients that have sent nothing since the last ping. */
  private ping(): void {
    for (const ws of this.server.clients) {
      const { receiving, sending } = this.sockets.get(ws)!;
      if (sending.isStalled()) ws.terminate();
      // A paused socket is not read, so its pong cannot arrive, and the check is skipped.
      else if (ws.isPaused) continue;
      else if (!alive.delete(ws) || receiving.stalled) ws.terminate();
      else sending.ping();
    }
  }

  private async connect(ctx: Ctx): Promise<boolean> {
    const { connectionParams, extra } = ctx;
    const { connections, nowMs, turns } = this.options;
    const given = connectionParams?.authorization ?? connectionParams?.Authorization;
    // graphql-ws would keep the parameters, and thus the token, for as long as the socket is open.
    delete (ctx as { connectionParams?: unknown }).connectionParams;
    try {
      await turns.take(addressOf(extra.request), 0);
      // A socket that has closed in the meantime must not count toward the limit.
      if (extra.socket.readyState !== extra.socket.OPEN) return false;
      const caller = await callerOfSocket(this.options, extra.request, given);
      if (extra.socket.readyState !== extra.socket.OPEN) return false;
      extra.principal = caller;
      extra.receiving.belongsTo(holderOf(extra.principal));
      extra.sending.belongsTo(holderOf(extra.principal));
    } catch (error) {
      // An unexpected error does not concern the token. graphql-ws closes the socket with 4500, and clients retry.
      if (!(error instanceof ServiceError)) throw error;
      const code = error.code === 'UNAUTHENTICATED' ? codes.FORBIDDEN : codes.TRY_AGAIN_LATER;
      closeSocket(extra.socket, code, `${error.reason}: ${error.message}`);
      return false; // graphql-ws would close with 4403, but the socket is already closed with the code above.
    }
    extra.leave = connections.takeSocket(extra.principal);
    if (!extra.leave) {
      const most = connections.socketsPerSubject;
      closeSocket(extra.socket, codes.TRY_AGAIN_LATER, `SOCKETS_TOO_MANY: at most ${most} sockets of a subject`);
      return false; // graphql-ws also closes the socket, but only the first close code is sent
    }
    extra.stopWatching = whenExpired(extra.principal.expiresAt, nowMs, () => closeExpired(extra.socket));
    return true;
  }

  private async prepare(
    extra: Extra,
    id: string,
    payload: {
      readonly query: string;
      readonly operationName?: string | null;
      readonly variables?: Record<string, unknown> | null;
      readonly extensions?: Record<string, unknown> | null;
    },
  ): Promise<Args | readonly GraphQLError[]> {
    const { api, schema } = this.options;
    const { query, operationName, variables, extensions } = payload;
    try {
      const known = extra.inbox!.operation(id);
      const caller = extra.principal!.session ? await callerNow(this.options, extra.principal!) : extra.principal!;
      const request = {
        query,
        operationName,
        variables,
        idempotencyKey: extensions?.idempotencyKey,
      };
      const operation = await admitOperation(this.options, caller, request);
      const running = this.place(extra, operation);
      // The bytes of a running subscription count in another budget, so they are released here.
      if (operation.type === OperationTypeNode.SUBSCRIPTION) {
        // graphql-ws keeps the payload while the operation runs, so its contents are removed here.
        Object.assign(payload, { query: '', operationName: undefined, variables: undefined, extensions: undefined });
        known?.held.release();
      }
      if (known && operation.type === OperationTypeNode.QUERY) known.abandon = () => running.abort.abort();
      const { document, misfits, variables: variableValues } = operation;
      const contextValue = operationContext(api, operation.principal, operation.room, {
        // A mutation has no abort signal, because it continues after its client disconnects.
        signal: operation.type === OperationTypeNode.MUTATION ? undefined : running.abort.signal,
        misfits,
      });
      const traceparent = operation.type === OperationTypeNode.SUBSCRIPTION ? undefined : extensions?.traceparent;
      return { schema, document, operationName, variableValues, contextValue, running, caller, traceparent };
    } catch (error) {
      // If the token has expired or been revoked, the socket is closed with that reason.
      if (error instanceof ServiceError && error.code === 'UNAUTHENTICATED')
        setImmediate(() => closeSocket(extra.socket, codes.FORBIDDEN, `${error.reason}: ${error.message}`));
      return (error instanceof DocumentRefused ? error.errors : [error]).map(asGraphQLError);
    }
  }

  /** Registers an operation on its socket, or throws if the limit is reached. */
  private place(extra: Extra, operation: AdmittedOperation): Running {
    const isClosed = extra.socket.readyState !== extra.socket.OPEN;
    if (isClosed || extra.running.size >= MAX_OPERATIONS) {
      operation.leave();
      throw limit('SOCKET_OPERATIONS_TOO_MANY', `a socket has at most ${MAX_OPERATIONS} operations at a time`);
    }
    const abort = new AbortController();
    const running: Running = {
      operation,
      abort,
      end: () => {
        extra.running.delete(running);
        operation.leave();
        abort.abort();
      },
    };
    extra.running.add(running);
    return running;
  }

  /** Executes a query or mutation within a span. */
  private execute({ traceparent, ...args }: Args): Promise<ExecutionResult> {
    const { tracer } = this.options;
    return traceOperation(tracer, args.running.operation.definition, { kind: 'SERVER', traceparent }, async () => {
      const result = await this.answer(args);
      traceErrors(tracer.current, result.errors ?? []);
      return result;
    });
  }

  /** Executes an operation. If the idempotency key is known, returns the stored response instead. */
  private async answer({ running, caller: _caller, ...args }: Omit<Args, 'traceparent'>): Promise<ExecutionResult> {
    try {
      const { keyed, misfits } = running.operation;
      if (!keyed) return withinSize(await execute(args), args.contextValue);
      const { api } = this.options;
      const { body } = await once(
        api.services,
        (args.contextValue as Context).principal,
        keyed.key,
        keyed.hash,
        async (principal) => {
          const contextValue = operationContext(api, principal, undefined, { misfits });
          const { errors, ...result } = withinSize(await execute({ ...args, contextValue }), contextValue);
          return {
            status: 200,
            body: JSON.stringify({ ...(errors ? { errors: errors.map((e) => this.show(e)) } : {}), ...result }),
          };
        },
      );
      return JSON.parse(body) as ExecutionResult;
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    } finally {
      running.end();
    }
  }

  /** Starts a subscription. An error ends only this operation. Other operations continue. */
  private subscribe({
    running,
    caller,
    traceparent: _none,
    ...args
  }: Args): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const { isExpensive } = running.operation;
    return streamOf(this.options, { caller, isExpensive }, args, running.abort, running.end).catch(
      (error: unknown) => ({
        errors: [asGraphQLError(error)],
      }),
    );
  }

  /** Reports errors, except errors of a write to a client that has disconnected. */
  private readonly report = (error: unknown): void => {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ECONNRESET') this.options.report(error);
  };

  private show(error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError {
    return error instanceof GraphQLError ? this.options.show(error) : error;
  }
}

/** Sockets that have sent something since the last ping. */
const alive = new WeakSet<WebSocket>();
