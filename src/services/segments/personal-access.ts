/** Decides who may use personal tags in definitions and see the members of segments that depend on them. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Condition, TagDefinition } from '../../engine/types.js';
import { partsOf } from '../../engine/segments/condition.js';
import { usesPersonal } from '../../engine/segments/personal.js';
import { hasScope, type Principal } from '../base/access.js';
import { conflict, forbidden, invalid } from '../base/errors.js';

/**
 * Throws FORBIDDEN when a condition would reveal a personal tag that its author may not read. The condition may use the
 * tag directly, or through a segment or derived tag.
 */
export function mayUse(principal: Principal, condition: Condition, catalogue: Catalogue): void {
  if (!hasScope(principal, 'profiles:read:personal') && usesPersonal([condition], [], catalogue))
    throw forbidden(
      'PERSONAL_TAG_CONCEALED',
      'this condition uses a personal tag, which needs the scope profiles:read:personal',
    );
}

/**
 * Throws FORBIDDEN when a derived tag would reveal personal tags. A tag derived from a personal tag must be personal
 * too, and its author must be allowed to read personal tags.
 */
export function mayUseTag(principal: Principal, def: TagDefinition, catalogue: Catalogue): void {
  const parts = def.derivation && partsOf(def.derivation);
  if (!parts || !usesPersonal(parts.conditions, parts.tags, catalogue)) return;
  if (!hasScope(principal, 'profiles:read:personal'))
    throw forbidden(
      'PERSONAL_TAG_CONCEALED',
      'this tag is made from a personal tag, which needs the scope profiles:read:personal',
    );
  if (!def.personal)
    throw invalid(
      'TAG_PERSONAL_REQUIRED',
      'a tag made from a personal tag is personal itself: set personal',
      'input.personal',
    );
}

/**
 * Whether the caller may read the values of a tag. A tag that is made from a personal tag is as personal as that tag,
 * even if its own definition does not say so.
 */
export function maySeeTag(principal: Principal, tag: string, catalogue: Catalogue): boolean {
  return hasScope(principal, 'profiles:read:personal') || !catalogue.concealsTag(tag);
}

/** Throws FORBIDDEN unless the caller may read the values of a tag. See `maySeeTag`. */
export function mustSeeTag(principal: Principal, tag: string, catalogue: Catalogue): void {
  if (!maySeeTag(principal, tag, catalogue))
    throw forbidden('PERSONAL_TAG_CONCEALED', `tag ${tag} is personal, which needs the scope profiles:read:personal`);
}

/** Maximum number of definitions that an error names. */
const MOST_NAMED = 10;

/**
 * Throws CONFLICT when a change would make definitions reveal personal tags that they did not reveal before. These are
 * derived tags that are not personal, and segments that were published as shareable. Their authors decided that
 * everyone may see them while nothing personal was in them. `changed` is what the caller itself defines, and `after`
 * the catalogue with the change.
 */
export function refuseRevealed(changed: string, before: Catalogue, after: Catalogue, path: string): void {
  const tags = after
    .allTags()
    .filter(({ key, personal }) => !personal && after.concealsTag(key) && !before.concealsTag(key))
    .map(({ key }) => `tag ${key}`);
  const isRevealing = (key: string, catalogue: Catalogue): boolean =>
    usesPersonal([catalogue.segment(key)!], [], catalogue);
  const segments = after
    .ownSegments()
    .filter(({ key, shareable }) => shareable && `segment ${key}` !== changed)
    .filter(({ key }) => isRevealing(key, after) && !isRevealing(key, before))
    .map(({ key }) => `segment ${key}`);
  const open = [...tags, ...segments];
  if (open.length === 0) return;
  const names = open.slice(0, MOST_NAMED).join(', ');
  throw conflict(
    'TAG_READ_OPENLY',
    `${changed} is read by ${names}, which everyone may see; set personal, or shareable to false, there first`,
    path,
  );
}

/**
 * Whether the caller may read the members of a segment or layer. If the segment or layer depends on a personal tag, the
 * caller needs the scope for personal data, unless the segment was published as shareable.
 */
export function maySee(principal: Principal, segment: string, catalogue: Catalogue): boolean {
  return hasScope(principal, 'profiles:read:personal') || !catalogue.conceals(segment);
}

/** Throws FORBIDDEN unless the caller may see the members of a segment or layer. See `maySee`. */
export function mustSee(principal: Principal, segment: string, catalogue: Catalogue): void {
  if (!maySee(principal, segment, catalogue))
    throw forbidden(
      'PERSONAL_TAG_CONCEALED',
      `who is in ${segment} rests on a personal tag, which needs the scope profiles:read:personal`,
    );
}
