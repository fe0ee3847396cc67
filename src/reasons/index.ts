/**
 * The table of all reasons why a request is rejected. Each entry contains the error code, the meaning and a remedy. The
 * reason of an error identifies the fault, and the path of the error locates it.
 *
 * `X_NOT_FOUND` (code NOT_FOUND) means that the addressed object does not exist. `X_UNKNOWN` (code BAD_USER_INPUT)
 * means that a name inside the input does not exist.
 */
import { ACCOUNT_REASONS } from './accounts.js';
import { CONDITION_REASONS } from './conditions.js';
import { COUPON_REASONS } from './coupons.js';
import { DEFINITION_REASONS } from './definitions.js';
import { FACT_REASONS } from './facts.js';
import { HOOK_REASONS } from './hooks.js';
import { IMPORT_REASONS } from './imports.js';
import { REACH_REASONS } from './reach.js';
import { REQUEST_REASONS } from './requests.js';
import { SERVER_REASONS } from './server.js';
import { TRACKING_REASONS } from './tracking.js';
import { VALUE_REASONS } from './values.js';
import type { ErrorCode, ReasonEntry } from './codes.js';

export { ERROR_CODES, type ErrorCode, type ReasonEntry } from './codes.js';

export const REASONS = {
  ...REQUEST_REASONS,
  ...ACCOUNT_REASONS,
  ...SERVER_REASONS,
  ...VALUE_REASONS,
  ...FACT_REASONS,
  ...TRACKING_REASONS,
  ...HOOK_REASONS,
  ...IMPORT_REASONS,
  ...CONDITION_REASONS,
  ...DEFINITION_REASONS,
  ...COUPON_REASONS,
  ...REACH_REASONS,
} as const satisfies Readonly<Record<string, ReasonEntry>>;

/** The groups of the table, in the order in which the documentation lists them. */
export const REASON_GROUPS: readonly { readonly title: string; readonly reasons: readonly Reason[] }[] = [
  { title: 'Requests, tokens and cursors', reasons: keysOf(REQUEST_REASONS) },
  { title: 'Signing in, users and roles', reasons: keysOf(ACCOUNT_REASONS) },
  { title: 'The server', reasons: keysOf(SERVER_REASONS) },
  { title: 'Values', reasons: keysOf(VALUE_REASONS) },
  { title: 'Customers, events and tags', reasons: keysOf(FACT_REASONS) },
  { title: 'Tracking messages', reasons: keysOf(TRACKING_REASONS) },
  { title: 'Incoming webhooks', reasons: keysOf(HOOK_REASONS) },
  { title: 'Uploads and imports', reasons: keysOf(IMPORT_REASONS) },
  { title: 'Conditions and aggregates', reasons: keysOf(CONDITION_REASONS) },
  { title: 'Definitions', reasons: keysOf(DEFINITION_REASONS) },
  { title: 'Coupons', reasons: keysOf(COUPON_REASONS) },
  { title: 'Reach', reasons: keysOf(REACH_REASONS) },
];

export type Reason = keyof typeof REASONS;

/** All reasons that have one of the given error codes. */
export type ReasonOf<C extends ErrorCode> = {
  [R in Reason]: (typeof REASONS)[R]['code'] extends C ? R : never;
}[Reason];

/** A reason why a single fact was rejected. */
export type FactReason = ReasonOf<'BAD_USER_INPUT' | 'CONFLICT' | 'FORBIDDEN' | 'LIMIT_EXCEEDED' | 'NOT_FOUND'>;

export function codeOf(reason: Reason): ErrorCode {
  return REASONS[reason].code;
}

/** Returns whether a text is a reason in the table. */
export function isReason(text: unknown): text is Reason {
  return typeof text === 'string' && Object.hasOwn(REASONS, text);
}

function keysOf<T extends object>(group: T): (keyof T)[] {
  return Object.keys(group) as (keyof T)[];
}
