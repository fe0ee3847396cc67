/**
 * Converts the properties of a message to event properties. An invalid property never causes the event to be rejected.
 */
import { composed } from '../../engine/values/composed.js';
import { eventType, isPropertyName, PROPERTY_NAME_RULE } from '../../engine/facts/vocabulary.js';
import { numberOfDecimal } from '../../engine/values/decimal.js';
import type { Notes } from './notes.js';
import { readInstant } from './times.js';
import { decimalOf, isAbsent, propertyValue, type Json } from './values.js';

/** Maximum number of properties of one event. */
const MAX_PROPERTIES = 100;

/**
 * Returns the properties to store. These are the `own` properties, plus `derived` properties and `context` values whose
 * names `own` does not contain. Null values are ignored. Properties that cannot be stored cause a warning.
 */
export function keptProperties(type: string, own: Json, derived: Json, context: Json, notes: Notes): Json {
  const declared = eventType(type)?.properties ?? {};
  const kept = new Map<string, unknown>();
  let tooMany = 0;
  const keep = (given: string, value: unknown, field: string, isOwn: boolean): void => {
    if (value === null || value === undefined) return;
    const name = composed(given);
    if (!isPropertyName(name)) return notes.add(field, 'EVENT_PROPERTY_NAME_INVALID', PROPERTY_NAME_RULE);
    if (kept.has(name)) {
      if (isOwn)
        notes.add(field, 'EVENT_PROPERTY_REPEATED', 'another property has this name in its composed Unicode form');
      return;
    }
    if (kept.size >= MAX_PROPERTIES) {
      tooMany++;
      return;
    }
    const form = declaredForm(value, Object.hasOwn(declared, name) ? declared[name] : undefined, field, notes);
    if (form !== undefined) kept.set(name, form);
  };
  for (const [name, value] of Object.entries(own)) keep(name, value, `properties.${name.slice(0, 64)}`, true);
  for (const [name, value] of Object.entries(derived)) keep(name, value, `properties.${name}`, false);
  for (const [name, value] of Object.entries(context)) keep(name, value, 'context', false);
  if (tooMany > 0)
    notes.add(
      'properties',
      'EVENT_PROPERTIES_TOO_MANY',
      `an event has at most ${MAX_PROPERTIES} properties; ${tooMany} more were left out`,
    );
  // Unlike assignment, `Object.fromEntries` is safe for names such as `__proto__`.
  return Object.fromEntries(kept);
}

/**
 * Converts a value to the type that the vocabulary declares. Returns undefined if the value does not have that type.
 */
function declaredForm(value: unknown, type: string | undefined, field: string, notes: Notes): unknown {
  switch (type) {
    case undefined:
      return propertyValue(value, field, notes);
    case 'STRING': {
      const kept = propertyValue(value, field, notes);
      return typeof kept === 'object' ? propertyValue(JSON.stringify(kept), field, notes) : String(kept);
    }
    case 'DATETIME': {
      const read = readInstant(value);
      // If the end time of a consent cannot be parsed, the value is kept, so that the event is rejected. If the value
      // were omitted, the consent would never end.
      return read === undefined ? value : new Date(read.at).toISOString();
    }
    default:
      return isAbsent(value) ? undefined : declaredNumber(value, type, field, notes);
  }
}

function declaredNumber(value: unknown, type: string, field: string, notes: Notes): number | undefined {
  const decimal = decimalOf(value, field, notes);
  const number = decimal === undefined ? undefined : numberOfDecimal(decimal);
  if (number !== undefined && (type !== 'INTEGER' || Number.isInteger(number))) return number;
  notes.add(
    field,
    'EVENT_PROPERTY_TYPE',
    `expected ${type === 'INTEGER' ? 'a whole number' : 'a number'}; the property is not kept`,
  );
  return undefined;
}
