/** The names under which the doors count what a caller uses. */
import type { IncomingMessage } from 'node:http';
import type { Principal } from '../services/base/access.js';

/** Who holds what is counted, the widest name first: a workspace and its subject, or an address without a token. */
export type Holder = readonly [wide: string, narrow?: string];

/**
 * A subject of a workspace. Ids of workspaces have no slash. A write key counts by itself: whoever floods with it costs
 * no token of the same subject anything. Subjects have no space.
 */
export const subjectOf = ({ workspace, subject, writeKey }: Principal): string =>
  `${workspace}/${writeKey ? `key ${writeKey.id}` : subject}`;

export const holderOf = (caller: Principal): readonly [workspace: string, subject: string] => [
  caller.workspace,
  subjectOf(caller),
];

/** The caller of work that begins before a token says who it is for. */
export const addressOf = ({ socket }: IncomingMessage): string => networkOf(socket.remoteAddress ?? '');

/** Who holds what comes before a token is known. Ids of workspaces have no space. */
export const holderAt = (request: IncomingMessage): Holder => [`address ${addressOf(request)}`];

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
