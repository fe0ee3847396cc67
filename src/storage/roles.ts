/** Store of the roles that a workspace defined. Built-in roles are not stored. */
import type { StoredRole, Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export const roleStore = (mongo: Mongo): Stores['roles'] =>
  keyedDefinitions<StoredRole>(mongo.collection<DefinitionDoc>('roles'));
