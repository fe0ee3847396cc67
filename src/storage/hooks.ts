/** Store of incoming webhooks, with their mappings, the hashes of their secret addresses, and their signing secrets. */
import type { StoredHook, Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export const hookStore = (mongo: Mongo): Stores['hooks'] =>
  keyedDefinitions<StoredHook>(mongo.collection<DefinitionDoc>('hooks'));
