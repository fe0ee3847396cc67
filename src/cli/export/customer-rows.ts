/** Converts the tags, memberships and contacts of a customer to rows of an export. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { distinctIdentities } from '../../engine/identity/identity.js';
import { isReceiptNamespace } from '../../engine/identity/receipts.js';
import { isLayerKey } from '../../engine/layers/layers.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import { isComputed, tagTimeline } from '../../engine/tags/tags.js';
import { valueAt } from '../../engine/time/timeline.js';
import type { Identity, TagDefinition, Value } from '../../engine/types.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { PERSONAL_NAMESPACES } from '../../services/base/access.js';
import type { StoredContact, StoredTransition } from '../../services/base/ports.js';
import { dayNumber, type RowSetting } from './fact-rows.js';
import type { TableRow } from './tables.js';

/** Returns the row of a customer. Phone numbers and e-mail addresses are personal. */
export function customerRow(
  {
    id,
    createdAt,
    identities,
  }: { readonly id: string; readonly createdAt: number; readonly identities: readonly Identity[] },
  { setting, personal }: RowSetting,
): TableRow {
  const shown: Record<string, string[]> = {};
  for (const { namespace, value } of distinctIdentities(identities)) {
    if (isReceiptNamespace(namespace) || (!personal && PERSONAL_NAMESPACES.has(namespace))) continue;
    (shown[namespace] ??= []).push(value);
  }
  const cells = { customer: id, created_at: createdAt, day: dayNumber(createdAt, setting.zone), identities: shown };
  return { table: 'customers', at: createdAt, cells };
}

/**
 * Yields the values that the tags of a customer had, each with the time in which it was valid. A tag that is computed
 * from events or conditions has one row, with its value at the instant of the export.
 */
export function* tagRows(
  customer: string,
  facts: CustomerFacts,
  catalogue: Catalogue,
  { now, personal }: RowSetting,
): Generator<TableRow> {
  const evaluation = new Evaluation(catalogue, facts, now, now);
  for (const tag of catalogue.allTags()) {
    if (!personal && catalogue.concealsTag(tag.key)) continue;
    if (isComputed(tag)) {
      const value = valueAt(evaluation.tag(tag.key), now);
      if (value !== undefined) yield tagRow(customer, tag, value, { from: now, computed: true });
      continue;
    }
    const state = facts.tags.get(tag.key);
    if (!state) continue;
    const begin = state.writes.reduce((first, { at }) => Math.min(first, at), now) - 1;
    const { starts, values } = tagTimeline(tag, state, begin);
    for (let i = 0; i < starts.length && starts[i] <= now; i++) {
      const [value, to] = [values[i], starts[i + 1]];
      if (value === undefined) continue;
      const ended = to !== undefined && to <= now ? { to } : {};
      yield tagRow(customer, tag, value, { from: starts[i], ...ended, computed: false });
    }
  }
}

interface Validity {
  readonly from: number;
  readonly to?: number;
  readonly computed: boolean;
}

function tagRow(
  customer: string,
  { key, type }: TagDefinition,
  value: Value,
  { from, to, computed }: Validity,
): TableRow {
  const text = textOf(value, type);
  const isNumber = type === 'INTEGER' || type === 'DECIMAL';
  const cells = { valid_from: computed ? undefined : from, valid_to: to, computed };
  return {
    table: 'tags',
    at: from,
    cells: { customer, tag: key, value: text, number: isNumber ? Number(text) : undefined, ...cells },
  };
}

/** Returns the text of a tag value. Lists are JSON, and instants are ISO 8601 in UTC. */
function textOf(value: Value, type: TagDefinition['type']): string {
  if (typeof value === 'bigint') return formatDecimal(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return type === 'DATETIME' ? new Date(value as number).toISOString() : String(value);
}

/**
 * Yields the memberships of a customer in segments and layers, as the ledger recorded them. `ledger` contains the
 * transitions of all profiles of the customer, oldest first within each profile.
 */
export function* membershipRows(
  customer: string,
  ledger: readonly StoredTransition[],
  catalogue: Catalogue,
  { personal }: RowSetting,
): Generator<TableRow> {
  const open = new Map<string, StoredTransition>();
  for (const transition of ledger) {
    if (!personal && catalogue.conceals(transition.segment)) continue;
    const key = `${transition.profile} ${transition.segment}`;
    if (transition.kind === 'ENTERED') {
      if (!open.has(key)) open.set(key, transition);
      continue;
    }
    yield membershipRow(customer, open.get(key), transition);
    open.delete(key);
  }
  for (const entered of open.values()) yield membershipRow(customer, entered, undefined);
}

/** Returns the row of a membership, of which at least one end is known. */
function membershipRow(
  customer: string,
  entered: StoredTransition | undefined,
  left: StoredTransition | undefined,
): TableRow {
  const { profile, segment, effectiveAt } = (entered ?? left)!;
  return {
    table: 'memberships',
    at: effectiveAt,
    cells: {
      ...{ customer, profile, segment },
      layer_model: isLayerKey(segment) ? segment.slice(0, segment.indexOf('.')) : undefined,
      ...{ entered_at: entered?.effectiveAt, left_at: left?.effectiveAt },
      ...{ entered_recorded_at: entered?.recordedAt, left_recorded_at: left?.recordedAt },
      ...{ entered_cause: entered?.cause, left_cause: left?.cause },
    },
  };
}

/** Returns the row of a contact. It names neither an address nor a device. */
export function contactRow(customer: string, contact: StoredContact, { setting }: RowSetting): TableRow {
  const { id, campaign, version, occurrence, state, ending, group, reservation, attempts } = contact;
  const { dueAt, decidedAt, handedOverAt } = contact;
  return {
    table: 'contacts',
    at: decidedAt,
    cells: {
      ...{ customer, contact_id: id, campaign, campaign_version: version, occurrence, state },
      ...{ ending: ending?.reason, assigned_group: group, attempts },
      ...{ variant: reservation?.variant, channel: reservation?.channel, reserved_at: reservation?.at },
      ...{ due_at: dueAt, decided_at: decidedAt, day: dayNumber(decidedAt, setting.zone) },
      handed_over_at: handedOverAt,
    },
  };
}
