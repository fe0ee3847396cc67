/** Random bodies at the tracking intake: what was sent is kept or named, and what is kept is stored. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { jsonText } from '../hostile/fuzz/shapes.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller } from '../support/server.js';
import { Door } from './door.js';

const BODIES = amount(2000, 100_000, 'STRATA_TRACKING_BODIES');
const AT_A_TIME = 32;
const KINDS = ['track', 'track', 'track', 'page', 'screen', 'group', 'identify', 'alias'];
const OF_EVENTS = new Set(['track', 'page', 'screen', 'group']);
const EVENTS = [
  ...['Order Completed', 'Order Refunded', 'Order Cancelled', 'order_paid', 'Product Viewed', 'Products Searched'],
  ...[
    'Unsubscribed',
    'consent_given',
    'coupon_redeemed',
    'constructor',
    '__proto__',
    '下单成功',
    '购买VIP',
    ' ',
    'a\u0000',
  ],
  ...['x'.repeat(300), 'half \ud800', 'Video Watched', 'visit', 'experiment_assigned', 'contact_sent'],
];
const PROPERTIES = [
  ...['order_id', 'products', 'total', 'revenue', 'currency', 'coupon', 'quantity', 'price', 'sku', 'product_id'],
  ...['refund_id', 'payment_id', 'results', 'query', 'purpose', 'channel', 'until', 'couponId', 'amount', 'time'],
  ...['__proto__', '$where', 'a.b', 'Plan Type', '城市', 'é', 'e\u0301', '', 'n'.repeat(80), 'half \udc00'],
];
const IDS = ['""', 'null', '0', '9007199254740993', '1.5', '"[object Object]"', '{"a":1}', '[]', 'true', '"\\u200b"'];
const TIMES = [
  'null',
  '""',
  '1773140400',
  '1773140400000',
  '"1773140400"',
  '"2026-03-10"',
  '"never"',
  '7',
  '{}',
  '1e400',
];
const TEXTS = ['"2026-03-10T11:00:00Z"', '"usd"', '"10.00"', '"-3"', '"null"', '"😀\\ud83d"', '12', '-1', '0.00001'];

class Random {
  private readonly dice: Dice;
  constructor(seed: number) {
    this.dice = new Dice(random(seed));
  }

  private any(): string {
    return this.dice.chance(0.3) ? jsonText(this.dice) : this.dice.pick(TEXTS);
  }

  private id(letter = 'u'): string {
    return this.dice.chance(0.7) ? `"${letter}${this.dice.int(0, 20_000)}"` : this.dice.pick(IDS);
  }

  private object(names: readonly string[], value: (name: string) => string): string {
    const many = this.dice.chance(0.02) ? 130 : this.dice.int(0, 6);
    const fields = Array.from({ length: many }, (_, i) => (many > 6 ? `p${i}` : this.dice.pick(names)));
    return `{${[...new Set(fields)].map((name) => `${JSON.stringify(name)}:${value(name)}`).join(',')}}`;
  }

  private properties(): string {
    const product = (): string =>
      this.object(['product_id', 'sku', 'quantity', 'price', 'name', 'odd'], () => this.any());
    return this.object(PROPERTIES, (name) =>
      name === 'products' && this.dice.chance(0.8)
        ? `[${Array.from({ length: this.dice.int(0, 4) }, () => (this.dice.chance(0.9) ? product() : this.any())).join(',')}]`
        : this.any(),
    );
  }

  /** A field by chance; most messages have what they need. */
  private field(name: string, chance: number, value: () => string): string[] {
    return this.dice.chance(chance) ? [`${JSON.stringify(name)}:${value()}`] : [];
  }

  private message(): string {
    const { dice } = this;
    if (dice.chance(0.05)) return jsonText(dice);
    const inner = (): string =>
      this.object(['campaign', 'page', 'traits', 'userAgent', 'locale', 'externalIds', 'app', 'odd'], () => this.any());
    return `{${[
      ...this.field('type', 0.97, () => (dice.chance(0.95) ? JSON.stringify(dice.pick(KINDS)) : this.any())),
      ...this.field('userId', 0.8, () => this.id()),
      ...this.field('anonymousId', 0.4, () => this.id('d')),
      ...this.field('previousId', 0.3, () => this.id()),
      ...this.field('event', 0.9, () => (dice.chance(0.9) ? JSON.stringify(dice.pick(EVENTS)) : this.any())),
      ...this.field('messageId', 0.3, () => (dice.chance(0.7) ? `"m${dice.int(0, 200)}"` : this.any())),
      ...this.field('timestamp', 0.3, () => dice.pick(TIMES)),
      ...this.field('originalTimestamp', 0.2, () => dice.pick(TIMES)),
      ...this.field('sentAt', 0.3, () => dice.pick(TIMES)),
      ...this.field('properties', 0.8, () => (dice.chance(0.9) ? this.properties() : this.any())),
      ...this.field('traits', 0.3, () => this.object(['email', 'phone', 'city', 'age', '城市'], () => this.any())),
      ...this.field('context', 0.3, () => (dice.chance(0.9) ? inner() : this.any())),
      ...this.field('groupId', 0.2, () => this.any()),
      ...this.field('odd', 0.05, () => this.any()),
    ].join(',')}}`;
  }

  /** A batch with one good message in it. */
  batch(good: string): string {
    const messages = Array.from({ length: this.dice.int(0, 7) }, () => this.message());
    messages.splice(this.dice.int(0, messages.length), 0, good);
    return `{"batch":[${messages.join(',')}]${this.dice.chance(0.2) ? `,"sentAt":${this.dice.pick(TIMES)}` : ''}}`;
  }

  /** A good message with random properties, of a type that declares none. */
  free(user: string): string {
    return `{"type":"track","event":"Freely Said","userId":"${user}","properties":${this.properties()}}`;
  }

  /** What is no batch, most of the time. */
  body(): string {
    return jsonText(this.dice);
  }
}

let server: TestServer;
let admin: Caller;
let door: Door;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('fuzz', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"age",kind:STATIC,type:INTEGER}){key}}',
  );
  door = new Door(server, admin, 'fuzz');
});
after(() => server.remove());

const goodMessage = (mark: number): string =>
  JSON.stringify({
    type: 'track',
    event: 'Good',
    userId: `good${mark % 4999}`,
    messageId: `good-${mark}`,
    timestamp: '2026-03-10T11:00:00Z',
    properties: { mark },
  });

/** Sends one batch; answers how many events of it must be stored. */
async function keptOf(text: string): Promise<number> {
  const { status, body } = await door.send('batch', text);
  assert.equal(status, 200, `${text}\n${JSON.stringify(body)}`);
  const { batch } = JSON.parse(text) as { batch: { type?: unknown; event?: unknown }[] };
  const refused = new Set<number>(body.rejected.map(({ index }: { index: number }) => index));
  assert.equal(refused.size, body.rejected.length, 'each is named once');
  assert.equal(body.accepted + body.duplicates + refused.size, batch.length, text);
  const good = batch.findIndex((message) => message?.event === 'Good');
  assert.ok(!refused.has(good), JSON.stringify(body.rejected));
  return batch.filter((m, i) => OF_EVENTS.has(m?.type as string) && !refused.has(i)).length - body.duplicates;
}

test(`${BODIES} random batches: kept and named are what was sent, and what is kept is stored`, async () => {
  const seed = seedOf(45);
  const source = new Random(seed);
  let kept = 0;
  let sent = 0;
  const next = async (): Promise<void> => {
    while (sent < BODIES) {
      const text = source.batch(goodMessage(sent++));
      const stored = await keptOf(text);
      kept += stored;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, next));
  assert.equal(await server.running.services.stores.events.count('fuzz'), kept);
  const { a, b } = await admin.ask(
    '{a:statistics(metric:"count(good)"){sum} b:statistics(metric:"sum(good.mark)"){sum}}',
  );
  const marks = (BODIES * (BODIES - 1)) / 2;
  assert.deepEqual([Number(a.sum), Number(b.sum)], [BODIES, marks], 'none of the good ones is missing');
});

/** A property as it is kept, read naively. */
function asKept(name: string, value: unknown): unknown {
  if (typeof value === 'string') return name === 'currency' && value === 'usd' ? 'USD' : value.normalize('NFC');
  // JSON has no negative zero on its way back.
  if (value === 0) return 0;
  if (value === null || typeof value !== 'object') return value;
  const isTexts = Array.isArray(value) && value.length <= 100 && value.every((item) => typeof item === 'string');
  return isTexts ? value.map((item) => item.normalize('NFC')) : JSON.stringify(value).normalize('NFC');
}

test('what is kept without a warning is kept as it was sent', async () => {
  const source = new Random(seedOf(47));
  const texts = Array.from({ length: amount(200, 5000) }, (_, i) => source.free(`free${i}`));
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

test('what is no batch is answered, too', async () => {
  const source = new Random(seedOf(46));
  for (let i = 0; i < amount(100, 2000); i++) {
    const text = source.body();
    for (const path of ['batch', 'track', 'identify']) {
      const { status } = await door.send(path, text);
      assert.ok(status === 200 || (status >= 400 && status < 500), `${status} ${path} ${text}`);
    }
  }
});

test('nothing unexpected was reported', () => assert.deepEqual(server.reported, []));
