/** One write transaction: reads what its intakes touch, lets the engine decide, writes profile, facts and ledger together. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { FactSet } from '../../engine/facts/facts.js';
import type { Link, LinkDecision } from '../../engine/identity/identity-fold.js';
import { identityText, inOtherForm, normalForm } from '../../engine/identity/identity.js';
import type { EventFact, Identity, Transition } from '../../engine/model.js';
import { outlived, retentionOf } from '../../engine/facts/retention.js';
import type { Subject } from '../../engine/segment/evaluate.js';
import { settle } from '../../engine/memberships/settle.js';
import { addWrites, MAX_KEPT_WRITES, rulingWrite, withinLimit, type TagState } from '../../engine/tags/tags.js';
import { DAY } from '../../engine/time/time.js';
import { FUTURE_SKEW_MS, OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import type { Catalogues } from '../base/catalogues.js';
import { clockOf } from '../base/clock.js';
import { notFound } from '../base/errors.js';
import type { FactCache } from '../base/services.js';
import { CouponDesk } from './coupon-desk.js';
import { lookUpLists, standingOf } from './customer-lists.js';
import { Customers, namesOf, type Customer } from './customers.js';
import { linkId } from './identity-graph.js';
import {
  isForDesk,
  newId,
  targetsOf,
  withIdentities,
  type CheckIntake,
  type DeskIntake,
  type EventIntake,
  type Intake,
  type Origin,
  type Outcome,
  type TagIntake,
  type Target,
} from '../base/intake.js';
import { partingOf, refusedParting } from './partings.js';
import type {
  KnownEvent,
  KnownWrite,
  LedgerEntry,
  ProfileNews,
  ProfileRecord,
  StoredEvent,
  Stores,
  TagFact,
  Tx,
} from '../base/ports.js';
import { STATIC_CONFLICT, staysConflict, tagFactId, writtenBefore } from './tag-writes.js';
import { wholeTags } from '../population/whole-tags.js';

export class Commit {
  private now = 0;
  private catalogue!: Catalogue;
  private customers!: Customers;
  private desk!: CouponDesk;
  /** Of every link asked for. */
  private decisions: ReadonlyMap<string, LinkDecision> = new Map();
  /** Links that joined two customers in this transaction and were not told of yet. */
  private joining = new Set<string>();
  private readonly newEvents: StoredEvent[] = [];
  private readonly newTagFacts: TagFact[] = [];
  private readonly ledger: LedgerEntry[] = [];
  private readonly profileNews: ProfileNews[] = [];
  private readonly claimants = new Map<DeskIntake, readonly (string | undefined)[]>();
  /** Identities erased, and when: what happened before is not taken in again. */
  private stones = new Map<string, number>();
  /** Events taken in before, in this transaction or an earlier one. Those of this one have no profile until they are taken. */
  private known = new Map<string, Pick<KnownEvent, 'hash'> & Partial<KnownEvent>>();
  private readonly purging = new Set<Customer>();
  /** Ids of events that go. */
  private readonly purged: string[] = [];
  /** Facts accepted of each mutation. */
  private readonly accepted = new Map<Origin, number>();
  /** Customers whose facts are of use in this transaction only. */
  private readonly onlyTold = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly catalogues: Catalogues,
    private readonly cache: FactCache,
    private readonly workspace: string,
    private intakes: readonly Intake[],
    /** Whether news of customers is told. */
    private readonly telling = true,
  ) {}

  async run(
    tx: Tx,
  ): Promise<{ outcomes: Outcome[]; roots: readonly (readonly [name: string, root: string])[]; committed(): void }> {
    const w = await this.stores.workspaces.get(this.workspace, tx);
    if (!w) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
    this.now = clockOf(w, this.stores.now());
    this.catalogue = await this.catalogues.at(w, tx);
    // They were read under rules that may have changed since.
    if (this.catalogue.regroupedSince(0))
      this.intakes = this.intakes.map((i) =>
        withIdentities(i, (x) => normalForm(x, (n) => this.catalogue.namespace(n))),
      );

    this.known = await this.knownEvents(tx);
    if (w.erasures > 0)
      this.stones = await this.stores.tombstones.find(
        this.workspace,
        this.intakes
          .flatMap(targetsOf)
          .flatMap((t) => ('identities' in t ? t.identities.flatMap((i) => this.erasableForms(i)) : [])),
        tx,
      );
    this.customers = new Customers(
      this.stores,
      this.workspace,
      this.catalogue,
      w.watermark,
      this.now,
      tx,
      (record, transitions) => this.tell(record, transitions),
    );
    await this.customers.load([...this.intakes.flatMap(targetsOf), ...this.duplicated()]);

    const names = this.intakes.flatMap((i) => ('once' in i && i.once !== undefined ? [i.once] : []));
    const before = names.length > 0 ? await this.stores.idempotency.outcomes(names, tx) : new Map<string, Outcome>();
    this.desk = await CouponDesk.open(this.stores, this.workspace, this.now, this.catalogue, this.intakes, tx);
    /** Places of outcomes that are kept under a key. */
    const noted: [string, number][] = [];
    const outcomes: Outcome[] = [];
    const note = (i: number, outcome: Outcome): void => {
      const intake = this.intakes[i];
      outcomes[i] = outcome;
      if (outcome.status === 'ACCEPTED' && intake.kind !== 'check')
        this.accepted.set(intake.origin, (this.accepted.get(intake.origin) ?? 0) + 1);
      if ('once' in intake && intake.once !== undefined) noted.push([intake.once, i]);
    };
    /** Decides what was not decided under its key before. */
    const take = (i: number, decide: (intake: Intake) => Outcome): void => {
      if (outcomes[i] === undefined) note(i, decide(this.intakes[i]));
    };
    this.intakes.forEach((intake, i) => {
      const there = 'once' in intake && intake.once !== undefined ? before.get(intake.once) : undefined;
      if (there) outcomes[i] = there;
      else {
        const refused = this.refused(intake);
        if (refused) note(i, refused);
      }
    });
    const open = this.intakes.filter((_, i) => outcomes[i] === undefined);
    await this.join(open);
    const points = await this.knownTagFacts(open, tx);

    this.intakes.forEach(
      (intake, i) => !isForDesk(intake) && take(i, (x) => this.take(x as Exclude<Intake, DeskIntake>, points)),
    );
    // A duplicate of this transaction's own event is the same customer's, who was not known before.
    this.intakes.forEach((intake, i) => {
      if (intake.kind === 'event' && outcomes[i].status === 'DUPLICATE') outcomes[i] = this.duplicate(intake);
    });
    open.filter(isForDesk).forEach((intake) => this.address(intake));

    const facts = this.purge(await this.loadFacts(tx));
    await this.askDesk(facts, outcomes, take, tx);
    if (noted.length > 0)
      await this.stores.idempotency.insertOutcomes(
        this.workspace,
        noted.map(([once, i]) => [once, outcomes[i]]),
        tx,
      );
    await this.rebuildTags(tx);
    await lookUpLists(this.stores, this.workspace, this.catalogue, this.customers.all(), tx);
    const settled = this.settleAll(facts);
    await this.store(tx, settled);
    await this.desk.store(tx);
    return {
      outcomes: outcomes.map((o) =>
        'profile' in o && o.profile && this.customers.has(o.profile)
          ? { ...o, profile: this.customers.rootOf(o.profile) }
          : o,
      ),
      roots: this.customers.names(),
      committed: () => {
        for (const { record, facts: f } of settled)
          if (!this.onlyTold.has(record.id)) this.cache.set(record.id, record.factsVersion, f);
        for (const id of this.customers.absorbed()) this.cache.drop(id);
      },
    };
  }

  /** What is refused, or was there before, whoever it turns out to be about. */
  private refused(intake: Intake): Outcome | undefined {
    switch (intake.kind) {
      case 'event':
        return this.refusedEvent(intake);
      case 'tag':
        return this.refusedTag(intake);
      case 'link':
        return this.erased(intake.identities, intake.at ?? this.now);
      case 'part':
        return refusedParting(this.customers, intake);
      case 'coupon':
      case 'pack':
      case 'check':
        return undefined;
    }
  }

  /** First who is who, by every link these facts carry; then what happened to whom. */
  private async join(open: readonly Intake[]): Promise<void> {
    const links: Link[] = [];
    for (const intake of open) {
      const at =
        intake.kind === 'event'
          ? intake.event.at
          : intake.kind === 'tag' || intake.kind === 'link'
            ? (intake.at ?? this.now)
            : this.now;
      for (const t of targetsOf(intake)) {
        if (!('identities' in t) || !this.isKnown(intake, t)) continue;
        for (const i of t.identities) this.customers.profileOf(i);
        links.push(
          ...this.customers
            .linksOf(t.identities, at)
            .map((l) => (intake.kind === 'link' && intake.explicit ? byHand(l) : l)),
        );
      }
    }
    const partings = open.flatMap((i) => (i.kind === 'part' ? [partingOf(this.customers, i, this.now)] : []));
    const roots = new Map(
      links.map((l) => [l.id, l.identities.map((i) => this.customers.rootOf(this.customers.profileOf(i)))]),
    );
    const again = open.flatMap((i) =>
      i.kind === 'check' && this.regroups(i) && this.customers.has(i.profile)
        ? this.customers.of(i.profile).record.identities
        : [],
    );
    this.decisions = await this.customers.regroup(links, partings, again);
    this.joining = new Set(
      links
        .filter((l) => this.decisions.get(l.id)?.accepted && roots.get(l.id)![0] !== roots.get(l.id)![1])
        .map((l) => l.id),
    );
  }

  /** Who was written under older rules after everyone was formed again is formed again too. */
  private regroups({ regroup, since }: CheckIntake): boolean {
    return regroup === true || (since !== undefined && this.catalogue.regroupedSince(since));
  }

  /** Who claims may be new here; who uses or gives back is not. */
  private isKnown(intake: Intake, t: Target): boolean {
    if (!('identities' in t)) return this.customers.has(t.profile);
    return (
      intake.kind !== 'coupon' ||
      intake.does.what === 'claim' ||
      intake.does.what === 'issue' ||
      t.identities.some((x) => this.customers.ownerOf(x) !== undefined)
    );
  }

  private take(intake: Exclude<Intake, DeskIntake>, points: Map<string, KnownWrite>): Outcome {
    switch (intake.kind) {
      case 'event':
        return this.event(intake);
      case 'tag':
        return this.tag(intake, points);
      case 'link':
        return { status: 'ACCEPTED', ...this.addressee(intake.identities, intake.explicit) };
      case 'part':
        return {
          status: 'ACCEPTED',
          profile: 'other' in intake.from ? intake.profile : this.customers.profileOf(intake.from.identities[0]),
        };
      case 'check':
        return this.check(intake);
    }
  }

  private knownEvents(tx: Tx): Promise<Map<string, KnownEvent>> {
    const ids = this.intakes.flatMap((i) => (i.kind === 'event' ? [i.event.id] : []));
    return ids.length > 0 ? this.stores.events.known(this.workspace, ids, tx) : Promise.resolve(new Map());
  }

  /** The customers of events that are told again. */
  private duplicated(): Target[] {
    return this.intakes.flatMap((i) => {
      const known = i.kind === 'event' ? this.known.get(i.event.id) : undefined;
      return known?.profile !== undefined && known.hash === (i as EventIntake).bodyHash
        ? [{ profile: known.profile }]
        : [];
    });
  }

  private duplicate(i: EventIntake): Outcome {
    const profile = this.known.get(i.event.id)?.profile;
    return { status: 'DUPLICATE', ...(profile === undefined ? {} : { profile }) };
  }

  private async knownTagFacts(open: readonly Intake[], tx: Tx): Promise<Map<string, KnownWrite>> {
    const ids = open.flatMap((i) =>
      i.kind === 'tag' && (i.at !== undefined || i.change)
        ? [tagFactId(this.catalogue.tag(i.tag), this.addressed(i.target), i)]
        : [],
    );
    return ids.length > 0 ? this.stores.tagFacts.find(this.workspace, ids, tx) : new Map<string, KnownWrite>();
  }

  /** The profile a fact is recorded under: that of the identity with the highest priority. */
  private addressed(t: Target): string {
    return 'profile' in t ? t.profile : this.customers.profileOf(this.customers.ordered(t.identities)[0]);
  }

  /** The same, with what became of the links to its other identities. */
  private addressee(
    identities: readonly Identity[],
    explicit = false,
  ): { profile: string; merged: boolean; refused: string[] } {
    const links = this.customers.linksOf(identities, this.now).map((l) => (explicit ? byHand(l) : l));
    const merged = links.filter((l) => this.joining.delete(l.id)).length > 0;
    const refused = links.flatMap((l) => {
      const d = this.decisions.get(l.id);
      return d && 'reason' in d ? [d.reason] : [];
    });
    return { profile: this.customers.profileOf(this.customers.ordered(identities)[0]), merged, refused };
  }

  /** Events */
  private refusedEvent(i: EventIntake): Outcome | undefined {
    // Erased before it was looked for: whether its removal is done makes no difference to the answer.
    const erased = this.erased(i.identities, i.event.at);
    if (erased) return erased;
    const known = this.known.get(i.event.id);
    if (known !== undefined) {
      if (known.hash === i.bodyHash) return this.duplicate(i);
      return {
        status: 'REJECTED',
        reason: 'MESSAGE_ID_REUSED',
        message: 'an event with this messageId and another body was accepted before; the first one stays',
        path: 'messageId',
      };
    }
    if (i.event.at > this.now + FUTURE_SKEW_MS)
      return {
        status: 'REJECTED',
        reason: 'EVENT_IN_FUTURE',
        message: 'occurredAt is more than 5 minutes in the future',
        path: 'occurredAt',
      };
    const retention = retentionOf(i.event.type, this.catalogue.setting);
    if (i.event.at <= this.now - retention)
      return {
        status: 'REJECTED',
        reason: 'EVENT_TOO_OLD',
        message: `occurredAt is older than the retention of ${retention / DAY} days`,
        path: 'occurredAt',
      };
    const forbidden = this.desk.refused(i);
    if (forbidden) return { status: 'REJECTED', ...forbidden, path: 'type' };
    this.known.set(i.event.id, { hash: i.bodyHash });
    return undefined;
  }

  private event(i: EventIntake): Outcome {
    const { profile, merged } = this.addressee(i.identities);
    this.known.set(i.event.id, { hash: i.bodyHash, profile });
    this.add(this.desk.binds(i) ? { ...i.event, binding: true } : i.event, profile, i);
    return { status: 'ACCEPTED', profile, merged };
  }

  /** What a tombstone of an identity may be kept under: its form when it was erased, under other rules perhaps. */
  private erasableForms(i: Identity): Identity[] {
    const changed = this.catalogue.namespace(i.namespace)?.regroupedAt !== undefined;
    return changed ? [i, inOtherForm(i.namespace, i.value)] : [i];
  }

  private erased(identities: readonly Identity[], at: number): Extract<Outcome, { status: 'REJECTED' }> | undefined {
    const until = (i: Identity): number => this.stones.get(identityText(i)) ?? -Infinity;
    if (this.stones.size === 0 || !identities.some((i) => this.erasableForms(i).some((form) => at <= until(form))))
      return undefined;
    return {
      status: 'REJECTED',
      reason: 'IDENTITY_ERASED',
      message: 'one of these identities was erased; facts dated before the erasure are rejected',
      path: 'identities',
    };
  }

  private add(
    event: EventFact,
    profile: string,
    { source, messageId, bodyHash }: Pick<EventIntake, 'source' | 'messageId' | 'bodyHash'>,
  ): void {
    const c = this.customers.of(profile);
    c.events.push(event);
    c.news.push({ id: event.id, at: event.at, event: event.type });
    c.touched = true;
    this.newEvents.push({
      ...event,
      profile,
      identity: this.customers.identityOf(profile),
      source,
      messageId,
      receivedAt: this.now,
      bodyHash,
    });
  }

  /** Coupons: the customers are found first, what becomes of it is decided on their facts. */
  private address(i: DeskIntake): void {
    const profiles = targetsOf(i).map((t) => (this.isKnown(i, t) ? this.addressed(t) : undefined));
    this.claimants.set(i, profiles);
    for (const p of profiles) if (p !== undefined) this.customers.of(p).asked = true;
  }

  private async askDesk(
    facts: Map<string, FactSet>,
    outcomes: Outcome[],
    take: (i: number, decide: (intake: Intake) => Outcome) => void,
    tx: Tx,
  ): Promise<void> {
    const concerned = this.intakes.flatMap((intake, i) => (CouponDesk.concerns(intake) ? [i] : []));
    if (concerned.length === 0) return;
    const factsOf = (profile: string): FactSet => {
      const c = this.customers.of(profile);
      return facts.get(c.record.id)!.with(c.events);
    };
    await this.desk.beside(
      [...this.claimants.values()].flat().flatMap((p) => (p === undefined ? [] : [factsOf(p)])),
      tx,
    );
    const claimants = this.recordsOfClaimants();
    // From as far back as `eligible` looks, where their profiles keep less.
    const lookback = this.catalogue.lookbackOf(...[...this.claimants.keys()].flatMap((i) => this.desk.conditions(i)));
    const tags = await wholeTags(this.place(), claimants, () => this.now, lookback, tx);
    const standing = await standingOf(this.stores, this.workspace, this.catalogue, claimants, tx);
    const subjectOf = (profile: string): Subject => {
      const { record } = this.customers.of(profile);
      return { facts: factsOf(profile), tags: tags.get(record.id) ?? record.tags, lists: standing(record) };
    };
    for (const i of concerned) {
      const intake = this.intakes[i];
      if (isForDesk(intake)) {
        take(i, () => this.coupon(intake, subjectOf));
        continue;
      }
      const outcome = outcomes[i];
      if (intake.kind !== 'event' || outcome.status !== 'ACCEPTED' || outcome.profile === undefined) continue;
      if (this.desk.counts(intake, factsOf(outcome.profile))) this.bind(intake.event, outcome.profile);
    }
  }

  /** An event of this transaction counts as decided here. */
  private bind(event: EventFact, profile: string): void {
    const bound: EventFact = { ...event, binding: true };
    const { events } = this.customers.of(profile);
    events.splice(
      events.findIndex((e) => e.id === event.id),
      1,
      bound,
    );
    const at = this.newEvents.findIndex((e) => e.id === event.id);
    this.newEvents[at] = { ...this.newEvents[at], binding: true };
  }

  private coupon(i: DeskIntake, subjectOf: (profile: string) => Subject): Outcome {
    const [profile, partner] = this.claimants.get(i)!;
    if (profile === undefined)
      return { status: 'REJECTED', reason: 'PROFILE_NOT_FOUND', message: 'the profile was not found', path: 'profile' };
    const two = targetsOf(i).length === 2;
    if (two && partner === undefined)
      return {
        status: 'REJECTED',
        reason: 'COUPON_PARTNER_NOT_FOUND',
        message: 'the profile of the partner was not found',
        path: 'partner',
      };
    if (two && this.customers.rootOf(partner!) === this.customers.rootOf(profile))
      return {
        status: 'REJECTED',
        reason: 'COUPON_PARTNER_IDENTICAL',
        message: 'the partner is this customer',
        path: 'partner',
      };
    const decision = this.desk.decide(i, subjectOf(profile), partner === undefined ? undefined : subjectOf(partner));
    if ('reason' in decision) return { status: 'REJECTED', ...decision, profile };
    if ('duplicate' in decision) return { status: 'DUPLICATE', profile, coupon: decision.duplicate };
    const own = (e: EventFact): Pick<EventIntake, 'source' | 'messageId' | 'bodyHash'> => ({
      source: OWN_SOURCE,
      messageId: e.id.slice(OWN_SOURCE.length + 1),
      bodyHash: '',
    });
    for (const e of decision.events) this.add(e, profile, own(e));
    for (const e of decision.partnerEvents ?? []) this.add(e, partner!, own(e));
    return { status: 'ACCEPTED', profile, coupon: decision.outcome };
  }

  private check({ profile, purge, since, lists }: CheckIntake): Outcome {
    if (!this.customers.has(profile))
      return { status: 'REJECTED', reason: 'PROFILE_NOT_FOUND', message: 'the profile was not found' };
    const c = this.customers.of(profile);
    const { nextCheckAt, catalogueVersion } = c.record.evaluation;
    // Another process, or a fact that came in between, may have done it already.
    if (lists || nextCheckAt <= this.now || catalogueVersion < this.catalogue.version) c.touched = true;
    if (since !== undefined && since < this.catalogue.version) {
      c.touched = true;
      c.since = Math.min(since, c.since ?? since);
    }
    if (purge) {
      c.asked = true;
      this.purging.add(c);
    }
    return { status: 'ACCEPTED', profile };
  }

  /** Tags */
  private refusedTag(i: TagIntake): Outcome | undefined {
    if (!this.catalogue.tag(i.tag))
      return { status: 'REJECTED', reason: 'TAG_NOT_FOUND', message: `tag ${i.tag} was not found`, path: 'tag' };
    if ((i.at ?? this.now) > this.now + FUTURE_SKEW_MS)
      return {
        status: 'REJECTED',
        reason: 'EVENT_IN_FUTURE',
        message: 'observedAt is more than 5 minutes in the future',
        path: 'observedAt',
      };
    if ('identities' in i.target) return this.erased(i.target.identities, i.at ?? this.now);
    return this.customers.has(i.target.profile)
      ? undefined
      : { status: 'REJECTED', reason: 'PROFILE_NOT_FOUND', message: 'the profile was not found', path: 'profile' };
  }

  private tag(i: TagIntake, known: Map<string, KnownWrite>): Outcome {
    const def = this.catalogue.tag(i.tag)!;
    const at = i.at ?? this.now;
    const profile = this.addressed(i.target);
    const id = i.at === undefined && !i.change ? newId(this.now) : tagFactId(def, profile, i);
    const there = known.get(id);
    if (there) {
      const sameCustomer = this.customers.rootOf(there.profile) === this.customers.rootOf(profile);
      return writtenBefore(def, i, there, sameCustomer, profile);
    }
    const c = this.customers.of(profile);
    const write = {
      id,
      at,
      source: i.source,
      sequence: i.sequence,
      value: i.value,
      ...(i.correction ? { correction: true } : {}),
      ...(i.change ? { change: i.change } : {}),
    };
    const before = c.record.tags.get(i.tag);
    // Of somebody new all is kept until it was evaluated: since when something is so may lie in the past.
    const from = c.isNew ? -Infinity : c.record.evaluation.evaluatedAt - this.catalogue.lookback(i.tag);
    const state = addWrites(def, before, [write], from);
    if (state.writes.length > MAX_KEPT_WRITES)
      return {
        status: 'REJECTED',
        reason: 'TAG_WRITES_TOO_MANY',
        message: `at most ${MAX_KEPT_WRITES} values of one tag can matter to a customer at a time: conditions and windows that look back this far would need more`,
        path: 'value',
        profile,
      };
    known.set(id, { profile, value: i.value, ...(i.change ? { change: i.change } : {}) });
    c.record = { ...c.record, tags: new Map(c.record.tags).set(i.tag, state) };
    c.news.push({ id, at, tag: i.tag });
    c.touched = true;
    this.newTagFacts.push({
      ...write,
      profile,
      tag: i.tag,
      recordedAt: this.now,
      by: i.origin.actor,
      reason: i.reason,
    });
    const ruling = rulingWrite(def, state.writes, Math.max(this.now, at));
    if (staysConflict(def, ruling, { id, value: i.value })) return { ...STATIC_CONFLICT, profile };
    return { status: 'ACCEPTED', profile };
  }

  /** What is new of a customer is told with the last of its transitions, or alone where there are none. */
  private tell(record: ProfileRecord, transitions: readonly Transition[], news?: ProfileNews): void {
    const last = transitions.length - 1;
    transitions.forEach((t, i) =>
      this.ledger.push({
        ...t,
        id: newId(this.now),
        workspace: this.workspace,
        ...namesOf(record),
        recordedAt: this.now,
        ...(news && i === last ? { news } : {}),
      }),
    );
    if (news && last < 0) this.profileNews.push(news);
  }

  private newsOf(c: Customer, transitions: readonly Transition[]): ProfileNews | undefined {
    if (!this.telling || (c.news.length === 0 && transitions.length === 0)) return undefined;
    const distinct = (list: readonly (string | undefined)[]): string[] => [
      ...new Set(list.filter((x) => x !== undefined)),
    ];
    return {
      ...namesOf(c.record),
      at: this.now,
      events: distinct(c.news.map((n) => n.event)),
      tags: distinct(c.news.map((n) => n.tag)),
      segments: distinct(transitions.map((t) => t.segment)),
    };
  }

  /** What evaluation needs of the customers touched: cached or told at exactly their version, or read. */
  private async loadFacts(tx: Tx): Promise<Map<string, FactSet>> {
    const out = new Map<string, FactSet>();
    const missing: Customer[] = [];
    const known = new Map(
      this.intakes.flatMap((i) => (i.kind === 'check' && i.known ? [[i.profile, i.known] as const] : [])),
    );
    for (const c of this.customers.all()) {
      if (!c.touched && !c.asked) continue;
      if (c.isNew && !c.regrouped) out.set(c.record.id, FactSet.empty);
      else {
        const cached = c.regrouped ? undefined : this.cache.get(c.record.id, c.record.factsVersion);
        const told = c.regrouped || c.asked || c.news.length > 0 ? undefined : known.get(c.record.id);
        if (cached) out.set(c.record.id, cached);
        else if (told?.factsVersion === c.record.factsVersion) {
          out.set(c.record.id, told.facts);
          this.onlyTold.add(c.record.id);
        } else missing.push(c);
      }
    }
    if (missing.length > 0) {
      const byProfile = await this.stores.events.facts(
        this.workspace,
        missing.flatMap((c) => c.record.members),
        tx,
      );
      for (const c of missing)
        out.set(c.record.id, FactSet.of(c.record.members.flatMap((m) => byProfile.get(m) ?? [])));
    }
    return out;
  }

  /** The clock was set back: such a profile is evaluated anew, at this earlier instant. */
  private ahead(c: Customer): boolean {
    return (
      c.touched &&
      c.record.evaluation.catalogueVersion >= 0 &&
      c.record.evaluation.evaluatedAt > this.now + FUTURE_SKEW_MS
    );
  }

  /** Profiles keep the writes that mattered when they were last written; an earlier instant or a new definition may need more. */
  private async rebuildTags(tx: Tx): Promise<void> {
    const from = ({ evaluation }: ProfileRecord): number => Math.min(this.now, evaluation.evaluatedAt);
    const touched = [...this.customers.all()].filter((c) => c.touched);
    const records = touched.map((c) => c.record);
    const { catalogue } = this;
    const tags = await wholeTags(this.place(), records, from, (tag, summed) => catalogue.lookback(tag, summed), tx);
    for (const c of touched.filter((x) => tags.has(x.record.id)))
      c.record = { ...c.record, tags: tags.get(c.record.id)! };
  }

  private place(): Parameters<typeof wholeTags>[0] {
    return { stores: this.stores, workspace: this.workspace, catalogue: this.catalogue };
  }

  /** Customers of whom it is asked whether they are eligible. */
  private recordsOfClaimants(): ProfileRecord[] {
    const asked = [...this.claimants].filter(([intake]) => this.desk.conditions(intake).length > 0);
    const profiles = asked.flatMap(([, ids]) => ids.flatMap((p) => p ?? []));
    return [...new Set(profiles.map((p) => this.customers.of(p).record))];
  }

  /** Takes out of the facts of customers to be purged what has outlived its retention. */
  private purge(facts: Map<string, FactSet>): Map<string, FactSet> {
    for (const c of this.purging) {
      const all = facts.get(c.record.id)!;
      const gone = outlived(all, this.catalogue.setting, this.now, (type) => this.catalogue.eventLookback(type));
      if (gone.length === 0) continue;
      for (const e of gone) this.purged.push(e.id);
      facts.set(c.record.id, all.without(gone));
      // Written, so that no process goes on with what it knew.
      c.touched = true;
    }
    return facts;
  }

  private settleAll(facts: Map<string, FactSet>): { record: ProfileRecord; facts: FactSet; isNew: boolean }[] {
    const out: { record: ProfileRecord; facts: FactSet; isNew: boolean }[] = [];
    const changed = this.changed();
    for (const c of this.customers.all()) {
      if (!c.touched) continue;
      const all = facts.get(c.record.id)!.with(c.events);
      const ahead = this.ahead(c);
      const { evaluatedAt, catalogueVersion } = c.record.evaluation;
      const before = {
        ...c.record.evaluation,
        evaluatedAt: ahead ? this.now : evaluatedAt,
        catalogueVersion: Math.min(catalogueVersion, c.since ?? Infinity),
      };
      const whole = c.regrouped ?? (ahead ? ('TIME' as const) : undefined);
      const { listsChanged, news, record } = c;
      const input = { at: this.now, news, whole, lists: record.lists, listsChanged };
      const s = settle(this.catalogue, before, all, record.tags, input);
      this.tell(c.record, s.transitions, this.newsOf(c, s.transitions));
      const tags = new Map(
        [...c.record.tags].map(([key, state]) => [key, withinLimit(c.isNew ? this.compacted(state) : state)]),
      );
      const version = c.record.version + 1;
      out.push({
        record: { ...record, tags, evaluation: s.state, version, ...(changed.has(c) ? { factsVersion: version } : {}) },
        facts: all,
        isNew: c.isNew,
      });
    }
    return out;
  }

  /** Without the writes that no longer matter now. */
  private compacted(state: TagState): TagState {
    const def = this.catalogue.tagInStore(state.key);
    return def ? addWrites(def, state, [], this.now - this.catalogue.lookback(state.key)) : state;
  }

  /** Customers whose facts or profiles are others than before. */
  private changed(): ReadonlySet<Customer> {
    return new Set([...this.customers.changed(), ...(this.purged.length > 0 ? this.purging : [])]);
  }

  private async store(tx: Tx, settled: readonly { record: ProfileRecord }[]): Promise<void> {
    await this.customers.store(settled.map((x) => x.record));
    const s = this.stores;
    const audited = (
      actor: string,
      operation: string,
      facts: number,
    ): Parameters<Stores['audit']['insert']>[0][number] => ({
      workspace: this.workspace,
      actor,
      operation,
      target: `${facts} ${facts === 1 ? 'fact' : 'facts'}`,
      at: this.now,
    });
    if (this.purged.length > 0) {
      await s.events.remove(this.workspace, this.purged, tx);
      await s.audit.insert([audited(OWN_SOURCE, 'retention', this.purged.length)], tx);
    }
    if (this.newEvents.length > 0) await s.events.insert(this.workspace, this.newEvents, tx);
    if (this.newTagFacts.length > 0) await s.tagFacts.insert(this.workspace, this.newTagFacts, tx);
    if (this.ledger.length > 0) await s.ledger.insert(this.ledger, tx);
    if (this.accepted.size > 0)
      await s.audit.insert(
        [...this.accepted].map(([{ actor, operation }, facts]) => audited(actor, operation, facts)),
        tx,
      );
    if (this.profileNews.length > 0) await s.news.insert(this.workspace, this.profileNews, tx);
    const changed = new Set([...this.changed()].map((c) => c.record.id));
    const evaluated = settled.flatMap(({ record }) => (changed.has(record.id) ? [] : [record.id]));
    const written = {
      catalogue: this.catalogue.version,
      changed: [...changed],
      gone: [...this.customers.absorbed()],
      evaluated,
    };
    if (settled.length + written.gone.length > 0) await s.news.customers(this.workspace, written, tx);
  }
}

/** A link a person decided on: beside the one that was observed, if it was. */
const byHand = (l: Link): Link => ({ ...l, id: linkId(l.identities[0], l.identities[1], true), explicit: true });
