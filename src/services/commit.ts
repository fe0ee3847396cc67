/** One write transaction: reads what its intakes touch, lets the engine decide, writes profile, facts and ledger together. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../engine/catalogue.js';
import { FactSet } from '../engine/facts.js';
import { byPriority, decideLink, identityText } from '../engine/identity.js';
import type { EventFact, Identity, Transition, Value } from '../engine/model.js';
import { leaveAll, settle, unevaluated, type NewFact } from '../engine/settle.js';
import { addWrites, joinStates, MAX_KEPT_WRITES, rulingWrite, withinLimit } from '../engine/tags.js';
import { sameValue } from '../engine/value.js';
import { FUTURE_SKEW_MS, RETENTION_MS } from '../engine/vocabulary.js';
import type { Catalogues } from './catalogues.js';
import { clockOf } from './clock.js';
import { notFound } from './errors.js';
import type { FactCache } from './fact-cache.js';
import { CouponDesk, OWN_SOURCE } from './coupon-desk.js';
import { newId, targetsOf, type CouponIntake, type EventIntake, type Intake, type LinkIntake, type Origin, type Outcome, type TagIntake, type Target } from './intake.js';
import { lacks, tagHistories } from './subjects.js';
import type { LedgerEntry, LinkFact, ProfileNews, ProfileRecord, StoredEvent, Stores, TagFact, Tx } from './ports.js';

/** A customer being changed in this transaction. */
interface Customer {
  record: ProfileRecord;
  readonly isNew: boolean;
  news: NewFact[];
  events: EventFact[];
  /** Facts of customers merged into this one are read afresh. */
  merged: boolean;
  touched: boolean;
  /** Its facts are needed, whether or not it changes. */
  asked: boolean;
}

export class Commit {
  private now = 0;
  private catalogue!: Catalogue;
  private readonly records = new Map<string, ProfileRecord>();
  private readonly customers = new Map<string, Customer>();
  private readonly identityOwner = new Map<string, string>();
  private readonly created: ProfileRecord[] = [];
  private readonly createdIds = new Set<string>();
  private readonly absorbed = new Map<string, ProfileRecord>();
  private readonly newIdentities: { identity: Identity; profile: string }[] = [];
  private readonly newLinks: LinkFact[] = [];
  private readonly newEvents: StoredEvent[] = [];
  private readonly newTagFacts: TagFact[] = [];
  private readonly ledger: LedgerEntry[] = [];
  private readonly profileNews: ProfileNews[] = [];
  private readonly addressed = new Map<CouponIntake, readonly (string | undefined)[]>();
  /** Identities erased, and when: what happened before is not taken in again. */
  private stones = new Map<string, number>();
  /** Facts accepted of each mutation. */
  private readonly accepted = new Map<Origin, number>();

  constructor(
    private readonly stores: Stores,
    private readonly catalogues: Catalogues,
    private readonly cache: FactCache,
    private readonly workspace: string,
    private readonly intakes: readonly Intake[],
    /** Whether news of customers is told. */
    private readonly telling = true,
  ) {}

  async run(tx: Tx): Promise<{ outcomes: Outcome[]; roots: readonly (readonly [name: string, root: string])[]; committed(): void }> {
    const w = await this.stores.workspaces.get(this.workspace, tx);
    if (!w) throw notFound('the workspace');
    this.now = clockOf(w, this.stores.now());
    this.catalogue = await this.catalogues.at(w, tx);

    const hashes = await this.knownEvents(tx);
    if (w.erasures > 0) this.stones = await this.stores.tombstones.find(this.workspace, this.intakes.flatMap(targetsOf).flatMap((t) => ('identities' in t ? t.identities : [])), tx);
    await this.load(tx);
    const links = await this.knownLinks(tx);
    const points = await this.knownTagFacts(tx);

    const names = this.intakes.flatMap((i) => ('once' in i && i.once !== undefined ? [i.once] : []));
    const before = names.length > 0 ? await this.stores.idempotency.outcomes(names, tx) : new Map<string, Outcome>();
    const noted: [string, Outcome][] = [];

    const outcomes: Outcome[] = [];
    const take = (i: number, decide: (intake: Intake) => Outcome): void => {
      const intake = this.intakes[i];
      const name = 'once' in intake ? intake.once : undefined;
      const there = name === undefined ? undefined : before.get(name);
      outcomes[i] = there ?? decide(intake);
      if (there) return;
      if (outcomes[i].status === 'ACCEPTED' && intake.kind !== 'check') this.accepted.set(intake.origin, (this.accepted.get(intake.origin) ?? 0) + 1);
      if (name !== undefined) noted.push([name, outcomes[i]]);
    };
    const desk = await CouponDesk.open(this.stores, this.workspace, this.now, this.intakes, tx);
    this.intakes.forEach((intake, i) => intake.kind !== 'coupon' && take(i, (x) => this.take(x as Exclude<Intake, CouponIntake>, hashes, links, points)));
    this.intakes.forEach((intake) => intake.kind === 'coupon' && this.address(intake, links));

    const facts = await this.loadFacts(tx);
    await this.askDesk(desk, facts, outcomes, take, tx);
    if (noted.length > 0) await this.stores.idempotency.insertOutcomes(this.workspace, noted, tx);
    await this.rebuildTags(tx);
    const settled = this.settleAll(facts);
    await this.store(tx, settled);
    await desk.store(tx);
    return {
      outcomes: outcomes.map((o) => ('profile' in o && o.profile && this.records.has(o.profile) ? { ...o, profile: this.rootOf(o.profile) } : o)),
      roots: [...this.identityOwner].map(([text, profile]) => [text, this.rootOf(profile)] as const),
      committed: () => {
        for (const { record, facts: f } of settled) this.cache.set(record.id, record.version, f);
        for (const id of this.absorbed.keys()) this.cache.drop(id);
      },
    };
  }

  private take(intake: Exclude<Intake, CouponIntake>, hashes: Map<string, string>, links: Map<string, LinkFact>, points: Map<string, Value | undefined>): Outcome {
    switch (intake.kind) {
      case 'event': return this.event(intake, hashes, links);
      case 'tag': return this.tag(intake, points, links);
      case 'link': return this.link(intake, links);
      case 'check': return this.check(intake.profile);
    }
  }

  private knownEvents(tx: Tx): Promise<Map<string, string>> {
    const ids = this.intakes.flatMap((i) => (i.kind === 'event' ? [i.event.id] : []));
    return ids.length > 0 ? this.stores.events.hashes(this.workspace, ids, tx) : Promise.resolve(new Map());
  }

  /** Reads every profile the intakes name, and their roots. */
  private async load(tx: Tx): Promise<void> {
    const targets = this.intakes.flatMap(targetsOf);
    const identities = targets.flatMap((t) => ('identities' in t ? t.identities : []));
    if (identities.length > 0) for (const [text, profile] of await this.stores.identities.find(this.workspace, identities, tx)) this.identityOwner.set(text, profile);
    const ids = new Set(this.identityOwner.values());
    for (const t of targets) if ('profile' in t) ids.add(t.profile);
    await this.loadProfiles([...ids], tx);
    await this.loadProfiles([...new Set([...this.records.values()].map((r) => r.root))].filter((id) => !this.records.has(id)), tx);
  }

  private async loadProfiles(ids: readonly string[], tx: Tx): Promise<void> {
    if (ids.length > 0) for (const r of await this.stores.profiles.find(this.workspace, ids, tx)) this.records.set(r.id, r);
  }

  private async knownLinks(tx: Tx): Promise<Map<string, LinkFact>> {
    const ids = this.intakes.flatMap(targetsOf).flatMap((t) => {
      const [first, ...rest] = 'identities' in t ? this.ordered(t.identities) : [];
      return rest.map((other) => linkId(first, other));
    });
    return ids.length > 0 ? this.stores.identities.links(this.workspace, ids, tx) : new Map();
  }

  private async knownTagFacts(tx: Tx): Promise<Map<string, Value | undefined>> {
    const ids = this.intakes.flatMap((i) => {
      if (i.kind !== 'tag' || i.at === undefined) return [];
      const profile = 'profile' in i.target ? i.target.profile : this.identityOwner.get(identityText(this.ordered(i.target.identities)[0]));
      return profile ? [tagFactId(this.catalogue, profile, i)] : [];
    });
    return ids.length > 0 ? this.stores.tagFacts.find(this.workspace, ids, tx) : new Map();
  }

  private ordered(identities: readonly Identity[]): readonly Identity[] {
    return byPriority(identities, (n) => this.catalogue.namespace(n));
  }

  private rootOf(profile: string): string {
    let id = profile;
    for (;;) {
      const next = this.absorbed.get(id)?.root ?? this.records.get(id)?.root ?? id;
      if (next === id) return id;
      id = next;
    }
  }

  private customer(profile: string): Customer {
    const root = this.rootOf(profile);
    let c = this.customers.get(root);
    if (!c) {
      const record = this.records.get(root);
      if (!record) throw new Error(`profile ${root} was not loaded`);
      this.customers.set(root, (c = { record, isNew: this.createdIds.has(root), news: [], events: [], merged: false, touched: false, asked: false }));
    }
    return c;
  }

  /** Events */
  private event(i: EventIntake, hashes: Map<string, string>, links: Map<string, LinkFact>): Outcome {
    const known = hashes.get(i.event.id);
    if (known !== undefined) {
      if (known === i.bodyHash) return { status: 'DUPLICATE' };
      return { status: 'REJECTED', code: 'CONFLICT', message: 'an event with this messageId and another body was accepted before; the first stays', path: 'messageId' };
    }
    if (i.event.at > this.now + FUTURE_SKEW_MS) return { status: 'REJECTED', code: 'BAD_USER_INPUT', message: 'occurredAt is more than 5 minutes in the future', path: 'occurredAt' };
    if (i.event.at <= this.now - RETENTION_MS) return { status: 'REJECTED', code: 'BAD_USER_INPUT', message: 'occurredAt is older than the retention of 3 years', path: 'occurredAt' };
    const erased = this.erased(i.identities, i.event.at);
    if (erased) return erased;
    hashes.set(i.event.id, i.bodyHash);
    const { profile, merged } = this.resolve(i.identities, i.event.at, links);
    this.add(i.event, profile, i);
    return { status: 'ACCEPTED', profile, merged };
  }

  private erased(identities: readonly Identity[], at: number): Extract<Outcome, { status: 'REJECTED' }> | undefined {
    if (this.stones.size === 0 || !identities.some((i) => at <= (this.stones.get(identityText(i)) ?? -Infinity))) return undefined;
    return { status: 'REJECTED', code: 'CONFLICT', message: 'one of these identities was erased, and this is from before', path: 'identities' };
  }

  private add(event: EventFact, profile: string, { source, messageId, bodyHash }: Pick<EventIntake, 'source' | 'messageId' | 'bodyHash'>): void {
    const c = this.customer(profile);
    c.events.push(event);
    c.news.push({ id: event.id, at: event.at, event: event.type });
    c.touched = true;
    this.newEvents.push({ ...event, profile, identity: this.records.get(profile)!.identity, source, messageId, receivedAt: this.now, bodyHash });
  }

  /** Coupons: the customers are found first, what becomes of it is decided on their facts. */
  private address(i: CouponIntake, links: Map<string, LinkFact>): void {
    // Who claims may be new here; who uses or gives back is not.
    const known = (t: Target): boolean => ('identities' in t ? i.does.what === 'claim' || i.does.what === 'issue' || t.identities.some((x) => this.identityOwner.has(identityText(x))) : this.records.has(t.profile));
    const profiles = targetsOf(i).map((t) => (!known(t) ? undefined : 'identities' in t ? this.resolve(t.identities, this.now, links).profile : t.profile));
    this.addressed.set(i, profiles);
    for (const p of profiles) if (p !== undefined) this.customer(p).asked = true;
  }

  private async askDesk(desk: CouponDesk, facts: Map<string, FactSet>, outcomes: Outcome[], take: (i: number, decide: (intake: Intake) => Outcome) => void, tx: Tx): Promise<void> {
    const concerned = this.intakes.flatMap((intake, i) => (CouponDesk.concerns(intake) ? [i] : []));
    if (concerned.length === 0) return;
    const factsOf = (profile: string): FactSet => {
      const c = this.customer(profile);
      return facts.get(c.record.id)!.with(c.events);
    };
    await desk.beside([...this.addressed.values()].flat().flatMap((p) => (p === undefined ? [] : [factsOf(p)])), tx);
    const told = new Map<string, EventFact[]>();
    for (const i of concerned) {
      const intake = this.intakes[i];
      if (intake.kind === 'coupon') {
        take(i, () => this.coupon(intake, desk, factsOf));
        continue;
      }
      const outcome = outcomes[i];
      if (intake.kind !== 'event' || outcome.status !== 'ACCEPTED' || outcome.profile === undefined) continue;
      const root = this.customer(outcome.profile).record.id;
      const earlier = told.get(root) ?? [];
      desk.told(intake, facts.get(root)!.with(earlier));
      told.set(root, [...earlier, intake.event]);
    }
  }

  private coupon(i: CouponIntake, desk: CouponDesk, factsOf: (profile: string) => FactSet): Outcome {
    const [profile, partner] = this.addressed.get(i)!;
    if (profile === undefined) return { status: 'REJECTED', code: 'NOT_FOUND', message: 'the profile was not found', path: 'profile' };
    const two = targetsOf(i).length === 2;
    if (two && partner === undefined) return { status: 'REJECTED', code: 'NOT_FOUND', message: 'the profile of the partner was not found', path: 'partner' };
    if (two && this.rootOf(partner!) === this.rootOf(profile)) return { status: 'REJECTED', code: 'BAD_USER_INPUT', message: 'the partner is this customer', path: 'partner' };
    const decision = desk.decide(i, factsOf(profile), partner === undefined ? undefined : factsOf(partner));
    if ('code' in decision) return { status: 'REJECTED', ...decision, profile };
    if ('duplicate' in decision) return { status: 'DUPLICATE', profile, coupon: decision.duplicate };
    const own = (e: EventFact): Pick<EventIntake, 'source' | 'messageId' | 'bodyHash'> => ({ source: OWN_SOURCE, messageId: e.id.slice(OWN_SOURCE.length + 1), bodyHash: '' });
    for (const e of decision.events) this.add(e, profile, own(e));
    for (const e of decision.partnerEvents ?? []) this.add(e, partner!, own(e));
    return { status: 'ACCEPTED', profile, coupon: decision.outcome };
  }

  private link(i: LinkIntake, links: Map<string, LinkFact>): Outcome {
    return this.erased(i.identities, i.at ?? this.now) ?? { status: 'ACCEPTED', ...this.resolve(i.identities, i.at ?? this.now, links) };
  }

  private check(profile: string): Outcome {
    if (!this.records.has(profile)) return { status: 'REJECTED', code: 'NOT_FOUND', message: 'the profile was not found' };
    const c = this.customer(profile);
    const { nextCheckAt, catalogueVersion } = c.record.evaluation;
    // Another process, or a fact that came in between, may have done it already.
    if (nextCheckAt <= this.now || catalogueVersion < this.catalogue.version) c.touched = true;
    return { status: 'ACCEPTED', profile };
  }

  /** Tags */
  private tag(i: TagIntake, known: Map<string, Value | undefined>, links: Map<string, LinkFact>): Outcome {
    const def = this.catalogue.tag(i.tag);
    if (!def) return { status: 'REJECTED', code: 'NOT_FOUND', message: `there is no tag ${i.tag}`, path: 'tag' };
    const at = i.at ?? this.now;
    if (at > this.now + FUTURE_SKEW_MS) return { status: 'REJECTED', code: 'BAD_USER_INPUT', message: 'observedAt is more than 5 minutes in the future', path: 'observedAt' };
    let profile: string;
    if ('profile' in i.target) {
      profile = i.target.profile;
      if (!this.records.has(profile)) return { status: 'REJECTED', code: 'NOT_FOUND', message: 'the profile was not found', path: 'profile' };
    } else {
      const erased = this.erased(i.target.identities, at);
      if (erased) return erased;
      ({ profile } = this.resolve(i.target.identities, at, links));
    }

    const id = i.at === undefined ? newId(this.now) : tagFactId(this.catalogue, profile, i);
    if (known.has(id)) {
      if (def.kind !== 'DYNAMIC' || sameValue(known.get(id), i.value)) return { status: 'DUPLICATE', profile };
      return { status: 'REJECTED', code: 'CONFLICT', message: 'another value was recorded for this instant and sequence; the first stays', path: 'value', profile };
    }
    const c = this.customer(profile);
    const write = { id, at, source: i.source, sequence: i.sequence, value: i.value, ...(i.correction ? { correction: true } : {}) };
    const before = c.record.tags.get(i.tag);
    const state = addWrites(def, before, [write], c.record.evaluation.evaluatedAt - this.catalogue.lookback(i.tag));
    if (state.writes.length > MAX_KEPT_WRITES) return { status: 'REJECTED', code: 'LIMIT_EXCEEDED', message: `at most ${MAX_KEPT_WRITES} values of one tag can matter to a customer at a time: conditions and windows that look back this far would need more`, path: 'value', profile };
    known.set(id, i.value);
    c.record = { ...c.record, tags: new Map(c.record.tags).set(i.tag, state) };
    c.news.push({ id, at, tag: i.tag });
    c.touched = true;
    this.newTagFacts.push({ ...write, profile, tag: i.tag, recordedAt: this.now, by: i.origin.actor, reason: i.reason });
    const ruling = rulingWrite(def, state.writes, Math.max(this.now, at));
    if (def.kind === 'STATIC' && i.value !== undefined && ruling && ruling.id !== id && !sameValue(ruling.value, i.value)) {
      return { status: 'REJECTED', code: 'CONFLICT', message: 'the tag is static and already has another value; this one is kept as a conflict for its owner to settle', path: 'value', profile };
    }
    return { status: 'ACCEPTED', profile };
  }

  /** The profile a fact is addressed to; links its other identities to it where the rules allow. */
  private resolve(identities: readonly Identity[], at: number, links: Map<string, LinkFact>): { profile: string; merged: boolean; refused: string[] } {
    const [first, ...rest] = this.ordered(identities);
    const profile = this.profileOf(first);
    let merged = false;
    const refused: string[] = [];
    for (const other of rest) {
      const there = this.profileOf(other);
      const id = linkId(first, other);
      const a = this.rootOf(profile);
      const b = this.rootOf(there);
      const previous = links.get(id);
      if (previous && (a === b || !previous.accepted)) {
        if (previous.reason !== undefined) refused.push(previous.reason);
        continue;
      }
      const decision = a === b ? { accepted: true as const } : decideLink(this.customer(a).record, this.customer(b).record, [first, other], (n) => this.catalogue.namespace(n));
      if ('reason' in decision) refused.push(decision.reason);
      if (!previous) {
        const fact: LinkFact = { id, identities: [first, other], at, accepted: decision.accepted, ...('reason' in decision ? { reason: decision.reason } : {}) };
        links.set(id, fact);
        this.newLinks.push(fact);
      }
      if (decision.accepted && a !== b) {
        this.merge(this.customer(a), this.customer(b));
        merged = true;
      }
    }
    return { profile, merged, refused };
  }

  /** Each identity has a profile of its own, made when it is first seen. */
  private profileOf(identity: Identity): string {
    const text = identityText(identity);
    const there = this.identityOwner.get(text);
    if (there) return there;
    const id = newId(this.now);
    const record: ProfileRecord = {
      id, workspace: this.workspace, root: id, identity, createdAt: this.now, version: 0, identities: [identity], members: [id], tags: new Map(), evaluation: unevaluated(this.now),
    };
    this.identityOwner.set(text, id);
    this.records.set(id, record);
    this.created.push(record);
    this.createdIds.add(id);
    this.newIdentities.push({ identity, profile: id });
    this.customer(id).touched = true;
    return id;
  }

  /** The older becomes the root and takes over the fold; no fact is rewritten. */
  private merge(a: Customer, b: Customer): void {
    const older = a.record.createdAt - b.record.createdAt || (a.record.id < b.record.id ? -1 : 1);
    const [root, other] = older <= 0 ? [a, b] : [b, a];
    const r = root.record;
    const o = other.record;
    const evaluatedAt = Math.max(r.evaluation.evaluatedAt, o.evaluation.evaluatedAt);
    const tags = new Map(r.tags);
    for (const [key, state] of o.tags) {
      const def = this.catalogue.tag(key);
      tags.set(key, def ? joinStates(def, tags.get(key), state, evaluatedAt - this.catalogue.lookback(key)) : state);
    }
    const left = leaveAll(o.evaluation, this.now, 'MERGE');
    this.tell(o.id, left.transitions);
    this.absorbed.set(o.id, { ...o, root: r.id, identities: [o.identity], members: [o.id], tags: new Map(), evaluation: left.state, version: o.version + 1 });
    root.record = { ...r, tags, identities: [...r.identities, ...o.identities], members: [...r.members, ...o.members] };
    root.events.push(...other.events);
    root.news.push(...other.news);
    root.touched = true;
    // The facts of a customer that existed before have to be read; those made in this transaction are all here.
    root.asked = root.asked || other.asked;
    root.merged = root.merged || other.merged || !other.isNew || !root.isNew;
    this.customers.delete(o.id);
  }

  private tell(profile: string, transitions: readonly Transition[]): void {
    for (const t of transitions) this.ledger.push({ ...t, id: newId(this.now), workspace: this.workspace, profile, recordedAt: this.now });
  }

  private note(c: Customer, transitions: readonly Transition[]): void {
    if (!this.telling || (c.news.length === 0 && transitions.length === 0)) return;
    const distinct = (list: readonly (string | undefined)[]): string[] => [...new Set(list.filter((x) => x !== undefined))];
    this.profileNews.push({
      profile: c.record.id, at: this.now,
      events: distinct(c.news.map((n) => n.event)), tags: distinct(c.news.map((n) => n.tag)), segments: distinct(transitions.map((t) => t.segment)),
    });
  }

  /** What evaluation needs of the customers touched: cached at exactly their version, or read. */
  private async loadFacts(tx: Tx): Promise<Map<string, FactSet>> {
    const out = new Map<string, FactSet>();
    const missing: Customer[] = [];
    for (const c of this.customers.values()) {
      if (!c.touched && !c.asked) continue;
      if (c.isNew && !c.merged) out.set(c.record.id, FactSet.empty);
      else {
        const cached = c.merged ? undefined : this.cache.get(c.record.id, c.record.version);
        if (cached) out.set(c.record.id, cached);
        else missing.push(c);
      }
    }
    if (missing.length > 0) {
      const byProfile = await this.stores.events.facts(this.workspace, missing.flatMap((c) => c.record.members), tx);
      for (const c of missing) out.set(c.record.id, FactSet.of(c.record.members.flatMap((m) => byProfile.get(m) ?? [])));
    }
    return out;
  }

  /** The clock was set back: such a profile is evaluated anew, at this earlier instant. */
  private ahead(c: Customer): boolean {
    return c.touched && c.record.evaluation.catalogueVersion >= 0 && c.record.evaluation.evaluatedAt > this.now + FUTURE_SKEW_MS;
  }

  /** Profiles keep the writes that mattered when they were last written; an earlier instant or a new definition may need more. */
  private async rebuildTags(tx: Tx): Promise<void> {
    const from = (c: Customer): number => Math.min(this.now, c.record.evaluation.evaluatedAt);
    const lookback = (tag: string): number => this.catalogue.lookback(tag);
    const short = [...this.customers.values()].filter((c) => c.touched && lacks(c.record.tags, from(c), lookback));
    if (short.length === 0) return;
    const byProfile = await this.stores.tagFacts.ofProfiles(this.workspace, short.flatMap((c) => c.record.members), tx);
    for (const c of short) {
      const tags = new Map(c.record.tags);
      for (const [key, { writes }] of tagHistories(c.record.members.flatMap((m) => byProfile.get(m) ?? []))) {
        const def = this.catalogue.tag(key);
        // What was written in this transaction is not among the facts yet.
        if (def) tags.set(key, addWrites(def, undefined, [...writes, ...(tags.get(key)?.writes ?? [])], from(c) - lookback(key)));
      }
      c.record = { ...c.record, tags };
    }
  }

  private settleAll(facts: Map<string, FactSet>): { record: ProfileRecord; facts: FactSet; isNew: boolean }[] {
    const out: { record: ProfileRecord; facts: FactSet; isNew: boolean }[] = [];
    for (const c of this.customers.values()) {
      if (!c.touched) continue;
      const all = facts.get(c.record.id)!.with(c.events);
      const ahead = this.ahead(c);
      const before = ahead ? { ...c.record.evaluation, evaluatedAt: this.now } : c.record.evaluation;
      const whole = c.merged ? 'MERGE' : ahead ? 'TIME' : undefined;
      const s = settle(this.catalogue, before, all, c.record.tags, { at: this.now, news: c.news, whole });
      this.tell(c.record.id, s.transitions);
      this.note(c, s.transitions);
      const tags = new Map([...c.record.tags].map(([key, state]) => [key, withinLimit(state)]));
      out.push({ record: { ...c.record, tags, evaluation: s.state, version: c.record.version + 1 }, facts: all, isNew: c.isNew });
    }
    return out;
  }

  private async store(tx: Tx, settled: readonly { record: ProfileRecord; isNew: boolean }[]): Promise<void> {
    const roots = new Map(settled.map((s) => [s.record.id, s]));
    const inserts = [...settled.filter((s) => s.isNew).map((s) => s.record), ...[...this.absorbed.values()].filter((r) => this.createdIds.has(r.id))];
    const replaced = [...settled.filter((s) => !s.isNew).map((s) => s.record), ...[...this.absorbed.values()].filter((r) => !this.createdIds.has(r.id) && !roots.has(r.id))];
    // An absorbed root's members point at it; they follow it to the new root.
    const moved: ProfileRecord[] = [];
    for (const r of this.absorbed.values()) {
      const previous = this.records.get(r.id);
      for (const m of previous?.members ?? []) {
        if (m === r.id) continue;
        const member = this.records.get(m) ?? (await this.stores.profiles.find(this.workspace, [m], tx))[0];
        if (member) moved.push({ ...member, root: this.rootOf(r.id), version: member.version + 1 });
      }
    }
    const s = this.stores;
    if (this.newIdentities.length > 0) await s.identities.insert(this.workspace, this.newIdentities, tx);
    if (inserts.length > 0) await s.profiles.insert(inserts.map((r) => ({ ...r, root: this.rootOf(r.id) })), tx);
    const updates = [...replaced.map((r) => ({ ...r, root: this.rootOf(r.id) })), ...moved];
    if (updates.length > 0) await s.profiles.replace(updates, tx);
    if (this.newEvents.length > 0) await s.events.insert(this.workspace, this.newEvents, tx);
    if (this.newTagFacts.length > 0) await s.tagFacts.insert(this.workspace, this.newTagFacts, tx);
    if (this.newLinks.length > 0) await s.identities.insertLinks(this.workspace, this.newLinks, tx);
    if (this.ledger.length > 0) await s.ledger.insert(this.ledger, tx);
    if (this.accepted.size > 0) await s.audit.insert([...this.accepted].map(([{ actor, operation }, n]) => ({ workspace: this.workspace, actor, operation, target: `${n} ${n === 1 ? 'fact' : 'facts'}`, at: this.now })), tx);
    if (this.profileNews.length > 0) await s.news.insert(this.workspace, this.profileNews, tx);
  }
}

function linkId(a: Identity, b: Identity): string {
  return [identityText(a), identityText(b)].sort().join(' ');
}

/** Two writes are one when profile, tag, source, instant and sequence agree; for other than points the value too. */
function tagFactId(catalogue: Catalogue, profile: string, i: TagIntake): string {
  const value = catalogue.tag(i.tag)?.kind === 'DYNAMIC' ? '' : i.value === undefined ? 'clear' : `${i.correction === true}${typeof i.value === 'bigint' ? `${i.value}n` : JSON.stringify(i.value)}`;
  return createHash('sha256').update(JSON.stringify([profile, i.tag, i.source, i.at, i.sequence, value])).digest('base64url').slice(0, 24);
}
