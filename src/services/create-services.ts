/** Makes what the use cases share. */
import { Catalogues } from './catalogues.js';
import { KeptColumns } from './columns.js';
import { KeptCredentials } from './credentials.js';
import { KeptFacts } from './fact-cache.js';
import { QueuedWriter } from './fact-writer.js';
import type { Stores } from './ports.js';
import { KeptStragglers } from './stragglers.js';
import type { Template } from './template-library.js';
import type { Services } from './context.js';
import { Turns } from './turns.js';

export function createServices(
  stores: Stores,
  pause: (ms: number) => Promise<void>,
  templates: readonly Template[] = [],
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
    writer: new QueuedWriter(stores, catalogues, cache, pause),
    templates,
    pause,
  };
}
