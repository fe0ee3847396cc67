/** Makes what the use cases share. */
import { Catalogues } from './base/catalogues.js';
import { KeptColumns } from './population/columns.js';
import { KeptCredentials } from './partners/credentials.js';
import { KeptFacts } from './population/fact-cache.js';
import type { DueKind } from './write-path/dues/due-kind.js';
import { QueuedWriter } from './write-path/fact-writer.js';
import type { Stores } from './base/ports.js';
import { KeptStragglers } from './publication/stragglers.js';
import type { Template } from './base/template-library.js';
import type { Delivery, Services } from './base/services.js';
import { Turns } from './base/turns.js';

/** Of a process that hands nothing over. */
const NO_DELIVERY: Delivery = {
  allowed: new Set(),
  attempt: () => Promise.resolve({ kind: 'NOT_SENT', cause: 'NO_CONNECTION' }),
  nextAttempt: () => undefined,
};

export function createServices(
  stores: Stores,
  pause: Services['pause'],
  templates: readonly Template[] = [],
  delivery: Delivery = NO_DELIVERY,
  dues?: readonly DueKind[],
): Services {
  const catalogues = new Catalogues(stores);
  const cache = new KeptFacts();
  return {
    stores,
    catalogues,
    credentials: new KeptCredentials(stores),
    cache,
    columns: new KeptColumns(),
    stragglers: new KeptStragglers(),
    turns: new Turns(),
    writer: new QueuedWriter(stores, catalogues, cache, pause, dues),
    delivery,
    attempts: new Map(),
    templates,
    pause,
  };
}
