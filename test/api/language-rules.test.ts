/**
 * Runs the rules of `docs/LANGUAGE.md` that no example in `cases.json` states: bounds of values, names and conditions,
 * operators by type, currencies, and warnings.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

const NOW = '2026-03-20T12:00:00.000Z';

let server: TestServer;
let admin: Caller;
let sent = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('rules', NOW, { zone: 'UTC', currency: 'CNY' });
});
after(() => server.remove());

/** Sends one event of a customer and returns its status and, if it is rejected, the reason. */
async function send(member: string, event: Readonly<Record<string, unknown>>): Promise<string> {
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason}}}', {
    e: [
      {
        messageId: `m${sent++}`,
        occurredAt: '2026-03-10T12:00:00.000Z',
        identities: [{ namespace: 'member_id', value: member }],
        ...event,
      },
    ],
  });
  const [{ status, reason }] = r.ingestEvents.results;
  return reason === null ? status : `${status} ${reason}`;
}

async function accepted(member: string, ...events: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  for (const event of events) assert.equal(await send(member, event), 'ACCEPTED', JSON.stringify(event));
}

/** Returns the number of customers who match a condition, or the reason for which it is rejected. */
async function size(expression: string): Promise<number | string> {
  const { data, errors } = await admin.send('query($e:String!){profiles(first:1,expression:$e){totalCount}}', {
    e: expression,
  });
  return errors ? String(errors[0].extensions.reason) : data.profiles.totalCount;
}

async function sizes(cases: Readonly<Record<string, number | string>>): Promise<void> {
  for (const [expression, wanted] of Object.entries(cases))
    assert.equal(await size(expression), wanted, expression.slice(0, 200));
}

async function warnings(expression: string): Promise<string[]> {
  const r = await admin.ask('query($e:String!){profiles(first:1,expression:$e){conditionWarnings{reason path}}}', {
    e: expression,
  });
  return r.profiles.conditionWarnings.map((w: { reason: string; path: string }) => `${w.reason} ${w.path}`);
}

const repeat = (count: number, part: (i: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(joint);

test('events up to 5 minutes ahead are accepted, and count from their own instant on', async () => {
  assert.equal(await send('ahead', { type: 'soon', occurredAt: '2026-03-20T12:05:00.000Z' }), 'ACCEPTED');
  assert.equal(
    await send('ahead', { type: 'soon', occurredAt: '2026-03-20T12:05:00.001Z' }),
    'REJECTED EVENT_IN_FUTURE',
  );
  assert.equal(await size('did(soon)'), 0);
  assert.equal(await send('late', { type: 'old', occurredAt: '2023-03-21T12:00:00.001Z' }), 'ACCEPTED');
  assert.equal(await send('late', { type: 'old', occurredAt: '2023-03-21T12:00:00.000Z' }), 'REJECTED EVENT_TOO_OLD');
});

test('numbers are bounded in events and in conditions', async () => {
  assert.equal(await send('bounds', { type: 'reading', properties: { n: 1e14 } }), 'ACCEPTED');
  assert.equal(await send('bounds', { type: 'reading', properties: { n: -1e14 } }), 'ACCEPTED');
  assert.equal(await send('bounds', { type: 'reading', properties: { n: 1.1e14 } }), 'REJECTED EVENT_PROPERTY_TYPE');
  await sizes({
    'max(reading.n) = 1e14': 1,
    'min(reading.n) = -1e14': 1,
    'did(reading where n > 0.12345678901234567)': 1,
    'did(reading where n > 0.123456789012345678)': 'EXPRESSION_SYNTAX',
    'did(reading where n > 99999999999999.9)': 1,
    'did(reading where n > 199999999999999.9)': 'EXPRESSION_SYNTAX',
    // Whole numbers of tags may be larger than those of events.
    'did(reading where n < 9007199254740991)': 1,
    'did(reading where n < 9007199254740992)': 'EXPRESSION_SYNTAX',
  });
});

test('declared decimals are rounded half to even if sent as numbers; longer texts are rejected', async () => {
  const cart = (price: unknown): object => ({ type: 'added_to_cart', properties: { sku: 'x', price } });
  await accepted('decimal', cart(7.00005) as never);
  await sizes({
    'did(added_to_cart where price = 7.0)': 1,
    'did(added_to_cart where price = 7.00005)': 'OPERAND_TYPE',
    'did(order_paid where quantity = 7.00005)': 'OPERAND_TYPE',
  });
  assert.equal(await send('decimal', cart('7.00005') as never), 'REJECTED DECIMAL_INVALID');
});

test('an amount without a currency is in the currency of the workspace, and counts in no other', async () => {
  await accepted(
    'donor',
    { type: 'donation', properties: { amount: 20, currency: 'USD' } },
    { type: 'donation', properties: { amount: 5 } },
    { type: 'order_refunded', order: { orderId: 'never reported', amount: '3' } },
  );
  await sizes({
    'sum(donation.amount) = 25': 1,
    'sum(donation.amount, currency "USD") = 20': 1,
    'sum(donation.amount, currency "CNY") = 5': 1,
    'sum(order_refunded.amount) = 3.0': 1,
    'sum(order_refunded.amount, currency "USD") > 0.0': 0,
  });
});

test('names of event types and properties have a maximum length', async () => {
  const outcomes = [
    await send('names', { type: 't'.repeat(260) }),
    await send('names', { type: 't'.repeat(261) }),
    await send('names', { type: 'named', properties: { ['p'.repeat(64)]: 1 } }),
    await send('names', { type: 'named', properties: { ['p'.repeat(65)]: 1 } }),
  ];
  assert.deepEqual(
    outcomes.map((outcome) => outcome.split(' ')[0]),
    ['ACCEPTED', 'REJECTED', 'ACCEPTED', 'REJECTED'],
  );
  await accepted('booker', { type: 'booking', properties: { time: '2026-03-25T00:00:00Z', day: 'monday' } });
  await sizes({
    'last(booking.time) within next 7d': 1,
    'did(booking where time > "2026-03-24T00:00:00Z")': 1,
    'last(booking.day) = "monday"': 1,
  });
});

test('a tag supports the operators of its type and no others', async () => {
  await admin.ask(
    'mutation{a:defineList(input:{key:"texts",type:STRING}){key} b:defineList(input:{key:"numbers",type:NUMBER}){key}}',
  );
  const order = ['= $', '!= $', '< $', '<= $', '> $', '>= $', 'in ($)', 'not in ($)', 'between $ and $', 'exists'];
  const text = ['contains $', 'starts with $', 'under $'];
  const lists = ['in list %', 'not in list %'];
  const dates = ['within last 3d', 'before last 3d', 'within next 3d', 'this month', 'anniversary today'];
  const all = [...order, ...text, ...lists, ...dates, 'has $'];
  const types: Readonly<Record<string, { literal: string; list?: string; operators: readonly string[] }>> = {
    STRING: { literal: '"x"', operators: [...order, ...text, ...lists] },
    INTEGER: { literal: '1', list: 'numbers', operators: [...order, ...lists] },
    DECIMAL: { literal: '1.5', list: 'numbers', operators: [...order, ...lists] },
    BOOLEAN: { literal: 'true', operators: ['= $', '!= $', 'exists'] },
    DATE: { literal: '"2026-01-01"', operators: [...order, ...dates] },
    DATETIME: { literal: '"2026-01-01T00:00:00Z"', operators: [...order, ...dates] },
    STRING_LIST: { literal: '"x"', operators: ['exists', 'has $'] },
  };
  for (const [type, { literal, list, operators }] of Object.entries(types)) {
    const key = `of_${type.toLowerCase()}`;
    await admin.ask(
      `mutation($t:ValueType!){defineTag(wait:true,input:{key:"${key}",kind:SEMI_DYNAMIC,type:$t}){key}}`,
      { t: type },
    );
    const held: string[] = [];
    for (const operator of all) {
      const written = operator.replaceAll('$', literal).replaceAll('%', list ?? 'texts');
      if (typeof (await size(`tag ${key} ${written}`)) === 'number') held.push(operator);
    }
    assert.deepEqual(
      held,
      all.filter((operator) => operators.includes(operator)),
      type,
    );
  }
});

test('conditions have limits', async () => {
  await accepted('limits', { type: 'visit' });
  const steps = (count: number): string => `sequence(${repeat(count, () => 'visit', ' then ')})`;
  await sizes({
    [repeat(200, (i) => `did(never${i})`, ' or ')]: 0,
    [repeat(201, (i) => `did(never${i})`, ' or ')]: 'CONDITION_TOO_LARGE',
    [steps(10)]: 0,
    [steps(11)]: 'SEQUENCE_TOO_LONG',
    'did(visit, last 1s)': 0,
    'did(visit, last 999ms)': 'WINDOW_INVALID',
    'did(visit, last 3650d)': 1,
    'did(visit, last 3650d1ms)': 'WINDOW_INVALID',
    'topOf(visit.page, 20) exists': 0,
    'topOf(visit.page, 21) exists': 'OPERAND_TYPE',
    'did(visit, tomorrow)': 'WINDOW_INVALID',
  });
});

test('a condition of 20 levels gives the same result as its text, and a deeper one is rejected', async () => {
  const nested = (levels: number): object => {
    let condition: object = { metric: { aggregate: 'count', event: 'visit', is: { gte: 1 } } };
    const other = { metric: { aggregate: 'count', event: 'searched', is: { gte: 1 } } };
    for (let i = 1; i < levels; i++) condition = i % 2 === 0 ? { not: condition } : { any: [condition, other] };
    return condition;
  };
  const preview = (condition: object): ReturnType<Caller['send']> =>
    admin.send('query($c:ConditionInput!){previewSegment(input:{condition:$c}){size expression}}', { c: condition });
  const { data } = await preview(nested(20));
  assert.equal(await size(data.previewSegment.expression), data.previewSegment.size);
  const { errors } = await preview(nested(21));
  assert.equal(errors?.[0].extensions.reason, 'CONDITION_TOO_DEEP');
});

test('calendar values that do not exist cause a warning, also for custom event types', async () => {
  await accepted(
    'calendar',
    { type: 'quiz' },
    { type: 'shift', properties: { weekday: 0, hour: 30 } },
    { type: 'product_viewed', properties: { sku: 's' } },
  );
  const cases: Readonly<Record<string, readonly string[]>> = {
    'did(product_viewed where weekday = 0)': ['VALUE_UNSEEN metric.where.weekday'],
    'did(product_viewed where hour >= 24)': ['NEVER_TRUE metric.where.hour'],
    'did(quiz where weekday = 0)': ['VALUE_UNSEEN metric.where.weekday'],
    'did(quiz where hour >= 24)': ['NEVER_TRUE metric.where.hour'],
    'did(quiz where month = "2026-13")': ['VALUE_UNSEEN metric.where.month'],
    'did(quiz where weekday = 7)': [],
    // Shifts have properties of these names, and these are compared.
    'did(shift where weekday = 0 and hour = 30)': [],
    'did(quizz where weekday = 0)': ['EVENT_UNSEEN metric.event'],
  };
  for (const [expression, wanted] of Object.entries(cases))
    assert.deepEqual(await warnings(expression), wanted, expression);
  assert.equal(await size('did(shift where weekday = 0 and hour = 30)'), 1);
});

test('counts of distinct values are not added up over customers', async () => {
  for (const member of ['one', 'two'])
    await accepted(
      member,
      { type: 'tasted', properties: { tea: 'green' } },
      { type: 'tasted', properties: { tea: member } },
    );
  const { statistics } = await admin.ask('{statistics(metric:"distinct(tasted.tea)"){sum sumOverCustomers max}}');
  assert.deepEqual(statistics, { sum: null, sumOverCustomers: '4', max: 2 });
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
