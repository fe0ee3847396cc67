/** Records rejected tracking and webhook requests in the intake log of their sender. */
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { senderOf } from '../services/base/intake-log.js';
import type { Services } from '../services/base/services.js';
import { HttpError } from './refusal.js';

export function noteRefused({ intakeLog, stores }: Services, caller: Principal, error: unknown): void {
  const reason = error instanceof HttpError || error instanceof ServiceError ? error.reason : 'INTERNAL';
  intakeLog.note(caller.workspace, senderOf(caller), [
    { at: stores.now(), call: 'request', verdict: 'REFUSED', reason, count: 1 },
  ]);
}
