/** Handles the tag writes of a transaction. Finds rejected and repeated writes, and records the others. */
import { FUTURE_SKEW_MS } from '../../../engine/facts/vocabulary.js';
import { addWrites, MAX_KEPT_WRITES, rulingWrite, type TagState } from '../../../engine/tags/tags.js';
import type { TagDefinition } from '../../../engine/types.js';
import { type Intake, type Outcome, type TagIntake } from '../../base/write-intakes.js';
import { newId } from '../../base/ids.js';
import type { KnownWrite, TagFact } from '../../base/ports.js';
import type { Customer } from '../customers.js';
import { STATIC_CONFLICT, staysConflict, tagFactId, writtenBefore } from '../tag-writes.js';
import type { Erasures } from './erasures.js';
import type { Links } from './links.js';
import type { Transaction } from './transaction.js';

type Write = Pick<TagFact, 'id' | 'at' | 'source' | 'sequence' | 'value' | 'correction' | 'change'>;

export class Tags {
  readonly recorded: TagFact[] = [];
  /** Tag writes of this transaction and earlier ones, by id. */
  private known = new Map<string, KnownWrite>();

  constructor(
    private readonly transaction: Transaction,
    private readonly links: Links,
  ) {}

  refusal({ tag, at, target }: TagIntake, erasures: Erasures): Outcome | undefined {
    const { catalogue, customers, now } = this.transaction;
    if (!catalogue.tag(tag))
      return { status: 'REJECTED', reason: 'TAG_NOT_FOUND', message: `tag ${tag} was not found`, path: 'tag' };
    if ((at ?? now) > now + FUTURE_SKEW_MS) return IN_FUTURE;
    if ('identities' in target) return erasures.refusal(target.identities, at ?? now);
    return customers.has(target.profile) ? undefined : PROFILE_NOT_FOUND;
  }

  /** Finds the pending tag writes that are already stored. Runs when their customers are known. */
  async load(open: readonly Intake[]): Promise<void> {
    const { stores, workspace, tx } = this.transaction;
    const ids = open.flatMap((intake) =>
      intake.kind === 'tag' && isRepeatable(intake) ? [tagFactId(this.links.addressed(intake.target), intake)] : [],
    );
    if (ids.length > 0) this.known = await stores.tagFacts.find(workspace, ids, tx);
  }

  take(intake: TagIntake): Outcome {
    const { catalogue, customers, now } = this.transaction;
    const definition = catalogue.tag(intake.tag)!;
    const profile = this.links.addressed(intake.target);
    const id = isRepeatable(intake) ? tagFactId(profile, intake) : newId(now);
    const known = this.known.get(id);
    if (known) {
      const isSameCustomer = customers.rootOf(known.profile) === customers.rootOf(profile);
      return writtenBefore(intake, known, isSameCustomer, profile);
    }
    const write: Write = {
      id,
      at: intake.at ?? now,
      source: intake.source,
      sequence: intake.sequence,
      value: intake.value,
      ...(intake.correction ? { correction: true } : {}),
      ...(intake.change ? { change: intake.change } : {}),
    };
    const state = this.stateAfter(intake.tag, definition, customers.of(profile), write);
    if (state.writes.length > MAX_KEPT_WRITES) return { ...TOO_MANY, profile };
    this.record(intake, write, profile, state);
    const ruling = rulingWrite(definition, state.writes, Math.max(now, write.at));
    if (staysConflict(definition, ruling, { id, value: intake.value })) return { ...STATIC_CONFLICT, profile };
    return { status: 'ACCEPTED', profile };
  }

  private stateAfter(tag: string, definition: TagDefinition, { record, isNew }: Customer, write: Write): TagState {
    // A new customer keeps all writes until its first evaluation, because a condition about a duration may have become
    // true in the past.
    const from = isNew ? -Infinity : record.evaluation.evaluatedAt - this.transaction.catalogue.lookback(tag);
    return addWrites(definition, record.tags.get(tag), [write], from);
  }

  private record(intake: TagIntake, write: Write, profile: string, state: TagState): void {
    const { tag, value, change, origin, reason } = intake;
    const customer = this.transaction.customers.of(profile);
    this.known.set(write.id, { profile, value, ...(change ? { change } : {}) });
    customer.record = { ...customer.record, tags: new Map(customer.record.tags).set(tag, state) };
    customer.news.push({ id: write.id, at: write.at, tag });
    customer.touched = true;
    this.recorded.push({ ...write, profile, tag, recordedAt: this.transaction.now, by: origin.actor, reason });
  }
}

/**
 * Whether a second write with the same content counts as a duplicate. This is the case if the sender specified a time
 * or an id.
 */
const isRepeatable = ({ at, change }: TagIntake): boolean => at !== undefined || change !== undefined;

const IN_FUTURE: Outcome = {
  status: 'REJECTED',
  reason: 'EVENT_IN_FUTURE',
  message: 'observedAt is more than 5 minutes in the future',
  path: 'observedAt',
};

const PROFILE_NOT_FOUND: Outcome = {
  status: 'REJECTED',
  reason: 'PROFILE_NOT_FOUND',
  message: 'the profile was not found',
  path: 'profile',
};

const TOO_MANY = {
  status: 'REJECTED',
  reason: 'TAG_WRITES_TOO_MANY',
  message: `at most ${MAX_KEPT_WRITES} values of one tag can matter to a customer at a time: conditions and windows that look back this far would need more`,
  path: 'value',
} as const;
