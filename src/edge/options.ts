/** Dependencies of the HTTP and WebSocket servers. */
import type { GraphQLSchema } from 'graphql';
import type { Api } from '../graphql/context.js';
import type { PublicError } from '../graphql/errors.js';
import type { IdentityProvider } from '../services/base/services.js';
import type { Tracer } from '../tracing/tracer.js';
import type { Admission } from './admission.js';
import type { Assets } from './assets.js';
import type { ByteBudget } from './byte-budget.js';
import type { Connections } from './connections.js';
import type { Gate } from './document-gate.js';
import type { KeptRequests } from './kept-requests.js';
import type { Metrics } from './metrics.js';
import type { Readiness } from './readiness.js';
import type { SignInAttempts } from './sign-in-attempts.js';
import type { SignInState } from './sign-in-state.js';
import type { InvalidKeyLimit } from './invalid-key-limit.js';
import type { Tokens } from './tokens.js';
import type { MainThreadTurns } from './main-thread-turns.js';
import type { Unsent } from './unsent.js';

export interface EdgeOptions {
  readonly schema: GraphQLSchema;
  readonly api: Api;
  readonly tokens: Tokens;
  readonly assets: Assets;
  readonly nowMs: () => number;
  /** Called with every unexpected error. */
  readonly report: (error: unknown, requestId?: string) => void;
  /** Converts an error for clients and counts it. Reports it if it is unexpected. */
  readonly show: (error: unknown) => PublicError;
  readonly readiness: Readiness;
  readonly allowedOrigins: readonly string[];
  readonly admission: Admission;
  readonly gate: Gate;
  readonly turns: MainThreadTurns;
  readonly connections: Connections;
  readonly invalidKeys: InvalidKeyLimit;
  readonly signInAttempts: SignInAttempts;
  /** Signs the cookie that stores the state of a sign-in at the OpenID provider. */
  readonly signInState: SignInState;
  /** OpenID provider at which users sign in, if one is configured. */
  readonly identityProvider: IdentityProvider | undefined;
  /** Byte budget for bodies and messages that are being received or processed. */
  readonly bodies: ByteBudget;
  /** Counts the memory for the requests of running subscriptions. */
  readonly subscriptions: KeptRequests;
  /** Counts the bytes that clients have not read yet, over HTTP and WebSocket together. */
  readonly unsent: Unsent;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}
