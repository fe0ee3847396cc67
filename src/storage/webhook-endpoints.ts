/** Store of webhook endpoints and their secrets. Messages are handed over to these endpoints. */
import type { WebhookEndpoint } from '../engine/reach/endpoint.js';
import type { Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export const webhookEndpointStore = (mongo: Mongo): Stores['webhookEndpoints'] =>
  keyedDefinitions<WebhookEndpoint>(mongo.collection<DefinitionDoc>('webhookEndpoints'));
