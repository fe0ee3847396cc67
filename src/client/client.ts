/**
 * The typed client for Node and browsers. It takes documents compiled from schema/operations and returns typed results.
 * It retries requests after transient failures without repeating their effect, and it resumes interrupted
 * subscriptions.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import type { RefusalReason } from '../../schema/generated/operations.js';
import { StrataError, Unreachable, type ErrorShape } from './error.js';

export interface ClientOptions {
  /** The endpoint, e.g. `https://strata.example.com/graphql`. */
  readonly url: string;
  /**
   * A token, or a function that returns one. The function is called for every request and connection. In the server's
   * own web pages it may return undefined, and the browser then sends the session cookie.
   */
  readonly token: string | (() => string | undefined | Promise<string>);
  /**
   * Maximum number of retries of a request when the server is unreachable or overloaded. Defaults to 5; 0 disables
   * retries.
   */
  readonly retries?: number;
  /** The `fetch` function to use. Defaults to the function of the platform. */
  readonly fetch?: typeof fetch;
  /**
   * The WebSocket class to use. Defaults to the class of the platform or, if the Node version has none, to the class of
   * the `ws` package.
   */
  readonly webSocket?: unknown;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /**
   * Idempotency key of a mutation. By default, each call that may be retried gets a new key, so that a retry does not
   * repeat its effect. With null, no key is sent.
   */
  readonly idempotencyKey?: string | null;
}

export interface SubscribeOptions {
  readonly signal?: AbortSignal;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/**
 * WebSocket close codes after which a retry is useless, because the connection was rejected or a message is invalid.
 * They are the codes in `src/edge/close-codes.ts` that do not permit a retry.
 */
export const FINAL_CLOSES: ReadonlySet<number> = new Set([1008, 1009, 4400, 4401, 4403, 4406, 4409, 4429]);
/** Reasons of errors after which a subscription resumes from its last cursor. */
const RESUMABLE: ReadonlySet<RefusalReason> = new Set(['SUBSCRIBER_TOO_SLOW', 'SOCKET_OPERATIONS_TOO_MANY']);

export class StrataClient {
  private socket: Promise<Client> | undefined;
  private readonly subscriptions = new Set<AbortController>();

  constructor(private readonly options: ClientOptions) {}

  /**
   * Sends a query or mutation and returns its data. Throws `StrataError` with the server's code, or with `UNAVAILABLE`
   * if the server cannot be reached.
   */
  async request<R, V>(document: TypedDocumentNode<R, V>, variables: V, options: RequestOptions = {}): Promise<R> {
    const operation = operationOf(document);
    const wanted = this.options.retries ?? 5;
    // Without retries, a key would only make the server store a response that nobody reads.
    const own = wanted > 0 ? newKey() : null;
    const given = options.idempotencyKey === undefined ? own : options.idempotencyKey;
    const key = operation.operation === 'mutation' ? given : null;
    const body = JSON.stringify({
      query: print(document),
      operationName: operation.name?.value,
      variables,
      ...(key === null ? {} : { extensions: { idempotencyKey: key } }),
    });
    const retries = operation.operation === 'mutation' && key === null ? 0 : wanted;
    for (let attempt = 0; ; attempt++) {
      const error = await this.send<R>(body, options.signal);
      if (!(error instanceof StrataError)) return error.data;
      if (!error.transient || attempt >= retries) throw error;
      await pause(waitFor(attempt, error.retryAfterMs), options.signal);
    }
  }

  /**
   * Follows a subscription until it is cancelled. If the connection is lost, the server restarts or the client falls
   * behind, the subscription resumes from its last cursor (`after`), so that no item is missed or repeated. Throws
   * `StrataError` if the server rejects it. On `CURSOR_EXPIRED`, the caller should read the current state and subscribe
   * without a cursor.
   */
  async *subscribe<R, V>(
    document: TypedDocumentNode<R, V>,
    variables: V,
    { signal }: SubscribeOptions = {},
  ): AsyncGenerator<R, void, void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    if (signal?.aborted) return;
    signal?.addEventListener('abort', end, { once: true });
    this.subscriptions.add(over);
    try {
      yield* this.follow<R, V>(document, variables, over.signal);
    } finally {
      signal?.removeEventListener('abort', end);
      this.subscriptions.delete(over);
    }
  }

  /** Follows a subscription over any number of connections, until the signal is aborted. */
  private async *follow<R, V>(
    document: TypedDocumentNode<R, V>,
    variables: V,
    signal: AbortSignal,
  ): AsyncGenerator<R, void, void> {
    let after: string | undefined;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const live = await this.live();
      if (signal.aborted) return;
      const items = live.iterate<Record<string, unknown>>({
        query: print(document),
        variables: { ...variables, ...(after === undefined ? {} : { after }) },
      });
      const stop = (): void => void items.return?.();
      signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const { data, errors } of items) {
          if (errors) throw new StrataError(errors as readonly ErrorShape[]);
          attempt = 0;
          after = cursorOf(data) ?? after;
          yield data as R;
        }
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = asError(thrown);
        if (!error.transient && !(RESUMABLE.has(error.reason) && after !== undefined)) throw error;
        await pause(waitFor(attempt), signal).catch(() => undefined);
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
    }
  }

  /** Ends every subscription and closes the connection. A later call of a method opens a new one. */
  async close(): Promise<void> {
    // The subscriptions end first, because a connection that is still opening would otherwise send them while it closes.
    for (const subscription of this.subscriptions) subscription.abort();
    const closing = this.socket;
    this.socket = undefined;
    try {
      await (await closing)?.dispose();
    } catch {
      // A connection that was never open has nothing to close.
    }
  }

  private async send<R>(body: string, signal: AbortSignal | undefined): Promise<{ readonly data: R } | StrataError> {
    let res: Response;
    let answer: { data?: R; errors?: readonly ErrorShape[] } | undefined;
    try {
      res = await (this.options.fetch ?? fetch)(this.options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await this.credentials()) },
        body,
        signal: signal ?? null,
      });
      answer = parsed(await res.text()) as typeof answer;
    } catch (error) {
      if (signal?.aborted) throw error;
      return new Unreachable(`the server at ${this.options.url} cannot be reached`);
    }
    if (Array.isArray(answer?.errors))
      return new StrataError(answer.errors, Number(res.headers.get('retry-after') ?? 0) * 1000);
    return answer?.data ? { data: answer.data } : noAnswer(this.options.url, res.status);
  }

  /**
   * Returns the headers that authenticate a request. Without a token, the browser adds the session cookie, which the
   * server accepts only with the header `x-strata-request`.
   */
  private async credentials(): Promise<Record<string, string>> {
    const { token } = this.options;
    const given = typeof token === 'string' ? token : await token();
    return given === undefined ? { 'x-strata-request': '1' } : { authorization: `Bearer ${given}` };
  }

  private live(): Promise<Client> {
    this.socket ??= (async () =>
      createClient({
        url: this.options.url.replace(/^http/, 'ws'),
        webSocketImpl: this.options.webSocket ?? globalThis.WebSocket ?? (await nodeWebSocket()),
        connectionParams: () => this.credentials(),
        retryAttempts: 0,
        lazy: true,
      }))();
    return this.socket;
  }
}

/**
 * Returns the WebSocket class of the `ws` package, because Node before version 22 has none. Bundlers for browsers leave
 * the package out.
 */
async function nodeWebSocket(): Promise<unknown> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ 'ws')).WebSocket;
  } catch {
    throw new Error('subscriptions need a WebSocket: use Node 22, install the package ws, or pass `webSocket`');
  }
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((d) => d.kind === 'OperationDefinition') as OperationDefinitionNode;
}

/** Parses JSON. Returns undefined if the text is not JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * Returns the error for a response that is not GraphQL. The cause is either transient (a proxy responded because the
 * server is down) or a wrong URL.
 */
function noAnswer(url: string, status: number): StrataError {
  if (status >= 500 || status === 429) return new Unreachable(`the server at ${url} cannot be reached`);
  return new StrataError([
    {
      message: `${url} responds with HTTP ${status} and not with GraphQL; the address of the API ends in /graphql`,
      extensions: { code: 'NOT_FOUND', reason: 'PATH_UNKNOWN' },
    },
  ]);
}

/** Returns the cursor of a subscription item, from which the subscription can resume. */
function cursorOf(data: Record<string, unknown> | null | undefined): string | undefined {
  const [item] = Object.values(data ?? {});
  const cursor = (item as { cursor?: unknown } | undefined)?.cursor;
  return typeof cursor === 'string' ? cursor : undefined;
}

/**
 * Converts a thrown value to a `StrataError`. GraphQL errors keep their content. Any other value means that the
 * connection was lost.
 */
function asError(thrown: unknown): StrataError {
  if (thrown instanceof StrataError) return thrown;
  if (Array.isArray(thrown)) return new StrataError(thrown as ErrorShape[]);
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === 'number' && FINAL_CLOSES.has(code)) return closed(code, (thrown as { reason?: unknown }).reason);
  return new Unreachable('the connection was lost');
}

/**
 * Returns the error for a connection that the server closed permanently. An example of a close reason is
 * `TOKEN_EXPIRED: the token has expired`.
 */
function closed(code: number, said: unknown): StrataError {
  const [, reason, message] = /^((?:TOKEN|SESSION)_[A-Z_]+): (.+)$/.exec(typeof said === 'string' ? said : '') ?? [];
  if (code === 4403)
    return new StrataError([
      {
        message: message ?? 'the server does not accept this token',
        extensions: { code: 'UNAUTHENTICATED', reason: (reason as RefusalReason | undefined) ?? 'TOKEN_INVALID' },
      },
    ]);
  return new StrataError([
    {
      message: 'the server refuses this connection',
      extensions: { code: 'BAD_USER_INPUT', reason: 'CONNECTION_REFUSED' },
    },
  ]);
}

/**
 * Returns the wait before a retry, in ms. The wait grows exponentially. Random jitter prevents many clients from
 * reconnecting at the same time. The wait is never shorter than `atLeastMs`, which the server requested.
 */
function waitFor(attempt: number, atLeastMs = 0): number {
  return Math.max(atLeastMs, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random() / 2));
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    }
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Returns a new idempotency key. Browsers lack `randomUUID` on insecure origins, so the key is made of random bytes.
 */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}
