/** Storage of webhook endpoints, through which messages are delivered to other systems. */
import type { WebhookEndpoint } from '../../../engine/reach/endpoint.js';
import type { Page, Tx } from './transaction.js';

export interface WebhookEndpointStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<WebhookEndpoint[]>;
  /** Returns a page of all endpoints, ordered by key. */
  list(workspace: string, page: Page): Promise<WebhookEndpoint[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  save(workspace: string, endpoint: WebhookEndpoint, tx: Tx): Promise<void>;
}
