/**
 * Tables that define the effect of changing each field of definitions that only services know: webhooks, roles,
 * schedules of templates, and write keys.
 */
import type { Effect, Effects } from '../../engine/definitions/effects.js';
import type { StoredRole } from './ports/accounts.js';
import type { StoredWriteKey } from './ports/credentials.js';
import type { StoredHook } from './ports/hooks.js';
import type { Schedule } from './ports/schedules.js';

/** A webhook applies the mapping and the signing secret that it has when a request arrives. */
const HOOK_EFFECTS: Effects<StoredHook> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  mapping: 'LATER',
  secrets: 'RECORD',
  signingSecret: 'LATER',
  version: 'RECORD',
  createdAt: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
  retiredAt: 'LATER',
};

/** Every request of a user reads the scopes of the user's roles. */
const ROLE_EFFECTS: Effects<StoredRole> = { key: 'IDENTITY', version: 'RECORD', name: 'NOTHING', scopes: 'NOTHING' };

/** A schedule installs its template with these parameters from the next time on. The installation publishes. */
const SCHEDULE_EFFECTS: Effects<Schedule> = {
  workspace: 'IDENTITY',
  template: 'IDENTITY',
  language: 'LATER',
  parameters: 'LATER',
  everyMs: 'LATER',
  nextAt: 'RECORD',
};

/** A write key can be revoked and can get another secret. All else is fixed when it is created. */
const WRITE_KEY_EFFECTS: Effects<StoredWriteKey> = {
  id: 'IDENTITY',
  source: 'FIXED',
  label: 'FIXED',
  origins: 'FIXED',
  ratePerSecond: 'FIXED',
  events: 'FIXED',
  orders: 'FIXED',
  traits: 'FIXED',
  createdBy: 'RECORD',
  createdWith: 'RECORD',
  createdAt: 'RECORD',
  secrets: 'RECORD',
  usedAt: 'RECORD',
  revokedAt: 'LATER',
  revokedBy: 'RECORD',
};

/** Tables of effects by kind of definition. */
export const SERVICE_EFFECTS: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  hook: HOOK_EFFECTS,
  role: ROLE_EFFECTS,
  schedule: SCHEDULE_EFFECTS,
  writeKey: WRITE_KEY_EFFECTS,
};
