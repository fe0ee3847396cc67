/**
 * Serves subscriptions as event streams, according to the distinct connections mode of "GraphQL over Server-Sent
 * Events". The id of an event is its cursor. A client that sends `Last-Event-ID` resumes after that event.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { operationContext } from '../graphql/context.js';
import { asGraphQLError, shownResult } from '../graphql/errors.js';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { outboxOf } from './answers.js';
import { TOKEN_EXPIRED, whenExpired } from './expiry.js';
import type { AdmittedOperation } from './operations.js';
import type { EdgeOptions } from './options.js';
import { COMMENT, COMPLETE, nextEvent, openStream } from './event-stream-format.js';
import { HttpError } from './refusal.js';
import { streamOf } from './subscriptions.js';

/** Interval of the comments that prevent proxies from closing an idle stream, in milliseconds. */
const PING_MS = 12_000;
export class EventStreams {
  private readonly running = new Set<AbortController>();
  private stopping = false;

  constructor(private readonly options: EdgeOptions) {
    options.metrics.gauge('strata_event_streams', 'Open event streams.', () => this.running.size);
  }

  /** Streams a subscription until it ends or its client disconnects. */
  async answer(
    req: IncomingMessage,
    res: ServerResponse,
    caller: Principal,
    operationName: string | undefined,
    operation: AdmittedOperation,
  ): Promise<void> {
    const { api, connections, nowMs, schema } = this.options;
    const leave = connections.takeSocket(operation.principal);
    if (!leave)
      throw new HttpError(503, 'SOCKETS_TOO_MANY', `at most ${connections.socketsPerSubject} sockets of a subject`);
    const abort = new AbortController();
    this.running.add(abort);
    const { document, id } = resumable(schema, operation.document, lastEventId(req));
    const end = (): void => abort.abort();
    res.once('close', end);
    // If the client left while its operation was being admitted, `close` was emitted already and does not recur.
    if (res.destroyed) end();
    let expired = false;
    const stopWatching = whenExpired(caller.expiresAt, nowMs, () => {
      expired = true;
      end();
    });
    try {
      let position: string | undefined;
      const { principal, room, misfits, variables: variableValues } = operation;
      const contextValue = operationContext(api, principal, room, { signal: abort.signal, misfits });
      const args = { schema, document, operationName, variableValues, contextValue };
      const results = await streamOf(
        this.options,
        { caller, isExpensive: operation.isExpensive },
        args,
        abort,
        end,
        (item) => (position = item.position),
      );
      openStream(res);
      const stream = new Writing(res, abort.signal);
      let failure: unknown;
      try {
        if (Symbol.asyncIterator in results)
          for await (const result of results)
            await stream.write(
              this.next(result, id && position ? api.cursors.issue(caller.workspace, position) : undefined),
            );
        else await stream.write(this.next(results));
      } catch (error) {
        failure = error;
      }
      if (expired) failure = new ServiceError('TOKEN_EXPIRED', TOKEN_EXPIRED);
      if (failure !== undefined) await stream.write(this.next({ errors: [asGraphQLError(failure)] }));
      stream.end(!this.stopping);
    } finally {
      stopWatching();
      res.off('close', end);
      end();
      leave();
      this.running.delete(abort);
    }
  }

  /** Ends every stream without the `complete` event, so that clients reconnect to another server. */
  stop(): void {
    this.stopping = true;
    for (const abort of this.running) abort.abort();
  }

  private next(result: ExecutionResult, id?: string): string {
    const shown = shownResult(result, this.options.show);
    return `${id === undefined ? '' : `id: ${id}\n`}${nextEvent(JSON.stringify(shown))}`;
  }
}

/** Writes text to one client at the speed at which the client reads, until the signal ends the stream. */
class Writing {
  private readonly pings: NodeJS.Timeout;

  constructor(
    private readonly res: ServerResponse,
    private readonly signal: AbortSignal,
  ) {
    this.pings = setInterval(() => this.ping(), PING_MS).unref();
    res.once('close', () => clearInterval(this.pings));
    // Some browsers treat a stream as open only after its first bytes, so a comment is sent immediately.
    res.write(COMMENT);
  }

  async write(text: string): Promise<void> {
    const { res, signal } = this;
    if (res.destroyed || res.write(text) || signal.aborted) return;
    const outbox = outboxOf(res);
    const bytes = res.writableLength;
    outbox.add(bytes);
    await once(res, 'drain', { signal }).catch(() => undefined);
    outbox.take(bytes);
  }

  /** Ends the response. Without the `complete` event, the client reconnects. */
  end(complete: boolean): void {
    clearInterval(this.pings);
    this.res.end(complete ? COMPLETE : undefined);
  }

  private ping(): void {
    if (!this.res.writableNeedDrain) this.res.write(COMMENT);
  }
}

/** Returns the id of the last event that a client received. An invalid cursor is rejected later, when it is decoded. */
function lastEventId({ headers }: IncomingMessage): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Returns the document with the argument `after` set to the cursor, and whether the subscription supports cursors. */
function resumable(
  schema: GraphQLSchema,
  document: DocumentNode,
  cursor: string | undefined,
): { readonly document: DocumentNode; readonly id: boolean } {
  const info = new TypeInfo(schema);
  let id = false;
  const resumed = visit(
    document,
    visitWithTypeInfo(info, {
      Field(node): FieldNode | undefined {
        const isRoot = info.getParentType() === schema.getSubscriptionType();
        if (!isRoot || !info.getFieldDef()?.args.some((a) => a.name === 'after')) return undefined;
        id = true;
        return cursor === undefined ? undefined : withAfter(node, cursor);
      },
    }),
  );
  return { document: resumed, id };
}

function withAfter(node: FieldNode, cursor: string): FieldNode {
  const others = (node.arguments ?? []).filter((a) => a.name.value !== 'after');
  const after = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'after' },
    value: { kind: Kind.STRING, value: cursor },
  } as const;
  return { ...node, arguments: [...others, after] };
}
