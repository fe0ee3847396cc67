/** Serves GraphQL over HTTP at `/graphql`, with the same document checks as over WebSocket. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { OperationTypeNode } from 'graphql';
import { withinSize } from '../graphql/answer-size.js';
import { operationContext, type Context } from '../graphql/context.js';
import { shownErrors } from '../graphql/errors.js';
import { noteRequest } from '../graphql/request-ids.js';
import type { Principal } from '../services/base/access.js';
import { invalid, limit } from '../services/base/errors.js';
import { once, type KeyedAnswer } from '../services/base/idempotency.js';
import type { Tracer } from '../tracing/tracer.js';
import { ANSWER_TYPES, answerType, EVENT_STREAM, takesEventStream, type AnswerType } from './accept.js';
import { outboxOf, sendText } from './answers.js';
import { MAX_BODY, readJson } from './body.js';
import type { HeldBytes } from './byte-budget.js';
import { callerOf, PAGE_HEADER } from './callers.js';
import { holderOf, subjectOf } from './holders.js';
import { sendAsStream } from './event-stream-format.js';
import { EventStreams } from './event-streams.js';
import { MAX_JSON_DEPTH, shapeOf } from './json.js';
import { admitOperation, type AdmittedOperation } from './operations.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { requestIdOfResponse } from './request-id.js';
import { traceErrors, traceOperation } from './traced-requests.js';

interface Body {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: { readonly idempotencyKey?: unknown } | null;
}

/**
 * An accepted request, with the caller, the bytes that are reserved for the body, and the media type of the response.
 */
interface Asked {
  readonly caller: Principal;
  readonly held: HeldBytes;
  readonly type: AnswerType;
}

/** Attaches the ids of the request and of its trace to each error, so that the log contains all. */
const notesRequests = (tracer: Tracer): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ contextValue, errors }) => {
        const { requestId } = contextValue;
        traceErrors(tracer.current, errors);
        if (requestId !== undefined) for (const error of errors) noteRequest(error.originalError ?? error, requestId);
        return Promise.resolve();
      },
    }),
});

/** Replaces a result that is too large with one error. */
const boundsAnswers = (show: EdgeOptions['show']): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ contextValue, response: { body } }) => {
        if (body.kind === 'single' && contextValue.answerSize.isOver) {
          const { data, errors } = withinSize({}, contextValue);
          body.singleResult = { data: data!, errors: errors!.map(show) };
        }
        return Promise.resolve();
      },
    }),
});

export class GraphqlRoute {
  private readonly apollo: ApolloServer<Context>;
  private readonly streams: EventStreams;

  constructor(private readonly options: EdgeOptions) {
    this.streams = new EventStreams(options);
    const { schema, gate, report, show } = options;
    this.apollo = new ApolloServer<Context>({
      schema,
      introspection: true, // the gate requires the scope
      // This route requires one of these headers. A page of another origin cannot send them without a preflight
      // request.
      csrfPrevention: { requestHeaders: ['authorization', PAGE_HEADER] },
      persistedQueries: false,
      // The gate has already parsed and validated the document. Apollo parses it again only if it is not in the cache
      // of the gate.
      documentStore: {
        get: (key) => Promise.resolve(gate.validated(key.slice(key.lastIndexOf(':') + 1))?.document),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(false),
      },
      allowBatchedHttpRequests: false,
      hideSchemaDetailsFromClientErrors: true,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      parseOptions: { maxTokens: 4000 },
      plugins: [ApolloServerPluginCacheControlDisabled(), notesRequests(options.tracer), boundsAnswers(show)],
      formatError: (_formatted, error) => show(error),
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (m) => report(m) },
    });
  }

  start(): Promise<void> {
    return this.apollo.start();
  }

  stop(): Promise<void> {
    return this.apollo.stop();
  }

  /** Ends all event streams, because subscriptions do not end by themselves. */
  endStreams(): void {
    this.streams.stop();
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    if (req.method !== 'POST' && req.method !== 'GET') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const { bodies } = this.options;
    // The token or session is verified first, so the body of an unauthenticated caller is never read.
    const caller = await callerOf(this.options, req);
    outboxOf(res).passTo(holderOf(caller));
    // The Accept header is checked before execution. Otherwise, a mutation could take effect and then be reported as
    // rejected.
    const type = answerType(req.headers.accept);
    if (type === undefined)
      throw new HttpError(
        406,
        'ACCEPT_UNSUPPORTED',
        'nothing was done: accept application/json, application/graphql-response+json or text/event-stream',
      );
    const held = bodies.open(holderOf(caller));
    try {
      await this.operation(req, res, url, { caller, held, type });
    } finally {
      held.release();
    }
  }

  private async operation(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    { caller, held, type }: Asked,
  ): Promise<void> {
    let body: Body =
      req.method === 'POST'
        ? await bodyOf(req, held, () => this.options.turns.take(subjectOf(caller), 0))
        : {
            query: url.searchParams.get('query'),
            operationName: url.searchParams.get('operationName'),
            variables: parsed(url.searchParams.get('variables')),
          };
    const operation = await admitOperation(this.options, caller, {
      ...body,
      idempotencyKey: req.headers['idempotency-key'] ?? body.extensions?.idempotencyKey,
    }).finally(() => showAllowance(res, this.options.admission.allowance(caller)));
    try {
      if (operation.type === OperationTypeNode.SUBSCRIPTION) {
        if (!takesEventStream(req.headers.accept))
          throw new HttpError(
            400,
            'SUBSCRIPTION_NEEDS_WEBSOCKET',
            'a subscription is sent over WebSocket (graphql-transport-ws), or returned as an event stream (Accept: text/event-stream)',
          );
        // A running subscription no longer needs the body, so its bytes are released here.
        held.release();
        const { operationName } = body;
        body = {};
        await this.streams.answer(req, res, caller, operationName as string | undefined, operation);
        return;
      }
      if (req.method === 'GET' && operation.type === OperationTypeNode.MUTATION)
        throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'a mutation is sent with POST');
      await traceOperation(this.options.tracer, operation.definition, { kind: 'INTERNAL' }, () =>
        this.answer(req, res, url, body, { ...operation, answeredIn: type }),
      );
    } finally {
      operation.leave();
    }
  }

  private async answer(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    body: Body,
    {
      principal,
      room,
      keyed,
      misfits,
      variables,
      type: kind,
      answeredIn,
    }: AdmittedOperation & { readonly answeredIn: AnswerType },
  ): Promise<void> {
    const { api } = this.options;
    const sent = misfits.size === 0 ? body : { ...body, variables };
    const asStream = answeredIn === EVENT_STREAM;
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(req.headers))
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    // Apollo receives exactly one supported type. Otherwise, it could reject the Accept header after the operation has
    // run.
    headers.set('accept', asStream ? ANSWER_TYPES[0] : answeredIn);
    const signal = kind === OperationTypeNode.QUERY ? untilClosed(res) : undefined;
    const execute = async (as: Principal): Promise<KeyedAnswer & { readonly type: string }> => {
      const done = await this.apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: req.method!,
          headers,
          search: url.search,
          body: req.method === 'POST' ? sent : undefined,
        },
        context: () =>
          Promise.resolve(operationContext(api, as, room, { misfits, signal, requestId: requestIdOfResponse(res) })),
      });
      if (done.body.kind !== 'complete') throw new Error('an operation is returned whole');
      const type = done.headers.get('content-type') ?? 'application/json; charset=utf-8';
      // Errors of an operation are reported in the body. HTTP status 400 is used only with
      // application/graphql-response+json.
      if (done.status !== 400) return { status: done.status ?? 200, body: done.body.string, type };
      const refused = JSON.parse(done.body.string) as { readonly errors: readonly unknown[] };
      return {
        status: type.startsWith('application/json') ? 200 : 400,
        body: JSON.stringify({ ...refused, errors: shownErrors(refused) }),
        type,
      };
    };
    const answer = keyed
      ? {
          type: 'application/json; charset=utf-8',
          ...(await once(api.services, principal, keyed.key, keyed.hash, execute)),
        }
      : await execute(principal);
    if (asStream) sendAsStream(res, answer.body);
    else sendText(res, answer.status, answer.body, { 'content-type': answer.type });
  }
}

/** Returns a signal that aborts the reads of a query when the client disconnects. Mutations have no such signal. */
function untilClosed(res: ServerResponse): AbortSignal {
  const abort = new AbortController();
  res.once('close', () => abort.abort());
  if (res.destroyed) abort.abort();
  return abort.signal;
}

/** Reads and checks the JSON body of a POST request. */
async function bodyOf(req: IncomingMessage, held: HeldBytes, turn: () => Promise<void>): Promise<Body> {
  const value = await readJson(req, MAX_BODY, held, turn);
  if (Array.isArray(value))
    throw new HttpError(400, 'BODY_SHAPE_INVALID', 'send one operation per request, not an array');
  if (value === null || typeof value !== 'object')
    throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the body is an object with `query`');
  const { extensions } = value as Body;
  if (extensions !== undefined && (typeof extensions !== 'object' || Array.isArray(extensions)))
    throw new HttpError(400, 'BODY_SHAPE_INVALID', '`extensions` is an object');
  return value;
}

function parsed(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  if (shapeOf(text, MAX_JSON_DEPTH).deep)
    throw limit('JSON_TOO_DEEP', `variables nest at most ${MAX_JSON_DEPTH} levels`, 'variables');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('VARIABLES_INVALID', '`variables` is JSON');
  }
}
