/** Settles the customers that the transaction touched. Settling evaluates each of them once, after its last fact. */
import { FUTURE_SKEW_MS } from '../../../engine/facts/vocabulary.js';
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import { settle } from '../../../engine/memberships/settle.js';
import { addWrites, withinLimit, type TagState } from '../../../engine/tags/tags.js';
import type { ProfileRecord } from '../../base/ports.js';
import { isAnonymousReceipt } from '../../base/ports/profiles.js';
import { wholeTags } from '../../population/whole-tags.js';
import type { Customer } from '../customers.js';
import type { Dues } from '../dues/dues.js';
import type { Announcements } from './announcements.js';
import type { Transaction } from './transaction.js';
import { yieldIfLarge } from './turns.js';

/** Data from other steps that settling needs, and the objects that collect the results. */
interface Surroundings {
  /** Customers whose facts or profiles changed. */
  readonly changed: ReadonlySet<Customer>;
  readonly announcements: Announcements;
  readonly dues: Dues;
}

export interface Settled {
  readonly record: ProfileRecord;
  readonly facts: FactSet;
}

/**
 * Rebuilds tag states from the stored writes. A profile keeps only the writes that were relevant when it was last
 * written. An earlier evaluation time or a new definition may need more of them.
 */
export async function rebuildTags(transaction: Transaction): Promise<void> {
  const { catalogue, customers, now, tx } = transaction;
  const touched = [...customers.all()].filter((customer) => customer.touched);
  const tags = await wholeTags(
    transaction,
    touched.map((customer) => customer.record),
    ({ evaluation }) => Math.min(now, evaluation.evaluatedAt),
    (tag, summed) => catalogue.lookback(tag, summed),
    tx,
  );
  for (const customer of touched) {
    const whole = tags.get(customer.record.id);
    if (whole) customer.record = { ...customer.record, tags: whole };
  }
}

/** Evaluates every touched customer at the transaction's time and announces its transitions. */
export async function settleAll(
  transaction: Transaction,
  facts: ReadonlyMap<string, FactSet>,
  surroundings: Surroundings,
): Promise<Settled[]> {
  await yieldIfLarge(transaction);
  const touched = [...transaction.customers.all()].filter((customer) => customer.touched);
  return touched.map((customer) => {
    const all = facts.get(customer.record.id)!.with(customer.events);
    return { record: settleOne(transaction, customer, all, surroundings), facts: all };
  });
}

function settleOne(
  { catalogue, now }: Transaction,
  customer: Customer,
  facts: FactSet,
  { changed, announcements, dues }: Surroundings,
): ProfileRecord {
  const { record, listsChanged, news } = customer;
  if (isAnonymousReceipt(record)) return kept(record, changed.has(customer));
  const stored = record.evaluation;
  const isAhead = stored.catalogueVersion >= 0 && stored.evaluatedAt > now + FUTURE_SKEW_MS;
  const before = {
    ...stored,
    // If the clock was set back, the profile is evaluated again at the current time, which is earlier than the stored
    // evaluation time.
    evaluatedAt: isAhead ? now : stored.evaluatedAt,
    catalogueVersion: Math.min(stored.catalogueVersion, customer.since ?? Infinity),
  };
  const whole = customer.regrouped ?? (isAhead ? ('TIME' as const) : undefined);
  const input = { at: now, news, whole, lists: record.lists, listsChanged };
  const { transitions, state } = settle(catalogue, before, facts, record.tags, input);
  announcements.announce(record, transitions, announcements.newsOf(customer, transitions));
  const shortened = (tag: TagState): TagState => withinLimit(customer.isNew ? compacted(catalogue, tag, now) : tag);
  const tags = new Map([...record.tags].map(([key, tag]) => [key, shortened(tag)]));
  const version = record.version + 1;
  const planned = dues.follow(customer, transitions);
  const settled = { ...record, factBytes: facts.bytes, tags, dues: planned, evaluation: state, version };
  const evaluation = { ...state, nextCheckAt: dues.next(settled) };
  return { ...settled, evaluation, ...(changed.has(customer) ? { factsVersion: version } : {}) };
}

/** Returns the next version of an anonymous receipt. It is not a customer, so it is in no segment and never due. */
function kept(record: ProfileRecord, isChanged: boolean): ProfileRecord {
  const version = record.version + 1;
  const evaluation = { ...record.evaluation, segments: [], nextCheckAt: Infinity };
  return { ...record, dues: [], evaluation, version, ...(isChanged ? { factsVersion: version } : {}) };
}

/** Returns the tag state without writes that are too old to affect an evaluation. */
function compacted(catalogue: Catalogue, state: TagState, now: number): TagState {
  const definition = catalogue.tagInStore(state.key);
  return definition ? addWrites(definition, state, [], now - catalogue.lookback(state.key)) : state;
}
