/**
 * Lets customers request fewer messages through a link. A choice can only reduce the messages that a customer permits.
 */
import { consentsAt } from '../../engine/facts/consent.js';
import { byPriority } from '../../engine/identity/identity.js';
import { wishOf } from '../../engine/reach/reached-customer.js';
import { DAY } from '../../engine/time/time.js';
import type { Principal } from '../base/access.js';
import { newId } from '../base/ids.js';
import type { IdentityInput } from '../base/inputs.js';
import type { Services } from '../base/services.js';
import { event } from '../events/event-inputs.js';
import { factsOfMany } from '../population/subjects.js';
import { submitOne } from '../write-path/writes.js';
import type { OpenedLink } from './contact-links.js';
import { setContactLimit } from './contact-limits.js';

/** Escapes texts of the page on which a customer chooses. `src/edge` renders this page and cannot import the engine. */
export { escapeHtml } from '../../engine/reach/message-format.js';

/**
 * WEEKLY and MONTHLY permit at most one message in 7 or 30 days. CHANNEL permits no messages on the channel, and ALL
 * permits none on any channel.
 */
export const FEWER_CHOICES = ['WEEKLY', 'MONTHLY', 'CHANNEL', 'ALL'] as const;
export type FewerChoice = (typeof FEWER_CHOICES)[number];

const LIMITS = { WEEKLY: { most: 1, days: 7 }, MONTHLY: { most: 1, days: 30 } } as const;
const MARKETING = 'marketing';
/** Source of the events that record choices. */
const SOURCE = 'fewer-messages';

/** The limits that a customer has already requested. */
export interface CurrentWish {
  readonly limit?: { readonly most: number; readonly days: number };
  /** Whether messages on the channel, or on every channel, are turned off. */
  readonly channelOff: boolean;
  readonly allOff: boolean;
}

/** Returns the limits that the customer of a link has already requested. */
export async function currentWish(services: Services, { room, root, channel }: OpenedLink): Promise<CurrentWish> {
  const [facts] = await factsOfMany(services, [root]);
  const { wish } = wishOf(facts, room.now);
  const consents = consentsAt(facts, room.catalogue.setting, room.now).filter(({ purpose }) => purpose === MARKETING);
  const isOff = (of: string | undefined): boolean =>
    consents.some((consent) => consent.channel === of && !consent.given);
  const allOff = isOff(undefined) && consents.every(({ given }) => !given);
  const limit = wish?.window.kind === 'ROLLING' ? { most: wish.most, days: wish.window.ms / DAY } : undefined;
  return { ...(limit ? { limit } : {}), channelOff: allOff || isOff(channel), allOff };
}

/** Whether a choice would permit fewer messages than the customer permits now. */
export function isFewer(choice: FewerChoice, { limit, channelOff, allOff }: CurrentWish): boolean {
  if (choice === 'ALL') return !allOff;
  if (choice === 'CHANNEL') return !channelOff;
  const { most, days } = LIMITS[choice];
  return !allOff && (limit === undefined || most / days < limit.most / limit.days);
}

/** Records a choice. Does nothing if the choice would not reduce the messages that the customer permits. */
export async function askForFewer(services: Services, link: OpenedLink, choice: FewerChoice): Promise<void> {
  if (!isFewer(choice, await currentWish(services, link))) return;
  const { room, contact, channel, root } = link;
  const { workspace, catalogue, now } = room;
  const principal: Principal = {
    workspace: workspace.id,
    subject: SOURCE,
    scopes: new Set(['events:write', 'consents:write']),
    keyClass: 'SERVER',
    expiresAt: Infinity,
  };
  const identities = byPriority(root.identities, (name) => catalogue.namespace(name)).slice(0, 1) as IdentityInput[];
  if (choice === 'WEEKLY' || choice === 'MONTHLY') {
    await setContactLimit(services, principal, { identities, ...LIMITS[choice] });
    return;
  }
  const stated = {
    messageId: newId(now),
    type: 'contact_unsubscribed',
    occurredAt: new Date(now).toISOString(),
    identities,
    properties: { campaignId: contact.campaign, contactId: contact.id, ...(choice === 'CHANNEL' ? { channel } : {}) },
  };
  const origin = { actor: SOURCE, operation: 'askForFewerMessages' };
  await submitOne(services, principal, event(stated, catalogue, principal, origin, 'input'), 'input');
}
