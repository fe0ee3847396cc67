/** Tests models that are stored in versions: definitions, trainings, and scores as tags, over a real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Job } from '../../src/services/base/ports.js';
import { unavailable } from '../../src/services/base/errors.js';
import { runScoring } from '../../src/services/models/scoring.js';
import { runTraining } from '../../src/services/models/training.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { DAY, event, order, mustAgree, randomOrders, send } from './random-shop.js';

const NOW = '2026-06-30T12:00:00Z';
const END = Date.parse(NOW);
const CUSTOMERS = 400;

let server: TestServer;
let admin: Caller;

const iso = (at: number): string => new Date(at).toISOString();
const DEFINE = 'mutation($i:ModelInput!){defineModel(input:$i){key version horizon trainingCuts validity}}';
const HISTORY = `query($k:String!){model(key:$k){version retired history{nextTrainingAt nextScoringAt
  scored{version cut customers}
  versions{version state used definition cut customers trainedAtCuts warnings refusal{reason needed found message}
    orderModel candidates{model converged meanAbsoluteError}
    parameters{r alpha a b} valueModel{p q v} baseRate intercept coefficients{feature weight}
    accuracy{customers positives auc brier baseBrier reliability{customers predicted observed}}
    forecast{customers actual predicted naive meanAbsoluteError value{actual predicted}}}}}}`;
const CHURN = {
  ...{ key: 'churn', kind: 'CHURN', trainingCuts: 2 },
  tags: [{ score: 'CHURN_PROBABILITY', tag: 'churn_probability' }],
};
const ORDERS = {
  ...{ key: 'orders', kind: 'ORDERS_TO_COME', horizon: 'P60D' },
  tags: [
    { score: 'EXPECTED_ORDERS', tag: 'expected_orders' },
    { score: 'ALIVE_PROBABILITY', tag: 'alive_probability' },
  ],
};
const VALUE = {
  ...{ key: 'value', kind: 'VALUE', horizon: 'P60D' },
  tags: [{ score: 'LIFETIME_VALUE', tag: 'lifetime_value' }],
};

async function shop(id: string, customers = CUSTOMERS): Promise<Caller> {
  const caller = await server.sandbox(id, NOW, { zone: 'UTC', currency: 'CNY' });
  await send(caller, randomOrders(customers, END).events);
  return caller;
}

before(async () => {
  server = await TestServer.start();
  admin = await shop('shop');
});
after(() => server.remove());

const history = async (caller: Caller, key: string): Promise<Loose> =>
  (await caller.ask(HISTORY, { k: key })).model.history;

async function run(caller: Caller, verb: 'trainModel' | 'scoreModel', key: string): Promise<Loose> {
  const { [verb]: job } = await caller.ask(
    `mutation($k:String!){${verb}(key:$k,wait:true){id kind subject state done total}}`,
    {
      k: key,
    },
  );
  assert.equal(job.state, 'DONE');
  return job;
}

async function refused(caller: Caller, query: string, variables: object): Promise<readonly (string | undefined)[]> {
  const { errors } = await caller.send(query, variables as never);
  const { code, reason, inputPath } = errors![0].extensions;
  return [code, reason, inputPath];
}

/** Returns every write of a tag, by the first identity of the profile that it was addressed to. */
async function writesOf(workspace: string, tag: string): Promise<Map<string, (readonly [number, unknown])[]>> {
  const { profiles, tagFacts } = server.running.services.stores;
  const out = new Map<string, (readonly [number, unknown])[]>();
  const roots = await profiles.roots(workspace, { first: 5000 });
  const facts = await tagFacts.ofProfiles(
    workspace,
    roots.flatMap((root) => root.members),
  );
  for (const root of roots) {
    const own = root.members.flatMap((id) => facts.get(id) ?? []).filter((fact) => fact.tag === tag);
    if (own.length > 0)
      out.set(
        root.identity.value,
        own.map(({ at, value }) => [at, value]),
      );
  }
  return out;
}

const newest = (writes: Map<string, (readonly [number, unknown])[]>): Map<string, number | undefined> =>
  new Map(
    [...writes].map(([who, own]) => {
      const [, value] = own.toSorted((a, b) => a[0] - b[0]).at(-1)!;
      return [who, value === undefined ? undefined : Number(value) / 10_000];
    }),
  );

/** Returns how many customers a condition counts. */
async function count(caller: Caller, expression: string): Promise<number> {
  const { profiles } = await caller.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', {
    e: expression,
  });
  return profiles.totalCount;
}

test('a model defines tags with its validity as TTL, and a change of its input needs a new training', async () => {
  const { defineModel } = await admin.ask(DEFINE, { i: { ...CHURN, validity: 'P20D' } });
  assert.deepEqual(defineModel, { key: 'churn', version: 1, horizon: null, trainingCuts: 2, validity: 'P20D' });
  const { tagDefinitions } = await admin.ask('{tagDefinitions{key kind type ttl namespace}}');
  assert.deepEqual(tagDefinitions[0], {
    key: 'churn_probability',
    kind: 'DYNAMIC',
    type: 'DECIMAL',
    ttl: 'P20D',
    namespace: 'models',
  });
  assert.deepEqual(await refused(admin, 'mutation{retireTag(key:"churn_probability"){key}}', {}), [
    ...['CONFLICT', 'TAG_IN_USE', 'key'],
  ]);
  await run(admin, 'trainModel', 'churn');
  const used = async (): Promise<boolean[]> => (await history(admin, 'churn')).versions.map((v: Loose) => v.used);
  assert.deepEqual(await used(), [true]);
  const changed = await admin.ask(DEFINE, { i: { key: 'churn', name: 'Leavers', validity: null } });
  assert.deepEqual([changed.defineModel.version, changed.defineModel.validity], [2, 'P35D']);
  assert.deepEqual(await used(), [true]);
  await admin.ask(DEFINE, { i: { key: 'churn', trainingCuts: 1 } });
  assert.deepEqual(await used(), [false]);
  assert.deepEqual(await refused(admin, 'mutation{scoreModel(key:"churn"){id}}', {}), [
    ...['CONFLICT', 'MODEL_NOT_TRAINED', 'key'],
  ]);
  await admin.ask(DEFINE, { i: CHURN });
});

test('invalid definitions are rejected with reason and path', async () => {
  await admin.ask('mutation{defineTag(input:{key:"city",kind:STATIC,type:STRING}){key}}');
  const cases: readonly (readonly [change: object, code: string, reason: string, path: string])[] = [
    [{ key: 'A' }, 'BAD_USER_INPUT', 'KEY_INVALID', 'input.key'],
    [{ kind: null }, 'BAD_USER_INPUT', 'CHOICE_INVALID', 'input.kind'],
    [{ orders: [] }, 'BAD_USER_INPUT', 'LIST_EMPTY', 'input.orders'],
    [{ orders: ['order_paid where'] }, 'BAD_USER_INPUT', 'EXPRESSION_SYNTAX', 'input.orders[0]'],
    [{ horizon: 'PT1H' }, 'BAD_USER_INPUT', 'DURATION_INVALID', 'input.horizon'],
    [{ trainingCuts: 2 }, 'BAD_USER_INPUT', 'FIELD_NOT_ALLOWED', 'input.trainingCuts'],
    [{ validity: 'P9999D' }, 'BAD_USER_INPUT', 'DURATION_INVALID', 'input.validity'],
    [{ trainEvery: 'often' }, 'BAD_USER_INPUT', 'DURATION_INVALID', 'input.trainEvery'],
    [{ tags: [] }, 'BAD_USER_INPUT', 'LIST_EMPTY', 'input.tags'],
    [{ tags: [{ score: 'CHURN_PROBABILITY', tag: 'x' }] }, 'BAD_USER_INPUT', 'CHOICE_INVALID', 'input.tags[0].score'],
    [{ tags: [...ORDERS.tags, ORDERS.tags[0]] }, 'BAD_USER_INPUT', 'KEY_DUPLICATE', 'input.tags[2].score'],
    [{ tags: [{ ...ORDERS.tags[0], tag: 'city' }] }, 'BAD_USER_INPUT', 'MODEL_TAG_UNFIT', 'input.tags[0].tag'],
    [{ tags: [{ ...ORDERS.tags[0], tag: 'churn_probability' }] }, 'CONFLICT', 'MODEL_TAG_TAKEN', 'input.tags[0].tag'],
    [{ key: 'churn' }, 'CONFLICT', 'MODEL_KIND_FIXED', 'input.kind'],
  ];
  for (const [change, ...wanted] of cases) {
    // A churn model takes neither the horizon nor the scores of a model of orders, so only the kind differs.
    const input =
      'key' in change && change.key === 'churn'
        ? { key: 'churn', kind: 'ORDERS_TO_COME', trainingCuts: null, tags: ORDERS.tags }
        : { ...ORDERS, ...change };
    assert.deepEqual(await refused(admin, DEFINE, { i: input }), wanted, JSON.stringify(change));
  }
  assert.deepEqual(await refused(admin, 'mutation{trainModel(key:"none"){id}}', {}), [
    ...['NOT_FOUND', 'MODEL_NOT_FOUND', 'key'],
  ]);
  const reader = server.caller('shop', ['analytics:read']);
  assert.equal((await refused(reader, DEFINE, { i: ORDERS }))[1], 'SCOPE_MISSING');
});

test('a version has the same parameters and figures as the ad-hoc query', async () => {
  for (const input of [CHURN, ORDERS, VALUE]) await admin.ask(DEFINE, { i: input });
  for (const { key } of [CHURN, ORDERS, VALUE]) await run(admin, 'trainModel', key);
  const { churnModel: asked } = await admin.ask(`{churnModel(input:{trainingCuts:2}){trainedOn baseRate intercept
    coefficients{feature weight} test{customers positives auc brier baseBrier reliability{customers predicted observed}}}}`);
  const [churn] = (await history(admin, 'churn')).versions;
  assert.deepEqual([churn.state, churn.used, churn.cut, churn.customers], ['TRAINED', true, iso(END), asked.trainedOn]);
  mustAgree([churn.accuracy, churn.coefficients], [asked.test, asked.coefficients]);
  mustAgree([churn.baseRate, churn.intercept], [asked.baseRate, asked.intercept]);
  assert.deepEqual(churn.warnings, ['HISTORY_BY_OCCURRENCE']);
  const [orders] = (await history(admin, 'orders')).versions;
  const [value] = (await history(admin, 'value')).versions;
  const query = `query($m:OrderModel!){orderForecast(input:{horizon:"P60D",model:$m}){parameters{r alpha a b}
    valueModel{p q v} test{customers actual predicted naive meanAbsoluteError value{actual predicted}}}}`;
  const asQuery = async (m: string): Promise<Loose> => (await admin.ask(query, { m })).orderForecast;
  for (const { model, converged, meanAbsoluteError } of orders.candidates)
    mustAgree([meanAbsoluteError, converged], [(await asQuery(model)).test.meanAbsoluteError, true]);
  const [best, other] = orders.candidates.toSorted((x: Loose, y: Loose) => x.meanAbsoluteError - y.meanAbsoluteError);
  assert.deepEqual([orders.orderModel, best.model === other.model], [best.model, false]);
  const orderForecast = await asQuery(orders.orderModel);
  mustAgree(orders.parameters, orderForecast.parameters);
  mustAgree([value.parameters, value.valueModel], [orderForecast.parameters, orderForecast.valueModel]);
  mustAgree(value.forecast, orderForecast.test);
  assert.equal(orders.valueModel, null);
});

test('scores are tags whose sums equal the forecast, and segments can read them', async () => {
  for (const { key } of [CHURN, ORDERS, VALUE]) await run(admin, 'scoreModel', key);
  const { churnModel } = await admin.ask(
    '{churnModel(input:{trainingCuts:2,bound:0.6}){current{customers expected atRisk}}}',
  );
  const churn = newest(await writesOf('shop', 'churn_probability'));
  const total = (scores: Map<string, number | undefined>): number =>
    [...scores.values()].reduce((sum: number, score) => sum + (score ?? 0), 0);
  assert.equal(churn.size, churnModel.current.customers);
  assert.ok(Math.abs(total(churn) - churnModel.current.expected) < 1e-4 * CUSTOMERS);
  const risk = await count(admin, 'tag churn_probability >= 0.6');
  assert.ok(risk > 0 && Math.abs(risk - churnModel.current.atRisk) <= 1);
  const { orderForecast: f } = await admin.ask(
    'query($m:OrderModel!){orderForecast(input:{horizon:"P60D",model:$m}){alive expectedOrders lifetimeValue}}',
    { m: (await history(admin, 'orders')).versions[0].orderModel },
  );
  const sums = [];
  for (const tag of ['alive_probability', 'expected_orders', 'lifetime_value'])
    sums.push(total(newest(await writesOf('shop', tag))));
  for (const [i, wanted] of [f.alive, f.expectedOrders, f.lifetimeValue].entries())
    assert.ok(Math.abs(sums[i] - wanted) < 1e-4 * CUSTOMERS, `${sums[i]} is not ${wanted}`);
  const { scored } = await history(admin, 'churn');
  assert.deepEqual([scored.version, scored.cut, scored.customers], [2, iso(END), churn.size]);
  // The scores expire when their validity has passed.
  const later = await shop('later');
  await later.ask(DEFINE, { i: { ...CHURN, validity: 'P2D' } });
  await run(later, 'trainModel', 'churn');
  await run(later, 'scoreModel', 'churn');
  assert.ok((await count(later, 'tag churn_probability >= 0')) > 0);
  await later.ask(`mutation{advanceClock(to:"${iso(END + 2 * DAY)}"){now}}`);
  assert.equal(await count(later, 'tag churn_probability >= 0'), 0);
});

test('facts after the cut change neither a version nor its scores, and nothing is written twice', async () => {
  const caller = await shop('late');
  await caller.ask(DEFINE, { i: CHURN });
  const trained = await run(caller, 'trainModel', 'churn');
  const scored = await run(caller, 'scoreModel', 'churn');
  const scores = await writesOf('late', 'churn_probability');
  await run(caller, 'scoreModel', 'churn');
  assert.deepEqual(await writesOf('late', 'churn_probability'), scores);
  await caller.ask(`mutation{advanceClock(to:"${iso(END + DAY)}"){now}}`);
  // Orders, refunds and a new customer, all before the cut and all received after it.
  await send(caller, [
    ...Array.from({ length: 60 }, (_, i) => order(`c${i}`, END - (5 + i) * DAY, '20', ['tea'])),
    ...Array.from({ length: 60 }, (_, i) => order(`c${i}`, END - 100 * DAY, '20', ['tea'])),
    order('late', END - 3 * DAY, '20', ['tea']),
  ]);
  const { services } = server.running;
  const again = async (id: string, work: typeof runScoring): Promise<void> => {
    const job = (await services.stores.jobs.get('late', id))!;
    const copy: Job = { ...job, id: `${id}x`, state: 'RUNNING', done: 0 };
    await services.stores.jobs.insert(copy);
    await work(services, copy);
    assert.equal((await services.stores.jobs.get('late', copy.id))!.state, 'DONE');
  };
  await again(scored.id, runScoring);
  const then = await writesOf('late', 'churn_probability');
  assert.deepEqual(then, scores);
  await again(trained.id, runTraining);
  const [second, first] = (await history(caller, 'churn')).versions;
  assert.deepEqual({ ...second, version: 1, used: false }, { ...first, used: false });
  // A scoring at a later cut includes them.
  await run(caller, 'scoreModel', 'churn');
  assert.ok((await writesOf('late', 'churn_probability')).has('late'));
});

test('a customer who withdraws consent to profiling gets no score, and an existing score ends', async () => {
  const caller = await shop('consent');
  await caller.ask(DEFINE, { i: ORDERS });
  await run(caller, 'trainModel', 'orders');
  const consent = (who: string, type: string, at: number): object =>
    event(who, type, at, { properties: { purpose: 'profiling' } });
  await send(caller, [consent('c1', 'consent_withdrawn', END - DAY)]);
  await run(caller, 'scoreModel', 'orders');
  const scores = newest(await writesOf('consent', 'expected_orders'));
  assert.deepEqual([scores.has('c1'), scores.has('c2'), scores.size], [false, true, CUSTOMERS - 1]);
  await caller.ask(`mutation{advanceClock(to:"${iso(END + DAY)}"){now}}`);
  await send(caller, [
    consent('c2', 'consent_withdrawn', END + DAY / 2),
    consent('c1', 'consent_given', END + DAY / 2),
  ]);
  await run(caller, 'scoreModel', 'orders');
  const then = newest(await writesOf('consent', 'expected_orders'));
  assert.deepEqual([then.get('c1') !== undefined, then.get('c2')], [true, undefined]);
  assert.equal(await count(caller, 'tag expected_orders >= 0'), CUSTOMERS - 1);
});

test('a merged customer has the newer score, and after an unmerge each has its own again', async () => {
  const caller = await shop('merged', 80);
  await caller.ask(DEFINE, { i: ORDERS });
  await run(caller, 'trainModel', 'orders');
  await run(caller, 'scoreModel', 'orders');
  const read = async (who: string): Promise<Loose> =>
    (
      await caller.ask('query($i:IdentityInput!){profile(identity:$i){id tags(keys:["expected_orders"]){value}}}', {
        i: { namespace: 'member_id', value: who },
      })
    ).profile;
  const [one, two] = [await read('c1'), await read('c2')];
  await caller.ask('mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id}}', { p: one.id, o: two.id });
  const both = await read('c2');
  assert.equal(both.id, (await read('c1')).id);
  assert.ok([one.tags[0].value, two.tags[0].value].includes(both.tags[0].value));
  await caller.ask(
    'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i,reason:"two people"){profile{id}}}',
    { p: both.id, i: [{ namespace: 'member_id', value: 'c2' }] },
  );
  assert.deepEqual([(await read('c1')).tags, (await read('c2')).tags], [one.tags, two.tags]);
});

test('too little data or a single class is rejected with what is missing, and never scores', async () => {
  const caller = await server.sandbox('small', NOW);
  for (const input of [CHURN, ORDERS, VALUE]) {
    await caller.ask(DEFINE, { i: input });
    await run(caller, 'trainModel', input.key);
  }
  const [churn] = (await history(caller, 'churn')).versions;
  assert.deepEqual([churn.state, churn.used], ['REFUSED', false]);
  assert.deepEqual([churn.refusal.reason, churn.refusal.needed, churn.refusal.found], ['TOO_FEW', 30, 0]);
  assert.match(churn.refusal.message, /30 customers who churned/);
  const [orders] = (await history(caller, 'orders')).versions;
  assert.deepEqual([orders.state, orders.refusal.reason], ['REFUSED', 'NO_CLOSED_WINDOW']);
  await send(
    caller,
    Array.from({ length: 70 }, (_, i) => order(`o${i}`, END - (190 + (i % 50)) * DAY, '10', ['tea'])),
  );
  await run(caller, 'trainModel', 'churn');
  const [oneClass] = (await history(caller, 'churn')).versions;
  assert.deepEqual([oneClass.version, oneClass.refusal.reason], [2, 'ONE_CLASS']);
  await run(caller, 'trainModel', 'orders');
  const [few] = (await history(caller, 'orders')).versions;
  assert.deepEqual([few.refusal.reason, few.refusal.needed, few.refusal.found], ['TOO_FEW', 30, 0]);
  for (const key of ['churn', 'orders'])
    assert.equal((await refused(caller, `mutation{scoreModel(key:"${key}"){id}}`, {}))[1], 'MODEL_NOT_TRAINED');
});

test('schedules train, score and repeat, and a retired model does neither', async () => {
  const caller = await shop('clockwork');
  await caller.ask(DEFINE, { i: { ...CHURN, trainEvery: 'P30D', scoreEvery: 'P7D' } });
  await caller.ask(`mutation{advanceClock(to:"${iso(END + 60_000)}"){now}}`);
  await eventually(async () => (await history(caller, 'churn')).scored !== null, 'the first scores');
  const first = await history(caller, 'churn');
  assert.equal(first.versions.length, 1);
  assert.ok(Date.parse(first.nextTrainingAt) - END <= 30 * DAY + 60_000);
  await caller.ask(`mutation{advanceClock(to:"${iso(END + 8 * DAY)}"){now}}`);
  await eventually(
    async () => (await history(caller, 'churn')).scored.cut === iso(END + 8 * DAY),
    'the scores of the week after',
  );
  assert.equal((await history(caller, 'churn')).versions.length, 1);
  await caller.ask('mutation{retireModel(key:"churn"){retired}}');
  await caller.ask(`mutation{advanceClock(to:"${iso(END + 60 * DAY)}"){now}}`);
  const last = await history(caller, 'churn');
  assert.deepEqual([last.versions.length, last.scored.cut], [1, iso(END + 8 * DAY)]);
  assert.equal((await refused(caller, 'mutation{trainModel(key:"churn"){id}}', {}))[1], 'MODEL_NOT_FOUND');
});

test('a cancelled scoring stops, and after a crash it resumes with the same tags', async () => {
  const [whole, cut] = [await shop('whole'), await shop('cut')];
  for (const caller of [whole, cut]) {
    await caller.ask(DEFINE, { i: CHURN });
    await run(caller, 'trainModel', 'churn');
  }
  await run(whole, 'scoreModel', 'churn');
  const { jobs } = server.running.services.stores;
  const progress = jobs.progress.bind(jobs);
  let pages = 0;
  jobs.progress = async (...given) => {
    pages++;
    if (pages > 1) return Promise.reject(unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached'));
    return progress(...given);
  };
  const start = 'mutation{scoreModel(key:"churn"){id state}}';
  const { scoreModel } = await cut.ask(start);
  await eventually(() => pages > 1, 'the second page');
  assert.equal((await cut.ask(start)).scoreModel.id, scoreModel.id, 'one job at a time');
  await server.close();
  await server.open();
  const job = async (): Promise<Loose> =>
    (await cut.ask('query($i:String!){job(id:$i){state done total}}', { i: scoreModel.id })).job;
  await eventually(async () => (await job()).state === 'DONE', 'the resumed job');
  assert.deepEqual(await writesOf('cut', 'churn_probability'), await writesOf('whole', 'churn_probability'));

  const resumed = server.running.services.stores.jobs;
  const goOn = resumed.progress.bind(resumed);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let waiting = false;
  resumed.progress = async (...given) => {
    waiting = true;
    await held;
    return goOn(...given);
  };
  const { trainModel } = await cut.ask('mutation{trainModel(key:"churn"){id}}');
  await eventually(() => waiting, 'the first page');
  const { cancelJob } = await cut.ask(`mutation{cancelJob(id:"${trainModel.id}"){state}}`);
  release();
  resumed.progress = goOn;
  assert.equal(cancelJob.state, 'CANCELLED');
  await eventually(async () => (await resumed.running()).length === 0, 'no job');
  assert.equal((await history(cut, 'churn')).versions.length, 1);
});
