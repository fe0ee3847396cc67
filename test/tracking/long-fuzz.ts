/**
 * A third of 100,000 random bodies at the tracking intake, from a seed that no run had before: three files, each
 * within the time that a file may take.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freshSeed } from '../support/amount.js';
import { TestServer, type Caller } from '../support/server.js';
import { Door } from './door.js';
import { holdToTheLaw, randomShop } from './random-bodies.js';

/** `STRATA_TRACKING_BODIES=1000` for a shorter one. */
const BODIES = Number(process.env.STRATA_TRACKING_BODIES ?? 33_334);

/** Declares the tests of one of the files. */
export function longFuzz(): void {
  let server: TestServer;
  let admin: Caller;
  let door: Door;
  before(async () => {
    server = await TestServer.start();
    admin = await randomShop(server);
    door = new Door(server, admin, 'fuzz');
  });
  after(() => server.remove());

  test(`${BODIES} random batches: kept and named are what was sent, and what is kept is stored`, () =>
    holdToTheLaw({ server, admin, door }, freshSeed(), BODIES));

  test('nothing unexpected was reported', () => assert.deepEqual(server.reported, []));
}
