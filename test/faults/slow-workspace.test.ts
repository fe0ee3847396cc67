/**
 * Tests a workspace whose scheduled tasks take longer than one round. Tasks that run only every few rounds still run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ticker } from '../../src/services/scheduling/ticker.js';
import type { Workspace } from '../../src/services/base/ports.js';
import { KeyedMutex } from '../../src/services/base/keyed-mutex.js';
import { Sweep } from '../../src/services/scheduling/sweep.js';
import { eventually, TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('slow', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

test('a workspace that becomes ready just after every tenth round is still swept', async () => {
  const { services } = server.running;
  const found = (await services.stores.workspaces.get('slow'))!;
  const behind = { ...found, watermark: { ...found.watermark, version: found.catalogueVersion - 1 } };
  let sweeps = 0;
  const mutex = Object.assign(new KeyedMutex(), {
    busy: () => {
      sweeps++;
      return true;
    },
  });
  const stores = {
    ...services.stores,
    workspaces: { ...services.stores.workspaces, list: () => Promise.resolve([behind]) },
    jobs: { ...services.stores.jobs, running: () => Promise.resolve([]) },
  };
  let round = 0;
  let proceed = (): void => undefined;
  let isOver = false;
  // Clock rounds wait in this task until the test releases them. After the end of the test they do not wait.
  const lateCommits = {
    forgetExcept: () => undefined,
    bringIn: () => (isOver ? Promise.resolve() : new Promise<void>((resolve) => (proceed = resolve))),
  };
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const pause = async (): Promise<void> => {
    if (++round % 10 === 1 && round > 1) proceed();
    if (round === 125) end();
    for (let i = 0; i < 3; i++) await services.stores.workspaces.get('slow');
  };
  const work = new Ticker({ ...services, mutex, stores, lateCommits: lateCommits as never, pause }, assert.ifError);
  work.start();
  await ended;
  const stopped = work.stop();
  isOver = true;
  proceed();
  await stopped;
  assert.equal(sweeps, 2, 'in the first and the eleventh round');
});

test('slow sandboxes of one owner leave places to other workspaces and take turns', async () => {
  const { services } = server.running;
  const found = (await services.stores.workspaces.get('slow'))!;
  const of = (id: string): Workspace => ({ ...found, id });
  const list = [...Array.from({ length: 12 }, (_, i) => of(`shop.s${i}`)), of('shop'), of('zoo')];
  const stores = {
    ...services.stores,
    workspaces: { ...services.stores.workspaces, list: () => Promise.resolve(list) },
    jobs: { ...services.stores.jobs, running: () => Promise.resolve([]) },
  };
  const seen: string[] = [];
  let most = 0;
  const waiting: (() => void)[] = [];
  let isOver = false;
  const lateCommits = {
    forgetExcept: () => undefined,
    bringIn: (_services: unknown, { id }: Workspace) =>
      new Promise<void>((resolve) => {
        seen.push(id);
        if (id.startsWith('shop') && !isOver) most = Math.max(most, waiting.push(resolve));
        else resolve();
      }),
  };
  let rounds = 0;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const pause = async (): Promise<void> => {
    // From the tenth round on, the waiting work is released and completes.
    if (++rounds >= 10) for (const resolve of waiting.splice(0)) resolve();
    if (rounds === 40) end();
    for (let i = 0; i < 3; i++) await services.stores.workspaces.get('slow');
  };
  const work = new Ticker({ ...services, stores, lateCommits: lateCommits as never, pause }, assert.ifError);
  work.start();
  await ended;
  const stopped = work.stop();
  isOver = true;
  for (const resolve of waiting.splice(0)) resolve();
  await stopped;
  assert.equal(most, 4, 'four of one owner at a time');
  assert.ok(seen.slice(0, 8).includes('zoo'), 'others run meanwhile');
  assert.equal(new Set(seen).size, list.length, 'each runs in the end');
});

test('a workspace that failed no longer counts as failing after its removal', async () => {
  const { services } = server.running;
  const found = (await services.stores.workspaces.get('slow'))!;
  let list: Workspace[] = [found];
  const stores = {
    ...services.stores,
    workspaces: { ...services.stores.workspaces, list: () => Promise.resolve(list) },
    jobs: { ...services.stores.jobs, running: () => Promise.resolve([]) },
  };
  const reported: unknown[] = [];
  const forgotten: ReadonlySet<string>[] = [];
  const lateCommits = {
    bringIn: () => Promise.reject(new Error('it fails')),
    forgetExcept: (ids: ReadonlySet<string>) => forgotten.push(ids),
  };
  const pause = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await services.stores.workspaces.get('slow');
  };
  const work = new Ticker({ ...services, stores, lateCommits: lateCommits as never, pause }, (error) =>
    reported.push(error),
  );
  work.start();
  await eventually(() => work.failing === 1, 'it fails');
  list = [];
  await eventually(() => work.failing === 0, 'it is forgotten');
  await work.stop();
  assert.ok(reported.length > 0);
  assert.deepEqual(forgotten.at(-1), new Set(), 'its tasks are forgotten too');
});

test('state of a workspace is dropped when it is removed, or when nothing waits', async () => {
  const { services } = server.running;
  const report = assert.ifError;
  const caller = await server.sandbox('passing', '2026-03-10T12:00:00.000Z');
  await caller.ask(
    'mutation{ingestEvents(events:[{messageId:"m1",type:"viewed",occurredAt:"2026-03-10T11:00:00Z",identities:[{namespace:"member_id",value:"A"}]}]){accepted}}',
  );
  const { writer, lateCommits } = services as unknown as {
    readonly writer: { readonly workspaces: number };
    readonly lateCommits: { readonly watches: ReadonlyMap<string, unknown> };
  };
  await eventually(() => writer.workspaces === 0, 'queues of nobody');
  await eventually(() => lateCommits.watches.has('passing'), 'late commits are looked for');
  const sweep = new Sweep(services, report);
  const { seen } = sweep as unknown as { readonly seen: Map<string, unknown> };
  seen.set('passing', {});
  sweep.forgetExcept(new Set(['slow']));
  assert.equal(seen.size, 0);
  await caller.ask('mutation{deleteSandbox(id:"passing")}');
  await eventually(() => !lateCommits.watches.has('passing'), 'nothing is kept of it');
  assert.ok(lateCommits.watches.has('slow'));
});
