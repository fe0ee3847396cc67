/** Whether a customer permits contacts for a purpose on a channel. */
import type { ConsentState } from '../facts/consent.js';

/** The permission for a purpose if the customer made no statement. */
export type ConsentDefault = 'REQUIRED' | 'UNLESS_WITHDRAWN';

/** The permission that decides, and the id of the statement it rests on. */
export interface Permission {
  readonly permitted: boolean;
  /** Undefined if the customer made no statement, so that the default decided. */
  readonly statement?: string;
}

/**
 * A statement about the channel takes precedence over one about all channels. Each state is already the latest
 * statement. An expired permission is not a permission, whatever the default is.
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
