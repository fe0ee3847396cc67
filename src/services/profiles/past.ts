/**
 * The past, read in two ways: `asOf` from the facts of before an instant, late ones included; `asKnownAt` from the
 * ledger of what was told by then.
 */
import { isLayerKey } from '../../engine/layers/layers.js';
import type { Condition, SegmentDefinition } from '../../engine/model.js';
import { Evaluation, type Subject } from '../../engine/segment/evaluate.js';
import { pieceAt, valueAt } from '../../engine/time/timeline.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import { FirstFew } from '../population/everyone.js';
import { scan, sizeOf } from '../population/scan.js';
import { rootsOf } from '../population/roots.js';

import { subjectsOf } from '../population/subjects.js';

/** A customer is there from its first fact on, or from when it was made. */
function beginningOf(record: ProfileRecord, subject: Subject): number {
  let first = record.createdAt;
  for (const { writes } of subject.tags.values()) for (const { at } of writes) first = Math.min(first, at);
  for (const { at } of subject.facts.all()) first = Math.min(first, at);
  return first;
}

const existed = (record: ProfileRecord, subject: Subject, at: number): boolean => beginningOf(record, subject) <= at;

/** Whole customers, as reading since when needs them: all their facts and tag writes. */
export const wholeSubjects = (services: Services, roots: readonly ProfileRecord[]): Promise<Subject[]> =>
  subjectsOf(
    services,
    roots,
    () => -Infinity,
    () => 0,
  );

/**
 * Since when a customer has been in a segment or layer that it is in at an instant, by the facts known now: the same in
 * whatever order they came. Not before its first fact. Undefined where it is not in the segment.
 */
export function sinceWhen(
  room: Room,
  record: ProfileRecord,
  subject: Subject,
  at: number,
): (segment: string) => number | undefined {
  const beginning = beginningOf(record, subject);
  const evaluation = new Evaluation(room.catalogue, subject, -Infinity, at);
  return (segment) => {
    const line = evaluation.segment(segment);
    return valueAt(line, at) ? Math.max(line.starts[pieceAt(line.starts, at)], beginning) : undefined;
  };
}

/** A definition as it was published under a version; the current one without. */
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
  const there = (await services.stores.definitions.segmentVersions(room.workspace.id, key)).find(
    (v) => v.version === version,
  );
  if (!there) throw notFound('SEGMENT_VERSION_NOT_FOUND', 'this version of the segment');
  return { ...there, condition: room.catalogue.bind(there.condition) };
}

/** How many customers a condition held for at an instant. */
export const sizeAsOf = (services: Services, room: Room, where: Condition, at: number): Promise<number> =>
  sizeOf(services, room, { at, where });

/** The first customers by id, after one, for whom a condition held at an instant. */
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

/** The segments a customer was in at an instant by the facts known now, each since when. */
export async function segmentsAsOf(
  services: Services,
  room: Room,
  root: ProfileRecord,
  at: number,
): Promise<PastMembership[]> {
  if (at > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', 'asOf');
  const [subject] = await wholeSubjects(services, [root]);
  if (!existed(root, subject, at)) return [];
  const since = sinceWhen(room, root, subject, at);
  return room.catalogue.ownSegments().flatMap((d) => {
    const from = since(d.key);
    return from === undefined ? [] : [{ segment: d.key, version: d.version, since: from }];
  });
}

/**
 * The segments a customer was in by what had been told at an instant, of any of the profiles that are the customer's
 * now.
 */
export async function segmentsAsKnownAt(
  services: Services,
  workspace: string,
  root: ProfileRecord,
  at: number,
): Promise<PastMembership[]> {
  const told = await services.stores.ledger.ofProfilesUntil(workspace, root.members, at);
  const last = new Map(told.map((t) => [`${t.profile} ${t.segment}`, t]));
  const entered = [...last.values()].filter((t) => t.kind === 'ENTERED' && !isLayerKey(t.segment));
  // Of several profiles in one segment the first to enter says since when.
  entered.sort((a, b) => b.effectiveAt - a.effectiveAt);
  return [
    ...new Map(
      entered.map((t) => [t.segment, { segment: t.segment, since: t.effectiveAt, version: t.version }]),
    ).values(),
  ];
}

/** A customer of a list, and its place in the list: for a cursor. */
export interface Placed {
  readonly record: ProfileRecord;
  readonly position: string;
}

/** Customers read at a time. */
const READ_AT_ONCE = 200;

/**
 * Customers who were in a segment by what had been told at an instant, in the order of the profiles that were told of.
 * Profiles that are one customer now are one entry, at the first of their places: places never change, whatever is
 * merged while pages are read.
 */
export async function* membersAsKnownAt(
  services: Services,
  workspace: string,
  segment: string,
  at: number,
  after?: string,
): AsyncIterable<Placed> {
  const ids = await services.stores.ledger.membersKnownAt(workspace, segment, at);
  const told = new Set(ids);
  const later = after === undefined ? ids : ids.filter((id) => id > after);
  for (let i = 0; i < later.length; i += READ_AT_ONCE) {
    const some = later.slice(i, i + READ_AT_ONCE);
    const roots = await rootsOf(services, workspace, some);
    for (const [k, position] of some.entries()) {
      const record = roots[k];
      if (record && !record.members.some((m) => m < position && told.has(m))) yield { record, position };
    }
  }
}
