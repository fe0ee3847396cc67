/** Reading customers: one, many, by any identity, and by an ad-hoc condition. */
import { FactSet } from '../engine/facts.js';
import { identityText, normaliseIdentity } from '../engine/identity.js';
import { metricTimeline } from '../engine/metric.js';
import type { Condition, Metric, TagDefinition, TagWrite, Value } from '../engine/model.js';
import { Evaluation } from '../engine/segment/evaluate.js';
import { settle } from '../engine/settle.js';
import { conflictsOf, expiresAt, rulingWrite } from '../engine/tags.js';
import { valueAt } from '../engine/timeline.js';
import { compareValues } from '../engine/value.js';
import { divideHalfEven, decimalOfNumber } from '../engine/decimal.js';
import { hasScope, requireScope, type Principal } from './access.js';
import { enter, type Room, type Services } from './context.js';
import { invalid, notFound } from './errors.js';
import type { IdentityInput } from './inputs.js';
import type { Page, ProfileRecord } from './ports.js';

export interface Customer {
  readonly record: ProfileRecord;
  /** Its events, read when first asked for. */
  facts(): Promise<FactSet>;
}

/** The customer a profile id belongs to, by its own or any member's id. */
export async function loadCustomer(s: Services, workspace: string, id: string): Promise<Customer> {
  const [record] = await rootsOf(s, workspace, [id]);
  if (!record) throw notFound('the profile');
  return { record, facts: () => factsOf(s, record) };
}

/** The roots of some profiles, in the order asked; undefined for unknown ids. */
export async function rootsOf(s: Services, workspace: string, ids: readonly string[]): Promise<(ProfileRecord | undefined)[]> {
  const found = new Map((await s.stores.profiles.find(workspace, ids)).map((r) => [r.id, r]));
  const roots = [...new Set([...found.values()].map((r) => r.root))].filter((id) => !found.has(id));
  if (roots.length > 0) for (const r of await s.stores.profiles.find(workspace, roots)) found.set(r.id, r);
  return ids.map((id) => {
    const r = found.get(id);
    return r && found.get(r.root);
  });
}

async function factsOf(s: Services, record: ProfileRecord): Promise<FactSet> {
  return (await factsOfMany(s, [record]))[0];
}

/** How a reader gets at the facts of a root: one by one, or batched by whoever reads many. */
export type ReadFacts = (root: ProfileRecord) => Promise<FactSet>;

/** A root as of now: a check that is overdue is made in memory, so a read never shows what time has undone. */
export async function upToDate(room: Room, record: ProfileRecord, readFacts: ReadFacts): Promise<ProfileRecord> {
  if (record.evaluation.nextCheckAt > room.now && record.evaluation.catalogueVersion >= room.catalogue.version) return record;
  const { state } = settle(room.catalogue, record.evaluation, await readFacts(record), record.tags, { at: room.now, news: [] });
  return { ...record, evaluation: state };
}

export async function findProfile(s: Services, p: Principal, room: Room, by: { readonly id?: string | null; readonly identity?: IdentityInput | null }): Promise<ProfileRecord | undefined> {
  requireScope(p, 'profiles:read');
  let id: string | undefined;
  if (by.id) id = by.id;
  else if (by.identity) {
    const ns = room.catalogue.namespace(by.identity.namespace);
    if (!ns) throw invalid('there is no identity namespace of this name', 'identity.namespace');
    const value = normaliseIdentity(ns, by.identity.value);
    if (value === undefined) throw invalid(`not a valid ${ns.name}`, 'identity.value');
    const identity = { namespace: ns.name, value };
    id = (await s.stores.identities.find(p.workspace, [identity])).get(identityText(identity));
  } else throw invalid('give an id or an identity');
  const [record] = id === undefined ? [] : await rootsOf(s, p.workspace, [id]);
  return record && upToDate(room, record, (r) => factsOf(s, r));
}

/** A tag as served. */
export interface ServedTag {
  readonly definition: TagDefinition;
  readonly value: Value;
  readonly at?: number;
  readonly source?: string;
  readonly expiresAt?: number;
  readonly conflicts: readonly TagWrite[];
}

/** All tags of a customer, computed ones included. Personal ones are left out without the scope. */
export async function servedTags(p: Principal, room: Room, record: ProfileRecord, readFacts: ReadFacts, keys?: readonly string[]): Promise<ServedTag[]> {
  const personal = hasScope(p, 'profiles:read:personal');
  const wanted = room.catalogue.allTags().filter((d) => (!keys || keys.includes(d.key)) && (personal || !d.personal));
  const facts = wanted.some((d) => d.metric) ? await readFacts(record) : FactSet.empty;
  return wanted.flatMap((definition): ServedTag[] => {
    if (definition.metric) {
      const value = valueAt(metricTimeline(definition.metric, facts, room.now, room.now, room.catalogue.setting), room.now);
      return value === undefined ? [] : [{ definition, value, conflicts: [] }];
    }
    const writes = record.tags.get(definition.key)?.writes ?? [];
    const ruling = rulingWrite(definition, writes, room.now);
    if (!ruling || ruling.value === undefined) return [];
    const until = expiresAt(definition, ruling);
    if (until <= room.now) return [];
    return [{ definition, value: ruling.value, at: ruling.at, source: ruling.source, ...(Number.isFinite(until) ? { expiresAt: until } : {}), conflicts: conflictsOf(definition, writes, room.now) }];
  });
}

/** Roots in order of id; with a condition only those it holds for, evaluated by the engine as everywhere else. */
export async function* scanProfiles(s: Services, room: Room, condition: Condition | undefined, after: string | undefined): AsyncIterable<ProfileRecord> {
  let page: Page = { first: SCAN, after };
  for (;;) {
    const roots = await s.stores.profiles.roots(room.workspace.id, page);
    for (const x of await evaluateRoots(s, room, roots, condition)) if (x.truth) yield x.record;
    if (roots.length < page.first) return;
    page = { first: SCAN, after: roots[roots.length - 1].id };
  }
}

const SCAN = 500;

async function evaluateRoots(s: Services, room: Room, roots: readonly ProfileRecord[], condition: Condition | undefined): Promise<{ record: ProfileRecord; facts: FactSet; truth: boolean }[]> {
  if (!condition) return roots.map((record) => ({ record, facts: FactSet.empty, truth: true }));
  const facts = await factsOfMany(s, roots);
  return roots.map((record, i) => {
    const line = new Evaluation(room.catalogue, { facts: facts[i], tags: record.tags }, room.now, room.now).truth(condition);
    return { record, facts: facts[i], truth: valueAt(line, room.now) };
  });
}

/** Facts of several roots, in one query for those that are not cached at exactly their version. */
export async function factsOfMany(s: Services, roots: readonly ProfileRecord[]): Promise<FactSet[]> {
  const missing = roots.filter((r) => !s.cache.get(r.id, r.version));
  const byProfile = missing.length > 0 ? await s.stores.events.facts(missing[0].workspace, missing.flatMap((r) => r.members)) : new Map<string, never[]>();
  return roots.map((r) => {
    const cached = s.cache.get(r.id, r.version);
    if (cached) return cached;
    const facts = FactSet.of(r.members.flatMap((m) => byProfile.get(m) ?? []));
    s.cache.set(r.id, r.version, facts);
    return facts;
  });
}

/** How many customers a condition holds for now, exactly. */
export async function countProfiles(s: Services, room: Room, condition: Condition | undefined): Promise<number> {
  if (!condition) return s.stores.profiles.countRoots(room.workspace.id);
  let n = 0;
  for await (const _ of scanProfiles(s, room, condition, undefined)) n++;
  return n;
}

export interface Statistics {
  /** Customers looked at. */
  readonly profiles: number;
  /** Those for whom the aggregate has a value. */
  readonly withValue: number;
  readonly sum?: bigint;
  readonly average?: bigint;
  readonly min?: Value;
  readonly max?: Value;
}

/** One aggregate over the customers a condition holds for: each customer's value, then sum, mean and range of those. */
export async function statistics(s: Services, p: Principal, metric: Metric, condition: Condition | undefined): Promise<Statistics> {
  requireScope(p, 'analytics:read');
  const room = await enter(s, p.workspace);
  let profiles = 0;
  let withValue = 0;
  let sum = 0n;
  let numeric = true;
  let min: Value | undefined;
  let max: Value | undefined;
  let after: string | undefined;
  for (;;) {
    const roots = await s.stores.profiles.roots(room.workspace.id, { first: SCAN, after });
    const facts = await factsOfMany(s, roots);
    roots.forEach((record, i) => {
      const evaluation = new Evaluation(room.catalogue, { facts: facts[i], tags: record.tags }, room.now, room.now);
      if (condition && !valueAt(evaluation.truth(condition), room.now)) return;
      profiles++;
      const v = valueAt(evaluation.metric(metric), room.now);
      if (v === undefined) return;
      withValue++;
      if (typeof v === 'bigint') sum += v;
      else if (typeof v === 'number') sum += decimalOfNumber(v);
      else numeric = false;
      if (min === undefined || (compareValues(v, min) ?? 0) < 0) min = v;
      if (max === undefined || (compareValues(v, max) ?? 0) > 0) max = v;
    });
    if (roots.length < SCAN) break;
    after = roots[roots.length - 1].id;
  }
  return { profiles, withValue, ...(numeric ? { sum } : {}), ...(numeric && withValue > 0 ? { average: divideHalfEven(sum, BigInt(withValue)) } : {}), min, max };
}
