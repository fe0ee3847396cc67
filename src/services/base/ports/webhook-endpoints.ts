/** Endpoints of other systems that messages are handed over to. */
import type { WebhookEndpoint } from '../../../engine/reach/endpoint.js';
import type { Page, Tx } from './transaction.js';

export interface WebhookEndpointStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<WebhookEndpoint[]>;
  /** All of them, by key. */
  list(workspace: string, page: Page): Promise<WebhookEndpoint[]>;
  save(workspace: string, endpoint: WebhookEndpoint, tx: Tx): Promise<void>;
}
