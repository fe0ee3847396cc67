/** Manages the consent of customers. Consent is stored as events, and `recordConsent` writes such an event. */
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid } from '../base/errors.js';
import { event } from '../events/event-inputs.js';
import { identifier, type IdentityInput } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import { submitOne } from '../write-path/writes.js';

export interface ConsentInput {
  readonly identities: readonly IdentityInput[];
  readonly purpose: string;
  /** The channel to which the consent applies. Absent means every channel. */
  readonly channel?: string | null;
  readonly given: boolean;
  readonly until?: string | null;
  /** Time of the statement. Defaults to now. */
  readonly at?: string | null;
  /** Evidence of the consent, such as the version of the text that the customer agreed to. */
  readonly evidence?: string | null;
  /** Id of the statement. A statement that is sent again with the same id counts once. */
  readonly messageId?: string | null;
}

export interface ConsentResult {
  /** The profile id, if the caller may look the customer up by one of the identities. */
  readonly profile?: string;
  /** The profile id, for use inside the server. */
  readonly written: string;
  /** Whether the statement had already been recorded. */
  readonly already: boolean;
  readonly dryRun: boolean;
}

/** Records that a customer gave or withdrew consent. */
export async function recordConsent(
  services: Services,
  principal: Principal,
  input: ConsentInput,
): Promise<ConsentResult> {
  requireScope(principal, 'consents:write');
  const { catalogue, now } = await enter(services, principal.workspace);
  if (!input.given && input.until)
    throw invalid('CONSENT_END_INVALID', 'a withdrawal has no end; leave until out', 'input.until');
  const intake = event(
    {
      messageId: input.messageId ? identifier(input.messageId, 'input.messageId') : newId(now),
      type: input.given ? 'consent_given' : 'consent_withdrawn',
      occurredAt: input.at ?? new Date(now).toISOString(),
      identities: input.identities,
      properties: {
        purpose: input.purpose,
        channel: input.channel ?? null,
        until: input.until ?? null,
        evidence: input.evidence ?? null,
      },
    },
    catalogue,
    principal,
    { actor: principal.subject, operation: 'recordConsent' },
    'input',
  );
  const { status, profile, written, dryRun } = await submitOne(services, principal, intake, 'input');
  return {
    ...(profile === undefined ? {} : { profile }),
    written: written!,
    already: status === 'DUPLICATE',
    dryRun,
  };
}
