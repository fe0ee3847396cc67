/**
 * Reads customers. A customer is found by profile id, by identity or by an ad-hoc condition. Customers are also listed
 * in pages.
 */
import { identityText, normaliseIdentity } from '../../engine/identity/identity.js';
import type { Condition, TagDefinition, TagWrite, Value } from '../../engine/types.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import { countedUnder, settle } from '../../engine/memberships/settle.js';
import { conflictsOf, isComputed, servedAt } from '../../engine/tags/tags.js';
import { valueAt } from '../../engine/time/timeline.js';
import { mayLookUp, hasScope, requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { countOf, FirstFew } from '../population/views.js';
import { scan } from '../population/scan.js';
import { rootsOf } from '../population/roots.js';
import { subjectsForNow } from '../population/subjects.js';
import { invalid } from '../base/errors.js';
import { visibleIdentity, type IdentityInput } from '../base/inputs.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';

/** A function that reads the current facts of a root. The function may read several roots in one batch. */
export type ReadSubject = (root: ProfileRecord) => Promise<CustomerFacts>;

/**
 * Returns the current state of a root. If the next evaluation of the root is overdue, it is done in memory. A read
 * therefore never shows an expired membership.
 */
export async function upToDate(room: Room, stored: ProfileRecord, read: ReadSubject): Promise<ProfileRecord> {
  // An anonymous receipt is not a customer, so it is in no segment.
  if (isAnonymousReceipt(stored)) return stored;
  const record = countedUnder(stored, room.workspace.watermark);
  if (record.evaluation.nextCheckAt > room.now && record.evaluation.catalogueVersion >= room.catalogue.version)
    return record;
  const { facts, tags } = await read(stored);
  const { state } = settle(room.catalogue, record.evaluation, facts, tags, { at: room.now, news: [] });
  return { ...record, evaluation: state };
}

export async function findProfile(
  services: Services,
  principal: Principal,
  room: Room,
  by: { readonly id?: string | null; readonly identity?: IdentityInput | null },
): Promise<ProfileRecord | undefined> {
  requireScope(principal, 'profiles:read');
  if (by.id && by.identity) throw invalid('ALTERNATIVES_CONFLICT', 'give an id or an identity, not both', 'identity');
  let record: ProfileRecord | undefined;
  if (by.id) [record] = await rootsOf(services, principal.workspace, [by.id]);
  else if (by.identity) {
    mayLookUp(principal, by.identity.namespace, 'identity.namespace');
    record = await rootBehind(services, room, by.identity);
  } else throw invalid('TARGET_MISSING', 'give an id or an identity');
  return record && upToDate(room, record, async (r) => (await subjectsForNow(services, room, [r]))[0]);
}

/** Returns the root profile of the customer with a given identity. */
export async function rootBehind(
  services: Services,
  { workspace, catalogue }: Room,
  given: IdentityInput,
): Promise<ProfileRecord | undefined> {
  const ns = catalogue.namespace(given.namespace);
  if (!ns) throw invalid('NAMESPACE_UNKNOWN', 'no identity namespace has this name', 'identity.namespace');
  visibleIdentity(given.value, 'identity.value');
  const value = normaliseIdentity(ns, given.value);
  if (value === undefined) throw invalid('IDENTITY_INVALID', `not a valid ${ns.name}`, 'identity.value');
  const identity = { namespace: ns.name, value };
  const id = (await services.stores.identities.find(workspace.id, [identity])).get(identityText(identity));
  return id === undefined ? undefined : (await rootsOf(services, workspace.id, [id]))[0];
}

/** A tag value as returned to callers. */
export interface ServedTag {
  readonly definition: TagDefinition;
  readonly value: Value;
  readonly at?: number;
  readonly source?: string;
  readonly expiresAt?: number;
  readonly conflicts: readonly TagWrite[];
}

/**
 * Returns all tags of a customer, including computed ones. Personal tags are omitted unless the caller has the required
 * scope.
 */
export async function servedTags(
  principal: Principal,
  room: Room,
  record: ProfileRecord,
  read: ReadSubject,
  keys?: readonly string[],
): Promise<ServedTag[]> {
  if (isAnonymousReceipt(record)) return [];
  const personal = hasScope(principal, 'profiles:read:personal');
  const wanted = room.catalogue
    .allTags()
    .filter(({ key }) => (!keys || keys.includes(key)) && (personal || !room.catalogue.concealsTag(key)));
  const evaluation = wanted.some(isComputed)
    ? new Evaluation(room.catalogue, await read(record), room.now, room.now)
    : undefined;
  return wanted.flatMap((definition): ServedTag[] => {
    if (isComputed(definition)) {
      const value = valueAt(evaluation!.tag(definition.key), room.now);
      return value === undefined ? [] : [{ definition, value, conflicts: [] }];
    }
    const writes = record.tags.get(definition.key)?.writes ?? [];
    const served = servedAt(definition, writes, room.now);
    if (!served) return [];
    return [
      {
        definition,
        value: served.value,
        at: served.write.at,
        source: served.write.source,
        ...(Number.isFinite(served.until) ? { expiresAt: served.until } : {}),
        conflicts: conflictsOf(definition, writes, room.now),
      },
    ];
  });
}

/** Returns a page of the customers for which a condition is true, ordered by id, and their exact total. */
export async function profilesWhere(
  services: Services,
  room: Room,
  condition: Condition,
  page: Page,
): Promise<{ readonly page: ProfileRecord[]; readonly total: number }> {
  const found: ProfileRecord[] = [];
  for (let { after } = page; ;) {
    const few = new FirstFew(page.first - found.length, after);
    let total = 0;
    for await (const { part, chosen } of scan(services, room, { where: condition })) {
      total += countOf(chosen);
      few.add(part, chosen);
    }
    found.push(...(await few.read(services, room.workspace.id)));
    after = few.last;
    // Some customers may have been merged after they were selected. In that case, read further customers to fill the
    // page, because callers would take a short page for the last one.
    if (found.length === page.first || after === undefined) return { page: found, total };
  }
}
