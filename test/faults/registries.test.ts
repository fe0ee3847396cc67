/**
 * Tests the registries of jobs and of scheduled tasks: each job resumes after a restart, and each task runs at its own
 * interval.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JOB_KINDS, jobKind, type JobKind } from '../../src/services/base/job-kinds.js';
import { newId } from '../../src/services/base/ids.js';
import type { Services } from '../../src/services/base/services.js';
import { JOB_RUNS } from '../../src/services/scheduling/job-runs.js';
import { Ticker } from '../../src/services/scheduling/ticker.js';
import { PURGE_EVERY, tasksOf, tickerTasks } from '../../src/services/scheduling/ticker-tasks.js';
import { eventually, TestServer } from '../support/server.js';

const KINDS = Object.keys(JOB_KINDS) as JobKind[];

test('a job of each registered kind is resumed by the next process', async () => {
  assert.deepEqual(Object.keys(JOB_RUNS).sort(), [...KINDS].sort());
  const server = await TestServer.start();
  try {
    await server.sandbox('shop', '2026-03-10T12:00:00Z');
    const { stores } = server.running.services;
    for (const kind of KINDS)
      await stores.jobs.insert({
        id: newId(stores.now()),
        workspace: 'shop',
        kind,
        subject: kind === 'REGROUP' ? 'member_id' : 'left behind',
        state: 'RUNNING',
        done: 0,
        total: 1,
        startedAt: stores.now(),
      });
    assert.equal((await stores.jobs.running()).length, KINDS.length);
    await server.running.close();
    await server.open();
    const after = server.running.services.stores.jobs;
    await eventually(async () => (await after.running()).length === 0, 'no job that is still running');
    const ended = await after.page('shop', { first: 100 });
    assert.deepEqual(ended.map(({ kind }) => kind).sort(), [...KINDS].sort());
    assert.deepEqual(
      ended.filter(({ kind, state }) => jobKind(kind).owed && state !== 'DONE').map(({ kind }) => kind),
      [],
      'the owed work is done',
    );
  } finally {
    await server.remove();
  }
});

test('a running job shows if it can be cancelled: only imports, segment backfills and model jobs can', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
    const { stores } = server.running.services;
    const { jobs } = stores;
    const inserted = [
      ...KINDS.map((kind) => ({ kind, subject: 'buyers' })),
      { kind: 'BACKFILL' as const, subject: 'tag level' },
    ];
    for (const [number, { kind, subject }] of inserted.entries()) {
      const job = { id: `running-${number}`, kind, subject, state: 'RUNNING', done: 0, total: 1 } as const;
      await jobs.insert({ ...job, workspace: 'shop', startedAt: stores.now() });
      const { job: shown } = await admin.ask('query($id:String!){job(id:$id){cancellable}}', { id: job.id });
      const isAlways = kind === 'IMPORT' || kind === 'TRAINING' || kind === 'SCORING';
      assert.equal(shown.cancellable, isAlways || (kind === 'BACKFILL' && subject === 'buyers'), `${kind} ${subject}`);
      if (!shown.cancellable) {
        const refused = await admin.send('mutation($id:String!){cancelJob(id:$id){state}}', { id: job.id });
        assert.equal(refused.errors![0].extensions.reason, 'JOB_NOT_CANCELLABLE');
      }
      await jobs.finish('shop', job.id, 'DONE', stores.now());
      const { job: ended } = await admin.ask('query($id:String!){job(id:$id){cancellable}}', { id: job.id });
      assert.equal(ended.cancellable, false);
    }
  } finally {
    await server.remove();
  }
});

test('each task of the ticker runs as often as it declares, in the order of the registry', () => {
  const tasks = tickerTasks({} as Services, assert.ifError);
  const runs = new Map(tasks.map(({ name }) => [name, 0]));
  assert.equal(runs.size, tasks.length, 'each has a unique name');
  const order = tasks.map(({ name }) => name);
  for (let round = 0; round < 2 * PURGE_EVERY; round++) {
    const now = tasksOf(tasks, round).map(({ name }) => name);
    assert.deepEqual(
      now,
      order.filter((name) => now.includes(name)),
    );
    for (const name of now) runs.set(name, runs.get(name)! + 1);
  }
  assert.deepEqual(
    [...runs.values()],
    tasks.map(({ everyRounds }) => (2 * PURGE_EVERY) / everyRounds),
  );
});

test('the duration of each task is measured, also if the task fails', async () => {
  const server = await TestServer.start();
  try {
    await server.sandbox('shop', '2026-03-10T12:00:00Z');
    const every = tickerTasks(server.running.services, assert.ifError);
    const counts = async (): Promise<string[]> => {
      const text = await (await fetch(new URL('/metrics', server.url))).text();
      return [...text.matchAll(/^strata_clock_task_duration_seconds_count\{task="([^"]+)"\} [1-9]/gm)].map(
        ([, task]) => task,
      );
    };
    const often = every.filter(({ everyRounds }) => everyRounds <= 25).map(({ name }) => name);
    assert.ok(often.length >= 8, `${often.length} tasks`);
    await eventually(async () => {
      const measured = await counts();
      return often.every((name) => measured.includes(name));
    }, 'a duration of each task that runs often');

    const { services } = server.running;
    const shop = (await services.stores.workspaces.get('shop'))!;
    const stores = {
      ...services.stores,
      workspaces: { ...services.stores.workspaces, list: () => Promise.resolve([shop]) },
      jobs: { ...services.stores.jobs, running: () => Promise.resolve([]) },
    };
    const [begun, ended]: [string[], string[]] = [[], []];
    const observer = {
      taskBegun: (name: string) => {
        begun.push(name);
        return () => void ended.push(name);
      },
    };
    let fail!: (error: unknown) => void;
    const failure = new Promise<unknown>((resolve) => (fail = resolve));
    const lateCommits = { forgetExcept: () => undefined, bringIn: () => Promise.reject(new Error('planted')) };
    const ticker = new Ticker({ ...services, stores, lateCommits: lateCommits as never }, fail, undefined, observer);
    ticker.start();
    const reported = await failure;
    await ticker.stop();
    assert.equal((reported as Error).message, 'planted');
    const first = tasksOf(every, 0).map(({ name }) => name);
    const wanted = first.slice(0, first.indexOf('late commits') + 1);
    assert.deepEqual([begun.slice(0, wanted.length), ended.slice(0, wanted.length)], [wanted, wanted]);
  } finally {
    await server.remove();
  }
});
