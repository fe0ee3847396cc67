/** Decides whether a customer permits contacts for a purpose on a channel. */
import type { ConsentState } from '../facts/consent.js';

/** Whether contacts are permitted for a purpose if the customer made no consent statement. */
export type ConsentDefault = 'REQUIRED' | 'UNLESS_WITHDRAWN';

/** Whether contacts are permitted, and the id of the consent statement that decides this. */
export interface Permission {
  readonly permitted: boolean;
  /** Id of the statement. Undefined if the customer made no statement, so that the default decides. */
  readonly statement?: string;
}

/**
 * Returns the permission for a purpose on a channel. A statement about the channel takes precedence over a statement
 * about all channels. Each of the `states` already reflects the latest statement for its purpose and channel. An
 * expired permission counts as not permitted, regardless of the default.
 */
export function permissionOf(
  states: readonly ConsentState[],
  purpose: string,
  channel: string,
  byDefault: ConsentDefault,
): Permission {
  const own = states.filter((state) => state.purpose === purpose);
  const state = own.find((s) => s.channel === channel) ?? own.find((s) => s.channel === undefined);
  return state
    ? { permitted: state.given, statement: state.statement }
    : { permitted: byDefault === 'UNLESS_WITHDRAWN' };
}
