/** Generates random bodies for the tracking API, and checks its guarantees with them. */
import assert from 'node:assert/strict';
import { jsonText } from '../hostile/fuzz/json-text.js';
import { Dice, random } from '../support/dice.js';
import type { Caller, TestServer } from '../support/server.js';
import type { Door } from './door.js';

const AT_A_TIME = 64;
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

/** Generates messages and bodies in every form from a seed. */
export class Random {
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

  /** Adds a field with the given probability. Most messages have all required fields. */
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

  /** Returns a batch that contains one valid message. */
  batch(good: string): string {
    const messages = Array.from({ length: this.dice.int(0, 2) }, () => this.message());
    messages.splice(this.dice.int(0, messages.length), 0, good);
    return `{"batch":[${messages.join(',')}]${this.dice.chance(0.2) ? `,"sentAt":${this.dice.pick(TIMES)}` : ''}}`;
  }

  /** Returns a valid message with random properties, of a type without declared properties. */
  free(user: string): string {
    return `{"type":"track","event":"Freely Said","userId":"${user}","properties":${this.properties()}}`;
  }

  /** Returns a random body, mostly not a batch. */
  body(): string {
    return jsonText(this.dice);
  }
}

const goodMessage = (mark: number): string =>
  JSON.stringify({
    type: 'track',
    event: 'Good',
    userId: `good${mark % 4999}`,
    messageId: `good-${mark}`,
    timestamp: '2026-03-10T11:00:00Z',
    properties: { mark },
  });

/** Sends one batch, and retries it while the response has status 503. Calls `again` for each retry. */
async function answerOf(door: Door, text: string, again: () => void): Promise<Awaited<ReturnType<Door['send']>>> {
  for (;;) {
    const answer = await door.send('batch', text);
    if (answer.status !== 503) return answer;
    again();
  }
}

/** Sends one batch and returns the number of events that must be stored. */
async function keptOf(door: Door, text: string, again: () => void): Promise<number> {
  const { status, body } = await answerOf(door, text, again);
  assert.equal(status, 200, `${text}\n${JSON.stringify(body)}`);
  const { batch } = JSON.parse(text) as { batch: { type?: unknown; event?: unknown }[] };
  const refused = new Set<number>(body.rejected.map(({ index }: { index: number }) => index));
  assert.equal(refused.size, body.rejected.length, 'each is named once');
  assert.equal(body.accepted + body.duplicates + refused.size, batch.length, text);
  const good = batch.findIndex((message) => message?.event === 'Good');
  assert.ok(!refused.has(good), JSON.stringify(body.rejected));
  return batch.filter((m, i) => OF_EVENTS.has(m?.type as string) && !refused.has(i)).length - body.duplicates;
}

interface Shop {
  readonly server: TestServer;
  readonly admin: Caller;
  readonly door: Door;
}

/** Creates a shop with some tags for random messages. */
export async function randomShop(server: TestServer): Promise<Caller> {
  const admin = await server.sandbox('fuzz', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"age",kind:STATIC,type:INTEGER}){key}}',
  );
  return admin;
}

/**
 * Sends random batches and checks that stored and rejected messages add up, that stored messages exist, and that no
 * valid message is missing.
 */
export async function holdToTheLaw(
  { server, admin, door }: Shop,
  seed: number,
  bodies: number,
  progress: (sent: number) => void = () => undefined,
): Promise<void> {
  const source = new Random(seed);
  let kept = 0;
  let sent = 0;
  let sentAgain = 0;
  const next = async (): Promise<void> => {
    while (sent < bodies) {
      const text = source.batch(goodMessage(sent++));
      const stored = await keptOf(door, text, () => sentAgain++);
      kept += stored;
      progress(sent);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, next));
  const stored = await server.running.services.stores.events.count('fuzz');
  // Messages without an id are stored again when their batch is retried.
  if (sentAgain === 0) assert.equal(stored, kept);
  else assert.ok(stored >= kept, `${stored} of ${kept}; ${sentAgain} batches were sent again`);
  const { a, b } = await admin.ask(
    '{a:statistics(metric:"count(good)"){sum} b:statistics(metric:"sum(good.mark)"){sum}}',
  );
  const marks = (bodies * (bodies - 1)) / 2;
  assert.deepEqual([Number(a.sum), Number(b.sum)], [bodies, marks], 'no valid message is missing');
}
