/** Tests the records of campaigns and experiments over a real server: groups, layers, late facts and rights. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { DAY, iso, NOW, StrategyShop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '0' });
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

/** Returns the mean order amount per member, by whether the member is in a group. */
function meanOf(members: readonly string[], amounts: ReadonlyMap<string, number>): number {
  return members.reduce((sum, member) => sum + (amounts.get(member) ?? 0), 0) / members.length;
}

const layered = (records: readonly Loose[], source: string): Map<string | null, Loose> =>
  new Map(records.filter((each) => each.source === source).map((each) => [each.layer, each]));

/**
 * Returns the expected verdict. The groups are drawn at random, and in one of a thousand draws the sizes look as if the
 * record were broken.
 */
const trusted = (verdict: string, ...records: readonly Loose[]): string =>
  records.some(({ figure }) => figure.sampleRatio < 0.001) ? 'UNTRUSTED' : verdict;

async function refused(caller: Caller, query: string): Promise<readonly (string | undefined)[]> {
  const { code, reason, inputPath } = (await caller.send(query)).errors![0].extensions;
  return [code, reason, inputPath];
}

test('a campaign is recorded by layer as of the assignment, open at first and closed when every window is over', async () => {
  const shop = await StrategyShop.open(server, 'campaigns');
  const members = await shop.customers(120);
  const groups = await shop.campaign('spring', { expectedEffect: 40 });
  assert.deepEqual([groups.size, new Set(groups.values())], [120, new Set(['TREATED', 'HOLD_OUT'])]);
  const amounts = new Map<string, number>();
  const at = NOW + 2 * DAY;
  await shop.shop.advance(NOW + 10 * DAY);
  members.forEach((member, i) => {
    // The campaign adds 50 in the layer `often` and nothing in `rest`.
    const isOften = i < members.length / 2;
    const added = isOften && groups.get(member) === 'TREATED' ? 50 : 0;
    amounts.set(member, 100 + (i % 7) + added);
  });
  await shop.send([
    ...[...amounts].map(([member, amount]) => shop.order(member, at, String(amount))),
    // Every customer searches again after the assignment, so that everybody is in `often` now.
    ...members.map((member) => ({
      ...{ type: 'searched', occurredAt: iso(at), identities: [{ namespace: 'member_id', value: member }] },
    })),
  ]);
  assert.equal(await shop.measure(), 3);
  const open = layered(await shop.records(), 'spring').get(null);
  assert.deepEqual(
    [open.state, open.figure.treated, open.figure.effect, open.closing, open.figure.assignedTreated > 40],
    ['OPEN', 0, null, null, true],
  );
  await shop.shop.advance(NOW + 31 * DAY);
  await shop.measure();
  const records = layered(await shop.records(), 'spring');
  assert.deepEqual(new Set(records.keys()), new Set([null, 'm.often', 'm.rest']));
  for (const [layer, from, to] of [
    ['m.often', 0, 60],
    ['m.rest', 60, 120],
    [null, 0, 120],
  ] as const) {
    const own = members.slice(from, to);
    const [treated, heldOut] = ['TREATED', 'HOLD_OUT'].map((group) => own.filter((each) => groups.get(each) === group));
    const { figure, ...record } = records.get(layer);
    assert.deepEqual(
      [figure.treated, figure.heldOut, figure.crossed],
      [treated.length, heldOut.length, 0],
      String(layer),
    );
    const effect = meanOf(treated, amounts) - meanOf(heldOut, amounts);
    assert.ok(Math.abs(figure.effect - effect) < 1e-9, `${layer}: ${figure.effect} and not ${effect}`);
    assert.ok(figure.interval.low < figure.effect && figure.effect < figure.interval.high);
    assert.deepEqual(
      [record.state, record.origin, record.sourceVersion, record.strategy, record.expected, record.isPlannedBefore],
      ['CLOSED', 'CAMPAIGN', 1, 'care', 40, true],
    );
    assert.deepEqual([record.layerVersion, record.window], [layer === null ? null : 1, 'P30D']);
  }
  assert.equal(records.get('m.often').verdict, trusted('WORKS', records.get('m.often'), records.get(null)));
  assert.equal(records.get('m.rest').verdict, trusted('NO_EFFECT', records.get('m.rest'), records.get(null)));
});

test('late facts change the figure of a closed record, and the closing figure stays', async () => {
  const shop = await StrategyShop.open(server, 'late');
  const members = await shop.customers(60);
  const groups = await shop.campaign('spring');
  await shop.shop.advance(NOW + 31 * DAY);
  await shop.measure();
  const before = layered(await shop.records(), 'spring').get(null);
  assert.deepEqual([before.state, before.figure.effect, before.closing.figure.effect], ['CLOSED', 0, 0]);
  const spent = (member: string): number => (groups.get(member) === 'TREATED' ? 90 : 5);
  await shop.send(members.map((member, i) => shop.order(member, NOW + 3 * DAY, String(spent(member) + (i % 5)))));
  await shop.measure();
  const later = layered(await shop.records(), 'spring').get(null);
  assert.ok(later.figure.effect > 80, `${later.figure.effect}`);
  assert.deepEqual([later.verdict, later.closing], [trusted('WORKS', later), before.closing]);
});

test('customers merged from two assigned profiles are in no group, whether or not both were in the same one', async () => {
  const shop = await StrategyShop.open(server, 'merged');
  const members = await shop.customers(60);
  const groups = await shop.campaign('spring');
  const [one, other] = members.filter((member) => groups.get(member) === 'TREATED');
  const [held] = members.filter((member) => groups.get(member) === 'HOLD_OUT');
  const idOf = async (value: string): Promise<string> =>
    (await shop.caller.ask(`{profile(identity:{namespace:"member_id",value:"${value}"}){id}}`)).profile.id;
  const figureNow = async (): Promise<Loose> => {
    await shop.measure();
    return layered(await shop.records(), 'spring').get(null).figure;
  };
  const left = async (before: Loose): Promise<number[]> => {
    const { crossed, assignedTreated, assignedHeldOut } = await figureNow();
    return [crossed, before.assignedTreated - assignedTreated, before.assignedHeldOut - assignedHeldOut];
  };
  const merge = async (first: string, second: string): Promise<void> =>
    void (await shop.caller.ask('mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id}}', {
      ...{ p: await idOf(first), o: await idOf(second) },
    }));
  const apart = await figureNow();
  await merge(one, other);
  assert.deepEqual(await left(apart), [1, 2, 0]);
  await merge(one, held);
  assert.deepEqual(await left(apart), [1, 2, 1]);
});

test('every version of a campaign has its own records, with the strategy and the shares of that version', async () => {
  const shop = await StrategyShop.open(server, 'versions');
  await shop.caller.ask('mutation{defineStrategy(input:{key:"other",objective:ORDERS,window:"P7D"}){key}}');
  await shop.shop.start('returns', {
    ...{ strategy: 'care', holdOutPercent: 50, audience: 'searchers' },
    trigger: { event: { expression: 'page_viewed', which: 'FIRST' } },
  });
  const visit = (members: readonly string[], at: number): Promise<void> =>
    shop.send(
      members.map((member) => ({
        ...{ type: 'page_viewed', occurredAt: iso(at), identities: [{ namespace: 'member_id', value: member }] },
      })),
    );
  const members = await shop.customers(80);
  await shop.shop.advance(NOW + 60_000);
  await visit(members.slice(0, 40), NOW + 60_000);
  await shop.shop.advance(NOW + 120_000);
  await shop.shop.define('returns', { strategy: 'other', holdOutPercent: 20 });
  await visit(members.slice(40), NOW + 120_000);
  await shop.shop.advance(NOW + 180_000);
  await shop.measure();
  const whole = (await shop.records()).filter(({ layer }: Loose) => layer === null);
  assert.deepEqual(
    whole.map(({ sourceVersion, strategy, metric, window, figure }: Loose) => [
      ...[sourceVersion, strategy, metric, window],
      figure.assignedTreated + figure.assignedHeldOut,
    ]),
    [
      [1, 'care', 'REVENUE', 'P30D', 40],
      [2, 'other', 'ORDERS', 'P7D', 40],
    ],
  );
  // The first version gets no further customers, so it closes without an end of the campaign.
  await shop.shop.advance(NOW + 31 * DAY);
  await shop.measure();
  const states = (await shop.records()).filter(({ layer }: Loose) => layer === null).map(({ state }: Loose) => state);
  assert.deepEqual(states, ['CLOSED', 'OPEN']);
});

test('a campaign that lost treated customers is not trusted, and one without hold-out is not measured', async () => {
  const shop = await StrategyShop.open(server, 'broken');
  const members = await shop.customers(120);
  await shop.shop.define('lossy', { strategy: 'care', holdOutPercent: 50 });
  // An importer with the right to assign reported the hold-out and a third of the others.
  await shop.send(
    members
      .filter((_member, i) => i % 2 === 0 || i % 6 === 1)
      .map((member, i) => ({
        ...{ type: 'experiment_assigned', occurredAt: iso(NOW - DAY) },
        identities: [{ namespace: 'member_id', value: member }],
        properties: {
          experiment: 'campaign:lossy',
          variant: members.indexOf(member) % 2 ? 'TREATED' : 'HOLD_OUT',
          version: 1,
          i,
        },
      })),
  );
  await shop.shop.start('everybody', { strategy: 'care' });
  await shop.measure();
  const records = (await shop.records()).filter(({ layer }: Loose) => layer === null);
  const [everybody, lossy] = records.sort((left: Loose, right: Loose) => (left.source < right.source ? -1 : 1));
  assert.deepEqual([everybody.source, everybody.verdict, everybody.figure], ['everybody', 'NOT_MEASURED', null]);
  assert.deepEqual([lossy.source, lossy.verdict, lossy.figure.sampleRatio < 0.001], ['lossy', 'UNTRUSTED', true]);
});

test('assignments to campaigns are accepted only from callers who may assign', async () => {
  const shop = await StrategyShop.open(server, 'forged');
  const sender = new Map([
    ['events:write', 'REJECTED'],
    ['coupons:write', 'ACCEPTED'],
  ]);
  for (const [scope, status] of sender) {
    const caller = server.caller('forged', ['events:write', scope], 'till');
    const { ingestEvents } = await caller.ask(
      `mutation{ingestEvents(events:[{messageId:"${scope}",type:"experiment_assigned",occurredAt:"${iso(NOW)}",
        identities:[{namespace:"member_id",value:"X"}],properties:{experiment:"campaign:spring",variant:"TREATED"}}]){results{status reason}}}`,
    );
    assert.equal(ingestEvents.results[0].status, status, scope);
  }
  assert.ok(shop.caller);
});

test('a coupon experiment is recorded with the cost of its coupons', async () => {
  const shop = await StrategyShop.open(server, 'experiments');
  const members = await shop.customers(60);
  await shop.caller.ask(`mutation{
    defineCoupon(input:{key:"ten",kind:FIXED_AMOUNT,faceValue:"10"}){key}
    defineExperiment(input:{key:"ladder",strategy:"care",expectedEffect:3,plannedCustomers:100,
      variants:[{key:"ten",coupon:"ten"},{key:"none"}]}){key strategy expectedEffect}
  }`);
  for (let i = 0; i < members.length; i += 20)
    await shop.caller.ask(
      'mutation($c:[CustomerInput!]!){assignExperiment(experiment:"ladder",customers:$c){variant}}',
      {
        c: members.slice(i, i + 20).map((value) => ({ identities: [{ namespace: 'member_id', value }] })),
      },
    );
  const groups = await shop.groups('ladder');
  const [one, other] = members.filter((member) => groups.get(member) === 'ten');
  const { a, b } = await shop.caller.ask(
    `{a:profile(identity:{namespace:"member_id",value:"${one}"}){id} b:profile(identity:{namespace:"member_id",value:"${other}"}){id}}`,
  );
  await shop.caller.ask(`mutation{mergeProfiles(profile:"${a.id}",other:"${b.id}"){id}}`);
  await shop.shop.advance(NOW + 5 * DAY);
  await shop.send(
    members.map((member, i) => ({
      ...shop.order(member, NOW + DAY, String(50 + (i % 9))),
      ...(groups.get(member) === 'ten' ? { coupon: 'ten' } : {}),
    })),
  );
  await shop.caller.ask('mutation{endExperiment(key:"ladder"){ended}}');
  await shop.shop.advance(NOW + 31 * DAY);
  await shop.measure();
  const record = layered(await shop.records(), 'ladder').get(null);
  assert.deepEqual(
    [record.origin, record.sourceVersion, record.expected, record.state, record.figure.cost, record.figure.crossed],
    ['EXPERIMENT', null, 3, 'CLOSED', 10, 1],
  );
});

test('records are written once a day without a request', async () => {
  const shop = await StrategyShop.open(server, 'daily');
  await shop.customers(40);
  await shop.campaign('spring');
  await shop.shop.advance(NOW + 2 * DAY);
  const first = layered(await shop.records(), 'spring').get(null);
  assert.equal(first.state, 'OPEN');
  await shop.shop.advance(NOW + 40 * DAY);
  assert.equal(layered(await shop.records(), 'spring').get(null).state, 'CLOSED');
});

test('records of layers that depend on personal tags are hidden from callers without the right', async () => {
  const shop = await StrategyShop.open(server, 'personal');
  await shop.customers(40);
  await shop.caller.ask(`mutation{
    defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}
    defineLayerModel(input:{key:"p",layers:[{key:"ill",when:"tag illness = \\"flu\\""},{key:"well"}]},wait:true){job{id}}
    defineStrategy(input:{key:"care",layerModel:"p"}){key}
  }`);
  await shop.campaign('spring');
  await shop.measure();
  const reader = server.caller('personal', ['analytics:read'], 'reader');
  assert.deepEqual(new Set((await shop.records()).map(({ layer }: Loose) => layer)), new Set([null, 'p.well']));
  assert.deepEqual(
    (await shop.records(reader)).map(({ layer }: Loose) => layer),
    [null],
  );
  const { strategy } = await reader.ask('{strategy(key:"care"){evidence{layer}}}');
  assert.deepEqual(strategy.evidence, [{ layer: null }]);
  assert.deepEqual(
    await refused(reader, '{strategyKnowledge(input:{layer:"p.well",objective:REVENUE}){strategy{key}}}'),
    ['FORBIDDEN', 'PERSONAL_TAG_CONCEALED', undefined],
  );
});
