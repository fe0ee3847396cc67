/** What both doors are built from. */
import type { GraphQLSchema } from 'graphql';
import type { Api } from '../graphql/context.js';
import type { Places } from '../live/places.js';
import type { Admission } from './admission.js';
import type { Assets } from './assets.js';
import type { ByteBudget } from './byte-budget.js';
import type { Connections } from './connections.js';
import type { Gate } from './gate.js';
import type { KeptRequests } from './kept-requests.js';
import type { Metrics } from './metrics.js';
import type { Strangers } from './strangers.js';
import type { Tokens } from './tokens.js';
import type { Turns } from './turns.js';
import type { Unsent } from './unsent.js';

export interface EdgeOptions {
  readonly schema: GraphQLSchema;
  readonly api: Api;
  readonly tokens: Tokens;
  readonly assets: Assets;
  readonly nowMs: () => number;
  /** Gets every unexpected error. */
  readonly report: (error: unknown) => void;
  readonly ready: () => boolean;
  readonly allowedOrigins: readonly string[];
  readonly admission: Admission;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly connections: Connections;
  readonly strangers: Strangers;
  /** Bodies and messages that are being received or worked on. */
  readonly bodies: ByteBudget;
  /** Places for items of subscriptions that are as dear as questions about everyone. */
  readonly questions: Places;
  /** Requests of subscriptions that run. */
  readonly subscriptions: KeptRequests;
  /** What was written and not taken, over both doors. */
  readonly unsent: Unsent;
  readonly metrics: Metrics;
}
