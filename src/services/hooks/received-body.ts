/** Writes the facts extracted from the body of a webhook request, and returns an outcome for each fact. */
import { logEntry, type LoggedMessage, type Verdict } from '../../engine/intake-log/intake-log.js';
import type { ErrorCode, Reason } from '../../reasons/index.js';
import type { Principal } from '../base/access.js';
import { codeOf } from '../../reasons/index.js';
import { ServiceError } from '../base/errors.js';
import { identities as checkedIdentities, type IdentityInput } from '../base/inputs.js';
import { senderOf } from '../base/intake-log.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import type { EventInput } from '../events/event-inputs.js';
import { ingestRequest, type ItemResult } from '../events/events.js';
import { factsOfBody, headersRead, type HookFacts, type HookMapping } from '../mapping/hook-mapping.js';
import { MAX_TAG_WRITES, writeTags, type TagWriteInput } from '../tags/tags.js';
import { RequestOrder } from '../write-path/tag-writes.js';

/** A fact extracted from a body. */
type Fact =
  | { readonly kind: 'event'; readonly input: EventInput }
  | { readonly kind: 'set' | 'record'; readonly input: TagWriteInput };

const KIND_OF = { event: 'EVENT', set: 'TAG', record: 'POINT' } as const;

interface Named {
  readonly index: number;
  readonly reason: Reason;
  /** Path of the problem in the mapping or in the fact. */
  readonly field?: string;
  readonly message: string;
}

/**
 * Result of a webhook request. Each fact is accepted, a duplicate, or rejected. Rejected facts are listed with their
 * index.
 */
export interface HookAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly (Named & { readonly code: ErrorCode })[];
  readonly warnings: readonly Named[];
}

/**
 * Returns the facts of a body. The body is processed a few milliseconds at a time, so that a large body does not delay
 * other requests.
 *
 * @throws RowError if the body is neither an object nor a list of objects.
 *
 * @throws LIMIT_EXCEEDED if processing the body needs too much work.
 */
export async function hookFacts(
  services: Services,
  mapping: HookMapping,
  body: string,
  headers: Readonly<Record<string, string | undefined>>,
  zone: string,
): Promise<HookFacts[]> {
  const named = Object.fromEntries(
    headersRead(mapping).map((name) => [name, Object.hasOwn(headers, name) ? (headers[name] ?? '') : '']),
  );
  const slices = new Slices(services);
  const facts: HookFacts[] = [];
  for (const step of factsOfBody(mapping, body, named, zone)) {
    if (step) facts.push(step);
    if (slices.isOver()) await slices.next();
  }
  return facts;
}

/** Writes the facts of a body and records them in the intake log. */
export async function writeHookFacts(
  services: Services,
  principal: Principal,
  room: Room,
  facts: readonly HookFacts[],
): Promise<HookAnswer> {
  const writing = new HookWriting(services, principal, room);
  await writing.read(facts);
  await writing.write();
  services.intakeLog.note(principal.workspace, senderOf(principal), writing.logged());
  return writing.answer();
}

/** A fact of a sample body, with the outcome that it would have. */
export interface TriedFact {
  readonly kind: 'EVENT' | 'TAG' | 'POINT';
  /** The event or the write, as JSON text. Absent if the body does not fit the mapping. */
  readonly fact?: string;
  readonly status: 'ACCEPTED' | 'DUPLICATE' | 'REJECTED';
  readonly reason?: Reason;
  readonly field?: string;
  readonly message?: string;
}

export interface HookTrial {
  readonly facts: readonly TriedFact[];
  readonly warnings: readonly Named[];
}

/** Returns the facts of a body with the outcomes that they would have. Writes nothing. */
export async function tryHookFacts(
  services: Services,
  principal: Principal,
  room: Room,
  facts: readonly HookFacts[],
): Promise<HookTrial> {
  const writing = new HookWriting(services, principal, room, true);
  await writing.read(facts);
  await writing.write();
  return writing.trial();
}

class HookWriting {
  private readonly facts: (Fact | undefined)[] = [];
  private readonly rejected = new Map<number, Named>();
  private readonly duplicates = new Set<number>();
  private readonly warnings: Named[] = [];

  constructor(
    private readonly services: Services,
    private readonly principal: Principal,
    private readonly room: Room,
    private readonly dryRun = false,
  ) {}

  /** Reads the facts a few milliseconds at a time. */
  async read(given: readonly HookFacts[]): Promise<void> {
    const slices = new Slices(this.services);
    for (const each of given) {
      if (slices.isOver()) await slices.next();
      if ('fault' in each) this.misfit(each.rule, each.fault);
      else {
        const { event, tags, points } = each.mapped;
        if (event) this.add({ kind: 'event', input: event });
        for (const { sequence: _sequence, ...tag } of tags) this.add({ kind: 'set', input: tag });
        for (const { sequence: _sequence, at, ...point } of points)
          this.add({ kind: 'record', input: { ...point, observedAt: at } });
      }
    }
    if (this.facts.length === 0)
      this.warnings.push({
        index: 0,
        reason: 'HOOK_BODY_UNMATCHED',
        message: 'no rule of the mapping is for this body',
      });
  }

  private misfit(rule: number, fault: string): void {
    const place = /^[\w.[\]]+(?=: )/.exec(fault)?.[0];
    this.rejected.set(this.facts.length, {
      index: this.facts.length,
      reason: 'HOOK_BODY_MISFIT',
      field: `rules[${rule}]${place === undefined ? '' : `.${place}`}`,
      message: fault,
    });
    this.facts.push(undefined);
  }

  /** Adds a fact. If a fact has several identities, invalid ones are omitted with a warning. */
  private add(fact: Fact): void {
    const index = this.facts.length;
    const identities = (fact.input.identities ?? []).filter((identity, i, all) =>
      this.isSound(identity, i, all, index),
    );
    if (fact.kind === 'event') this.checkLines(fact.input, index);
    this.facts.push({ ...fact, input: { ...fact.input, identities } } as Fact);
  }

  /** Adds a warning for a refund with an empty list of lines and no amount. Only a refund has an empty list. */
  private checkLines({ order }: EventInput, index: number): void {
    if (order?.lines?.length !== 0 || order.amount !== undefined) return;
    const message = 'the list of lines is empty, so the refund refunds nothing';
    this.warnings.push({ index, reason: 'REFUND_LINES_MISSING', field: 'order.lines', message });
  }

  private isSound(identity: IdentityInput, place: number, all: readonly IdentityInput[], index: number): boolean {
    try {
      checkedIdentities([identity], this.room.catalogue, `identities[${place}]`);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // Keep an invalid identity if it is the only one. The whole fact is then rejected.
      if (all.length === 1) return true;
      this.warnings.push({ index, reason: error.reason, field: `identities[${place}]`, message: error.message });
      return false;
    }
    return true;
  }

  async write(): Promise<void> {
    const { services, principal } = this;
    const indexed = this.facts.flatMap((fact, index) => (fact ? [{ index, fact }] : []));
    const events = indexed.flatMap(({ index, fact }) => (fact.kind === 'event' ? [{ index, input: fact.input }] : []));
    await this.inParts(events, Infinity, (inputs) => ingestRequest(services, principal, inputs, this.dryRun));
    const order = new RequestOrder(this.room.catalogue);
    for (const kind of ['set', 'record'] as const) {
      const writes = indexed.flatMap(({ index, fact }) => (fact.kind === kind ? [{ index, input: fact.input }] : []));
      await this.inParts(writes, MAX_TAG_WRITES, (inputs) =>
        writeTags(services, principal, kind, inputs, 'tags', this.dryRun, order),
      );
    }
  }

  private async inParts<T>(
    list: readonly { readonly index: number; readonly input: T }[],
    most: number,
    write: (inputs: readonly T[]) => Promise<readonly ItemResult[]>,
  ): Promise<void> {
    for (let from = 0; from < list.length; from += most) {
      const part = list.slice(from, from + most);
      const results = await write(part.map(({ input }) => input));
      results.forEach(({ status, reason, message, path }, i) => {
        const { index } = part[i];
        if (status === 'DUPLICATE') this.duplicates.add(index);
        if (status !== 'REJECTED') return;
        const field = path?.replace(/^\w+\[\d+\]\.?/, '');
        this.rejected.set(index, { index, reason: reason!, ...(field ? { field } : {}), message: message! });
      });
    }
  }

  answer(): HookAnswer {
    const rejected = [...this.rejected.values()].sort((left, right) => left.index - right.index);
    return {
      accepted: this.facts.length - rejected.length - this.duplicates.size,
      duplicates: this.duplicates.size,
      rejected: rejected.map((each) => ({ ...each, code: codeOf(each.reason) })),
      // Omit warnings for rejected facts, because those facts are already listed as rejected.
      warnings: this.warnings.filter(({ index }) => !this.rejected.has(index)),
    };
  }

  trial(): HookTrial {
    const facts = this.facts.map((fact, index): TriedFact => {
      const { reason, field, message } = this.rejected.get(index) ?? {};
      return {
        kind: KIND_OF[fact?.kind ?? 'event'],
        ...(fact ? { fact: JSON.stringify(fact.input) } : {}),
        status: this.outcomeOf(index),
        ...(reason ? { reason } : {}),
        ...(field === undefined ? {} : { field }),
        ...(message === undefined ? {} : { message }),
      };
    });
    return { facts, warnings: this.answer().warnings };
  }

  logged(): LoggedMessage[] {
    const at = this.services.stores.now();
    const outcomes = this.facts.length === 0 ? [undefined] : this.facts;
    const warned = new Map(this.warnings.toReversed().map((warning) => [warning.index, warning]));
    return outcomes.map((fact, index) => {
      const name = fact?.kind === 'event' ? fact.input.type : fact?.input.tag;
      const named = this.rejected.get(index) ?? warned.get(index);
      const verdict = this.verdictOf(index, named !== undefined);
      const why = verdict === 'DUPLICATE' ? undefined : named;
      return logEntry({
        at,
        call: 'hook',
        ...(name === undefined ? {} : { name }),
        verdict,
        ...(why && { reason: why.reason }),
        ...(why?.field === undefined ? {} : { field: why.field }),
      });
    });
  }

  private outcomeOf(index: number): TriedFact['status'] {
    if (this.rejected.has(index)) return 'REJECTED';
    return this.duplicates.has(index) ? 'DUPLICATE' : 'ACCEPTED';
  }

  private verdictOf(index: number, isNamed: boolean): Verdict {
    const outcome = this.outcomeOf(index);
    return isNamed && outcome === 'ACCEPTED' ? 'WARNED' : outcome;
  }
}
