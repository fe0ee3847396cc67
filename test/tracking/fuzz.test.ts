/** Sends random bodies to the tracking API. `npm run prove:tracking` sends many more. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { TestServer, type Caller } from '../support/server.js';
import { Door } from './door.js';
import { holdToTheLaw, Random, randomShop } from './random-bodies.js';

const BODIES = amount(2000, 8000, 'STRATA_TRACKING_BODIES');

let server: TestServer;
let admin: Caller;
let door: Door;
before(async () => {
  server = await TestServer.start();
  admin = await randomShop(server);
  door = new Door(server, admin, 'fuzz');
});
after(() => server.remove());

test(`${BODIES} random batches: each message is accepted or named, and accepted ones are stored`, () =>
  holdToTheLaw({ server, admin, door }, seedOf(45), BODIES));

/** Returns the value that a stored property should have, computed naively. */
function asKept(name: string, value: unknown): unknown {
  if (typeof value === 'string') return name === 'currency' && value === 'usd' ? 'USD' : value.normalize('NFC');
  // JSON has no negative zero.
  if (value === 0) return 0;
  if (value === null || typeof value !== 'object') return value;
  const isTexts = Array.isArray(value) && value.length <= 100 && value.every((item) => typeof item === 'string');
  return isTexts ? value.map((item) => item.normalize('NFC')) : JSON.stringify(value).normalize('NFC');
}

test('values accepted without a warning are stored as sent', async () => {
  const source = new Random(seedOf(47));
  const texts = Array.from({ length: amount(200, 1000) }, (_, i) => source.free(`free${i}`));
  let compared = 0;
  for (let from = 0; from < texts.length; from += 100) {
    const part = texts.slice(from, from + 100);
    const { body } = await door.send('batch', `{"batch":[${part.join(',')}]}`);
    assert.equal(body.accepted, part.length, JSON.stringify(body.rejected));
    assert.equal(body.warningsLeftOut, undefined);
    for (const [i, text] of part.entries()) {
      const fields = body.warnings.flatMap((w: { index: number; field: string }) => (w.index === i ? [w.field] : []));
      const isWarned = (name: string): boolean =>
        fields.some((field: string) => field === 'properties' || field.startsWith(`properties.${name.slice(0, 64)}`));
      const sent = (JSON.parse(text) as { properties: object }).properties;
      const [{ properties }] = (await door.stored(`free${from + i}`))!.events;
      for (const [name, value] of Object.entries(sent)) {
        if (value === null || isWarned(name)) continue;
        const kept = Object.entries(properties as object).find(([key]) => key === name.normalize('NFC'));
        assert.deepEqual(kept?.[1], asKept(name, value), `${name} of ${text}`);
        compared++;
      }
    }
  }
  assert.ok(compared > texts.length / 2, `${compared} compared`);
});

test('invalid batches get a response as well', async () => {
  const source = new Random(seedOf(46));
  for (let i = 0; i < amount(100, 2000); i++) {
    const text = source.body();
    for (const path of ['batch', 'track', 'identify']) {
      const { status } = await door.send(path, text);
      assert.ok(status === 200 || (status >= 400 && status < 500), `${status} ${path} ${text}`);
    }
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
