/**
 * Reads past states in one of two ways. `asOf` uses all facts dated before a given time, including facts that arrived
 * later. `asKnownAt` uses the transitions that had been recorded by that time.
 */
import { isLayerKey } from '../../engine/layers/layers.js';
import type { Condition, SegmentDefinition } from '../../engine/types.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import { pieceAt, valueAt } from '../../engine/time/timeline.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';
import { FirstFew } from '../population/views.js';
import { scan, sizeOf } from '../population/scan.js';
import { rootsOf } from '../population/roots.js';

import { subjectsOf } from '../population/subjects.js';

/**
 * Returns the time from which a customer exists. This is the time of the first fact or the time of the customer's
 * creation, whichever is earlier.
 */
function beginningOf(record: ProfileRecord, subject: CustomerFacts): number {
  let first = record.createdAt;
  for (const { writes } of subject.tags.values()) for (const { at } of writes) first = Math.min(first, at);
  for (const { at } of subject.facts.all()) first = Math.min(first, at);
  return first;
}

const existed = (record: ProfileRecord, subject: CustomerFacts, at: number): boolean =>
  beginningOf(record, subject) <= at;

/** Reads customers with all their facts and tag writes, which `sinceWhen` needs. */
export const wholeSubjects = (services: Services, roots: readonly ProfileRecord[]): Promise<CustomerFacts[]> =>
  subjectsOf(
    services,
    roots,
    () => -Infinity,
    () => 0,
  );

/**
 * Returns the time since which a customer has been in a segment or layer, for a membership at a given time. The result
 * is based on the facts known now, in whatever order they arrived. It is never before the first fact. Returns undefined
 * when the customer is not a member at the given time.
 */
export function sinceWhen(
  room: Room,
  record: ProfileRecord,
  subject: CustomerFacts,
  at: number,
): (segment: string) => number | undefined {
  const beginning = beginningOf(record, subject);
  const evaluation = new Evaluation(room.catalogue, subject, -Infinity, at);
  return (segment) => {
    const line = evaluation.segment(segment);
    return valueAt(line, at) ? Math.max(line.starts[pieceAt(line.starts, at)], beginning) : undefined;
  };
}

/** Returns a published version of a definition, or the current one when no version is given. */
export async function definitionOf(
  services: Services,
  room: Room,
  key: string,
  version?: number | null,
): Promise<SegmentDefinition> {
  const current = room.catalogue.segmentDefinition(key);
  if (version === undefined || version === null || version === current?.version) {
    if (!current) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
    return current;
  }
  const there = await services.stores.definitions.segmentVersion(room.workspace.id, key, version);
  if (!there) throw notFound('SEGMENT_VERSION_NOT_FOUND', 'this version of the segment');
  return { ...there, condition: room.catalogue.bind(there.condition) };
}

/** Returns the number of customers for which a condition was true at a time. */
export const sizeAsOf = (services: Services, room: Room, where: Condition, at: number): Promise<number> =>
  sizeOf(services, room, { at, where });

/** Returns a page of the customers for which a condition was true at a time, ordered by id. */
export async function membersAsOf(
  services: Services,
  room: Room,
  where: Condition,
  at: number,
  { first, after }: Page,
): Promise<Placed[]> {
  const members = new FirstFew(first, after);
  for await (const { part, chosen } of scan(services, room, { at, where })) members.add(part, chosen);
  return (await members.read(services, room.workspace.id)).map((record) => ({ record, position: record.id }));
}

export interface PastMembership {
  readonly segment: string;
  readonly since?: number;
  readonly version: number;
}

/**
 * Returns the segments that a customer was in at a given time, and the start of each membership. The result is based on
 * the facts known now.
 */
export async function segmentsAsOf(
  services: Services,
  room: Room,
  root: ProfileRecord,
  at: number,
): Promise<PastMembership[]> {
  if (at > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', 'asOf');
  if (isAnonymousReceipt(root)) return [];
  const [subject] = await wholeSubjects(services, [root]);
  if (!existed(root, subject, at)) return [];
  const since = sinceWhen(room, root, subject, at);
  return room.catalogue.ownSegments().flatMap((d) => {
    const from = since(d.key);
    return from === undefined ? [] : [{ segment: d.key, version: d.version, since: from }];
  });
}

/**
 * Returns the segments that a customer was in, according to the transitions recorded up to a given time. All profiles
 * that now belong to the customer are included.
 */
export async function segmentsAsKnownAt(
  services: Services,
  workspace: string,
  root: ProfileRecord,
  at: number,
): Promise<PastMembership[]> {
  const recorded = await services.stores.transitions.ofProfilesUntil(workspace, root.members, at);
  const last = new Map(recorded.map((t) => [`${t.profile} ${t.segment}`, t]));
  const entered = [...last.values()].filter((t) => t.kind === 'ENTERED' && !isLayerKey(t.segment));
  // If several profiles were in the same segment, the earliest entry is the start of the membership.
  entered.sort((a, b) => b.effectiveAt - a.effectiveAt);
  return [
    ...new Map(
      entered.map((t) => [t.segment, { segment: t.segment, since: t.effectiveAt, version: t.version }]),
    ).values(),
  ];
}

/** A customer in a list and its position, which is used in cursors. */
export interface Placed {
  readonly record: ProfileRecord;
  readonly position: string;
}

/** Number of customers to read in one query. */
const READ_AT_ONCE = 200;

/**
 * Yields the customers who were in a segment according to the transitions recorded up to a given time, ordered by
 * profile id. If several profiles now belong to one customer, the customer is yielded once, at the lowest of their ids.
 * Positions never change, even if profiles are merged while pages are being read.
 */
export async function* membersAsKnownAt(
  services: Services,
  workspace: string,
  segment: string,
  at: number,
  after?: string,
): AsyncIterable<Placed> {
  const ids = await services.stores.transitions.membersKnownAt(workspace, segment, at);
  const recorded = new Set(ids);
  const later = after === undefined ? ids : ids.filter((id) => id > after);
  for (let i = 0; i < later.length; i += READ_AT_ONCE) {
    const some = later.slice(i, i + READ_AT_ONCE);
    const roots = await rootsOf(services, workspace, some);
    for (const [k, position] of some.entries()) {
      const record = roots[k];
      if (record && !record.members.some((m) => m < position && recorded.has(m))) yield { record, position };
    }
  }
}
