/** HTTP: GraphQL at /graphql, tracking calls at /v1, the pages for browsers, health; JSON bodies for every error. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { getOperationAST, type GraphQLSchema } from 'graphql';
import { operationContext, type Api, type Context } from '../graphql/context.js';
import { toPublicError } from '../graphql/errors.js';
import { codeOf, type Reason } from '../reasons/index.js';
import { invalid } from '../services/errors.js';
import { idempotencyKey, once, requestHash, type KeyedAnswer } from '../services/idempotency.js';
import { admit } from '../services/partners.js';
import { track } from '../services/tracking.js';
import type { Admission } from './admission.js';
import type { Principal } from '../services/access.js';
import type { Assets } from './assets.js';
import { type Metrics, routeOf } from './metrics.js';
import { Gate } from './operations.js';
import { bearer, type Tokens } from './tokens.js';

export const MAX_BODY = 1024 * 1024;
/** Batches of tracking clients are larger. */
const MAX_TRACKING_BODY = 8 * 1024 * 1024;
const TRACKING_CALLS = new Set(['identify', 'track', 'page', 'screen', 'alias', 'group']);
const BODY_TIMEOUT_MS = 20_000;

export interface EdgeOptions {
  readonly schema: GraphQLSchema;
  readonly api: Api;
  readonly tokens: Tokens;
  readonly assets: Assets;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
  readonly ready: () => boolean;
  readonly allowedOrigins: readonly string[];
  readonly admission: Admission;
  readonly metrics: Metrics;
}

/** A refusal of the HTTP request itself, with the status it is answered with. */
class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

export class HttpEdge {
  readonly server: Server;
  private readonly apollo: ApolloServer<Context>;
  private readonly gate = new Gate();

  constructor(private readonly o: EdgeOptions) {
    this.apollo = new ApolloServer<Context>({
      schema: o.schema,
      introspection: true, // asked for by scope in the gate
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      hideSchemaDetailsFromClientErrors: true,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      parseOptions: { maxTokens: 4000 },
      plugins: [ApolloServerPluginCacheControlDisabled()],
      formatError: (_formatted, error) => toPublicError(error, o.report),
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (m) => o.report(m) },
    });
    this.server = createServer(
      { maxHeaderSize: 16 * 1024, requestTimeout: 60_000, headersTimeout: 10_000 },
      (req, res) => void this.handle(req, res),
    );
  }

  async start(port: number, host: string): Promise<number> {
    await this.apollo.start();
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.removeListener('error', reject);
        resolve();
      });
    });
    return (this.server.address() as { port: number }).port;
  }

  /** Stops taking requests and lets the running ones end. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    await Promise.race([closed, new Promise<void>((resolve) => setTimeout(resolve, 5000).unref())]);
    this.server.closeAllConnections();
    await this.apollo.stop();
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const begun = performance.now();
    try {
      const url = new URL(req.url ?? '/', 'http://strata');
      res.once('finish', () =>
        this.o.metrics.answered(routeOf(url.pathname), res.statusCode, (performance.now() - begun) / 1000),
      );
      if (url.pathname === '/healthz') return json(res, 200, { status: 'ok' });
      if (url.pathname === '/readyz')
        return json(res, this.o.ready() ? 200 : 503, { status: this.o.ready() ? 'ready' : 'not ready' });
      if (url.pathname === '/metrics') {
        const { type, body } = await this.o.metrics.text();
        res.writeHead(200, { 'content-type': type }).end(body);
        return;
      }
      if (url.pathname === '/graphql') {
        if (req.method === 'GET' && (req.headers.accept ?? '').includes('text/html'))
          return this.page(res, '/graphiql.html');
        const leave = this.o.admission.begin();
        try {
          return await this.graphql(req, res, url);
        } finally {
          leave();
        }
      }
      if (url.pathname.startsWith('/v1/')) {
        const leave = this.o.admission.begin();
        try {
          return await this.tracking(req, res, url.pathname.slice(4));
        } finally {
          leave();
        }
      }
      if (url.pathname === '/') return this.page(res, '/dashboard.html');
      const asset = this.o.assets.find(url.pathname);
      if (asset && req.method === 'GET') {
        const small = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
        res
          .writeHead(200, {
            'content-type': asset.type,
            'cache-control': 'public, max-age=3600',
            vary: 'accept-encoding',
            ...(small ? { 'content-encoding': 'gzip' } : {}),
          })
          .end(small ? asset.compressed() : asset.body);
        return;
      }
      throw new HttpError(404, 'PATH_UNKNOWN', 'nothing is served here; the API is at /graphql');
    } catch (error) {
      this.fail(res, error);
    }
  }

  private fail(res: ServerResponse, error: unknown): void {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (error instanceof HttpError)
      return json(res, error.status, {
        errors: [{ message: error.message, extensions: { code: codeOf(error.reason), reason: error.reason } }],
      });
    const shown = toPublicError(error, this.o.report);
    const { code } = shown.extensions;
    const status =
      code === 'UNAUTHENTICATED'
        ? 401
        : code === 'INTERNAL_SERVER_ERROR'
          ? 500
          : code === 'UNAVAILABLE'
            ? 503
            : code === 'RATE_LIMITED'
              ? 429
              : code === 'IDEMPOTENCY_KEY_REUSED'
                ? 422
                : 400;
    json(
      res,
      status,
      { errors: [shown] },
      code === 'UNAUTHENTICATED'
        ? { 'www-authenticate': 'Bearer' }
        : status === 503 || status === 429
          ? { 'retry-after': '1' }
          : {},
    );
  }

  /** The tracking format that clients of other systems speak; the write key is a token, given as basic authentication. */
  private async tracking(req: IncomingMessage, res: ServerResponse, call: string): Promise<void> {
    const one = TRACKING_CALLS.has(call);
    if (!one && call !== 'batch' && call !== 'import')
      throw new HttpError(
        404,
        'PATH_UNKNOWN',
        'the tracking calls are identify, track, page, screen, alias, group and batch',
      );
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const basic = /^Basic ([A-Za-z\d+/=_-]+)$/i.exec(req.headers.authorization ?? '')?.[1];
    const caller = this.o.tokens.verify(
      basic === undefined
        ? bearer(req.headers.authorization)
        : Buffer.from(basic, 'base64')
            .toString('utf8')
            .replace(/:[^:]*$/, ''),
      this.o.nowMs(),
    );
    this.o.admission.charge(caller);
    // Some clients name no type, or another; nothing here acts on a cookie.
    const body = (await parseJson(req, MAX_TRACKING_BODY)) as { batch?: unknown; sentAt?: unknown } | null;
    const messages = one ? [{ ...body, type: call }] : body?.batch;
    if (!Array.isArray(messages))
      throw new HttpError(400, 'BODY_SHAPE_INVALID', 'a batch is an object with a list `batch`');
    const { principal } = await admit(this.o.api.services, caller);
    const tracked = await track(this.o.api.services, principal, messages);
    json(res, 200, { success: true, ...tracked });
  }

  private page(res: ServerResponse, path: string): void {
    const page = this.o.assets.find(path)!;
    res
      .writeHead(200, {
        'content-type': page.type,
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:",
      })
      .end(page.body);
  }

  private async graphql(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    if (req.method !== 'POST' && req.method !== 'GET') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const body = req.method === 'POST' ? await this.body(req) : undefined;
    const caller = this.o.tokens.verify(bearer(req.headers.authorization), this.o.nowMs());
    this.o.admission.charge(caller);
    const { query, operationName, variables } = body ?? {
      query: url.searchParams.get('query'),
      operationName: url.searchParams.get('operationName'),
      variables: parsed(url.searchParams.get('variables')),
    };
    const admitted = this.gate.check(caller, query, operationName, variables);
    if (
      req.method === 'GET' &&
      admitted.document.definitions.some((d) => d.kind === 'OperationDefinition' && d.operation !== 'query')
    )
      throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'a mutation is sent with POST');

    const { principal, room } = await admit(this.o.api.services, caller);
    const headers = new HeaderMap();
    for (const [k, v] of Object.entries(req.headers))
      if (v !== undefined) headers.set(k, Array.isArray(v) ? v.join(', ') : v);
    const execute = (as: Principal): ReturnType<typeof this.apollo.executeHTTPGraphQLRequest> =>
      this.apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: req.method!, headers, search: url.search, body },
        context: () => Promise.resolve(operationContext(this.o.api, as, room)),
      });
    const key = idempotencyKey(req.headers['idempotency-key'] ?? body?.extensions?.idempotencyKey);
    if (
      key !== undefined &&
      getOperationAST(admitted.document, operationName as string | undefined)?.operation === 'mutation'
    ) {
      const { status, body: text } = await once(
        this.o.api.services,
        principal,
        key,
        requestHash(query as string, operationName, variables),
        async (as): Promise<KeyedAnswer> => {
          const done = await execute(as);
          if (done.body.kind !== 'complete') throw new Error('a mutation is answered whole');
          return { status: done.status ?? 200, body: done.body.string };
        },
      );
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
      return;
    }
    const answer = await execute(principal);
    for (const [k, v] of answer.headers) res.setHeader(k, v);
    res.statusCode = answer.status ?? 200;
    if (answer.body.kind === 'complete') {
      res.end(answer.body.string);
      return;
    }
    for await (const chunk of answer.body.asyncIterator) res.write(chunk);
    res.end();
  }

  /** The parsed JSON body of a POST. */
  private async body(req: IncomingMessage): Promise<{
    query?: unknown;
    operationName?: unknown;
    variables?: unknown;
    extensions?: { idempotencyKey?: unknown } | null;
  }> {
    const value = await readJson(req, MAX_BODY);
    if (Array.isArray(value))
      throw new HttpError(400, 'BODY_SHAPE_INVALID', 'send one operation per request, not an array');
    if (value === null || typeof value !== 'object')
      throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the body is an object with `query`');
    return value;
  }
}

function tooLarge(most: number): HttpError {
  return new HttpError(413, 'BODY_TOO_LARGE', `a body has at most ${most} bytes; send less at a time`);
}

async function readJson(req: IncomingMessage, most: number): Promise<unknown> {
  checkType(req);
  return parseJson(req, most);
}

/** A browser sends other types without asking first. */
function checkType(req: IncomingMessage): void {
  const type = (req.headers['content-type'] ?? '').toLowerCase();
  if (!/^application\/(json|graphql\+json)\s*(;|$)/.test(type))
    throw new HttpError(415, 'CONTENT_TYPE_UNSUPPORTED', 'send JSON with content-type application/json');
  const charset = /charset\s*=\s*"?([^\s;"]+)/.exec(type)?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new HttpError(415, 'CHARSET_UNSUPPORTED', 'send JSON in UTF-8');
}

async function parseJson(req: IncomingMessage, most: number): Promise<unknown> {
  if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const bytes = await readBody(req, most);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, 'BODY_SYNTAX', 'the body is not JSON');
  }
}

function readBody(req: IncomingMessage, most: number): Promise<Buffer> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity')
    throw new HttpError(415, 'CONTENT_ENCODING_UNSUPPORTED', 'content-encoding may be gzip');
  const stream = encoding === 'gzip' ? req.pipe(createGunzip()) : req;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(
      () => stop(new HttpError(408, 'BODY_TIMEOUT', 'the body did not arrive in time')),
      BODY_TIMEOUT_MS,
    );
    const stop = (error: Error): void => {
      clearTimeout(timer);
      req.unpipe();
      req.resume();
      reject(error);
    };
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) stop(tooLarge(most));
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    stream.on('error', () => stop(new HttpError(400, 'BODY_UNREADABLE', 'the body could not be read')));
    if (stream !== req)
      req.on('error', () => stop(new HttpError(400, 'BODY_UNREADABLE', 'the body could not be read')));
  });
}

function parsed(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('VARIABLES_INVALID', '`variables` is JSON');
  }
}

function json(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  res
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}
