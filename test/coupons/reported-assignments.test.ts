/**
 * Tests assignments to an experiment that others reported before it was defined here. They never decide which variant a
 * customer gets.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  assert.deepEqual(server.reported, []);
  await server.remove();
});

const NOW = '2026-03-10T12:00:00Z';
const AT = '2026-03-01T11:00:00Z';
const who = (value: string): object[] => [{ namespace: 'member_id', value }];
const properties = (variant: string): object => ({ experiment: 'ladder', variant });
const assigned = (member: string, variant: string, occurredAt = AT): object => ({
  ...{ messageId: `${member}-${variant}`, type: 'experiment_assigned', occurredAt },
  ...{ identities: who(member), properties: properties(variant) },
});
const statuses = async (caller: Caller, events: readonly object[]): Promise<string[]> =>
  (
    await caller.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status}}}', { e: events })
  ).ingestEvents.results.map(({ status }: Loose) => status);

/** Almost every customer is drawn for the variant without a coupon. */
const define = (admin: Caller): Promise<Loose> =>
  admin.ask(`mutation{
    a:defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key}
    b:defineExperiment(input:{key:"ladder",variants:[{key:"five",coupon:"five"},{key:"none",weight:1000000}]}){key}
  }`);
const assign = async (admin: Caller, ...members: string[]): Promise<Loose[]> =>
  (
    await admin.ask(
      'mutation($c:[CustomerInput!]!){assignExperiment(experiment:"ladder",customers:$c){variant coupon already}}',
      { c: members.map((member) => ({ identities: who(member) })) },
    )
  ).assignExperiment;
const groups = async (admin: Caller): Promise<Record<string, number>> => {
  const { couponUplift } = await admin.ask(
    '{couponUplift(experiment:"ladder",window:"P20D"){groups{variant customers unfinished}}}',
  );
  return Object.fromEntries(
    couponUplift.groups.map(({ variant, customers, unfinished }: Loose) => [variant, customers + unfinished]),
  );
};

test('an assignment reported before the definition decides no variant, over each transport', async () => {
  const admin = await server.sandbox('before', NOW);
  const feed = server.caller('before', ['events:write'], 'feed');
  assert.deepEqual(await statuses(feed, [assigned('A', 'five')]), ['ACCEPTED']);
  assert.deepEqual(await statuses(feed.overWebSocket(), [assigned('B', 'five')]), ['ACCEPTED']);
  const message = { type: 'track', userId: 'C', event: 'experiment_assigned', timestamp: AT };
  const response = await fetch(server.url.replace('/graphql', '/v1/track'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${feed.token}` },
    body: JSON.stringify({ ...message, properties: properties('five') }),
  });
  assert.equal(((await response.json()) as Loose).accepted, 1);
  await define(admin);
  const drawn = { variant: 'none', coupon: null };
  const [byPage] = (
    await admin.ask(
      '{profiles(first:9,expression:"did(experiment_assigned)"){edges{node{identities{namespace value}}}}}',
    )
  ).profiles.edges.filter(({ node }: Loose) => node.identities.some(({ value }: Loose) => value === 'C'));
  const customers = [...['A', 'B'].map(who), byPage.node.identities].map((identities) => ({ identities }));
  const ask = async (): Promise<Loose> =>
    (
      await admin.ask(
        'mutation($c:[CustomerInput!]!){assignExperiment(experiment:"ladder",customers:$c){variant coupon already}}',
        { c: customers },
      )
    ).assignExperiment;
  assert.deepEqual(await ask(), Array(3).fill({ ...drawn, already: false }));
  assert.deepEqual(await ask(), Array(3).fill({ ...drawn, already: true }), 'the drawn variant stays');
});

test('figures count the decided assignment, and reported ones only of customers without it', async () => {
  const admin = await server.sandbox('figures', NOW);
  const feed = server.caller('figures', ['events:write'], 'feed');
  await statuses(
    feed,
    ['A', 'B', 'C'].map((member) => assigned(member, 'five')),
  );
  await define(admin);
  assert.deepEqual(await groups(admin), { five: 3, none: 0 }, 'an experiment that was run elsewhere');
  await assign(admin, 'A', 'B');
  assert.deepEqual(await groups(admin), { five: 1, none: 2 });
});

test('a caller who may decide reports an assignment after the definition, and it stays', async () => {
  const admin = await server.sandbox('after', NOW);
  await define(admin);
  assert.deepEqual(await statuses(admin, [assigned('A', 'five')]), ['ACCEPTED']);
  assert.deepEqual(await assign(admin, 'A'), [{ variant: 'five', coupon: 'five', already: true }]);
  assert.deepEqual(await groups(admin), { five: 1, none: 0 });
});

test('after the end of an experiment, a customer with only a reported assignment gets no variant', async () => {
  const admin = await server.sandbox('ended', NOW);
  await statuses(server.caller('ended', ['events:write'], 'feed'), [assigned('A', 'five')]);
  await define(admin);
  await admin.ask('mutation{endExperiment(key:"ladder"){ended}}');
  await assert.rejects(assign(admin, 'A'), /EXPERIMENT_ENDED|has ended/);
});
