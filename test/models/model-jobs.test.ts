/** Tests how jobs of models start and run, which versions are kept, and which tags a model may write. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Job } from '../../src/services/base/ports.js';
import { startDueModels } from '../../src/services/models/model-schedules.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { DAY, randomOrders, send } from './random-shop.js';

const NOW = '2026-06-30T12:00:00Z';
const END = Date.parse(NOW);
const DEFINE = 'mutation($i:ModelInput!){defineModel(input:$i){key}}';
const CHURN = { key: 'churn', kind: 'CHURN', tags: [{ score: 'CHURN_PROBABILITY', tag: 'churn_probability' }] };
const ORDERS = {
  ...{ key: 'orders', kind: 'ORDERS_TO_COME', horizon: 'P60D' },
  tags: [{ score: 'EXPECTED_ORDERS', tag: 'expected_orders' }],
};
const VALUE = {
  ...{ key: 'value', kind: 'VALUE', horizon: 'P60D' },
  tags: [{ score: 'LIFETIME_VALUE', tag: 'lifetime_value' }],
};

let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

async function shop(id: string): Promise<Caller> {
  const caller = await server.sandbox(id, NOW, { zone: 'UTC', currency: 'CNY' });
  await send(caller, randomOrders(80, END).events);
  return caller;
}

async function run(caller: Caller, verb: 'trainModel' | 'scoreModel', key: string): Promise<void> {
  const { [verb]: job } = await caller.ask(`mutation($k:String!){${verb}(key:$k,wait:true){state}}`, { k: key });
  assert.equal(job.state, 'DONE');
}

async function history(caller: Caller, key: string): Promise<Loose> {
  const query = 'query($k:String!){model(key:$k){history{scored{version} versions{version state}}}}';
  return (await caller.ask(query, { k: key })).model.history;
}

async function refused(caller: Caller, query: string, variables: object): Promise<readonly (string | undefined)[]> {
  const { errors } = await caller.send(query, variables as never);
  const { code, reason, inputPath } = errors![0].extensions;
  return [code, reason, inputPath];
}

test('only callers who may write a tag can give it to a model, and scoring clears no foreign value', async () => {
  const caller = await shop('foreign');
  await caller.ask('mutation{defineTag(input:{key:"vendor_score",kind:DYNAMIC,type:DECIMAL,namespace:"vendor"}){key}}');
  const input = { ...ORDERS, tags: [{ ...ORDERS.tags[0], tag: 'vendor_score' }] };
  for (const scopes of [['define'], ['define', 'tags:write:models']])
    assert.deepEqual(await refused(server.caller('foreign', scopes), DEFINE, { i: input }), [
      ...['FORBIDDEN', 'TAG_NAMESPACE_FORBIDDEN', 'input.tags[0].tag'],
    ]);
  await server.caller('foreign', ['define', 'tags:write:vendor']).ask(DEFINE, { i: input });
  // The model writes the tag already, and tags that are defined together with a model need no further scope.
  const definer = server.caller('foreign', ['define']);
  await definer.ask(DEFINE, { i: { key: 'orders', name: 'Orders' } });
  await definer.ask(DEFINE, { i: VALUE });
  await definer.ask(DEFINE, { i: { key: 'value', name: 'Value' } });
  // A retired model has no right to its former tags.
  await caller.ask('mutation{retireModel(key:"orders"){retired}}');
  assert.equal((await refused(definer, DEFINE, { i: { key: 'orders' } }))[1], 'TAG_NAMESPACE_FORBIDDEN');
  await caller.ask(DEFINE, { i: { key: 'orders' } });
  await caller.ask('mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status}}', {
    p: [
      {
        identities: [{ namespace: 'member_id', value: 'nobody' }],
        tag: 'vendor_score',
        value: '7',
        at: new Date(END - DAY).toISOString(),
      },
    ],
  });
  await run(caller, 'trainModel', 'orders');
  await run(caller, 'scoreModel', 'orders');
  const count = async (expression: string): Promise<number> =>
    (await caller.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression })).profiles
      .totalCount;
  assert.equal(await count('tag vendor_score = 7'), 1);
  assert.ok((await count('tag vendor_score exists')) > 1);
});

test('concurrent requests start one training and one scoring, and a process runs one model job at a time', async () => {
  const caller = await shop('crowded');
  const { stores } = server.running.services;
  for (const key of ['one', 'two'])
    await caller.ask(DEFINE, { i: { ...ORDERS, key, tags: [{ ...ORDERS.tags[0], tag: `expected_${key}` }] } });
  const jobsOf = async (kind: string): Promise<Job[]> =>
    (await stores.jobs.page('crowded', { first: 100 })).filter((job) => job.kind === kind);
  for (const [verb, kind] of [
    ['trainModel', 'TRAINING'],
    ['scoreModel', 'SCORING'],
  ]) {
    const [progress, active, most] = [stores.jobs.progress.bind(stores.jobs), new Set<string>(), [0]];
    const finish = stores.jobs.finish.bind(stores.jobs);
    stores.jobs.progress = (...given) => {
      most[0] = Math.max(most[0], active.add(given[1]).size);
      return progress(...given);
    };
    stores.jobs.finish = (...given) => {
      active.delete(given[1]);
      return finish(...given);
    };
    const ids = await Promise.all(
      ['one', 'two'].flatMap((key) =>
        Array.from({ length: 12 }, async () => (await caller.ask(`mutation{${verb}(key:"${key}"){id}}`))[verb].id),
      ),
    );
    await eventually(async () => (await stores.jobs.running()).length === 0, 'no running job');
    // A call that arrives after a job ended starts another one.
    const jobs = await jobsOf(kind);
    assert.deepEqual(new Set(ids), new Set(jobs.map(({ id }) => id)));
    for (const key of ['one', 'two']) {
      const own = jobs.filter(({ subject }) => subject === `model ${key}`).sort((a, b) => a.startedAt - b.startedAt);
      for (const [i, job] of own.slice(1).entries()) assert.ok(own[i].finishedAt! <= job.startedAt, 'no two at once');
    }
    assert.equal(most[0], 1, 'one job at a time');
    Object.assign(stores.jobs, { progress, finish });
  }
});

test('a model keeps its newest 100 versions and the newest usable one', async () => {
  const caller = await shop('pruned');
  await caller.ask(DEFINE, { i: ORDERS });
  await run(caller, 'trainModel', 'orders');
  const { stores } = server.running.services;
  const { models } = stores;
  const [trained] = await models.versions('pruned', 'orders');
  const { fit: _fit, ...rest } = trained;
  const refusal = { reason: 'NO_VARIATION' as const };
  for (let version = 2; version <= 104; version++)
    await stores.transact((tx) => models.addVersion('pruned', { ...rest, version, job: `j${version}`, refusal }, tx));
  const kept = (await models.versions('pruned', 'orders')).map(({ version }) => version);
  assert.deepEqual(kept, [1, ...Array.from({ length: 100 }, (_, i) => i + 5)]);
  assert.equal((await models.usableVersion('pruned', 'orders', trained.definition))?.version, 1);
  assert.equal(await models.usableVersion('pruned', 'orders', trained.definition + 1), undefined);
  await run(caller, 'scoreModel', 'orders');
  assert.equal((await history(caller, 'orders')).scored.version, 1);
  await stores.transact((tx) => models.addVersion('pruned', { ...trained, version: 105, job: 'j105' }, tx));
  const last = (await models.versions('pruned', 'orders')).map(({ version }) => version);
  assert.deepEqual([last[0], last.length], [6, 100]);
});

test('a due scoring without a usable version reads no versions', async () => {
  const caller = await server.sandbox('waiting', NOW);
  await caller.ask(DEFINE, { i: { ...CHURN, scoreEvery: 'P1D' } });
  await run(caller, 'trainModel', 'churn');
  const { services } = server.running;
  const { models, workspaces } = services.stores;
  const versions = models.versions.bind(models);
  let reads = 0;
  models.versions = (...given) => {
    if (given[0] === 'waiting') reads++;
    return versions(...given);
  };
  const workspace = (await workspaces.list()).find(({ id }) => id.endsWith('waiting'))!;
  await startDueModels(services, workspace);
  models.versions = versions;
  assert.equal(reads, 0);
  assert.equal((await history(caller, 'churn')).versions[0].state, 'REFUSED');
});
