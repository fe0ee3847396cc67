/** Keys under which HTTP and WebSocket count the resources of a caller. */
import type { IncomingMessage } from 'node:http';
import { ownerOf, type Principal } from '../services/base/access.js';

/**
 * The owner of counted resources, the widest key first: a workspace with its sandboxes and a subject, or all
 * addresses without a token and one address.
 */
export type Holder = readonly [wide: string, narrow?: string];

/**
 * Key of a subject of a workspace. Ids of workspaces have no slash, and subjects have no space. Write keys and
 * webhooks are counted separately, so that a flood with one does not use up the limits of the subject's tokens.
 */
export function subjectOf({ workspace, subject, writeKey, hook }: Principal): string {
  if (writeKey) return `${workspace}/key ${writeKey.id}`;
  return `${workspace}/${hook === undefined ? subject : `hook ${hook}`}`;
}

export const holderOf = (caller: Principal): readonly [workspace: string, subject: string] => [
  ownerOf(caller.workspace),
  subjectOf(caller),
];

/** Key of a caller for work that begins before its token is verified. */
export const addressOf = ({ socket }: IncomingMessage): string => networkOf(socket.remoteAddress ?? '');

/** Key of all callers without a verified token. Ids of workspaces have no space. */
const STRANGERS = ' strangers';

/** Holder of resources before a token is verified: the address, and all such addresses together. */
export const holderAt = (request: IncomingMessage): Holder => [STRANGERS, `address ${addressOf(request)}`];

/** Returns an IPv4 address unchanged, and the /64 network of an IPv6 address, because one client may own all of it. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head, tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
