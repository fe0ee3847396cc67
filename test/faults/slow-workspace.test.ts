/**
 * Tests a workspace whose scheduled tasks take longer than one round. Tasks that run only every few rounds still run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ClockWork } from '../../src/services/scheduling/clock-work.js';
import type { Workspace } from '../../src/services/base/ports.js';
import { Turns } from '../../src/services/base/named-turns.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('slow', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

test('a workspace that is ready just after each tenth round is swept all the same', async () => {
  const { services } = server.running;
  const found = (await services.stores.workspaces.get('slow'))!;
  const behind = { ...found, watermark: { ...found.watermark, version: found.catalogueVersion - 1 } };
  let sweeps = 0;
  const turns = Object.assign(new Turns(), {
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
  const stragglers = {
    bringIn: () => (isOver ? Promise.resolve() : new Promise<void>((resolve) => (proceed = resolve))),
  };
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const pause = async (): Promise<void> => {
    if (++round % 10 === 1 && round > 1) proceed();
    if (round === 125) end();
    for (let i = 0; i < 3; i++) await services.stores.workspaces.get('slow');
  };
  const work = new ClockWork({ ...services, turns, stores, stragglers: stragglers as never, pause }, assert.ifError);
  work.start();
  await ended;
  const stopped = work.stop();
  isOver = true;
  proceed();
  await stopped;
  assert.equal(sweeps, 2, 'at the first time and at the eleventh');
});

test('sandboxes of one owner that are slow leave room for the workspaces of others, and take turns', async () => {
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
  const stragglers = {
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
  const work = new ClockWork({ ...services, stores, stragglers: stragglers as never, pause }, assert.ifError);
  work.start();
  await ended;
  const stopped = work.stop();
  isOver = true;
  for (const resolve of waiting.splice(0)) resolve();
  await stopped;
  assert.equal(most, 4, 'four of one owner at a time');
  assert.ok(seen.slice(0, 8).includes('zoo'), 'others meanwhile');
  assert.equal(new Set(seen).size, list.length, 'each in time');
});
