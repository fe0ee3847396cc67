/** What customers permit: stated by events, which `recordConsent` writes for whoever asked them. */
import type { Catalogue } from '../engine/catalogue.js';
import { purposeOf } from '../engine/consent.js';
import { byPriority, identityText } from '../engine/identity.js';
import type { EventFact } from '../engine/model.js';
import { CONSENT_TYPES } from '../engine/vocabulary.js';
import { requireScope, type Principal } from './access.js';
import { enter, type Services } from './context.js';
import { invalid, ServiceError } from './errors.js';
import { event } from './event-inputs.js';
import { identifier, type IdentityInput } from './inputs.js';
import { newId, type Intake } from './intake.js';
import { submitOne } from './writes.js';

export interface ConsentInput {
  readonly identities: readonly IdentityInput[];
  readonly purpose: string;
  /** Absent: every channel. */
  readonly channel?: string | null;
  readonly given: boolean;
  readonly until?: string | null;
  /** Default: now. */
  readonly at?: string | null;
  /** What shows it, e.g. the version of the text that was agreed to. */
  readonly evidence?: string | null;
  /** Names the statement, so that a repetition counts once. */
  readonly messageId?: string | null;
}

export interface ConsentResult {
  readonly profile: string;
  /** It had been stated before: counted once. */
  readonly already: boolean;
  readonly dryRun: boolean;
}

/** Who may state that something is permitted. Taking back needs no more than `events:write`: it is always safe. */
export function mayState(p: Principal, e: Pick<EventFact, 'type'>, path: string): void {
  if (e.type !== 'consent_given') return;
  try {
    requireScope(p, 'consents:write');
  } catch (error) {
    throw error instanceof ServiceError ? new ServiceError(error.reason, error.message, path) : error;
  }
}

/**
 * The items of one request, with the order of the statements of one purpose and instant that name the customer by the
 * same identity. A statement that is repeated has its first place.
 */
export function withStatementOrder(intakes: readonly Intake[], catalogue: Catalogue): Intake[] {
  const batches = new Map<string, string[]>();
  const batchOf = (i: Intake): string[] => {
    if (i.kind !== 'event' || !CONSENT_TYPES.includes(i.event.type)) return [];
    const [named] = byPriority(i.identities, (name) => catalogue.namespace(name));
    const key = JSON.stringify([identityText(named), i.event.at, purposeOf(i.event)]);
    const batch = batches.get(key) ?? [];
    batches.set(key, batch);
    if (!batch.includes(i.event.id)) batch.push(i.event.id);
    return batch;
  };
  const found = intakes.map(batchOf);
  return intakes.map((i, k) =>
    i.kind !== 'event' || found[k].length < 2
      ? i
      : { ...i, event: { ...i.event, batch: found[k][0], batchPlace: found[k].indexOf(i.event.id) } },
  );
}

/** Writes what a customer permits or takes back. */
export async function recordConsent(s: Services, p: Principal, input: ConsentInput): Promise<ConsentResult> {
  requireScope(p, 'consents:write');
  const { catalogue, now } = await enter(s, p.workspace);
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
    p,
    { actor: p.subject, operation: 'recordConsent' },
    'input',
  );
  const { status, profile, dryRun } = await submitOne(s, p, intake, 'input');
  return {
    profile: profile!,
    already: status === 'DUPLICATE',
    dryRun,
  };
}
