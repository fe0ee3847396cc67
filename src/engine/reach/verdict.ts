/** Defines the outcomes of attempts to hand over a message, and derives them from status codes. */

import type { AttemptOutcome } from './contact.js';

export type Verdict =
  /** `providerId` is the id under which a provider reports about the message. */
  | { readonly kind: 'DELIVERED'; readonly providerId?: string }
  /** The receiver permanently rejected the message. The message was certainly not accepted. */
  | { readonly kind: 'REFUSED'; readonly status?: number; readonly cause?: 'TEMPLATE' }
  /** The endpoint no longer exists and is disabled. */
  | { readonly kind: 'GONE' }
  /** The receiver requests a lower rate. It may have accepted this message. */
  | { readonly kind: 'SLOW_DOWN'; readonly status: number; readonly retryAfterMs?: number }
  /** The receiver may have accepted the message. */
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause; readonly status?: number }
  /**
   * No part of the message was sent, or a provider responded that it did not accept the message and that it may be sent
   * again.
   */
  | { readonly kind: 'NOT_SENT'; readonly cause: NotSentCause; readonly retryAfterMs?: number };

type UnknownCause = 'TIMEOUT' | 'CONNECTION_LOST' | 'STATUS';
type NotSentCause = 'TIMEOUT' | 'NO_CONNECTION' | 'FORBIDDEN_ADDRESS' | 'NO_TOKEN' | 'PUT_OFF';

/** The result of one HTTP exchange, before the response is interpreted. */
export type Exchange =
  | {
      readonly kind: 'ANSWERED';
      readonly status: number;
      readonly retryAfter?: string;
      /** The text of the response. Empty if the text did not arrive completely or is too long. */
      readonly body: string;
    }
  | { readonly kind: 'UNKNOWN'; readonly cause: Exclude<UnknownCause, 'STATUS'> }
  | { readonly kind: 'NOT_SENT'; readonly cause: 'TIMEOUT' | 'NO_CONNECTION' | 'FORBIDDEN_ADDRESS' };

/** Converts a verdict to the outcome of the attempt. */
export function outcomeOf({ kind }: Verdict): AttemptOutcome {
  switch (kind) {
    case 'DELIVERED':
    case 'NOT_SENT':
      return kind;
    case 'REFUSED':
    case 'GONE':
      return 'REFUSED';
    case 'SLOW_DOWN':
    case 'UNKNOWN':
      return 'UNKNOWN';
  }
}

/** Status codes that indicate that the receiver, or a proxy in front of it, is overloaded. */
const SLOW: ReadonlySet<number> = new Set([429, 502, 504]);
/** Status codes in the range 400 to 499 after which the message may have been accepted, or may be accepted later. */
const OPEN: ReadonlySet<number> = new Set([408, 409, 425, 429]);
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * Parses a `Retry-After` header, which is a number of seconds or a date. Returns milliseconds from `at`, at most a day.
 * Undefined if the header is invalid or in the past.
 */
export function parseRetryAfter(header: string | undefined, at: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - at;
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text);
  if (!/^\d{1,9}$/.test(text) && !isDate) return undefined;
  return wait > 0 ? Math.min(wait, LONGEST_WAIT_MS) : undefined;
}

/**
 * Returns the verdict for a status code. 2xx means delivered. Redirects are not followed. After any other status,
 * `Retry-After` delays the next attempt.
 */
export function verdictOf(status: number, retryAfter: string | undefined, at: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'DELIVERED' };
  if (status === 410) return { kind: 'GONE' };
  const retryAfterMs = parseRetryAfter(retryAfter, at);
  if (SLOW.has(status) || retryAfterMs !== undefined)
    return { kind: 'SLOW_DOWN', status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status >= 400 && status < 500 && !OPEN.has(status)) return { kind: 'REFUSED', status };
  return { kind: 'UNKNOWN', cause: 'STATUS', status };
}
