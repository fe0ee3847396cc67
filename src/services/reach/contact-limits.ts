/**
 * Records the wishes of customers for fewer messages. A wish is stored as an event. It acts as an additional budget of
 * the customer.
 */
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { identifier, type IdentityInput } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { event } from '../events/event-inputs.js';
import { submitOne } from '../write-path/writes.js';
import { wholeNumber } from './reach-inputs.js';

const MAX_MOST = 1000;
const MAX_DAYS = 366;

export interface ContactLimitInput {
  readonly identities: readonly IdentityInput[];
  /** Maximum number of messages within `days`. If both fields are absent, the customer's wish is withdrawn. */
  readonly most?: number | null;
  readonly days?: number | null;
  /** Id of the statement. A statement that is sent again with the same id counts once. */
  readonly messageId?: string | null;
}

export interface ContactLimitResult {
  /** The profile id, if the caller may look the customer up by one of the identities. */
  readonly profile?: string;
  /** Whether the statement had already been recorded. */
  readonly already: boolean;
  readonly dryRun: boolean;
}

/**
 * Records the maximum number of messages that a customer wants in a rolling period. Only the customer's last wish
 * counts.
 */
export async function setContactLimit(
  services: Services,
  principal: Principal,
  { identities, most, days, messageId }: ContactLimitInput,
): Promise<ContactLimitResult> {
  requireScope(principal, 'consents:write');
  const { catalogue, now } = await enter(services, principal.workspace);
  const isGiven = (value: number | null | undefined): value is number => value !== undefined && value !== null;
  if (isGiven(most) !== isGiven(days))
    throw invalid('ALTERNATIVES_CONFLICT', 'give most and days, or neither to take the wish back', 'input.days');
  const properties =
    isGiven(most) && isGiven(days)
      ? {
          most: wholeNumber(most, [1, MAX_MOST], 'input.most'),
          days: wholeNumber(days, [1, MAX_DAYS], 'input.days'),
        }
      : {};
  const stated = {
    messageId: messageId ? identifier(messageId, 'input.messageId') : newId(now),
    type: 'contact_limit_set',
    occurredAt: new Date(now).toISOString(),
    identities,
    properties,
  };
  const origin = { actor: principal.subject, operation: 'setContactLimit' };
  const intake = event(stated, catalogue, principal, origin, 'input');
  const { status, profile, dryRun } = await submitOne(services, principal, intake, 'input');
  return { ...(profile === undefined ? {} : { profile }), already: status === 'DUPLICATE', dryRun };
}
