/** What the server knows about a WebSocket and its running operations. */
import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs } from 'graphql';
import type { Context as WsContext } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Principal } from '../services/base/access.js';
import type { Inbox } from './inbox.js';
import type { AdmittedOperation } from './operations.js';
import type { Receiving } from './receiving.js';
import type { Sending } from './sending.js';

/** A running operation and the function that ends it. */
export interface Running {
  readonly operation: AdmittedOperation;
  readonly abort: AbortController;
  readonly end: () => void;
}

export type Args = ExecutionArgs & {
  readonly running: Running;
  /** The caller that the token identifies. */
  readonly caller: Principal;
  /** The span of the client. Undefined for a subscription, which would keep the text in memory. */
  readonly traceparent: unknown;
};

export interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly receiving: Receiving;
  readonly sending: Sending;
  /** Running operations, including operations whose id has been reused. */
  readonly running: Set<Running>;
  /** Processes the messages of the socket in order. Undefined if the socket uses another protocol. */
  inbox?: Inbox;
  principal?: Principal;
  leave?: () => void;
  stopWatching?: () => void;
}

export type Ctx = WsContext<Record<string, unknown>, Extra>;
