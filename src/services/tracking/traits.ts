/**
 * Converts the traits of a customer to tag writes. Each value is converted to the type of its tag, and null clears the
 * tag.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { TagDefinition } from '../../engine/types.js';
import { isComputed } from '../../engine/tags/tags.js';
import { dayOf } from '../../engine/time/time.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import type { Reason } from '../../reasons/index.js';
import type { Principal } from '../base/access.js';
import type { IdentityInput } from '../base/inputs.js';
import { mayWriteTag } from '../base/write-key-rules.js';
import type { TagWriteInput } from '../tags/tags.js';
import { isIdentityTrait } from './identities.js';
import type { Notes } from './notes.js';
import { readInstant } from './times.js';
import { decimalOf, isObject, keptText, textOf, type Json } from './values.js';

/** The data that all trait writes of a message share. */
export interface Writing {
  readonly catalogue: Catalogue;
  readonly principal: Principal;
  readonly zone: string;
  readonly identities: readonly IdentityInput[];
  readonly observedAt: string;
}

export interface TraitWrite {
  readonly verb: 'set' | 'clear';
  readonly write: TagWriteInput;
  readonly field: string;
}

/** Maximum length of a trait name. A longer name never matches a tag. */
const LONGEST_TRAIT = 256;

/**
 * Returns the key of the tag for a trait. For example, `planName`, `Plan Name` and `plan-name` all become `plan_name`.
 */
const tagOfTrait = (trait: string): string =>
  (trait.length > LONGEST_TRAIT ? '' : trait)
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Returns a write for each trait whose tag the caller may write. Other traits are omitted, each with a warning. */
export function traitWrites(traits: Json, writing: Writing, notes: Notes): TraitWrite[] {
  const writes = allWrites(traits, writing, notes);
  const last = new Map(writes.map((write) => [write.write.tag, write]));
  return writes.filter((write) => {
    const rules = last.get(write.write.tag) === write;
    if (!rules) notes.add(write.field, 'KEY_DUPLICATE', 'a later trait of the message has the same tag and rules');
    return rules;
  });
}

function allWrites(traits: Json, writing: Writing, notes: Notes): TraitWrite[] {
  return Object.entries(traits).flatMap(([trait, value]) => {
    const field = `traits.${trait.slice(0, 64)}`;
    const tag = tagOfTrait(trait);
    if (isObject(value) && !writing.catalogue.tag(tag)) {
      // The fields of an object, such as an address, are written to separate tags if those tags exist.
      const inner = Object.entries(value).filter(([name]) => writing.catalogue.tag(tagOfTrait(`${trait}_${name}`)));
      if (inner.length > 0)
        return inner.flatMap(([name, part]) =>
          writeOf(tagOfTrait(`${trait}_${name}`), part, `${field}.${name.slice(0, 64)}`, writing, notes),
        );
    }
    if (isIdentityTrait(trait) && !writing.catalogue.tag(tag)) return [];
    return writeOf(tag, value, field, writing, notes);
  });
}

function writeOf(tag: string, value: unknown, field: string, writing: Writing, notes: Notes): TraitWrite[] {
  const { catalogue, principal, identities, observedAt } = writing;
  const definition = catalogue.tag(tag);
  const refused = whyNot(definition, principal);
  if (!definition || refused) {
    notes.add(field, refused ?? 'TAG_NOT_FOUND', 'the trait has no tag that this key may write; it is not kept');
    return [];
  }
  const write = { tag, identities, observedAt };
  // Null clears the tag. An empty text is stored as a value.
  if (value === null || value === undefined) return [{ verb: 'clear', write, field }];
  return [{ verb: 'set', write: { ...write, value: tagForm(value, definition, writing, field, notes) }, field }];
}

function whyNot(definition: TagDefinition | undefined, principal: Principal): Reason | undefined {
  if (!definition) return 'TAG_NOT_FOUND';
  if (!mayWriteTag(principal, definition)) return 'TAG_NAMESPACE_FORBIDDEN';
  if (isComputed(definition)) return 'TAG_COMPUTED';
  return definition.kind === 'DYNAMIC' ? 'TAG_DYNAMIC' : undefined;
}

/**
 * Converts a trait to the type of its tag. If that is not possible, the value is returned unchanged, and writing the
 * tag then fails with an error.
 */
function tagForm(value: unknown, definition: TagDefinition, writing: Writing, field: string, notes: Notes): unknown {
  switch (definition.type) {
    case 'STRING':
      return isObject(value) || Array.isArray(value)
        ? keptText(JSON.stringify(value), field, notes, definition.maxLength ?? 1024)
        : (textOf(value, field, notes, definition.maxLength ?? 1024) ?? value);
    case 'DECIMAL': {
      const decimal = decimalOf(value, field, notes);
      return decimal === undefined ? value : formatDecimal(decimal);
    }
    case 'INTEGER':
      return typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
    case 'BOOLEAN':
      return truthOf(value) ?? value;
    case 'DATE':
      return dayForm(value, writing.zone) ?? value;
    case 'DATETIME': {
      const read = readInstant(value);
      if (read?.zoneless) notes.add(field, 'INSTANT_WITHOUT_ZONE', 'the instant names no zone and is read as UTC');
      return read === undefined ? value : new Date(read.at).toISOString();
    }
    case 'STRING_LIST':
      return (Array.isArray(value) ? value : [value]).map((item, i) =>
        typeof item === 'string' || typeof item === 'number'
          ? (textOf(item, `${field}[${i}]`, notes, 256) ?? '')
          : (item as unknown),
      );
    default:
      return value;
  }
}

function truthOf(value: unknown): boolean | undefined {
  if (value === 'true' || value === 1 || value === '1') return true;
  return value === 'false' || value === 0 || value === '0' ? false : undefined;
}

/**
 * Converts a value to a day. A day without a time is kept. For a time at midnight, the day is taken from the text. For
 * any other time, the day in the workspace's time zone is used.
 */
function dayForm(value: unknown, zone: string): string | undefined {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(?:T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(value))
    return value.slice(0, 10);
  const read = readInstant(value);
  return read && dayOf(read.at, zone);
}
