/**
 * Links in messages to a page on which a customer can request fewer messages. A link is signed. It contains the ids of
 * the workspace and the contact, the channel and the time of expiry, but no personal data. Until it expires, it works
 * without signing in.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { DAY } from '../../engine/time/time.js';
import { ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import type { ProfileRecord, StoredContact } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { rootsOf } from '../population/roots.js';
import { rulesIn } from './reach-rules.js';

/** Path of the page. It is followed by the token of the link. */
export const FEWER_PATH = '/fewer/';
/** Time until a link expires, in ms. */
const LIFETIME_MS = 90 * DAY;
const MAX_TOKEN = 256;
const TOKEN = /^([a-z0-9_.-]+)\.(c[0-9a-f]{32})\.([a-z][a-z0-9_]{0,31})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

/** The data to which a valid link refers. */
export interface OpenedLink {
  readonly room: Room;
  readonly contact: StoredContact;
  /** The channel of the message that contained the link. */
  readonly channel: string;
  /** The customer to which the contact belongs now. */
  readonly root: ProfileRecord;
}

/**
 * Returns the address at which customers reach this server, as stated by the operator. If it is not stated, returns the
 * local address for a sandbox, and undefined for other workspaces.
 */
export const publicAddressFor = (
  { publicAddress: { stated, local } }: Pick<Services, 'publicAddress'>,
  { sandbox }: Room['workspace'],
): string | undefined => stated ?? (sandbox ? local() : undefined);

/**
 * Returns a function that creates the link of a message. The function returns undefined if the address of this server
 * is not known, or if the reach rules were saved by a version without links.
 */
export function linksOf(
  services: Services,
  { workspace, now }: Room,
  { linkSecret }: ReachRulesDefinition,
): (contact: string, channel: string) => string | undefined {
  const address = publicAddressFor(services, workspace);
  return (contact, channel) => {
    if (address === undefined || linkSecret === undefined) return undefined;
    const claims = `${workspace.id}.${contact}.${channel}.${(now + LIFETIME_MS).toString(36)}`;
    return `${address}${FEWER_PATH}${claims}.${signatureOf(claims, linkSecret)}`;
  };
}

const signatureOf = (claims: string, secret: string): string =>
  createHmac('sha256', secret).update(claims).digest('base64url');

/**
 * Opens a link by its token.
 *
 * @throws LINK_INVALID if the token was not made by this server, or if its contact no longer exists.
 *
 * @throws LINK_EXPIRED if the token is too old.
 */
export async function openLink(services: Services, token: string): Promise<OpenedLink> {
  const [, id, contactId, channel, expiry, signature] = TOKEN.exec(token.length > MAX_TOKEN ? '' : token) ?? [];
  const workspace = id === undefined ? undefined : await services.stores.workspaces.get(id);
  const secret = workspace && (await rulesIn(services.stores, workspace.id)).linkSecret;
  const claims = `${id}.${contactId}.${channel}.${expiry}`;
  if (!secret || !isSame(signature, signatureOf(claims, secret))) throw invalidLink();
  const room = await enter(services, workspace.id);
  if (room.now >= parseInt(expiry, 36)) throw new ServiceError('LINK_EXPIRED', 'the link has expired');
  const contact = await findOne(services.stores.contacts, workspace.id, contactId);
  const [root] = contact ? await rootsOf(services, workspace.id, [contact.profile]) : [];
  if (!contact || !root) throw invalidLink();
  return { room, contact, channel, root };
}

const invalidLink = (): ServiceError => new ServiceError('LINK_INVALID', 'the link is not valid');

const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
