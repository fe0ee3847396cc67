/**
 * Stored documents of customers. Each identity has a profile. The root profile of a customer contains its tags and
 * memberships.
 */
import type { Identity, TagChange, TagWrite } from '../engine/types.js';
import type { Due } from '../engine/memberships/dues.js';
import type { EvaluationState, SegmentState } from '../engine/memberships/settle.js';
import type { TagState } from '../engine/tags/tags.js';
import type { ProfileRecord, RootFacts } from '../services/base/ports.js';
import { isAnonymousReceipt } from '../services/base/ports/profiles.js';
import { storedValue, type StoredValue } from './base/stored-values.js';

/** A tag write that is stored inside a profile. */
interface WriteDoc {
  id: string;
  at: Date;
  src: string;
  seq: number;
  v?: StoredValue;
  c?: true;
  ch?: TagChange;
  sum?: true;
}

/**
 * The latest time that a Date can represent. As the value of `f`, it means that the stored writes are not complete for
 * any time.
 */
const NEVER = 8.64e15;

interface SegmentDoc {
  segment: string;
  since?: Date;
  version: number;
  sequence: number;
  next?: Date;
}

interface DueDoc {
  kind: string;
  key: string;
  at: Date;
  profile: string;
}

export interface ProfileDoc {
  _id: string;
  ws: string;
  root: string;
  /** Whether the profile is the root of a customer. False for an anonymous receipt, which is not a customer. */
  isRoot: boolean;
  /** Whether the profile is the root of an anonymous receipt. Absent if it is not. */
  isReceipt?: true;
  identity: Identity;
  identities: Identity[];
  members: string[];
  createdAt: Date;
  version: number;
  factsVersion: number;
  /** Absent if the customer has no events. */
  factBytes?: number;
  /**
   * Tags with their stored writes. From the time `f` on, the stored writes are complete. Without `f`, all writes are
   * stored.
   */
  tags: { k: string; w: WriteDoc[]; f?: Date }[];
  evaluatedAt: Date;
  catalogueVersion: number;
  sequence: number;
  memberships: SegmentDoc[];
  /** Segments that the profile is not in now, but was in before or will be in later. */
  others: SegmentDoc[];
  /**
   * End of the time for which membership changes are known in advance. Absent in documents that were written before
   * this field existed.
   */
  knownUntil?: Date;
  nextCheckAt: Date | null;
  shared?: true;
  /** Absent if the customer is in no list. */
  lists?: string[];
  /** Times at which the customer must be processed even without new facts. Absent if there are none. */
  dues?: DueDoc[];
}

function writeToDoc(w: TagWrite): WriteDoc {
  return {
    id: w.id,
    at: new Date(w.at),
    src: w.source,
    seq: w.sequence,
    ...(w.value === undefined ? {} : { v: storedValue(w.value) }),
    ...(w.correction ? { c: true } : {}),
    ...(w.change ? { ch: w.change } : {}),
    ...(w.summed ? { sum: true } : {}),
  };
}

function writeFromDoc(d: WriteDoc): TagWrite {
  return {
    id: d.id,
    at: d.at.getTime(),
    source: d.src,
    sequence: d.seq,
    ...(d.v === undefined ? {} : { value: d.v }),
    ...(d.c ? { correction: true } : {}),
    ...(d.ch ? { change: d.ch } : {}),
    ...(d.sum ? { summed: true } : {}),
  };
}

function segmentToDoc(s: SegmentState): SegmentDoc {
  return {
    segment: s.segment,
    ...(s.since === undefined ? {} : { since: new Date(s.since) }),
    version: s.version,
    sequence: s.sequence,
    ...(s.nextFlipAt === undefined ? {} : { next: new Date(s.nextFlipAt) }),
  };
}

function segmentFromDoc(d: SegmentDoc, member: boolean): SegmentState {
  return {
    segment: d.segment,
    member,
    since: d.since?.getTime(),
    version: d.version,
    sequence: d.sequence,
    nextFlipAt: d.next?.getTime(),
  };
}

const dueToDoc = ({ kind, key, at, profile }: Due): DueDoc => ({ kind, key, at: new Date(at), profile });
const dueFromDoc = ({ kind, key, at, profile }: DueDoc): Due => ({ kind, key, at: at.getTime(), profile });

const isRoot = (p: ProfileRecord): boolean => p.root === p.id && !isAnonymousReceipt(p);
const segmentsOf = (p: ProfileRecord, member: boolean): SegmentState[] =>
  p.evaluation.segments.filter((s) => s.member === member);

/** Functions that encode each field of a profile for the stored document. */
const STORED: { readonly [F in keyof Required<ProfileDoc>]: (p: ProfileRecord) => ProfileDoc[F] } = {
  _id: (p) => p.id,
  ws: (p) => p.workspace,
  root: (p) => p.root,
  isRoot,
  isReceipt: (p) => (isAnonymousReceipt(p) ? true : undefined),
  identity: (p) => p.identity,
  identities: (p) => [...p.identities],
  members: (p) => [...p.members],
  createdAt: (p) => new Date(p.createdAt),
  version: (p) => p.version,
  factsVersion: (p) => p.factsVersion,
  factBytes: (p) => (p.factBytes > 0 ? p.factBytes : undefined),
  tags: (p) =>
    [...p.tags.values()].map((t) => ({
      k: t.key,
      w: t.writes.map(writeToDoc),
      ...(t.from === undefined ? {} : { f: new Date(Math.min(t.from, NEVER)) }),
    })),
  evaluatedAt: (p) => new Date(p.evaluation.evaluatedAt),
  catalogueVersion: (p) => p.evaluation.catalogueVersion,
  sequence: (p) => p.evaluation.sequence,
  memberships: (p) => segmentsOf(p, true).map(segmentToDoc),
  others: (p) => segmentsOf(p, false).map(segmentToDoc),
  knownUntil: (p) => new Date(p.evaluation.knownUntil),
  nextCheckAt: (p) =>
    isRoot(p) && Number.isFinite(p.evaluation.nextCheckAt) ? new Date(p.evaluation.nextCheckAt) : null,
  shared: (p) => (p.shared ? true : undefined),
  lists: (p) => (p.lists.size > 0 ? [...p.lists].sort() : undefined),
  dues: (p) => (p.dues.length > 0 ? p.dues.map(dueToDoc) : undefined),
};
const FIELDS = Object.keys(STORED) as (keyof ProfileDoc)[];

const storedAs = (p: ProfileRecord, fields: readonly (keyof ProfileDoc)[]): ProfileDoc =>
  Object.fromEntries(fields.map((f) => [f, STORED[f](p)])) as unknown as ProfileDoc;

/** Returns whether a field is omitted in the stored document of a profile. */
function isAbsent(profile: ProfileRecord, field: keyof ProfileDoc): boolean {
  if (field === 'shared') return !profile.shared;
  if (field === 'isReceipt') return !isAnonymousReceipt(profile);
  if (field === 'lists') return profile.lists.size === 0;
  if (field === 'factBytes') return profile.factBytes === 0;
  return field === 'dues' && profile.dues.length === 0;
}

export function profileToDoc(profile: ProfileRecord): ProfileDoc {
  return storedAs(
    profile,
    FIELDS.filter((f) => !isAbsent(profile, f)),
  );
}

const OPTIONAL = ['isReceipt', 'shared', 'lists', 'dues', 'factBytes'] as const;
type Optional = (typeof OPTIONAL)[number];

/** Returns the update that changes a stored profile from one version to the next. Unchanged fields are omitted. */
export function profileUpdate(
  before: ProfileRecord,
  after: ProfileRecord,
): { readonly $set: Partial<ProfileDoc>; readonly $unset?: Readonly<Partial<Record<Optional, ''>>> } {
  const root = before.root === after.root && isRoot(before) === isRoot(after);
  const [was, is] = [before.evaluation, after.evaluation];
  const alike: Readonly<Record<string, boolean>> = {
    _id: true,
    ws: true,
    createdAt: true,
    root: before.root === after.root,
    isRoot: root,
    isReceipt: !isAnonymousReceipt(after) || isAnonymousReceipt(before),
    shared: !after.shared,
    factBytes: after.factBytes === 0 || before.factBytes === after.factBytes,
    lists: after.lists.size === 0 || sameSet(before.lists, after.lists),
    dues: after.dues.length === 0 || sameDues(before.dues, after.dues),
    nextCheckAt: root && was.nextCheckAt === is.nextCheckAt,
    knownUntil: was.knownUntil === is.knownUntil,
    catalogueVersion: was.catalogueVersion === is.catalogueVersion,
    sequence: was.sequence === is.sequence,
    evaluatedAt: was.evaluatedAt === is.evaluatedAt,
    identity: before.identity === after.identity,
    identities: before.identities === after.identities,
    members: before.members === after.members,
    tags:
      before.tags.size === after.tags.size && [...after.tags].every(([key, state]) => before.tags.get(key) === state),
    memberships: sameSegments(segmentsOf(before, true), segmentsOf(after, true)),
    others: sameSegments(segmentsOf(before, false), segmentsOf(after, false)),
  };
  const unset = OPTIONAL.filter((field) => !isAbsent(before, field) && isAbsent(after, field));
  return {
    $set: storedAs(
      after,
      FIELDS.filter((f) => !alike[f]),
    ),
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((name) => [name, ''])) } : {}),
  };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((x) => b.has(x));

const sameDues = (a: readonly Due[], b: readonly Due[]): boolean =>
  a === b || (a.length === b.length && a.every((due, i) => sameDue(due, b[i])));

const sameDue = (a: Due, b: Due): boolean =>
  a.kind === b.kind && a.key === b.key && a.at === b.at && a.profile === b.profile;

const sameSegments = (a: readonly SegmentState[], b: readonly SegmentState[]): boolean =>
  a.length === b.length && a.every((x, i) => sameSegment(x, b[i]));

function sameSegment(a: SegmentState, b: SegmentState): boolean {
  return (
    a === b ||
    (a.segment === b.segment &&
      a.since === b.since &&
      a.version === b.version &&
      a.sequence === b.sequence &&
      a.nextFlipAt === b.nextFlipAt)
  );
}

/** Projection of the fields that `rootFactsFromDoc` reads. */
export const ROOT_FACTS = {
  ws: 1,
  createdAt: 1,
  version: 1,
  factsVersion: 1,
  factBytes: 1,
  members: 1,
  tags: 1,
  lists: 1,
} as const;

export function rootFactsFromDoc(document: Pick<ProfileDoc, '_id' | keyof typeof ROOT_FACTS>): RootFacts {
  return {
    id: document._id,
    workspace: document.ws,
    createdAt: document.createdAt.getTime(),
    factsVersion: document.factsVersion ?? document.version,
    factBytes: document.factBytes ?? 0,
    members: document.members,
    tags: tagsFromDoc(document.tags),
    lists: new Set(document.lists ?? []),
  };
}

const tagsFromDoc = (tags: ProfileDoc['tags']): Map<string, TagState> =>
  new Map(
    tags.map((t) => [
      t.k,
      { key: t.k, writes: t.w.map(writeFromDoc), ...(t.f ? { from: fromOf(t.f.getTime()) } : {}) },
    ]),
  );
const fromOf = (t: number): number => (t >= NEVER ? Infinity : t);

export function profileFromDoc(document: ProfileDoc): ProfileRecord {
  const tags = tagsFromDoc(document.tags);
  const segments = [
    ...document.memberships.map((s) => segmentFromDoc(s, true)),
    ...document.others.map((s) => segmentFromDoc(s, false)),
  ].sort((a, b) => (a.segment < b.segment ? -1 : 1));
  const evaluation: EvaluationState = {
    evaluatedAt: document.evaluatedAt.getTime(),
    catalogueVersion: document.catalogueVersion,
    sequence: document.sequence,
    segments,
    knownUntil: (document.knownUntil ?? document.evaluatedAt).getTime(),
    nextCheckAt: document.nextCheckAt?.getTime() ?? Infinity,
  };
  return {
    id: document._id,
    workspace: document.ws,
    root: document.root,
    identity: document.identity,
    identities: document.identities,
    members: document.members,
    createdAt: document.createdAt.getTime(),
    version: document.version,
    factsVersion: document.factsVersion ?? document.version,
    factBytes: document.factBytes ?? 0,
    tags,
    lists: new Set(document.lists ?? []),
    dues: (document.dues ?? []).map(dueFromDoc),
    evaluation,
    ...(document.shared ? { shared: true } : {}),
  };
}
