/** Store of incoming webhooks. */
import type { StoredHook, Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export const hookStore = (mongo: Mongo): Stores['hooks'] =>
  keyedDefinitions<StoredHook>(mongo.collection<DefinitionDoc>('hooks'));
