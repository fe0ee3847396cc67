/** Reasons for rejecting a single value of any input: a text, number, time, list or choice. */
import { entry } from './codes.js';

export const VALUE_REASONS = {
  KEY_INVALID: entry(
    'BAD_USER_INPUT',
    'A key or name has characters, a length or a form that keys may not have.',
    'Use the characters the message lists.',
  ),
  KEY_DUPLICATE: entry('BAD_USER_INPUT', 'Two entries of a list have the same key.', 'Give each its own key.'),
  TEXT_EXPECTED: entry('BAD_USER_INPUT', 'The value is not a text.', 'Send a text.'),
  TEXT_EMPTY: entry('BAD_USER_INPUT', 'The text is empty.', 'Send at least one visible character.'),
  TEXT_CHARACTERS_INVALID: entry(
    'BAD_USER_INPUT',
    'The text contains NUL, control characters or half of a surrogate pair.',
    'Remove those characters.',
  ),
  TEXT_TOO_LONG: entry('LIMIT_EXCEEDED', 'The text has more characters than may be kept.', 'Shorten it.'),
  NUMBER_INVALID: entry(
    'BAD_USER_INPUT',
    'The value is not a number of the kind or range expected.',
    'Send a number in the range the message states.',
  ),
  DECIMAL_INVALID: entry(
    'BAD_USER_INPUT',
    'The value is not an exact decimal.',
    'Send a text such as "1234.5", with at most 4 digits after the point and 18 in all.',
  ),
  AMOUNT_NEGATIVE: entry('BAD_USER_INPUT', 'The amount is below zero.', 'Send zero or a positive amount.'),
  CURRENCY_INVALID: entry('BAD_USER_INPUT', 'The currency is not three capital letters.', 'Send e.g. CNY.'),
  INSTANT_INVALID: entry(
    'BAD_USER_INPUT',
    'The value is not an existing instant with its zone.',
    'Send ISO 8601 such as 2026-02-28T10:00:00+08:00.',
  ),
  INSTANT_IMPLAUSIBLE: entry(
    'BAD_USER_INPUT',
    'The instant lies in 1970 or before.',
    'Check whether seconds were sent as milliseconds.',
  ),
  INSTANT_NOT_PAST: entry(
    'BAD_USER_INPUT',
    'The instant lies in the future, where only the past and the present are allowed.',
    'Give an instant that is not after now.',
  ),
  DURATION_INVALID: entry(
    'BAD_USER_INPUT',
    'The value is not an ISO 8601 duration in the range allowed.',
    'Send e.g. P7D or PT12H.',
  ),
  TIME_ZONE_UNKNOWN: entry('BAD_USER_INPUT', 'No such time zone exists.', 'Send an IANA name such as Asia/Shanghai.'),
  RANGE_REVERSED: entry('BAD_USER_INPUT', 'A range ends before it begins.', 'Give an end after the beginning.'),
  PERIOD_TOO_LONG: entry(
    'LIMIT_EXCEEDED',
    'The period is longer, or has more units of time, than one response shows.',
    'Ask about a shorter period, or by a longer unit.',
  ),
  ROW_NOT_A_SEGMENT: entry(
    'BAD_USER_INPUT',
    'The segment language cannot say the row of an analysis.',
    'Take a row of everyone in a funnel with steps in order, or save its members as a list.',
  ),
  BOUNDS_NOT_ASCENDING: entry('BAD_USER_INPUT', 'The bounds do not ascend.', 'Give each bound above the one before.'),
  CHOICE_INVALID: entry('BAD_USER_INPUT', 'The value is not one of those allowed.', 'Use one the message lists.'),
  ALTERNATIVES_CONFLICT: entry(
    'BAD_USER_INPUT',
    'None or more than one of several alternatives was given.',
    'Give exactly one.',
  ),
  FIELD_MISSING: entry('BAD_USER_INPUT', 'A field is missing that the given fields require.', 'Give that field.'),
  FIELD_NOT_ALLOWED: entry(
    'BAD_USER_INPUT',
    'A field was given that does not go with the others.',
    'Leave it out, or change what it conflicts with.',
  ),
  LIST_EMPTY: entry('BAD_USER_INPUT', 'A list that needs an entry is empty.', 'Give at least one entry.'),
  LIST_SIZE_INVALID: entry(
    'BAD_USER_INPUT',
    'A list has fewer or more entries than it may.',
    'Give a number of entries the message states.',
  ),
  LIST_TOO_LONG: entry('LIMIT_EXCEEDED', 'A list exceeds its limit.', 'Give fewer entries.'),
  BATCH_TOO_LARGE: entry('LIMIT_EXCEEDED', 'The call has more items than one may.', 'Send several calls.'),
} as const;
