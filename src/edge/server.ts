/** The HTTP server. It routes requests and responds to every error with a JSON body. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { noteRequest } from '../graphql/request-ids.js';
import { hasScope } from '../services/base/access.js';
import { bearerOf } from './authorization-header.js';
import { countUnsent, followUnsent, sendJson } from './answers.js';
import { isTracking, shareAcrossOrigins } from './cors.js';
import { ExportsRoute, isExport } from './exports-route.js';
import { FewerMessagesRoute, isFewerMessages } from './fewer-messages-route.js';
import { GraphqlRoute } from './graphql-route.js';
import { HooksRoute, isHook } from './hooks-route.js';
import { ImportsRoute, isImport } from './imports-route.js';
import { routeOf } from './metrics.js';
import type { EdgeOptions } from './options.js';
import { sendAsset, sendPage } from './pages.js';
import { answerRaw, ignoreErrors } from './raw-answer.js';
import { Pipelines } from './pipelines.js';
import type { Readiness } from './readiness.js';
import { HttpError, refuse } from './refusal.js';
import { identifyRequest, requestIdOfResponse } from './request-id.js';
import { admitNow } from './standing.js';
import { isSessionRoute, SessionRoute } from './session-route.js';
import { targetOf } from './target.js';
import { traceRequest } from './traced-requests.js';
import { TrackingRoute } from './tracking-route.js';

const STOP_WITHIN_MS = 5000;
const LINGER_MS = 2000;

export class HttpEdge {
  readonly server: Server;
  readonly pipelines = new Pipelines();
  private readonly graphql: GraphqlRoute;
  private readonly tracking: TrackingRoute;
  private readonly hooks: HooksRoute;
  private readonly fewer: FewerMessagesRoute;
  private readonly exports: ExportsRoute;
  private readonly imports: ImportsRoute;
  private readonly session: SessionRoute;

  constructor(private readonly options: EdgeOptions) {
    this.graphql = new GraphqlRoute(options);
    this.tracking = new TrackingRoute(options);
    this.hooks = new HooksRoute(options);
    this.fewer = new FewerMessagesRoute(options);
    this.exports = new ExportsRoute(options);
    this.imports = new ImportsRoute(options);
    this.session = new SessionRoute(options);
    this.server = createServer(
      {
        maxHeaderSize: 16 * 1024,
        requestTimeout: 60_000,
        headersTimeout: 10_000,
        connectionsCheckingInterval: 5000,
      },
      (req, res) => void this.handle(req, res),
    );
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      refuseBroken(error, socket, this.pipelines.owes(socket)),
    );
    const unexpected = new HttpError(417, 'EXPECTATION_UNSUPPORTED', 'the only expectation is 100-continue');
    this.server.on(
      'checkExpectation',
      (req: IncomingMessage, res: ServerResponse) => void this.handle(req, res, () => Promise.reject(unexpected)),
    );
    this.boundConnections();
  }

  /** Closes connections above the limit with an error, before reading anything from them. */
  private boundConnections(): void {
    this.pipelines.limit(this.server, (socket) => {
      ignoreErrors(socket);
      const refused = this.options.connections.take(socket);
      if (refused !== undefined) answerRaw(socket, 503, 'CONNECTIONS_TOO_MANY', refused);
      return refused === undefined;
    });
  }

  async start(port: number, host: string): Promise<number> {
    await this.graphql.start();
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.removeListener('error', reject);
        // Without this listener, a connection that cannot be accepted, for example because no file descriptor is free,
        // would terminate the process.
        this.server.on('error', this.options.report);
        resolve();
      });
    });
    return (this.server.address() as { port: number }).port;
  }

  /** Stops accepting requests and waits up to 5 seconds for running requests to finish. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.graphql.endStreams();
    this.server.closeIdleConnections();
    await Promise.race([closed, new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref())]);
    this.server.closeAllConnections();
    await this.graphql.stop();
  }

  /** Handles every request within a span. */
  private handle(
    req: IncomingMessage,
    res: ServerResponse,
    answer = (url: URL): Promise<void> => this.route(req, res, url),
  ): Promise<void> {
    const route = (): string => routeOf(targetOf(req.url)?.pathname ?? '');
    return traceRequest(this.options.tracer, [req, res], route, () => this.respond(req, res, answer));
  }

  /** Responds to a request and counts it in the metrics. */
  private async respond(req: IncomingMessage, res: ServerResponse, answer: (url: URL) => Promise<void>): Promise<void> {
    const begun = performance.now();
    ignoreErrors(res as unknown as Duplex);
    if (!this.pipelines.take(req, res)) return;
    followUnsent(req, res, this.options.unsent);
    identifyRequest(req, res);
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('referrer-policy', 'no-referrer');
    try {
      const url = targetOf(req.url);
      res.once('finish', () => {
        const route = url ? routeOf(url.pathname) : 'other';
        this.options.metrics.answered(route, res.statusCode, (performance.now() - begun) / 1000);
        closeUnread(req);
      });
      if (!url) throw new HttpError(400, 'TARGET_INVALID', 'the target of the request is not a path');
      if (!shareAcrossOrigins(req, res, url.pathname, this.options.allowedOrigins)) await answer(url);
    } catch (error) {
      noteRequest(error, requestIdOfResponse(res));
      refuse(res, error, this.options.show, req.headers.accept);
    }
    countUnsent(res);
  }

  /** Throws unless the token of a request may read the schema. */
  private async mustIntrospect(req: IncomingMessage): Promise<void> {
    const { tokens, nowMs } = this.options;
    const { principal } = await admitNow(this.options, tokens.verify(bearerOf(req), nowMs()));
    if (!hasScope(principal, 'introspect'))
      throw new HttpError(403, 'SCOPE_MISSING', 'this token lacks the scope introspect');
  }

  private async route(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { assets, metrics, readiness } = this.options;
    const path = url.pathname;
    if (path === '/healthz') return sendJson(res, 200, { status: 'ok' });
    if (path === '/readyz') return sendReadiness(res, readiness);
    if (path === '/metrics') {
      const { type, body } = await metrics.text();
      res.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
      return;
    }
    if (path === '/graphql') {
      if (req.method === 'GET' && (req.headers.accept ?? '').includes('text/html'))
        return sendPage(res, assets, '/graphiql.html');
      return this.graphql.handle(req, res, url);
    }
    if (path === '/schema.graphql') await this.mustIntrospect(req);
    if (isTracking(path)) return this.tracking.handle(req, res, url);
    if (isHook(path)) return this.hooks.handle(req, res, url);
    if (isFewerMessages(path)) return this.fewer.handle(req, res, url);
    if (isSessionRoute(path)) return this.session.handle(req, res, url);
    if (isExport(path)) return this.exports.handle(req, res, url);
    if (isImport(path)) return this.imports.handle(req, res, url);
    if (path === '/') return sendPage(res, assets, '/dashboard.html');
    if (!sendAsset(req, res, assets, path))
      throw new HttpError(404, 'PATH_UNKNOWN', 'nothing is served here; the API is at /graphql');
  }
}

function sendReadiness(res: ServerResponse, { reason, delayMs }: Readiness): void {
  if (reason === undefined) return sendJson(res, 200, { status: 'ready' });
  sendJson(res, 503, { status: 'not ready', reason, eventLoopDelayMs: Math.round(delayMs) });
}

/** Closes the connection of a request whose body was not read. The delay gives the client time to read the response. */
function closeUnread(req: IncomingMessage): void {
  if (req.complete) return;
  const timer = setTimeout(() => !req.complete && req.socket.destroy(), LINGER_MS).unref();
  req.once('close', () => clearTimeout(timer));
}

/** Responds to input that Node's HTTP parser rejected. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex, owes: boolean): void {
  ignoreErrors(socket);
  // While a response is being sent, the connection is closed without an error. The client would read the error as part
  // of that response.
  if (error.code === 'ECONNRESET' || !socket.writable || owes) socket.destroy();
  else if (error.code === 'HPE_HEADER_OVERFLOW')
    answerRaw(socket, 431, 'HEADERS_TOO_LARGE', 'the headers have at most 16 KiB');
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    answerRaw(socket, 408, 'REQUEST_TIMEOUT', 'the request did not arrive in time');
  else answerRaw(socket, 400, 'HTTP_MALFORMED', 'this is not HTTP');
}
