/**
 * Tests list replacements, list changes that a process did not complete, and slow transactions, through the real
 * server.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from 'graphql-ws';
import { ADD, DEFINE, SEGMENT, INGEST, CHANGE, NOW, members, shop, view } from '../support/list-shop.js';
import { eventually, TestServer, type Loose } from '../support/server.js';

let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('a replacement takes effect at once when it is finished, and an earlier one is dropped', async () => {
  const admin = await shop(server, 'replaced');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  await admin.ask(ADD, { l: 'vip', e: ['m0', 'm1', 'm2'] });
  const begin = async (): Promise<string> =>
    (await admin.ask('mutation{beginListReplacement(list:"vip"){id}}')).beginListReplacement.id;
  const SEND =
    'mutation($r:String!,$e:[ListValue]!){sendListEntries(replacement:$r,entries:$e){changed unchanged rejected{reason}}}';
  const FINISH = `mutation($r:String!){finishListReplacement(replacement:$r,wait:true){${CHANGE}}}`;
  const first = await begin();
  await admin.ask(SEND, { r: first, e: ['m5'] });
  const second = await begin();
  assert.equal(
    (await admin.send(SEND, { r: first, e: ['m4'] })).errors?.[0].extensions.reason,
    'LIST_REPLACEMENT_NOT_FOUND',
  );
  await admin.ask(SEND, { r: second, e: ['m2', 'm3'] });
  const sent = (await admin.ask(SEND, { r: second, e: ['m3', 'm4', null] })).sendListEntries;
  assert.deepEqual(sent, { changed: 1, unchanged: 1, rejected: [{ reason: 'TEXT_EXPECTED' }] });
  assert.deepEqual(await members(admin, 'vips'), ['m0', 'm1', 'm2'], 'nothing counts before it is finished');
  // Entries written during the replacement are kept.
  await admin.ask(INGEST, { e: [view('m4', { sku: 'again' })] });
  assert.deepEqual(await members(admin, 'vips'), ['m0', 'm1', 'm2']);
  const done = (await admin.ask(FINISH, { r: second })).finishListReplacement;
  assert.deepEqual([done.changed, done.list.size, done.job.state], [3, 3, 'DONE']);
  assert.deepEqual(await members(admin, 'vips'), ['m2', 'm3', 'm4']);
  const { stores } = server.running.services;
  const all = await Promise.all(
    ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'].map((value) =>
      stores.lists.standing('replaced', [{ namespace: 'member_id', value }]),
    ),
  );
  assert.deepEqual(
    all.map((x) => x.length),
    [0, 0, 1, 1, 1, 0],
    'what was replaced or given up is removed',
  );
  assert.deepEqual(await stores.lists.noted('replaced', 10), []);
  // When the rules of the namespace change, the replacement must start again, and entries are normalized again.
  const third = await begin();
  await admin.ask(ADD, { l: 'vip', e: ['M5'] });
  await admin.ask('mutation{defineIdentityNamespace(input:{name:"member_id",normalise:"lowercase"},wait:true){name}}');
  assert.equal((await admin.send(FINISH, { r: third })).errors?.[0].extensions.reason, 'LIST_REPLACEMENT_OUTDATED');
  assert.deepEqual(await members(admin, 'vips'), ['m2', 'm3', 'm4', 'm5']);
});

test('a committed change is completed by the next process, and a deleted list is gone for its key', async () => {
  const admin = await shop(server, 'restarted');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const { stores } = server.running.services;
  // Simulates a process that dies right after the commit. The entry, its recorded change and its job exist.
  const [list] = await stores.lists.all('restarted');
  await stores.transact(async (tx) => {
    await stores.workspaces.raiseVersion('restarted', 'lists', tx);
    await stores.lists.save('restarted', { ...list, size: 1, version: 2 }, tx);
    await stores.lists.add('restarted', list, ['m1'], tx);
    await stores.lists.noteChange(
      'restarted',
      { list: list.id, content: list.content, version: 2, added: ['m1'], removed: [], isOpen: true },
      tx,
    );
    await stores.jobs.insert(
      {
        id: 'ffff',
        workspace: 'restarted',
        kind: 'LIST',
        subject: 'list vip',
        state: 'RUNNING',
        done: 0,
        total: 1,
        startedAt: NOW,
      },
      tx,
    );
  });
  await server.close();
  await server.open();
  await eventually(async () => (await members(admin, 'vips').catch(() => [])).join() === 'm1', 'the job was taken up');
  await admin.ask('mutation{retireSegment(key:"vips"){job{state}}}');
  await admin.ask('mutation{deleteList(list:"vip")}');
  await admin.ask(DEFINE, { i: { key: 'vip', namespace: 'member_id' } });
  await admin.ask(SEGMENT, { k: 'vips_again', x: 'in list vip' });
  assert.deepEqual(await members(admin, 'vips_again'), []);
});

function gate(): { open(): void; readonly passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

test('a customer created by a concurrent slow transaction is in the list as well', async () => {
  const admin = await shop(server, 'slow');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const { stores } = server.running.services;
  const unhindered = { lists: { ...stores.lists }, identities: { ...stores.identities } };
  const isSlow = (list: readonly { readonly value: string }[]): boolean => list.some(({ value }) => value === 'slow');
  const [read, commit] = [gate(), gate()];
  let writing: Promise<unknown> | undefined;
  // The transaction has read the list. It commits only after the job has looked for the customer and found none.
  Object.assign(stores.lists, {
    standing: async (...args: Parameters<typeof stores.lists.standing>) => {
      const found = await unhindered.lists.standing(...args);
      if (isSlow(args[1])) {
        read.open();
        await commit.passed;
      }
      return found;
    },
  });
  Object.assign(stores.identities, {
    find: async (...args: Parameters<typeof stores.identities.find>) => {
      const found = await unhindered.identities.find(...args);
      if (isSlow(args[1]) && !args[2]) {
        assert.equal(found.size, 0);
        commit.open();
        await writing;
      }
      return found;
    },
  });
  try {
    writing = admin.ask(INGEST, { e: [view('slow')] });
    await read.passed;
    await admin.ask(ADD, { l: 'vip', e: ['slow'] });
    // Until the customer is evaluated again, the stored state lags behind the query.
    await eventually(
      async () => (await members(admin, 'vips').catch(() => [])).join() === 'slow',
      'it is evaluated again',
    );
  } finally {
    Object.assign(stores.lists, unhindered.lists);
    Object.assign(stores.identities, unhindered.identities);
  }
});

test('a subscription receives changes caused by a list', async () => {
  const admin = await shop(server, 'live');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const client: Client = admin.ws();
  const heard: Loose[] = [];
  const end = client.subscribe(
    { query: 'subscription{membershipChanged(segments:["vips"]){change{kind cause}}}' },
    {
      next: (r: Loose) => void heard.push(r.data.membershipChanged.change),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(() => heard.length > 0, 'it has begun');
  await admin.ask(ADD, { l: 'vip', e: ['m1'] });
  await eventually(() => heard.some((change) => change !== null), 'the change');
  assert.deepEqual(
    heard.filter((change) => change !== null),
    [{ kind: 'ENTERED', cause: 'DEFINITION' }],
  );
  end();
  await client.dispose();
});

test('concurrent changes are applied one after another, each once', async () => {
  const admin = await shop(server, 'together', 6);
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const { writer, stores } = server.running.services;
  const check = writer.check.bind(writer);
  const asked: Loose[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  writer.check = async (workspace, checks) => {
    // The ticker may evaluate the same customers as late commits. Only checks of the list count.
    asked.push(...checks.filter((each) => 'lists' in each && each.lists));
    await held;
    return check(workspace, checks);
  };
  try {
    const add = 'mutation($e:[ListValue]!){addToList(list:"vip",entries:$e){job{id}}}';
    const jobs: string[] = [];
    for (let n = 0; n < 6; n++) jobs.push((await admin.ask(add, { e: [`m${n}`] })).addToList.job.id);
    // A second process could look for unfinished changes while the first one works.
    await eventually(() => asked.length > 0, 'the first is at work');
    release();
    for (const id of jobs)
      await eventually(async () => (await stores.jobs.get('together', id))?.state === 'DONE', 'every job is done');
  } finally {
    writer.check = check;
  }
  assert.equal(asked.length, 6, 'customers that were evaluated');
  assert.deepEqual(await members(admin, 'vips'), ['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
});
