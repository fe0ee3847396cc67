/** Compares due times of triggers with a naive implementation, with late facts, downtime and UTC offset changes. */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact, TagDefinition, Transition } from '../../src/engine/types.js';
import type { CampaignDefinition } from '../../src/engine/reach/campaign-definition.js';
import { reachedCustomer, type ReachDefinitions } from '../../src/engine/reach/reached-customer.js';
import { noRules } from '../../src/engine/reach/reach-rules.js';
import type { Contact } from '../../src/engine/reach/contact-record.js';
import { identityText } from '../../src/engine/identity/identity.js';
import {
  latestFallen,
  presentDue,
  transitionDues,
  triggerDues,
  type TriggerDue,
  type TriggeredCampaign,
} from '../../src/engine/reach/trigger-dues.js';
import type { Trigger } from '../../src/engine/reach/trigger.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import type { TagState } from '../../src/engine/tags/tags.js';
import { DAY, HOUR, MINUTE } from '../../src/engine/time/time.js';
import { dateFired, eventsFired, scheduleFired, type HeardEvent } from '../../src/reference/reach/triggers.js';
import { digestsOf } from '../../src/services/base/stable-random.js';
import { amount } from '../support/amount.js';

const digests = digestsOf({ contactKey: 'a key' });
const runs = amount(300, 10_000, 'STRATA_REACH_WORLDS');
const BEGIN = Date.parse('2026-03-25T00:00:00Z');

const SEGMENTS = new Map([
  ['always', parseCondition('not did(never)')],
  ['recent', parseCondition('did(visit, last 3d)')],
]);

const DATE_TAG = { key: 'date', name: 'date', kind: 'SEMI_DYNAMIC', type: 'DATE', version: 1 } as TagDefinition;
const dateTag = (value: string): ReadonlyMap<string, TagState> =>
  new Map([['date', { key: 'date', writes: [{ id: 'w', at: 0, source: 'test', sequence: 0, value }] }]]);

function definitions(zone: string): ReachDefinitions {
  return {
    setting: { zone, currency: 'CNY' },
    segment: (key) => SEGMENTS.get(key),
    tag: (key) => (key === 'date' ? DATE_TAG : undefined),
    layerModel: () => undefined,
    allTags: () => [],
  };
}

const campaign = (trigger: Trigger, startedAt: number, more: Partial<CampaignDefinition> = {}): TriggeredCampaign =>
  ({ key: 'c', audience: 'always', trigger, startedAt, ...more }) as TriggeredCampaign;

/**
 * Simulates a customer over time. The customer is evaluated when a fact arrives, and at the next due time if a process
 * is running then.
 */
class World {
  private dues: readonly TriggerDue[] = [];
  private evaluatedAt: number;
  readonly fired: TriggerDue[] = [];

  constructor(
    private readonly campaign: TriggeredCampaign,
    private readonly heard: readonly HeardEvent[],
    private readonly zone: string,
    private readonly more: { readonly isDown?: (at: number) => boolean; readonly date?: string } = {},
    begin = Infinity,
  ) {
    this.evaluatedAt = Math.min(begin, ...heard.map(({ heardAt }) => heardAt));
  }

  run(until: number): this {
    const { startedAt } = this.campaign;
    // The start of the campaign evaluates all existing customers.
    const arrivals = [...new Set([...this.heard.map(({ heardAt }) => heardAt), startedAt])]
      .filter((at) => at >= this.evaluatedAt && at <= until)
      .sort((left, right) => left - right);
    for (const now of arrivals) {
      this.fallBefore(now, this.more.isDown);
      this.settle(now);
    }
    this.fallBefore(until + 1);
    return this;
  }

  private fallBefore(end: number, isDown: (at: number) => boolean = () => false): void {
    for (;;) {
      // Every customer is evaluated again after 400 days at the latest.
      const next = Math.min(this.evaluatedAt + 400 * DAY, ...this.dues.map(({ at }) => at));
      if (next >= end || isDown(next)) return;
      this.settle(Math.max(next, this.evaluatedAt));
    }
  }

  private settle(now: number): void {
    const known = this.heard.filter(({ heardAt }) => heardAt <= now);
    const events = known.map(({ id, at }): EventFact => ({ id, at, type: 'visit' }));
    const news = new Set(known.filter(({ heardAt }) => heardAt === now).map(({ id }) => id));
    const { date } = this.more;
    const planned = triggerDues(
      { definitions: definitions(this.zone), campaigns: [this.campaign], zoneTag: undefined, digests, now },
      {
        subject: { facts: FactSet.of(events), tags: date ? dateTag(date) : new Map(), lists: new Set() },
        evaluatedAt: this.evaluatedAt,
        news,
        dues: this.dues,
      },
    );
    this.fired.push(...planned.filter(({ at }) => at <= now));
    this.dues = planned.filter(({ at }) => at > now);
    this.evaluatedAt = Math.max(this.evaluatedAt, now);
  }
}

const hour = fc.integer({ min: 0, max: 200 }).map((quarters) => quarters * 15 * MINUTE);
/** Generates events that arrive immediately, some time later, or long after they happened. */
const heard: fc.Arbitrary<HeardEvent[]> = fc
  .array(fc.record({ at: hour, late: fc.oneof(fc.constant(0), hour) }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map(({ at, late }, i) => ({ id: `e${i}`, at: BEGIN + at, heardAt: BEGIN + at + late })));

test('contacts due by events equal a naive computation, whenever the events become known', () => {
  fc.assert(
    fc.property(
      heard,
      fc.constantFrom('EVERY', 'FIRST', 'LAST'),
      hour,
      fc.boolean(),
      hour,
      (events, which, afterMs, isDown, start) => {
        const startedAt = BEGIN + start / 2;
        const until = BEGIN + 30 * DAY;
        const trigger: Trigger = { kind: 'EVENT', expression: 'visit', event: 'visit', which, afterMs };
        // Contacts that become due during the downtime are made only when the next fact arrives, but they are the same
        // contacts.
        const down = isDown ? { isDown: (at: number) => at < BEGIN + 20 * HOUR } : {};
        const world = new World(campaign(trigger, startedAt), events, 'UTC', down).run(until);
        const naive = eventsFired(events, { which, after: afterMs, startedAt }, until);
        const sorted = (list: readonly (readonly [string, number])[]): string[] => list.map(String).sort();
        const fired = world.fired.map(({ occurrence, at }) => [JSON.parse(occurrence)[1], at] as const);
        assert.deepEqual(sorted(fired), sorted(naive.map(({ event, dueAt }) => [event, dueAt] as const)));
        assert.equal(new Set(fired.map(String)).size, fired.length, 'each once');
      },
    ),
    { numRuns: runs },
  );
});

const zone = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
);
/** Days around which clocks change forward or back, and a day that a time zone skipped. */
const around = fc.constantFrom(
  '2026-03-06T00:00:00Z',
  '2026-03-27T00:00:00Z',
  '2026-10-02T00:00:00Z',
  '2026-10-23T00:00:00Z',
  '2026-10-30T00:00:00Z',
  '2011-12-28T00:00:00Z',
);
const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((n) => n * MINUTE);

test("a schedule is due at the customer's local time, on days when the customer is in the audience", () => {
  const weekdays = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), { nil: undefined });
  fc.assert(
    fc.property(heard, around, zone, minutes, weekdays, hour, (events, begin, name, time, days, start) => {
      const moved = Date.parse(begin) - BEGIN;
      const list = events.map(({ id, at, heardAt }) => ({ id, at: at + moved, heardAt: heardAt + moved }));
      const startedAt = Date.parse(begin) + start;
      const until = Date.parse(begin) + 12 * DAY;
      const some = days ? { weekdays: days } : {};
      const trigger: Trigger = { kind: 'SCHEDULE', time, ...some };
      const planned = campaign(trigger, startedAt, { audience: 'recent', zone: name });
      const world = new World(planned, list, 'Asia/Shanghai').run(until);
      assert.deepEqual(
        world.fired.map(({ at }) => at),
        scheduleFired(list, { time, ...some, zone: name, within: 3 * DAY, startedAt }, until),
      );
    }),
    { numRuns: runs },
  );
});

test('a date is due with its offset, and a yearly one on 28 February for 29 February', () => {
  const date = fc
    .tuple(fc.integer({ min: 1990, max: 2026 }), fc.integer({ min: 0, max: 365 }), fc.boolean())
    .map(([year, day, isLeapDay]) =>
      isLeapDay ? `${year - (year % 4)}-02-29` : new Date(Date.UTC(year, 0, 1) + day * DAY).toISOString().slice(0, 10),
    );
  fc.assert(
    fc.property(
      date,
      zone,
      minutes,
      fc.integer({ min: -40, max: 40 }),
      fc.boolean(),
      (day, name, time, offsetDays, yearly) => {
        const until = BEGIN + 1200 * DAY;
        const trigger: Trigger = { kind: 'DATE', tag: 'date', offsetDays, time, yearly };
        const planned = campaign(trigger, BEGIN, { zone: name });
        const world = new World(planned, [], 'Asia/Shanghai', { date: day }, BEGIN - 1).run(until);
        assert.deepEqual(
          world.fired.map(({ at }) => at),
          dateFired(day, { offsetDays, time, yearly, zone: name }, BEGIN, until),
        );
        assert.equal(new Set(world.fired.map(({ occurrence }) => occurrence)).size, world.fired.length);
        assert.ok(
          world.fired.every(({ occurrence }) => !occurrence.includes(day)),
          'the date is not part of a contact',
        );
      },
    ),
    { numRuns: Math.ceil(runs / 4) },
  );
});

test('a yearly date is due once for each year, with any offset', () => {
  const trigger: Trigger = { kind: 'DATE', tag: 'date', offsetDays: -3, time: 10 * HOUR, yearly: true };
  const world = new World(campaign(trigger, BEGIN), [], 'UTC', { date: '1990-01-02' }, BEGIN - 1).run(
    BEGIN + 300 * DAY,
  );
  const due = world.fired.map(({ at, occurrence }) => [new Date(at).toISOString(), JSON.parse(occurrence)[3]]);
  assert.deepEqual(due, [['2026-12-30T10:00:00.000Z', 2027]]);
});

test('listed days are due once each', () => {
  const trigger: Trigger = { kind: 'SCHEDULE', time: 10 * HOUR, days: ['2026-04-02', '2026-03-27', '2026-03-20'] };
  const world = new World(campaign(trigger, BEGIN), [], 'Asia/Shanghai', {}, BEGIN).run(BEGIN + 30 * DAY);
  assert.deepEqual(
    world.fired.map(({ at }) => new Date(at).toISOString()),
    ['2026-03-27T02:00:00.000Z', '2026-04-02T02:00:00.000Z'],
  );
});

test('only transitions since the start are due, and a merge counts only if no merged profile was a member', () => {
  const change = (kind: 'ENTERED' | 'LEFT', effectiveAt: number, sequence: number, cause = 'EVENT'): Transition =>
    ({ segment: 'recent', kind, effectiveAt, sequence, cause, version: 1 }) as Transition;
  const transitions = [
    change('ENTERED', BEGIN - 1, 1),
    change('ENTERED', BEGIN, 2),
    change('LEFT', BEGIN + HOUR, 3, 'TIME'),
    change('ENTERED', BEGIN + DAY, 4, 'MERGE'),
    change('LEFT', BEGIN + 2 * HOUR, 5, 'UNMERGE'),
    change('ENTERED', BEGIN + 3 * HOUR, 6, 'UNMERGE'),
    change('ENTERED', BEGIN + 29 * HOUR, 7),
    change('LEFT', BEGIN + 2 * DAY, 8),
  ];
  const dues = (kind: 'ENTERED' | 'LEFT', formerly?: ReadonlySet<string>): number[] =>
    transitionDues(
      [
        campaign({ kind, segment: 'recent', afterMs: HOUR, includePresent: false }, BEGIN, {
          until: BEGIN + 30 * HOUR,
        }),
        campaign({ kind, segment: 'other', afterMs: 0, includePresent: false }, BEGIN),
      ],
      { profile: 'p', transitions, ...(formerly ? { formerly } : {}) },
    ).map(({ at }) => (at - BEGIN) / HOUR);
  assert.deepEqual(dues('ENTERED'), [1, 25]);
  assert.deepEqual(dues('LEFT'), [2]);
  assert.deepEqual(dues('ENTERED', new Set(['recent'])), []);
  const present = campaign({ kind: 'ENTERED', segment: 'recent', afterMs: HOUR, includePresent: true }, BEGIN);
  const state = (member: boolean, since: number): object[] => [{ segment: 'recent', member, since, sequence: 3 }];
  const at = (states: object[]): number | undefined => presentDue(present, 'p', states as never)?.at;
  assert.equal(at(state(true, BEGIN - 1)), BEGIN + HOUR);
  assert.equal(at(state(true, BEGIN)), undefined, 'it entered since, which made it due');
  assert.equal(at(state(false, BEGIN - 1)), undefined);
  assert.equal(at([]), undefined);
});

test('a message that an earlier version sent to a device counts for the same device', () => {
  const identities = [
    { namespace: 'member_id', value: 'A' },
    { namespace: 'device_id', value: 'D1' },
  ];
  const former = createHash('sha256').update(identityText(identities[1])).digest('hex').slice(0, 16);
  const sentTo = (device: string): Contact =>
    ({
      ...{ id: device, campaign: 'c', occurrence: device, state: 'HANDED_OVER', tags: [], mayHaveArrived: true },
      reservation: { channel: 'push', device, at: BEGIN, under: [], counts: true },
    }) as unknown as Contact;
  const { addresses, counted } = reachedCustomer(
    {
      identities,
      subject: { facts: FactSet.empty, tags: new Map(), lists: new Set() },
      contacts: [sentTo(former), sentTo('another device')],
    },
    definitions('UTC'),
    { ...noRules('salt'), channels: [{ channel: 'push', namespace: 'device_id', isDevice: true }] },
    digests,
    BEGIN,
  );
  const now = createHmac('sha256', 'a key').update(identityText(identities[1])).digest('hex').slice(0, 16);
  assert.equal(addresses.get('push')!.device, now);
  assert.deepEqual(
    counted.map(({ device }) => device),
    [now, 'another device'],
  );
});

test('campaigns of earlier versions keep their date names, and new ones use the keyed hash', () => {
  const trigger: Trigger = { kind: 'DATE', tag: 'date', offsetDays: 0, time: 0, yearly: false };
  const named = (more: object): unknown => {
    const [due] = triggerDues(
      {
        definitions: definitions('UTC'),
        campaigns: [{ ...campaign(trigger, BEGIN), ...more }],
        zoneTag: undefined,
        digests,
        now: BEGIN,
      },
      {
        subject: { facts: FactSet.empty, tags: dateTag('2026-04-01'), lists: new Set() },
        evaluatedAt: BEGIN,
        news: new Set(),
        dues: [],
      },
    );
    return (JSON.parse(due.occurrence) as unknown[])[2];
  };
  assert.equal(named({}), createHash('sha256').update('2026-04-01').digest('hex'));
  assert.equal(named({ namesDatesKeyed: true }), createHmac('sha256', 'a key').update('2026-04-01').digest('hex'));
});

test('dues are kept if the changed events are unknown, and are dropped with their campaign', () => {
  const trigger: Trigger = { kind: 'EVENT', expression: 'visit', event: 'visit', which: 'EVERY', afterMs: HOUR };
  const dues = [
    { campaign: 'c', occurrence: 'o', at: BEGIN + HOUR },
    { campaign: 'gone', occurrence: 'o', at: BEGIN + HOUR },
  ];
  const subject = { facts: FactSet.empty, tags: new Map(), lists: new Set<string>() };
  const planned = (news: ReadonlySet<string> | undefined): TriggerDue[] =>
    triggerDues(
      {
        definitions: definitions('UTC'),
        campaigns: [campaign(trigger, BEGIN)],
        zoneTag: undefined,
        digests,
        now: BEGIN,
      },
      { subject, evaluatedAt: BEGIN, news, dues },
    );
  assert.deepEqual(planned(undefined), [dues[0]]);
  assert.deepEqual(planned(new Set()), []);
});

test('of occurrences due at the same time, the latest 100 of each campaign make contacts', () => {
  const trigger: Trigger = { kind: 'EVENT', expression: 'visit', event: 'visit', which: 'EVERY', afterMs: HOUR };
  const heard = Array.from({ length: 150 }, (_, i) => ({ id: `e${i}`, at: BEGIN + i * MINUTE, heardAt: BEGIN + DAY }));
  const { fired } = new World(campaign(trigger, BEGIN), heard, 'UTC', {}, BEGIN).run(BEGIN + 2 * DAY);
  assert.deepEqual(
    fired.map(({ at }) => at),
    heard.slice(50).map(({ at }) => at + HOUR),
  );
  const both = ['a', 'b'].flatMap((key) => heard.map(({ at }) => ({ campaign: key, at })));
  const kept = latestFallen(both);
  assert.equal(kept.length, 200);
  assert.deepEqual(
    kept.filter((due) => due.campaign === 'b').map(({ at }) => at),
    heard.slice(50).map(({ at }) => at),
  );
});
