/** Evaluates the customers that the transaction touched. */
import { FUTURE_SKEW_MS } from '../../../engine/facts/vocabulary.js';
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import { settle } from '../../../engine/memberships/settle.js';
import { addWrites, withinLimit, type TagState } from '../../../engine/tags/tags.js';
import type { ProfileRecord } from '../../base/ports.js';
import { wholeTags } from '../../population/whole-tags.js';
import type { Customer } from '../customers.js';
import type { Announcements } from './announcements.js';
import type { Transaction } from './transaction.js';

export interface Settled {
  readonly record: ProfileRecord;
  readonly facts: FactSet;
}

/**
 * Profiles keep the writes that mattered when they were last written; an earlier instant or a new definition may need
 * more.
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

/** Settles every touched customer at the transaction's instant and announces its transitions. */
export function settleAll(
  transaction: Transaction,
  facts: ReadonlyMap<string, FactSet>,
  changed: ReadonlySet<Customer>,
  announcements: Announcements,
): Settled[] {
  const touched = [...transaction.customers.all()].filter((customer) => customer.touched);
  return touched.map((customer) => {
    const all = facts.get(customer.record.id)!.with(customer.events);
    return { record: settleOne(transaction, customer, all, changed.has(customer), announcements), facts: all };
  });
}

function settleOne(
  { catalogue, now }: Transaction,
  customer: Customer,
  facts: FactSet,
  isChanged: boolean,
  announcements: Announcements,
): ProfileRecord {
  const { record, listsChanged, news } = customer;
  const { evaluation } = record;
  const isAhead = evaluation.catalogueVersion >= 0 && evaluation.evaluatedAt > now + FUTURE_SKEW_MS;
  const before = {
    ...evaluation,
    // The clock was set back: the profile is evaluated again, at this earlier instant.
    evaluatedAt: isAhead ? now : evaluation.evaluatedAt,
    catalogueVersion: Math.min(evaluation.catalogueVersion, customer.since ?? Infinity),
  };
  const whole = customer.regrouped ?? (isAhead ? ('TIME' as const) : undefined);
  const input = { at: now, news, whole, lists: record.lists, listsChanged };
  const { transitions, state } = settle(catalogue, before, facts, record.tags, input);
  announcements.announce(record, transitions, announcements.newsOf(customer, transitions));
  const kept = (tag: TagState): TagState => withinLimit(customer.isNew ? compacted(catalogue, tag, now) : tag);
  const tags = new Map([...record.tags].map(([key, tag]) => [key, kept(tag)]));
  const version = record.version + 1;
  return { ...record, tags, evaluation: state, version, ...(isChanged ? { factsVersion: version } : {}) };
}

/** Without the writes that no longer matter now. */
function compacted(catalogue: Catalogue, state: TagState, now: number): TagState {
  const definition = catalogue.tagInStore(state.key);
  return definition ? addWrites(definition, state, [], now - catalogue.lookback(state.key)) : state;
}
