/** The names under which the doors count what a caller uses. */
import type { IncomingMessage } from 'node:http';
import { ownerOf, type Principal } from '../services/base/access.js';

/**
 * Who holds what is counted, the widest name first: a workspace with its sandboxes and a subject, or all addresses
 * without a token and one of them.
 */
export type Holder = readonly [wide: string, narrow?: string];

/**
 * A subject of a workspace. Ids of workspaces have no slash. A write key counts by itself: whoever floods with it costs
 * no token of the same subject anything. Subjects have no space.
 */
export const subjectOf = ({ workspace, subject, writeKey }: Principal): string =>
  `${workspace}/${writeKey ? `key ${writeKey.id}` : subject}`;

export const holderOf = (caller: Principal): readonly [workspace: string, subject: string] => [
  ownerOf(caller.workspace),
  subjectOf(caller),
];

/** The caller of work that begins before a token says who it is for. */
export const addressOf = ({ socket }: IncomingMessage): string => networkOf(socket.remoteAddress ?? '');

/** Stands for all who have named no token yet. Ids of workspaces have no space. */
const STRANGERS = ' strangers';

/** Who holds what comes before a token is known: its address, and all such addresses together. */
export const holderAt = (request: IncomingMessage): Holder => [STRANGERS, `address ${addressOf(request)}`];

/** Who has an IPv6 address has its whole /64 network. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head, tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
