/** Tests that a first start serves requests before the demo shop is filled, and that a job shows the progress. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchSampleData, beginSampleData } from '../../src/services/base/sample-data-job.js';
import type { Services } from '../../src/services/base/services.js';
import { askAt } from '../support/first-start.js';
import { serverProcess, type Process } from '../support/process.js';
import { eventually, TestServer } from '../support/server.js';

interface Filling {
  readonly state: string;
  readonly done: number;
  readonly total: number;
}

async function fillingOf(process: Process): Promise<Filling | undefined> {
  const token = /internal app {2}(\S+)/.exec(process.output())![1];
  const url = `http://localhost:${process.port}/graphql`;
  const { jobs } = await askAt<{ jobs: { edges: readonly { readonly node: Filling & { readonly kind: string } }[] } }>(
    url,
    token,
    '{jobs(first:100){edges{node{kind state done total}}}}',
  );
  return jobs.edges.map(({ node }) => node).find(({ kind }) => kind === 'SAMPLE_DATA');
}

test('on a first start the server responds while the demo shop is filled, and the job shows the progress', async () => {
  const folder = await TestServer.start();
  await folder.close();
  const env = { STRATA_JWT_SECRET: '', ...folder.env, STRATA_DEMO: 'on', STRATA_DEMO_CUSTOMERS: '400' };
  const process = await serverProcess(env);
  try {
    await eventually(() => /npm run demo\n/.test(process.output()), 'the welcome');
    assert.match(process.output(), /The demo shop is being filled/);
    assert.doesNotMatch(process.output(), /demo shop ready/);
    const isReady = async (): Promise<boolean> => (await fetch(`http://localhost:${process.port}/readyz`)).ok;
    await eventually(isReady, 'the server to be ready');
    const running = await eventually(() => fillingOf(process), 'the job');
    assert.equal(running.state, 'RUNNING');
    assert.ok(running.total > 10_000, String(running.total));
    await eventually(() => /demo shop ready/.test(process.output()), 'the demo shop', 60_000);
    const { state, done, total } = (await fillingOf(process))!;
    assert.deepEqual([state, done], ['DONE', total]);
  } finally {
    await process.stop();
    await folder.open();
    await folder.remove();
  }
});

test('a sample data job without progress reports fails, and one reported by another process continues', async () => {
  const server = await TestServer.start();
  try {
    await server.sandbox('shop', '2026-03-10T12:00:00Z');
    const { services } = server.running;
    let now = services.stores.now();
    const stateAfter = async (report: (round: number) => Promise<void>): Promise<string> => {
      const begun = await beginSampleData(services, 'shop', 1000);
      const [job] = (await services.stores.jobs.running()).filter(({ kind }) => kind === 'SAMPLE_DATA');
      let round = 0;
      const timed: Services = {
        ...services,
        stores: { ...services.stores, now: () => now },
        pause: async (ms) => {
          now += ms;
          round++;
          if (round < 100) await report(round);
          if (round === 50) await begun.progress(round);
          if (round === 100) await begun.end('DONE');
        },
      };
      await watchSampleData(timed, job);
      return (await services.stores.jobs.get('shop', job.id))!.state;
    };
    assert.equal(await stateAfter(() => Promise.resolve()), 'FAILED');
    const jobs = services.stores.jobs;
    const reported = async (round: number): Promise<void> => {
      const [job] = (await jobs.running()).filter(({ kind }) => kind === 'SAMPLE_DATA');
      await jobs.progress('shop', job.id, round);
    };
    assert.equal(await stateAfter(reported), 'DONE');
  } finally {
    await server.remove();
  }
});
