/** Parses values that occur in the inputs of both campaigns and reach rules. */
import { CONSENT_NAME } from '../../engine/facts/consent.js';
import { parseTimeOfDay } from '../../engine/reach/local-time.js';
import { isQuietHours, type QuietHours } from '../../engine/reach/quiet-hours.js';
import { MAX_DURATION, parseDuration } from '../../engine/time/time.js';
import { forbidden, invalid, ServiceError } from '../base/errors.js';
import { definitionKey } from '../base/inputs.js';

/**
 * Returns the error for two settings that contradict each other, so that one of them would have no effect. `path` is
 * the setting to remove.
 */
export const contradiction = (message: string, path: string): ServiceError =>
  invalid('REACH_SETTINGS_CONFLICT', message, path);

export function duration(value: string, path: string): number {
  const ms = parseDuration(value);
  if (ms === undefined || ms > MAX_DURATION)
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P7D or PT6H', path);
  return ms;
}

/** Checks that a value is a whole number within bounds. */
export function wholeNumber(value: number, [least, most]: readonly [number, number], path: string): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid('NUMBER_INVALID', `expected a whole number from ${least} to ${most}`, path);
  return value;
}

export interface QuietHoursInput {
  readonly from: string;
  readonly until: string;
}

export function quietHoursOf(input: QuietHoursInput, path: string): QuietHours {
  const time = (text: string, field: string): number => {
    const parsed = parseTimeOfDay(text);
    if (parsed === undefined)
      throw invalid('TIME_OF_DAY_INVALID', 'expected a time of day such as 21:30', `${path}.${field}`);
    return parsed;
  };
  const hours = { from: time(input.from, 'from'), until: time(input.until, 'until') };
  if (!isQuietHours(hours))
    throw invalid('QUIET_HOURS_EMPTY', 'quiet hours begin and end at different times', `${path}.until`);
  return hours;
}

/** Throws when a key is malformed or repeated. `field` is the name of the key field in each item. */
export function distinctKeys(keys: readonly string[], path: string, field: string): void {
  keys.forEach((key, index) => {
    const at = `${path}[${index}].${field}`;
    definitionKey(key, at);
    if (keys.indexOf(key) !== index) throw invalid('KEY_DUPLICATE', `${key} is given twice`, at);
  });
}

/** Validates the name of a purpose or channel. The same names are used in consent statements. */
export function consentName(name: string, path: string): string {
  if (!CONSENT_NAME.test(name))
    throw invalid('KEY_INVALID', 'purposes and channels are lower-case letters, digits and _, at most 32', path);
  return name;
}

/** Returns the error for a definition that depends on a personal tag which the caller may not read. */
export const concealed = (message: string, path: string): ServiceError => {
  const { reason, message: whole } = forbidden(
    'PERSONAL_TAG_CONCEALED',
    `${message}, which needs the scope profiles:read:personal`,
  );
  return new ServiceError(reason, whole, path);
};
