/**
 * Converts untrusted input into domain values. There is one function for each kind of value, and each error contains
 * the path of the invalid field.
 */
import { listedNames } from '../../engine/values/clipped.js';
import { composed } from '../../engine/values/composed.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { parseDecimal } from '../../engine/values/decimal.js';
import {
  invisibleCharacter,
  isBlocked,
  MAX_IDENTITY_LENGTH,
  normaliseIdentity,
} from '../../engine/identity/identity.js';
import type { Identity, Property, TagDefinition, Value } from '../../engine/types.js';
import { coerce, describeType } from '../../engine/segments/literals.js';
import { parseInstant } from '../../engine/time/time.js';
import { sameValue, compareValues } from '../../engine/values/value.js';
import { eventType, isNeverNegative, isPropertyName, PROPERTY_NAME_RULE } from '../../engine/facts/vocabulary.js';
import { invalid, limit } from './errors.js';
import type { Target } from './write-intakes.js';

export interface IdentityInput {
  readonly namespace: string;
  readonly value: string;
}

export interface TargetInput {
  readonly profile?: string | null;
  readonly identities?: readonly IdentityInput[] | null;
}

const MAX_PROPERTIES = 100;
const MAX_TEXT = 4096;
const MAX_IDENTITIES = 20;

const DEFINITION_KEY = /^[a-z][a-z0-9_]{0,63}$/;

/** Returns a copy of the input without undefined fields. */
export const given = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;

/**
 * Returns the name that a definition has after a change. If `name` is absent, the stored name is kept. If it is null,
 * the key is used as the name.
 */
export const nameAfter = (name: string | null | undefined, stored: string | undefined, key: string): string =>
  (name === undefined ? stored : name) ?? key;

/**
 * Rejects keys that can never be a tag, segment, model or layer key. These are keys with invalid characters, and names
 * that every JavaScript object inherits.
 */
export function definitionKey(key: string, path: string): void {
  if (!DEFINITION_KEY.test(key) || key === 'constructor' || key === 'prototype')
    throw invalid('KEY_INVALID', 'a key is lower-case letters, digits and _, at most 64, a letter first', path);
}

/** Parses a text. Rejects NUL characters, lone surrogates and texts longer than `max`. Normalizes the text to NFC. */
export function text(value: unknown, path: string, max = 256): string {
  if (typeof value !== 'string')
    throw invalid('TEXT_EXPECTED', `expected a text, got ${value === null ? 'null' : typeof value}`, path);
  if (value.length > max)
    throw limit('TEXT_TOO_LONG', `a text here has at most ${max} characters, this one has ${value.length}`, path);
  if (value.includes('\0')) throw invalid('TEXT_CHARACTERS_INVALID', 'a text may not contain NUL', path);
  if (!value.isWellFormed()) throw invalid('TEXT_CHARACTERS_INVALID', 'a text may not contain a lone surrogate', path);
  return composed(value);
}

/** Parses a non-empty id of printable characters. */
export function identifier(value: unknown, path: string, max = 256): string {
  const s = text(value, path, max);
  if (s.trim() === '') throw invalid('TEXT_EMPTY', 'a text here may not be empty', path);
  if (/[\p{Cc}]/u.test(s))
    throw invalid('TEXT_CHARACTERS_INVALID', 'a text here may not contain control characters', path);
  return s;
}

export function instant(value: unknown, path: string): number {
  if (typeof value === 'string') {
    const at = parseInstant(value);
    if (at !== undefined) {
      if (at < Date.UTC(1970, 0, 2))
        throw invalid(
          'INSTANT_IMPLAUSIBLE',
          `${value} lies in 1970 or before: was it sent in seconds where milliseconds were meant?`,
          path,
        );
      return at;
    }
    if (/^\d+$/.test(value))
      throw invalid(
        'INSTANT_INVALID',
        'expected an instant with its zone such as 2026-02-28T10:00:00Z, not a number',
        path,
      );
  }
  throw invalid(
    'INSTANT_INVALID',
    'expected an existing instant with its zone, such as 2026-02-28T10:00:00+08:00',
    path,
  );
}

export function money(value: unknown, path: string): bigint {
  const d = typeof value === 'string' ? parseDecimal(value) : undefined;
  if (d === undefined)
    throw invalid(
      'DECIMAL_INVALID',
      'expected a decimal text such as "1234.5", at most 4 digits after the point and 18 in all',
      path,
    );
  return d;
}

export function identities(list: readonly IdentityInput[], catalogue: Catalogue, path: string): Identity[] {
  if (list.length === 0) throw invalid('IDENTITY_MISSING', 'give at least one identity', path);
  if (list.length > MAX_IDENTITIES)
    throw limit('LIST_TOO_LONG', `at most ${MAX_IDENTITIES} identities at a time`, path);
  const out = new Map<string, Identity>();
  let junk = 0;
  list.forEach((raw, i) => {
    const at = `${path}[${i}]`;
    const ns = catalogue.namespace(raw.namespace);
    if (!ns)
      throw invalid(
        'NAMESPACE_UNKNOWN',
        `no identity namespace has this name; the workspace has ${listedNames(catalogue.allNamespaces().map(({ name }) => name))}`,
        `${at}.namespace`,
      );
    const given = identifier(raw.value, `${at}.value`, MAX_IDENTITY_LENGTH);
    visibleIdentity(given, `${at}.value`);
    const value = normaliseIdentity(ns, given);
    if (value === undefined) throw invalid('IDENTITY_INVALID', `not a valid ${ns.name}`, `${at}.value`);
    if (isBlocked(ns, value) || isBlocked(ns, raw.value.trim())) {
      junk++;
      return;
    }
    out.set(`${ns.name}:${value}`, { namespace: ns.name, value });
  });
  if (out.size === 0)
    throw invalid(
      junk > 0 ? 'IDENTITY_PLACEHOLDER' : 'IDENTITY_MISSING',
      junk > 0 ? 'only placeholder identities such as "null" or "0" were given' : 'give at least one identity',
      path,
    );
  return [...out.values()];
}

/**
 * Rejects an identity that contains invisible characters, because it looks the same as the identity of another
 * customer.
 */
export function visibleIdentity(value: string, path: string): void {
  const invisible = invisibleCharacter(value);
  if (invisible !== undefined)
    throw invalid(
      'IDENTITY_INVISIBLE_CHARACTER',
      `an identity may not contain the invisible character ${invisible}; remove it and send it again`,
      path,
    );
}

/** Parses the properties of an event of the given type. */
export function properties(value: unknown, type: string, path: string): Record<string, Property> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid('EVENT_PROPERTY_TYPE', 'properties are an object', path);
  const declared = eventType(type)?.properties ?? {};
  const entries = Object.entries(value);
  if (entries.length > MAX_PROPERTIES)
    throw limit('EVENT_PROPERTIES_TOO_MANY', `an event has at most ${MAX_PROPERTIES} properties`, path);
  const out = new Map<string, Property>();
  for (const [given, raw] of entries) {
    const at = `${path}.${given.slice(0, 64)}`;
    const name = composed(given);
    if (!isPropertyName(name)) throw invalid('EVENT_PROPERTY_NAME_INVALID', PROPERTY_NAME_RULE, at);
    if (raw === null) continue;
    if (out.has(name))
      throw invalid('EVENT_PROPERTY_REPEATED', 'two properties have this name in its composed Unicode form', at);
    const value = property(raw, Object.hasOwn(declared, name) ? declared[name] : undefined, at);
    if (typeof value === 'number' && value < 0 && isNeverNegative(type, name))
      throw invalid('AMOUNT_NEGATIVE', `${name} must not be negative`, at);
    out.set(name, value);
  }
  // `Object.fromEntries` copies names such as `__proto__` like any other name. A plain assignment would not.
  return Object.fromEntries(out);
}

function property(raw: unknown, declared: string | undefined, path: string): Property {
  let v: Property;
  if (typeof raw === 'string') v = text(raw, path, MAX_TEXT);
  else if (typeof raw === 'boolean') v = raw;
  else if (typeof raw === 'number') {
    if (!Number.isFinite(raw) || Math.abs(raw) > 1e14)
      throw invalid('EVENT_PROPERTY_TYPE', 'a number here lies between -1e14 and 1e14', path);
    v = raw;
  } else if (Array.isArray(raw) && raw.length <= 100) v = raw.map((x, i) => text(x, `${path}[${i}]`, MAX_TEXT));
  else
    throw invalid(
      'EVENT_PROPERTY_TYPE',
      'a property is a text, a number, true or false, or a list of at most 100 texts',
      path,
    );
  if (declared === 'STRING' && typeof v !== 'string') throw invalid('EVENT_PROPERTY_TYPE', 'expected a text', path);
  if (declared === 'INTEGER' && (typeof v !== 'number' || !Number.isInteger(v)))
    throw invalid('EVENT_PROPERTY_TYPE', 'expected a whole number', path);
  if (declared === 'DATETIME') return new Date(instant(v, path)).toISOString();
  if (declared === 'DECIMAL') {
    if (typeof v === 'string') return Number(money(v, path)) / 10_000;
    if (typeof v !== 'number') throw invalid('EVENT_PROPERTY_TYPE', 'expected a number', path);
  }
  return v;
}

/**
 * Converts an API value to the tag's type and checks the tag's limits. In the API, decimals, dates and times are text.
 */
export function tagValue(raw: unknown, def: TagDefinition, path: string): Value {
  const v = rawValue(raw, def, path);
  if (typeof v === 'string' && v.length > (def.maxLength ?? 1024))
    throw limit('TEXT_TOO_LONG', `a value of this tag has at most ${def.maxLength ?? 1024} characters`, path);
  if (
    def.allowedValues &&
    !def.allowedValues.some((a) => sameValue(a, v)) &&
    !(Array.isArray(v) && v.every((x) => def.allowedValues!.includes(x as string)))
  )
    throw invalid('TAG_VALUE_NOT_ALLOWED', 'the value is not one of the allowed values of this tag', path);
  if (def.min !== undefined && (compareValues(v, def.min) ?? 0) < 0)
    throw invalid('TAG_VALUE_OUT_OF_RANGE', 'the value is below the minimum of this tag', path);
  if (def.max !== undefined && (compareValues(v, def.max) ?? 0) > 0)
    throw invalid('TAG_VALUE_OUT_OF_RANGE', 'the value is above the maximum of this tag', path);
  return v;
}

function rawValue(raw: unknown, def: TagDefinition, path: string): Value {
  const expected = (): Error => invalid('TAG_VALUE_TYPE', `expected ${describeType(def.type)}`, path);
  if (def.type === 'DECIMAL') {
    if (typeof raw === 'string') return money(raw, path);
    if (typeof raw !== 'number' || !Number.isSafeInteger(raw))
      throw invalid('TAG_VALUE_TYPE', 'give decimals as text, e.g. "12.50", so that nothing is rounded', path);
    return coerce(raw, 'DECIMAL') ?? fail(expected());
  }
  if (def.type === 'DATETIME') return instant(raw, path);
  if (def.type === 'STRING_LIST') {
    if (!Array.isArray(raw) || raw.length > 1000) throw expected();
    return raw.map((x, i) => text(x, `${path}[${i}]`, 256));
  }
  if (def.type === 'STRING') return text(raw, path, 10_000);
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') throw expected();
  return coerce(raw, def.type) ?? fail(expected());
}

function fail(error: Error): never {
  throw error;
}

/**
 * Parses the customer to which a request refers. It is given by a profile id or by identities. Both together are
 * rejected, because one would be ignored.
 */
export function targetOf(input: TargetInput, catalogue: Catalogue, path: string): Target {
  const byId = input.profile !== undefined && input.profile !== null;
  if (byId && input.identities)
    throw invalid('ALTERNATIVES_CONFLICT', 'name the customer by a profile or by identities, not by both', path);
  if (byId) return { profile: identifier(input.profile, `${path}.profile`, 64) };
  if (input.identities) return { identities: identities(input.identities, catalogue, `${path}.identities`) };
  throw invalid('TARGET_MISSING', 'name the customer: give a profile or identities', path);
}

/**
 * Returns the value if it is in the list, or the fallback when no value is given. Throws when there is neither a value
 * nor a fallback.
 */
export function oneOf<T extends string>(
  value: string | null | undefined,
  list: readonly T[],
  fallback: T | undefined,
  path: string,
): T {
  if (value === undefined || value === null) {
    if (fallback !== undefined) return fallback;
    throw invalid('CHOICE_INVALID', `expected one of ${list.join(', ')}`, path);
  }
  if (!(list as readonly string[]).includes(value))
    throw invalid('CHOICE_INVALID', `expected one of ${list.join(', ')}`, path);
  return value as T;
}

/**
 * Throws when a call has no items or more than `most`. In the error messages, `ask` is the text for an empty call, and
 * `noun` is the name of the items.
 */
export function checkBatch(
  items: readonly unknown[],
  most: number,
  path: string,
  { ask = 'send at least one', noun }: { readonly ask?: string; readonly noun?: string } = {},
): void {
  if (items.length === 0) throw invalid('LIST_EMPTY', ask, path);
  if (items.length <= most) return;
  const allowed = noun === undefined ? `at most ${most}` : `at most ${most} ${noun}`;
  throw limit('BATCH_TOO_LARGE', `${allowed} per call, this one has ${items.length}`, path);
}
