/**
 * Tests random shops with coupons and packs in every form of definition. Each response, listing and report agrees with
 * a simple ledger. Incrementally updated figures equal the figures of a newly started process.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { strataCommand } from '../support/command.js';
import { REQUIRED_OF_COUPONS, unmet } from '../support/coverage.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller } from '../support/server.js';
import { DecidedShop, MEMBERS } from './decided-shop.js';
import type { Use } from './ledger.js';
import { postponeHeld, reviseUsed } from './shop-definitions.js';
import { happen, merge } from './shop-happenings.js';
import { acquisition, DIMENSIONS, holdings, popularity, preference, type Dimension } from './ledger-figures.js';

const SEED = seedOf(4);
/** Minimum number of random shops in which every form and every change occurs. Mutation tests run fewer shops. */
const ENOUGH_WORLDS = 3;
const WORLDS = amount(ENOUGH_WORLDS, 15, 'STRATA_WORLDS');
const STEPS = 160;
const START = Date.UTC(2026, 2, 10, 12);
const DAY = 86_400_000;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

type Loose = Awaited<ReturnType<Caller['ask']>>;

const PERIODS = [
  { from: -Infinity, to: Infinity },
  { from: START + DAY, to: START + 2 * DAY },
];
/** Arguments of the reports: every cohort, for all time and for a period of one day. */
const ASKED = (['EACH', 'ISSUE', 'CLAIM'] as const).flatMap((cohort) =>
  PERIODS.map((period) => ({ cohort, period, scope: scopeOf(period) })),
);
function scopeOf({ from, to }: { from: number; to: number }): string {
  return to === Infinity ? '' : `,scope:{from:"${new Date(from).toISOString()}",to:"${new Date(to).toISOString()}"}`;
}
const reportsBy = (by: Dimension): string =>
  `{${ASKED.map(
    ({ cohort, scope }, i) =>
      `r${i}:couponPopularity(by:${by},cohort:${cohort}${scope}){rows{group issued claimed used expired returned repeated issuedTo claimedBy usedBy newCustomers discount maxDays usesPerCustomer{uses customers}}}`,
  ).join('\n')}
  acquired:couponAcquisition(by:${by}){rows{group customers cost revenue}}
  preferred:couponPreference(by:{newOrOld:true},coupons:${by}){rows{customers group uses usedBy discount}}
}`;
const sorted = (list: readonly object[]): string[] => list.map((x) => JSON.stringify(x)).sort();

/** Requests all reports by every dimension and compares them with the ledger. Returns the reports. */
async function compareReports({ admin, ledger }: DecidedShop, what: string): Promise<Loose[]> {
  const all: Loose[] = [];
  for (const by of Object.keys(DIMENSIONS)) {
    const reports = await admin.ask(reportsBy(by));
    for (const [i, { cohort, period, scope }] of ASKED.entries())
      assert.deepEqual(
        reports[`r${i}`].rows,
        popularity(ledger, by, cohort, period),
        `${what}: by ${by}, cohort ${cohort}${scope}`,
      );
    assert.deepEqual(reports.acquired.rows, acquisition(ledger, by), `${what}: acquired by ${by}`);
    assert.deepEqual(sorted(reports.preferred.rows), sorted(preference(ledger, by)), `${what}: preferred by ${by}`);
    all.push(reports);
  }
  return all;
}

const HOLDINGS = `{${MEMBERS.map(
  (member) =>
    `${member}:profile(identity:{namespace:"member_id",value:"${member}"}){coupons(first:100){pageInfo{hasNextPage} edges{node{state key claimsLeft claim pack claimedAt expiresAt usedAt returnedAt orderId discount}}}}`,
).join('\n')}}`;

/** Formats a listing entry with only the fields that its state has. */
function entryOf({ state, key, claimsLeft, usedAt, returnedAt, orderId, discount, ...claim }: Loose): string {
  if (state === 'CLAIMABLE') return JSON.stringify({ state, key, claimsLeft });
  const order = usedAt === null ? {} : { orderId, discount };
  return JSON.stringify({ state, key, ...claim, usedAt, returnedAt, ...order });
}

async function compareHoldings(shop: DecidedShop, what: string): Promise<void> {
  const listed = await shop.admin.ask(HOLDINGS);
  for (const member of MEMBERS) {
    const { edges, pageInfo } = listed[member].coupons;
    if (pageInfo.hasNextPage) continue;
    const entries = edges.map((edge: Loose) => entryOf(edge.node)).sort();
    const expected = holdings(shop.ledger, shop.customer(member));
    const differing = [...shop.ledger.terms.values()].filter(({ key }) => {
      const own = (list: string[]): string[] => list.filter((entry) => entry.includes(`"key":"${key}"`));
      return JSON.stringify(own(entries)) !== JSON.stringify(own(expected));
    });
    assert.deepEqual(entries, expected, `${what}: ${member}, ${JSON.stringify(differing)}`);
  }
}

const shops: DecidedShop[] = [];
for (let world = 0; world < WORLDS; world++)
  test(`responses, listings and reports of a random shop match its ledger (seed ${SEED}, world ${world})`, async () => {
    const shop = await DecidedShop.open(server, `decided${world}`, new Dice(random(SEED * 1000 + world)), START);
    shops.push(shop);
    for (let step = 0; step < STEPS; step++) {
      await happen(shop);
      if (step % 60 === 40) await shop.rush();
      if (step % 40 === 39) await compareHoldings(shop, `step ${step}`);
      if (step === (3 * STEPS) / 4) await reviseUsed(shop);
      if (step !== STEPS / 2) continue;
      await merge(shop);
      await compareReports(shop, `step ${step}`);
    }
    const kept = await compareReports(shop, 'at the end');
    server.running.services.columns.lose();
    assert.deepEqual(await compareReports(shop, 'just started'), kept);
    for (const { member, coupon } of await postponeHeld(shop)) await shop.use(member, coupon);
  });

/** Conditions on the events that claims and uses record. */
const SEGMENTS = [
  ['packed', 'did(coupon_claimed where pack = "p1")'],
  ['promised', 'did(coupon_claimed where couponVersion = 1 and validFor exists)'],
  ['saved', 'sum(coupon_redeemed.discount) >= 10.0 and not did(coupon_redeemed where returnOnRefund = false)'],
  ['returned', 'count(coupon_returned) >= 1 or count(coupon_claimed, last 1d) >= 3'],
] as const;

test('segments over recorded claims and uses match the ledger, and strata verify finds no difference', async () => {
  const { admin, ledger } = shops[0];
  for (const [key, expression] of SEGMENTS)
    await admin.ask('mutation($i:DefineSegmentInput!){defineSegment(input:$i,wait:true){job{state}}}', {
      i: { key, expression },
    });
  const { packed, saved } = await admin.ask('{packed:segment(key:"packed"){size} saved:segment(key:"saved"){size}}');
  const customers = new Set(MEMBERS.map((member) => shops[0].customer(member)));
  const usesOf = (customer: string): Use[] =>
    ledger.uses.filter((u) => u.customer === customer && u.claim !== undefined);
  const hasSaved = (customer: string): boolean =>
    usesOf(customer).reduce((sum, use) => sum + [use.discount!, ...(use.echoes ?? [])].reduce((a, b) => a + b), 0) >=
      1000 && usesOf(customer).every((use) => use.returnOnRefund);
  assert.deepEqual(
    [packed.size, saved.size],
    [
      [...customers].filter((customer) => ledger.packClaimsOf(customer, 'p1') > 0).length,
      [...customers].filter(hasSaved).length,
    ],
  );
  const { code, output } = await strataCommand(server, server.dir, ['verify', '--workspace', 'decided0']);
  assert.equal(code, 0, output);
  assert.match(output, /\b0 differences/);
});

test('every form of coupon and pack and every change occurred; over many worlds every outcome as well', () => {
  const { 'coupon form': forms, 'coupon change': changes } = REQUIRED_OF_COUPONS;
  if (WORLDS >= ENOUGH_WORLDS) assert.deepEqual(unmet({ 'coupon form': forms, 'coupon change': changes }), []);
  if (WORLDS >= 15) assert.deepEqual(unmet(REQUIRED_OF_COUPONS), []);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
