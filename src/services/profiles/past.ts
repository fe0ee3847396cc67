/**
 * Past states, in two readings. `asOf` uses all facts dated before an instant, including late ones. `asKnownAt` uses
 * the ledger of transitions recorded by then.
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

/** Returns when a customer began to exist: at its first fact, or at its creation if that is earlier. */
function beginningOf(record: ProfileRecord, subject: Subject): number {
  let first = record.createdAt;
  for (const { writes } of subject.tags.values()) for (const { at } of writes) first = Math.min(first, at);
  for (const { at } of subject.facts.all()) first = Math.min(first, at);
  return first;
}

const existed = (record: ProfileRecord, subject: Subject, at: number): boolean => beginningOf(record, subject) <= at;

/** Reads whole customers with all their facts and tag writes, as `sinceWhen` needs them. */
export const wholeSubjects = (services: Services, roots: readonly ProfileRecord[]): Promise<Subject[]> =>
  subjectsOf(
    services,
    roots,
    () => -Infinity,
    () => 0,
  );

/**
 * Returns since when a customer has been in a segment or layer that it is in at an instant, by the facts known now. The
 * result does not depend on the order of arrival and is not before the first fact. Undefined when it is not in the
 * segment.
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

/** Returns a definition as published in a version, or the current one when no version is given. */
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

/** Returns the number of customers that met a condition at a time. */
export const sizeAsOf = (services: Services, room: Room, where: Condition, at: number): Promise<number> =>
  sizeOf(services, room, { at, where });

/** Returns the next customers by id, after the given one, that met a condition at a time. */
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

/** Returns the segments a customer was in at an instant, by the facts known now, with the start of each membership. */
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
 * Returns the segments a customer was in by the transitions recorded until an instant, for all profiles that belong to
 * the customer now.
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
  // When several profiles were in one segment, the earliest entry gives the start.
  entered.sort((a, b) => b.effectiveAt - a.effectiveAt);
  return [
    ...new Map(
      entered.map((t) => [t.segment, { segment: t.segment, since: t.effectiveAt, version: t.version }]),
    ).values(),
  ];
}

/** A customer in a list with its position, for use in a cursor. */
export interface Placed {
  readonly record: ProfileRecord;
  readonly position: string;
}

/** Number of customers read at a time. */
const READ_AT_ONCE = 200;

/**
 * Yields the customers who were in a segment by the transitions recorded until an instant, ordered by profile id.
 * Profiles that belong to one customer now yield one entry, at the lowest of their ids. Positions never change, even if
 * profiles are merged while pages are read.
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
