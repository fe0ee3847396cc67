/**
 * Tests decisions about the contacts of one customer: every outcome with its facts, priorities, channels, and randomly
 * generated contacts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Budget } from '../../src/engine/reach/budget.js';
import type { Campaign, CampaignChannel } from '../../src/engine/reach/campaign.js';
import {
  decideContact,
  decideContacts,
  type Decision,
  type DueContact,
  type ReachedCustomer,
  type ReachRules,
} from '../../src/engine/reach/decide.js';
import { ENDING_REASONS } from '../../src/engine/reach/endings.js';
import { HOLD_OUT } from '../../src/engine/reach/groups.js';
import { DAY, HOUR } from '../../src/engine/time/time.js';
import { tooSoon } from '../../src/reference/reach/budgets.js';
import { showsQuiet } from '../../src/reference/reach/local-times.js';
import { amount } from '../support/amount.js';
import {
  NOW,
  NIGHT,
  LATE_EVENING,
  MORNING,
  push,
  sms,
  campaign,
  due,
  customer,
  rules,
  weekly,
  sent,
} from './decision-fixtures.js';

const endingOf = (decision: Decision): unknown => (decision.kind === 'ENDED' ? decision.ending : decision);
const reservationOf = (decision: Decision): unknown => (decision.kind === 'RESERVED' ? decision.reservation : decision);
const withdrawn = { purpose: 'marketing', given: false, since: 0, statement: 's1' };

test('a contact uses the first channel at once', () => {
  assert.deepEqual(decideContact(customer(), due(), rules({ budgets: [weekly] }), NOW), {
    id: 'c1',
    campaign: 'spring',
    version: 3,
    kind: 'RESERVED',
    reservation: { channel: 'push', device: 'd1', at: NOW, under: ['weekly'], counts: true },
  });
});

const quietPush = { ...push, quietHours: NIGHT };
const full = { budgets: [weekly] };
const ENDINGS: readonly (readonly [
  Partial<ReachedCustomer>,
  Partial<DueContact>,
  Partial<ReachRules>,
  number,
  object,
])[] = [
  [
    {},
    { cancelled: 'order o-1 was refunded' },
    {},
    NOW,
    { reason: 'CANCELLED', facts: { cause: 'order o-1 was refunded' } },
  ],
  [
    {},
    { knownAt: NOW + HOUR + 1 },
    {},
    NOW + HOUR + 1,
    { reason: 'MISSED', facts: { dueAt: NOW, latestAt: NOW + HOUR } },
  ],
  [{}, { expiresAt: NOW }, {}, NOW, { reason: 'MISSED', facts: { dueAt: NOW, latestAt: NOW } }],
  [{}, { leftAudience: 'vip' }, {}, NOW, { reason: 'AUDIENCE', facts: { audience: 'vip' } }],
  [{}, { reachedGoal: 'bought' }, {}, NOW, { reason: 'GOAL', facts: { goal: 'bought' } }],
  [
    { layers: [{ key: 'm.lost', reach: 'NONE' }] },
    {},
    {},
    NOW,
    { reason: 'LAYER', facts: { layer: 'm.lost', reach: 'NONE' } },
  ],
  [
    { consents: [withdrawn] },
    {},
    {},
    NOW,
    {
      reason: 'CONSENT',
      facts: {
        purpose: 'marketing',
        channels: [
          { channel: 'push', statement: 's1' },
          { channel: 'sms', statement: 's1' },
        ],
      },
    },
  ],
  [{ addresses: new Map() }, {}, {}, NOW, { reason: 'CHANNEL', facts: { channels: ['push', 'sms'] } }],
  [{}, { channels: [] }, {}, NOW, { reason: 'CHANNEL', facts: { channels: [] } }],
  [{}, {}, { control: { percent: 100, salt: 's' } }, NOW, { reason: 'CONTROL', facts: { group: 'GLOBAL' } }],
  [
    {},
    { campaign: campaign({ groups: { salt: 's', holdOutPercent: 100, variants: [] } }) },
    {},
    NOW,
    { reason: 'CONTROL', facts: { group: 'HOLD_OUT' } },
  ],
  [
    {},
    { missingIn: (channel) => (channel === 'push' ? ['tag.first_name'] : []) },
    {},
    NOW,
    { reason: 'TEMPLATE', facts: { channel: 'push', missing: ['tag.first_name'] } },
  ],
  [
    { counted: [sent(NOW - DAY)] },
    {},
    full,
    NOW,
    {
      reason: 'CAPPED',
      facts: { channel: 'push', budget: 'weekly', most: 1, contacts: ['before'], nextPossibleAt: NOW + 6 * DAY },
    },
  ],
  [
    {},
    { channels: [quietPush], expiresAt: MORNING, dueAt: LATE_EVENING, knownAt: LATE_EVENING },
    {},
    LATE_EVENING,
    { reason: 'QUIET_EXPIRED', facts: { channel: 'push', quietUntil: MORNING, expiresAt: MORNING } },
  ],
];

test('every ending has its reason and its facts', () => {
  const seen = new Set<string>();
  for (const [who, what, says, at, wanted] of ENDINGS) {
    const found = endingOf(decideContact(customer(who), due(what), rules(says), at));
    assert.deepEqual(found, wanted);
    seen.add((wanted as { reason: string }).reason);
  }
  // A contact that waits for a place expires when the hand-over looks at it.
  assert.deepEqual([...seen, 'EXPIRED'].sort(), Object.keys(ENDING_REASONS).sort());
});

test('a late occurrence is sent only if the campaign allows it, and a delayed one is not late', () => {
  const late = { campaign: campaign({ ifLate: 'SEND_LATE' }), knownAt: NOW + DAY };
  assert.equal(decideContact(customer(), due(late), rules(), NOW + DAY).kind, 'RESERVED');
  assert.equal(decideContact(customer(), due({ knownAt: NOW + HOUR }), rules(), NOW + HOUR).kind, 'RESERVED');
  assert.equal(decideContact(customer(), due(), rules(), NOW + 10 * HOUR).kind, 'RESERVED');
});

test('in quiet hours a contact waits, or uses the next channel if the campaign says so', () => {
  const quiet = (ifQuiet: 'WAIT' | 'NEXT', channel: CampaignChannel = push): CampaignChannel => ({
    ...channel,
    quietHours: NIGHT,
    ifQuiet,
  });
  const at = LATE_EVENING;
  const when = (channels: readonly CampaignChannel[], of: Partial<Campaign> = {}): unknown => {
    const decision = decideContact(customer(), due({ channels, campaign: campaign(of) }), rules(), at);
    return decision.kind === 'RESERVED' && [decision.reservation.channel, decision.reservation.at];
  };
  assert.deepEqual(when([quiet('WAIT'), sms]), ['push', MORNING]);
  assert.deepEqual(when([quiet('NEXT'), sms]), ['sms', at]);
  assert.deepEqual(when([quiet('NEXT'), quiet('NEXT', sms)]), ['push', MORNING]);
  assert.deepEqual(when([quiet('WAIT')], { transactional: true }), ['push', at]);
  assert.deepEqual(when([quiet('WAIT')], { transactional: true, keepsQuietHours: true }), ['push', MORNING]);
});

test('a channel without budget or permission is replaced by the next one', () => {
  const quota: Budget = {
    key: 'quota',
    most: 1,
    window: { kind: 'CALENDAR', unit: 'day' },
    channel: 'push',
    perDevice: true,
  };
  const before = [sent(NOW - HOUR, { device: 'd1', under: ['quota'] })];
  const bySms = { channel: 'sms', at: NOW, under: [], counts: true };
  assert.deepEqual(
    reservationOf(decideContact(customer({ counted: before }), due(), rules({ budgets: [quota] }), NOW)),
    bySms,
  );
  const noPush = [{ ...withdrawn, channel: 'push' }];
  assert.deepEqual(reservationOf(decideContact(customer({ consents: noPush }), due(), rules(), NOW)), bySms);
});

test('a contact without budget or time on any channel ends as capped', () => {
  const channels = [{ ...push, quietHours: NIGHT }, sms];
  const before = [sent(LATE_EVENING - DAY, { channel: 'sms' })];
  const late = due({ channels, dueAt: LATE_EVENING, knownAt: LATE_EVENING, expiresAt: MORNING });
  const found = decideContact(customer({ counted: before }), late, rules({ budgets: [weekly] }), LATE_EVENING);
  assert.equal(found.kind === 'ENDED' && found.ending.reason, 'CAPPED');
});

test('an exempt contact leaves the budget to later ones, unless it is counted', () => {
  const kinds = (counting: Campaign['counting']): string[] => {
    const first = due({ id: 'first', campaign: campaign({ key: 'service', priority: 9, counting }) });
    return decideContacts(customer(), [due(), first], rules({ budgets: [weekly] }), NOW).map(({ kind }) => kind);
  };
  assert.deepEqual(kinds('EXEMPT'), ['RESERVED', 'RESERVED']);
  assert.deepEqual(kinds('EXEMPT_COUNTED'), ['RESERVED', 'ENDED']);
});

test('transactional campaigns ignore layers, the global control and budgets, but may be counted', () => {
  const who = customer({ layers: [{ key: 'm.lost', reach: 'NONE' }], counted: [sent(NOW - DAY)] });
  const says = rules({ budgets: [weekly], control: { percent: 100, salt: 's' } });
  const decide = (counting: Campaign['counting']): unknown =>
    reservationOf(decideContact(who, due({ campaign: campaign({ transactional: true, counting }) }), says, NOW));
  const wanted = { channel: 'push', device: 'd1', at: NOW, under: [] };
  assert.deepEqual(decide('EXEMPT'), { ...wanted, counts: false });
  assert.deepEqual(decide('EXEMPT_COUNTED'), { ...wanted, counts: true });
});

test('budgets of layers, PERIODIC layers and the customer apply in addition to general budgets', () => {
  const before = [sent(NOW - DAY, { under: [] })];
  const budgetOf = (who: Partial<ReachedCustomer>, budgets: readonly Budget[] = []): unknown => {
    const decision = decideContact(customer({ counted: before, ...who }), due(), rules({ budgets }), NOW);
    return decision.kind === 'ENDED' && decision.ending.reason === 'CAPPED' && decision.ending.facts.budget;
  };
  const ofLayer = { ...weekly, key: 'layer', layer: 'm.dormant' };
  assert.equal(budgetOf({}, [ofLayer]), false);
  assert.equal(budgetOf({ budgetLayers: new Set(['m.dormant']) }, [ofLayer]), 'layer');
  assert.equal(budgetOf({ layers: [{ key: 'm.p', reach: 'PERIODIC', intervalMs: 2 * DAY }] }), 'periodic:m.p');
  assert.equal(budgetOf({ layers: [{ key: 'm.p', reach: 'PERIODIC', intervalMs: DAY }] }), false);
  assert.equal(budgetOf({ wish: { ...weekly, key: 'wish' } }), 'wish');
});

test('contacts due together are decided by priority, and an ended one has its variant as well', () => {
  const of = (key: string, priority: number, id: string): DueContact =>
    due({
      id,
      campaign: campaign({
        key,
        priority,
        groups: { salt: key, holdOutPercent: 0, variants: [{ key: 'a', weight: 1 }] },
      }),
    });
  const list = [of('b', 1, 'c-b'), of('a', 1, 'c-a'), of('z', 5, 'c-z')];
  const decisions = decideContacts(customer(), list, rules({ budgets: [{ ...weekly, most: 2 }] }), NOW);
  assert.deepEqual(
    decisions.map((d) => [d.id, d.kind, d.kind === 'NOT_ENTERED' || d.group]),
    [
      ['c-z', 'RESERVED', 'a'],
      ['c-a', 'RESERVED', 'a'],
      ['c-b', 'ENDED', 'a'],
    ],
  );
  const held = campaign({ groups: { salt: 's', holdOutPercent: 100, variants: [] } });
  const [decision] = decideContacts(customer(), [due({ campaign: held })], rules(), NOW);
  assert.equal(decision.kind === 'ENDED' && decision.group, HOLD_OUT);
});

test('of two occurrences of a campaign that is entered once, the first by key is planned', () => {
  const once = campaign({ reEntry: { kind: 'NEVER' } });
  const list = [
    due({ id: 'c2', occurrence: 'o2', campaign: once }),
    due({ id: 'c1', occurrence: 'o1', campaign: once }),
  ];
  const kinds = decideContacts(customer(), list, rules(), NOW).map((d) => [d.id, d.kind]);
  assert.deepEqual(kinds, [
    ['c1', 'RESERVED'],
    ['c2', 'NOT_ENTERED'],
  ]);
});

const channelOf = fc.record({
  channel: fc.constantFrom('push', 'sms', 'email'),
  ifQuiet: fc.constantFrom('WAIT' as const, 'NEXT' as const),
  quietHours: fc.option(fc.constant(NIGHT), { nil: undefined }),
});
const dueOf = fc.record({
  priority: fc.integer({ min: 0, max: 2 }),
  key: fc.constantFrom('a', 'b', 'c'),
  occurrence: fc.constantFrom('o1', 'o2', 'o3'),
  channels: fc.uniqueArray(channelOf, { selector: (c) => c.channel, maxLength: 3 }),
  counting: fc.constantFrom('COUNTED' as const, 'COUNTED' as const, 'EXEMPT_COUNTED' as const, 'EXEMPT' as const),
  holdOutPercent: fc.constantFrom(0, 0, 50),
  once: fc.boolean(),
  lasts: fc.integer({ min: 1, max: 72 }),
});
const step = fc.record({
  after: fc.integer({ min: 0, max: 40 }).map((n) => n * HOUR),
  due: fc.array(dueOf, { maxLength: 4 }),
  seed: fc.integer(),
});

/** Returns randomly generated contacts that are due at the same time, each with a unique id. */
const contactsOf = (list: readonly (typeof dueOf extends fc.Arbitrary<infer D> ? D : never)[], at: number, n: number) =>
  list.map(({ key, priority, occurrence, channels, counting, holdOutPercent, once, lasts }, i): DueContact => ({
    id: `c-${n}-${i}`,
    campaign: campaign({
      key,
      priority: priority + key.charCodeAt(0),
      counting,
      reEntry: { kind: once ? 'NEVER' : 'ALWAYS' },
      groups: { salt: key, holdOutPercent, variants: [] },
    }),
    occurrence: `${occurrence}-${n}-${i}`,
    dueAt: at,
    knownAt: at,
    expiresAt: at + lasts * HOUR,
    channels: channels.map(({ quietHours, ...c }): CampaignChannel => (quietHours ? { ...c, quietHours } : c)),
    missingIn: () => [],
  }));

test('the input order does not matter, no budget is exceeded, and nothing is sent in quiet hours', () => {
  const budgets: Budget[] = [
    { key: 'rolling', most: 2, window: { kind: 'ROLLING', ms: 3 * DAY } },
    { key: 'daily', most: 1, window: { kind: 'CALENDAR', unit: 'day' }, channel: 'push' },
  ];
  const says = rules({ budgets });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let who = customer();
      let at = NOW;
      const exempt = new Set<string>();
      for (const [n, { after, due: list, seed }] of steps.entries()) {
        at += after;
        const contacts = contactsOf(list, at, n);
        const decisions = decideContacts(who, contacts, says, at);
        const shuffled = [...contacts].sort((a, b) => (a.id + seed < b.id + seed ? 1 : -1)).reverse();
        const again = decideContacts(who, [...shuffled].reverse(), says, at);
        assert.deepEqual(again, decisions);
        assert.equal(decisions.length, contacts.length);
        const entries = new Map(who.entries);
        const counted = [...who.counted];
        for (const decision of decisions) {
          if (decision.kind !== 'RESERVED') continue;
          const { campaign: of, channels, occurrence, expiresAt } = contacts.find((c) => c.id === decision.id)!;
          const { channel, at: when, counts, under } = decision.reservation;
          const { quietHours } = channels.find((c) => c.channel === channel)!;
          assert.ok(when >= at && when < expiresAt);
          assert.ok(!quietHours || !showsQuiet(when, quietHours.from, quietHours.until, who.zone));
          entries.set(of.key, [...(entries.get(of.key) ?? []), { occurrence, handedOverAt: when }]);
          if (counts) counted.push({ id: decision.id, at: when, channel, tags: of.tags, under });
          if (of.counting !== 'COUNTED') exempt.add(decision.id);
        }
        who = { ...who, counted, entries };
        if (exempt.size === 0) assert.deepEqual(tooSoon(budgets, counted, who.zone), []);
      }
    }),
    { numRuns: amount(200, 10_000, 'STRATA_REACH_WORLDS') },
  );
});
