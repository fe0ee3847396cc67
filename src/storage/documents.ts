/** Documents as stored, and how they map to domain types. Dates are BSON dates, decimals 64-bit integers. */
import type {
  EventFact,
  Identity,
  KeyClass,
  OrderLine,
  Property,
  SegmentDefinition,
  TagChange,
  TagDefinition,
  TagWrite,
  Value,
} from '../engine/model.js';
import type { Coupon } from '../engine/coupons/coupon.js';
import type { Experiment } from '../engine/experiments/assignment.js';
import type { LayerModel } from '../engine/layers/layers.js';
import type { ListDefinition } from '../engine/lists/list.js';
import type { EvaluationState, SegmentState } from '../engine/memberships/settle.js';
import type { TagState } from '../engine/tags/tags.js';
import { readProperties, storedProperties } from './property-names.js';
import type { ProfileRecord, RootFacts, StoredEvent, TagFact } from '../services/base/ports.js';

/** A tag write inside a profile. */
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

/** The last instant a date can hold: what is kept is not enough for any. */
const NEVER = 8.64e15;

interface SegmentDoc {
  segment: string;
  since?: Date;
  version: number;
  sequence: number;
  next?: Date;
}

export interface ProfileDoc {
  _id: string;
  ws: string;
  root: string;
  isRoot: boolean;
  identity: Identity;
  identities: Identity[];
  members: string[];
  createdAt: Date;
  version: number;
  factsVersion: number;
  /** `f`: from when on the writes are all that matter; absent: all there are. */
  tags: { k: string; w: WriteDoc[]; f?: Date }[];
  evaluatedAt: Date;
  catalogueVersion: number;
  sequence: number;
  memberships: SegmentDoc[];
  /** Segments the profile is not in, but was or will be. */
  others: SegmentDoc[];
  /** Absent where it was written before this was kept. */
  knownUntil?: Date;
  nextCheckAt: Date | null;
  shared?: true;
  /** Absent: none. */
  lists?: string[];
}

type StoredValue = string | number | boolean | bigint | string[];

const storedValue = (v: Value): StoredValue => (typeof v === 'object' ? [...v] : v);

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

const isRoot = (p: ProfileRecord): boolean => p.root === p.id;
const segmentsOf = (p: ProfileRecord, member: boolean): SegmentState[] =>
  p.evaluation.segments.filter((s) => s.member === member);

/** How each field of a profile is stored. */
const STORED: { readonly [F in keyof Required<ProfileDoc>]: (p: ProfileRecord) => ProfileDoc[F] } = {
  _id: (p) => p.id,
  ws: (p) => p.workspace,
  root: (p) => p.root,
  isRoot,
  identity: (p) => p.identity,
  identities: (p) => [...p.identities],
  members: (p) => [...p.members],
  createdAt: (p) => new Date(p.createdAt),
  version: (p) => p.version,
  factsVersion: (p) => p.factsVersion,
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
};
const FIELDS = Object.keys(STORED) as (keyof ProfileDoc)[];

const storedAs = (p: ProfileRecord, fields: readonly (keyof ProfileDoc)[]): ProfileDoc =>
  Object.fromEntries(fields.map((f) => [f, STORED[f](p)])) as unknown as ProfileDoc;

export function profileToDoc(p: ProfileRecord): ProfileDoc {
  return storedAs(
    p,
    FIELDS.filter((f) => (f !== 'shared' || p.shared) && (f !== 'lists' || p.lists.size > 0)),
  );
}

/** Brings a stored profile from one version to another. What they have alike is not sent. */
export function profileUpdate(
  before: ProfileRecord,
  after: ProfileRecord,
): { readonly $set: Partial<ProfileDoc>; readonly $unset?: { readonly shared?: ''; readonly lists?: '' } } {
  const root = before.root === after.root;
  const [was, is] = [before.evaluation, after.evaluation];
  const alike: Readonly<Record<string, boolean>> = {
    _id: true,
    ws: true,
    createdAt: true,
    root,
    isRoot: root,
    shared: !after.shared,
    lists: after.lists.size === 0 || sameSet(before.lists, after.lists),
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
  const gone = [
    ...(before.shared && !after.shared ? ['shared'] : []),
    ...(before.lists.size > 0 && after.lists.size === 0 ? ['lists'] : []),
  ];
  return {
    $set: storedAs(
      after,
      FIELDS.filter((f) => !alike[f]),
    ),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((name) => [name, ''])) } : {}),
  };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((x) => b.has(x));

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

/** The fields of `rootFactsFromDoc`. */
export const ROOT_FACTS = { ws: 1, createdAt: 1, version: 1, factsVersion: 1, members: 1, tags: 1, lists: 1 } as const;

export function rootFactsFromDoc(d: Pick<ProfileDoc, '_id' | keyof typeof ROOT_FACTS>): RootFacts {
  return {
    id: d._id,
    workspace: d.ws,
    createdAt: d.createdAt.getTime(),
    factsVersion: d.factsVersion ?? d.version,
    members: d.members,
    tags: tagsFromDoc(d.tags),
    lists: new Set(d.lists ?? []),
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

export function profileFromDoc(d: ProfileDoc): ProfileRecord {
  const tags = tagsFromDoc(d.tags);
  const segments = [
    ...d.memberships.map((s) => segmentFromDoc(s, true)),
    ...d.others.map((s) => segmentFromDoc(s, false)),
  ].sort((a, b) => (a.segment < b.segment ? -1 : 1));
  const evaluation: EvaluationState = {
    evaluatedAt: d.evaluatedAt.getTime(),
    catalogueVersion: d.catalogueVersion,
    sequence: d.sequence,
    segments,
    knownUntil: (d.knownUntil ?? d.evaluatedAt).getTime(),
    nextCheckAt: d.nextCheckAt?.getTime() ?? Infinity,
  };
  return {
    id: d._id,
    workspace: d.ws,
    root: d.root,
    identity: d.identity,
    identities: d.identities,
    members: d.members,
    createdAt: d.createdAt.getTime(),
    version: d.version,
    factsVersion: d.factsVersion ?? d.version,
    tags,
    lists: new Set(d.lists ?? []),
    evaluation,
    ...(d.shared ? { shared: true } : {}),
  };
}

export interface EventDoc {
  /** workspace|source|messageId */
  _id: string;
  ws: string;
  profile: string;
  identity: Identity;
  type: string;
  at: Date;
  receivedAt: Date;
  source: string;
  messageId: string;
  hash: string;
  props?: Record<string, Property>;
  order?: string;
  amount?: bigint;
  currency?: string;
  lines?: StoredLine[];
  coupon?: string;
  binding?: true;
  payment?: string;
  refund?: string;
  class?: KeyClass;
  batch?: string;
  place?: number;
}

export function eventToDoc(ws: string, e: StoredEvent): EventDoc {
  return {
    _id: `${ws}|${e.id}`,
    ws,
    profile: e.profile,
    identity: e.identity,
    type: e.type,
    at: new Date(e.at),
    receivedAt: new Date(e.receivedAt),
    source: e.source,
    messageId: e.messageId,
    hash: e.bodyHash,
    ...(e.properties ? { props: storedProperties(e.properties) } : {}),
    ...(e.orderId === undefined ? {} : { order: e.orderId }),
    ...(e.amount === undefined ? {} : { amount: e.amount }),
    ...(e.currency === undefined ? {} : { currency: e.currency }),
    ...(e.lines ? { lines: [...e.lines] } : {}),
    ...(e.coupon === undefined ? {} : { coupon: e.coupon }),
    ...(e.binding ? { binding: true } : {}),
    ...(e.paymentId === undefined ? {} : { payment: e.paymentId }),
    ...(e.refundId === undefined ? {} : { refund: e.refundId }),
    ...(e.keyClass === undefined ? {} : { class: e.keyClass }),
    ...(e.batch === undefined ? {} : { batch: e.batch, place: e.batchPlace ?? 0 }),
  };
}

/** What evaluation needs is read without the rest. */
export const FACT_FIELDS = {
  profile: 1,
  type: 1,
  at: 1,
  props: 1,
  order: 1,
  amount: 1,
  currency: 1,
  lines: 1,
  coupon: 1,
  binding: 1,
  payment: 1,
  refund: 1,
  class: 1,
  batch: 1,
  place: 1,
} as const;

/** A line written before quantities were decimals has a whole number, and 0 where a refund named no money. */
interface StoredLine extends Omit<OrderLine, 'quantity'> {
  readonly quantity: bigint | number;
}

function lineFromDoc(line: StoredLine, type: string): OrderLine {
  const { quantity, amount, ...rest } = line;
  if (typeof quantity === 'bigint') return line as OrderLine;
  const named = amount !== undefined && !(type === 'order_refunded' && amount === 0n);
  return { ...rest, quantity: BigInt(quantity) * 10_000n, ...(named ? { amount } : {}) };
}

export function factFromDoc(d: EventDoc): EventFact {
  return {
    id: d._id.slice(d._id.indexOf('|') + 1),
    type: d.type,
    at: d.at.getTime(),
    ...(d.props ? { properties: readProperties(d.props) } : {}),
    ...(d.order === undefined ? {} : { orderId: d.order }),
    ...(d.amount === undefined ? {} : { amount: d.amount }),
    ...(d.currency === undefined ? {} : { currency: d.currency }),
    ...(d.lines ? { lines: d.lines.map((l) => lineFromDoc(l, d.type)) } : {}),
    ...(d.coupon === undefined ? {} : { coupon: d.coupon }),
    ...(d.binding ? { binding: true } : {}),
    ...(d.payment === undefined ? {} : { paymentId: d.payment }),
    ...(d.refund === undefined ? {} : { refundId: d.refund }),
    ...(d.class === undefined ? {} : { keyClass: d.class }),
    ...(d.batch === undefined ? {} : { batch: d.batch, batchPlace: d.place ?? 0 }),
  };
}

export function eventFromDoc(d: EventDoc): StoredEvent {
  return {
    ...factFromDoc(d),
    profile: d.profile,
    identity: d.identity,
    source: d.source,
    messageId: d.messageId,
    receivedAt: d.receivedAt.getTime(),
    bodyHash: d.hash,
  };
}

export interface TagFactDoc {
  _id: string;
  ws: string;
  profile: string;
  tag: string;
  at: Date;
  source: string;
  sequence: number;
  value?: StoredValue;
  correction?: true;
  change?: TagChange;
  recordedAt: Date;
  by: string;
  reason?: string;
}

export function tagFactToDoc(ws: string, f: TagFact): TagFactDoc {
  return {
    _id: `${ws}|${f.id}`,
    ws,
    profile: f.profile,
    tag: f.tag,
    at: new Date(f.at),
    source: f.source,
    sequence: f.sequence,
    ...(f.value === undefined ? {} : { value: storedValue(f.value) }),
    ...(f.correction ? { correction: true } : {}),
    ...(f.change ? { change: f.change } : {}),
    recordedAt: new Date(f.recordedAt),
    by: f.by,
    ...(f.reason ? { reason: f.reason } : {}),
  };
}

export function tagFactFromDoc(d: TagFactDoc): TagFact {
  return {
    id: d._id.slice(d._id.indexOf('|') + 1),
    profile: d.profile,
    tag: d.tag,
    at: d.at.getTime(),
    source: d.source,
    sequence: d.sequence,
    ...(d.value === undefined ? {} : { value: d.value }),
    ...(d.correction ? { correction: true } : {}),
    ...(d.change ? { change: d.change } : {}),
    recordedAt: d.recordedAt.getTime(),
    by: d.by,
    ...(d.reason ? { reason: d.reason } : {}),
  };
}

/** Definitions are stored as JSON text: their trees are code, not data to be queried. */
export interface DefinitionDoc {
  ws: string;
  key: string;
  version: number;
  body: string;
}

export function definitionToDoc(
  ws: string,
  key: string,
  d: TagDefinition | SegmentDefinition | LayerModel | ListDefinition | Coupon | Experiment,
): DefinitionDoc {
  return { ws, key, version: d.version, body: toJson(d) };
}

export function tagFromDoc(d: DefinitionDoc): TagDefinition {
  return fromJson<TagDefinition>(d.body);
}
export function listFromDoc(d: DefinitionDoc): ListDefinition {
  return fromJson<ListDefinition>(d.body);
}
export function layerModelFromDoc(d: DefinitionDoc): LayerModel {
  return fromJson<LayerModel>(d.body);
}
export function couponFromDoc(d: DefinitionDoc): Coupon {
  return fromJson<Coupon>(d.body);
}
export function experimentFromDoc(d: DefinitionDoc): Experiment {
  return fromJson<Experiment>(d.body);
}
export function segmentFromDefinition(d: DefinitionDoc): SegmentDefinition {
  return fromJson<SegmentDefinition>(d.body);
}

/** JSON with bigint kept apart from numbers. */
function toJson(v: unknown): string {
  return JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? { $decimal: String(x) } : x));
}
function fromJson<T>(text: string): T {
  return JSON.parse(text, (_k, x: unknown) =>
    x !== null && typeof x === 'object' && '$decimal' in x ? BigInt(x.$decimal as string) : x,
  ) as T;
}
