/**
 * Runs random campaigns through the real write path and compares them with a naive implementation of the budgets. Every
 * reserved contact is within the budgets, and every capped one would exceed them. `strata verify --budgets` reports
 * nothing until the test inserts a contact that violates them.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decidedUnder, mayJoin, type Budget, type Contact } from '../../src/reference/reach/budgets.js';
import type { StoredContact } from '../../src/services/base/ports.js';
import { amount, seedOf } from '../support/amount.js';
import { strataCommand } from '../support/command.js';
import { Dice, random } from '../support/dice.js';
import { TestServer } from '../support/server.js';
import { DAY, HOUR, iso, NOW, Shop } from './shop.js';

const SEED = seedOf(20261130);
const ZONE = 'Asia/Shanghai';
const CAMPAIGNS = 12;
const CUSTOMERS = ['A', 'B', 'C'];

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const WINDOWS: readonly { readonly input: object; readonly window: Budget['window'] }[] = [
  { input: { rolling: 'PT5H' }, window: { kind: 'ROLLING', ms: 5 * HOUR } },
  { input: { rolling: 'P1D' }, window: { kind: 'ROLLING', ms: DAY } },
  { input: { per: 'DAY' }, window: { kind: 'CALENDAR', unit: 'day' } },
  { input: { per: 'WEEK' }, window: { kind: 'CALENDAR', unit: 'week' } },
];

/** Generates budgets of different scopes, so that each of them has an effect. */
function budgetsOf(d: Dice): { readonly inputs: object[]; readonly budgets: Budget[] } {
  const scopes = [{}, { channel: 'sms' }, { tag: 'offer' }, { channel: 'push' }];
  const chosen = scopes.filter((_, i) => i === 0 || d.int(0, 1) === 1);
  const parts = chosen.map((scope, i) => ({ scope, ...d.pick(WINDOWS), key: `b${i}`, most: d.int(1, 3) }));
  return {
    inputs: parts.map(({ key, most, scope, input }) => ({ key, most, ...scope, ...input })),
    budgets: parts.map(({ key, most, scope, window }) => ({ key, most, ...scope, window })),
  };
}

async function campaigns(shop: Shop, d: Dice): Promise<number[]> {
  const instants = Array.from({ length: CAMPAIGNS }, () => NOW + d.int(1, 60) * HOUR);
  for (const [i, at] of instants.entries()) {
    const quietHours = d.int(0, 2) === 0 ? { quietHours: { from: '22:00', until: '08:00' } } : {};
    const channel = { channel: d.pick(['sms', 'push']), ...quietHours };
    const tags = d.int(0, 1) === 1 ? ['offer'] : [];
    const counting = d.int(0, 5) === 0 ? { counting: 'EXEMPT_COUNTED' } : {};
    await shop.start(`c${i}`, { at: iso(at), priority: d.int(0, 2), tags, ...counting }, channel);
  }
  return instants;
}

const asContact = ({ id, tags, reservation }: StoredContact): Contact => ({ id, tags, ...reservation! });

/**
 * Compares one customer's decisions, in sequence, with the naive implementation. Returns the number of reserved and
 * capped contacts compared.
 */
function compare(contacts: readonly StoredContact[], budgets: readonly Budget[]): { reserved: number; capped: number } {
  const ordered = [...contacts].sort((left, right) => left.sequence - right.sequence);
  const before: Contact[] = [];
  const seen = { reserved: 0, capped: 0 };
  for (const contact of ordered) {
    const { ending, reservation, tags, decidedAt, id } = contact;
    if (reservation) {
      if (reservation.under.length > 0) {
        assert.ok(mayJoin(budgets, asContact(contact), before, ZONE), `${id} has no room (seed ${SEED})`);
        seen.reserved++;
      }
      before.push(asContact(contact));
    } else if (ending?.reason === 'CAPPED' && ending.facts.nextPossibleAt !== decidedAt) {
      const alone: Contact = { id, at: decidedAt, channel: ending.facts.channel, tags, under: [] };
      const under = decidedUnder(budgets, alone, []);
      // In quiet hours the contact would have been sent later. The audit below compares that case.
      if (hourIn(decidedAt) >= 8 && hourIn(decidedAt) < 22) {
        assert.ok(!mayJoin(budgets, { ...alone, under }, before, ZONE), `${id} had room (seed ${SEED})`);
        seen.capped++;
      }
    }
  }
  return seen;
}

/** Returns the hour of day in Shanghai. */
const hourIn = (at: number): number => new Date(at + 8 * HOUR).getUTCHours();

test('random campaigns keep their budgets like a naive implementation, and the audit agrees', async () => {
  let reserved = 0;
  let capped = 0;
  for (let world = 0; world < amount(3, 40); world++) {
    const d = new Dice(random(SEED + world));
    const id = `world${world}`;
    const shop = await Shop.open(server, id);
    const { inputs, budgets } = budgetsOf(d);
    await shop.rules({ budgets: inputs });
    for (const member of CUSTOMERS)
      await shop.event(member, {}, [
        ['phone', `1380000${1000 + member.charCodeAt(0)}`],
        ['device_id', `D${member}`],
      ]);
    const instants = await campaigns(shop, d);
    // Skips some of the clock advances, so that several campaigns run at once, as after downtime. Decisions are still
    // made in the order of the scheduled times.
    for (const at of instants.filter(() => d.int(0, 2) > 0).sort((left, right) => left - right)) await shop.advance(at);
    await shop.advance(NOW + 61 * HOUR);
    const { stores } = server.running.services;
    for (const { id: profile } of await stores.profiles.roots(id, { first: 10 })) {
      const seen = compare(await stores.contacts.ofProfiles(id, [profile]), budgets);
      reserved += seen.reserved;
      capped += seen.capped;
    }
    const verified = await strataCommand(server, server.dir, ['verify', '--budgets', '--workspace', id]);
    assert.equal(verified.code, 0, verified.output);
    assert.match(verified.output, /No contact breaks a budget/);
  }
  assert.ok(reserved > 10 && capped > 5, `${reserved} reserved, ${capped} capped`);
});

test('the audit names a contact that exceeds a budget, and marks those due to a merge', async () => {
  const shop = await Shop.open(server, 'planted');
  await shop.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const [one, other] = [
    await shop.event('A', {}, [['device_id', 'DA']]),
    await shop.event('B', {}, [['device_id', 'DB']]),
  ];
  await shop.start('first', { at: iso(NOW + HOUR) }, { channel: 'push' });
  await shop.advance(NOW + HOUR);
  await shop.caller.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: one,
    b: other,
  });
  const verify = () => strataCommand(server, server.dir, ['verify', '--budgets', '--workspace', 'planted']);
  const merged = await verify();
  assert.equal(merged.code, 0, merged.output);
  assert.match(merged.output, /1 contacts exceed a budget since customers were merged/);
  const { stores } = server.running.services;
  const [there] = await stores.contacts.ofProfiles('planted', [one]);
  const planted = { ...there, id: 'planted', sequence: 99, reservation: { ...there.reservation!, at: NOW + 2 * HOUR } };
  await stores.transact((tx) => stores.contacts.insert('planted', [planted], tx));
  const broken = await verify();
  assert.equal(broken.code, 1, broken.output);
  assert.match(broken.output, /over the budget weekly planted/);
});
