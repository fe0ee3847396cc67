/**
 * Tests through the real server that names and values that were never observed cause warnings, and that observed ones
 * are suggested.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';
import { event, member, type SeenValues, type Warning } from './seen-fixtures.js';

let server: TestServer;
let admin: Caller;
const AT = '2026-03-20T00:00:00Z';
const WARNINGS =
  'conditionWarnings{reason path message subject given nearest commonest{value count} types{type count}}';

async function warnings(expression: string, caller = admin): Promise<readonly Warning[]> {
  const { previewSegment } = await caller.ask(
    `query($e:String!){previewSegment(input:{expression:$e,samples:0}){size ${WARNINGS}}}`,
    { e: expression },
  );
  return previewSegment.conditionWarnings;
}

const only = async (expression: string): Promise<Warning> => {
  const list = await warnings(expression);
  assert.equal(list.length, 1, `${expression}: ${JSON.stringify(list)}`);
  return list[0];
};

const seenOf = async (args: string, caller = admin): Promise<SeenValues> =>
  (await caller.ask(`{seenValues(${args}){values{value count} distinct exact}}`)).seenValues;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('seen', AT);
  await admin.ask(
    `mutation{
      a:defineTag(input:{key:"home_city",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineTag(input:{key:"age",kind:SEMI_DYNAMIC,type:INTEGER}){key}
      c:defineTag(input:{key:"likes",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}
      d:defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}
      e:defineTag(input:{key:"orders",kind:DYNAMIC,metric:"count(order_payed)"}){key}}`,
  );
  const cities = ['Beijing', 'Beijing', 'Shanghai', 'Beijing', 'cafe\u0301'.normalize('NFC')];
  const tags = cities.flatMap((city, n) => [
    { identities: member(n), tag: 'home_city', value: city, observedAt: AT },
    { identities: member(n), tag: 'age', value: 20 + 10 * n, observedAt: AT },
    { identities: member(n), tag: 'likes', value: n === 0 ? ['tea', 'books'] : ['tea'], observedAt: AT },
    { identities: member(n), tag: 'illness', value: 'influenza', observedAt: AT },
  ]);
  const set = await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
  assert.deepEqual([...new Set(set.setTags.map((x: { status: string }) => x.status))], ['ACCEPTED']);
  const events = [0, 1, 2].flatMap((n) => [
    event(n, 'order_paid', {
      order: {
        orderId: `o${n}`,
        lines: [{ lineId: '1', sku: 'A', brand: 'Shiseido', category: '母婴/纸尿裤/NB', quantity: 1, amount: '10' }],
      },
      properties: { channel: n === 0 ? 'app' : 'web' },
    }),
    event(n, 'quiz', { properties: { level: n === 0 ? '10' : 10, answer: 'yes' } }),
  ]);
  events.push(event(0, 'consent_given', { properties: { purpose: 'marketing', channel: 'sms' } }));
  const sent = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}', {
    e: events,
  });
  assert.equal(sent.ingestEvents.accepted, events.length, JSON.stringify(sent));
});
after(() => server.remove());

test('an event type that never occurred causes a warning with the nearest one, anywhere in a condition', async () => {
  const w = await only('tag age > 1 and not did(order_payed, last 30d)');
  assert.deepEqual(
    [w.reason, w.path, w.subject, w.nearest[0], w.message],
    [
      'EVENT_UNSEEN',
      'all[1].not.metric.event',
      'order_payed',
      'order_paid',
      'no event order_payed has been seen; nearest: order_paid',
    ],
  );
  for (const [expression, path] of [
    ['sequence(order_paid then order_payed)', 'sequence.steps[1].event'],
    ['sequence(order_paid then quiz, without order_payed)', 'sequence.without.event'],
    ['unfollowed(order_paid by order_payed, within 2d)', 'notFollowed.by.event'],
    ['first(order_payed) is (channel = "app")', 'first.event'],
    ['did(order_paid, within 2d after first(order_payed))', 'metric.within.afterFirst.event'],
    ['ratio(count(quiz, within 2d before last(order_payed)), count(quiz)) > 1', 'ratio.of.within.beforeLast.event'],
    ['held for 7d (was within 2d (did(order_payed)))', 'held.condition.was.condition.metric.event'],
  ])
    assert.deepEqual((await only(expression)).path, path, expression);
  assert.deepEqual(await warnings('did(order_paid) and did(quiz)'), []);
});

test('a property that never occurred causes a warning, and the same name on order lines is suggested first', async () => {
  const w = await only('did(quiz where levle = 10)');
  assert.deepEqual([w.reason, w.path, w.nearest], ['FIELD_UNSEEN', 'metric.where.levle', ['level']]);
  const line = await only('distinct(order_paid."brand") >= 1');
  assert.deepEqual([line.reason, line.nearest], ['FIELD_UNSEEN', ['line.brand']]);
  assert.equal((await only('sequence(quiz then quiz, same levle)')).reason, 'FIELD_UNSEEN');
  assert.deepEqual(await warnings('sequence(order_paid then order_paid, same sku)'), []);
  assert.deepEqual(await warnings('distinct(order_paid.day) > 1 and sum(order_paid.amount) > 1.0'), []);
});

test('a value that never occurred causes a warning with the nearest values, other spellings and the most frequent ones', async () => {
  const w = await only('tag home_city = "北京"');
  assert.deepEqual(
    [w.reason, w.path, w.subject, w.given, w.commonest[0]],
    ['VALUE_UNSEEN', 'tag', 'tag home_city', ['北京'], { value: 'Beijing', count: 3 }],
  );
  assert.match(w.message, /^no customer has tag home_city = "北京"; seen most: "Beijing"/);
  assert.deepEqual((await only('tag home_city in ("Beijing", "Shangai")')).nearest, ['Shanghai']);
  assert.match((await only('tag home_city != "beijing"')).message, /"Beijing" differs in letter case/);
  assert.deepEqual((await only('tag likes has "teas"')).nearest, ['tea']);
  assert.deepEqual((await only('tag home_city starts with "Bo"')).given, ['Bo']);
  assert.deepEqual((await only('tag age = 41')).nearest, ['40', '50']);
  assert.deepEqual((await only('did(order_paid where brand = "Shisedo")')).nearest, ['Shiseido']);
  const category = await only('did(order_paid where category under "母婴/纸尿布")');
  assert.deepEqual([category.given, category.nearest], [['母婴/纸尿布'], ['母婴/纸尿裤']]);
  assert.match(category.message, /^no event has order_paid\.line\.category under "母婴\/纸尿布"; nearest/);
  assert.deepEqual((await only('mostFrequent(order_paid.channel) = "wab"')).nearest, ['web']);
  assert.deepEqual((await only('topOf(order_paid.channel, 2) has "wab"')).nearest, ['web']);
  assert.deepEqual((await only('consent marketting')).nearest, ['marketing']);
  for (const seen of [
    'tag home_city in ("Beijing", "Shanghai")',
    'tag home_city contains "hai"',
    'did(order_paid where category under "母婴/纸尿裤/")',
    'mostFrequent(order_paid.line.category) under "母婴"',
    'topOf(order_paid.channel, 3) has "web"',
    'tag age = 40',
    'tag age > 41',
    'consent marketing on sms',
    'did(order_paid where amount = 10.0)',
  ])
    assert.deepEqual(await warnings(seen), [], seen);
});

test('a property with values of two types causes a warning with the types', async () => {
  const w = await only('did(quiz where level = 10)');
  assert.deepEqual(
    [w.reason, w.types],
    [
      'TYPES_MIXED',
      [
        { type: 'TEXT', count: 1 },
        { type: 'NUMBER', count: 2 },
      ],
    ],
  );
  assert.equal((await only('sum(quiz.level) > 1')).reason, 'TYPES_MIXED');
  const unseen = await only('did(quiz where answer = 1)');
  assert.deepEqual([unseen.reason, unseen.types], ['TYPE_UNSEEN', [{ type: 'TEXT', count: 3 }]]);
  assert.equal((await only('sum(quiz.answer) > 1')).reason, 'TYPE_UNSEEN');
});

test('the currency of amounts causes a warning if no order has it', async () => {
  const usd = await only('sum(order_paid.amount, currency "USD") > 1.0');
  assert.deepEqual(
    [usd.reason, usd.path, usd.subject, usd.given, usd.commonest],
    ['VALUE_UNSEEN', 'metric.currency', 'order_paid.currency', ['USD'], [{ value: 'CNY', count: 3 }]],
  );
  assert.deepEqual(await warnings('ratio(sum(order_paid.amount), count(order_paid)) > 1.0'), []);
  const shop = await server.sandbox('dollars', AT, { currency: 'USD' });
  await shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [event(1, 'order_paid', { order: { orderId: 'o', amount: '5', currency: 'EUR' } })],
  });
  assert.deepEqual(
    (await warnings('average(order_paid.amount) > 1.0', shop)).map((w) => [w.path, w.given, w.commonest[0].value]),
    [['metric.currency', ['USD'], 'EUR']],
  );
  assert.deepEqual(
    (await warnings('consent marketing', shop)).map((w) => [w.reason, w.subject]),
    [['EVENT_UNSEEN', 'consent_given']],
  );
});

test('hours, weekdays and months that no instant has cause a warning', async () => {
  const sunday = await only('did(order_paid where weekday in (0, 6))');
  assert.deepEqual([sunday.reason, sunday.path, sunday.given], ['VALUE_UNSEEN', 'metric.where.weekday', ['0']]);
  assert.match(sunday.message, /weekdays are 1 \(Monday\) to 7 \(Sunday\)$/);
  for (const [condition, reason] of [
    ['did(order_paid where hour = 24)', 'VALUE_UNSEEN'],
    ['did(order_paid where hour >= 24)', 'NEVER_TRUE'],
    ['did(order_paid where weekday between 8 and 9)', 'NEVER_TRUE'],
    ['did(order_paid where month = "2026-3")', 'VALUE_UNSEEN'],
    ['did(order_paid where month = "2026-13")', 'VALUE_UNSEEN'],
    ['max(order_paid.hour) > 23', 'NEVER_TRUE'],
  ])
    assert.equal((await only(condition)).reason, reason, condition);
  for (const right of [
    'did(order_paid where weekday in (6, 7) and hour >= 23 and hour != 0)',
    'did(order_paid where month = "2026-03" or day = "2024-02-29" or month > "2026")',
  ])
    assert.deepEqual(await warnings(right), [], right);
  const { errors } = await admin.send('{seenValues(event:"order_paid",property:"weekday"){distinct}}');
  assert.equal(errors?.[0].extensions.reason, 'FIELD_NOT_ALLOWED');
});

test('a computed tag with values of another type than its own causes a warning', async () => {
  await admin.ask(
    'mutation{a:defineTag(wait:true,input:{key:"best",kind:DYNAMIC,metric:"max(poll.score)"}){type} b:defineTag(wait:true,input:{key:"best_number",kind:DYNAMIC,type:DECIMAL,metric:"max(poll.score)"}){type} c:defineTag(wait:true,input:{key:"born",kind:STATIC,type:DATE}){key}}',
  );
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [event(1, 'poll', { messageId: 'score', properties: { score: 2.5 } })],
  });
  const compared = await only('tag best >= "2"');
  assert.deepEqual(
    [compared.reason, compared.path, compared.types],
    ['TYPE_UNSEEN', 'tag', [{ type: 'NUMBER', count: 1 }]],
  );
  assert.deepEqual(await warnings('tag best_number >= 2.0'), []);
  const of = async (tag: string): Promise<readonly Warning[]> =>
    (await admin.ask(`{definitionWarnings(tag:"${tag}"){reason path message}}`)).definitionWarnings;
  assert.deepEqual(
    (await of('best')).map((w) => [w.reason, w.path]),
    [['TYPE_UNSEEN', 'metric.field']],
  );
  assert.match((await of('best'))[0].message, /conditions compare the tag as STRING/);
  assert.deepEqual(await of('best_number'), []);
  await admin.ask(
    'mutation($i:[IdentityInput!]!){setTags(tags:[{identities:$i,tag:"born",value:"2000-01-01"}]){status}}',
    { i: member(1) },
  );
  assert.deepEqual(await warnings('age(tag born) = 99'), [], 'an age is no value of the tag');
});

test('aggregates over all customers return warnings too', async () => {
  const { statistics } = await admin.ask(
    `{statistics(metric:"sum(order_payed.amount)",expression:"tag home_city = \\"北京\\""){sum ${WARNINGS}}}`,
  );
  assert.deepEqual(
    statistics.conditionWarnings.map((w: Warning) => [w.reason, w.path]),
    [
      ['EVENT_UNSEEN', 'metric.event'],
      ['VALUE_UNSEEN', 'expression.tag'],
    ],
  );
});

test('segments, layers, templates, computed tags and coupon reports return the same warnings', async () => {
  const saved = await admin.ask(
    `mutation{defineSegment(input:{key:"typo",expression:"did(order_payed)"},wait:true){warnings ${WARNINGS}}
      redefineSegment(input:{key:"typo",expression:"did(order_payed) and tag age < 0 and tag age > 5"},wait:true){${WARNINGS}}}`,
  );
  assert.deepEqual(
    [saved.defineSegment.warnings, saved.defineSegment.conditionWarnings.map((w: Warning) => w.reason)],
    [[], ['EVENT_UNSEEN']],
  );
  assert.deepEqual(
    saved.redefineSegment.conditionWarnings.map((w: Warning) => [w.reason, w.path]),
    [
      ['NEVER_TRUE', ''],
      ['EVENT_UNSEEN', 'all[0].metric.event'],
    ],
  );
  const { defineLayerModel: model } = await admin.ask(
    `mutation{defineLayerModel(wait:true,input:{key:"life",layers:[{key:"a",when:"did(order_payed)"},{key:"b"}]}){${WARNINGS}}}`,
  );
  assert.deepEqual(model.conditionWarnings[0].path, 'layers[0].when.metric.event');
  const of = async (args: string): Promise<readonly object[]> =>
    (await admin.ask(`{definitionWarnings(${args}){reason path subject}}`)).definitionWarnings;
  assert.deepEqual(await of('tag:"orders"'), [
    { reason: 'EVENT_UNSEEN', path: 'metric.event', subject: 'order_payed' },
  ]);
  assert.equal((await of('segment:"typo"')).length, 2);
  assert.equal((await of('layerModel:"life"')).length, 1);
  const report = await admin.ask(
    `{couponPopularity(scope:{coupons:["save1"],segment:"typo"}){${WARNINGS}} couponPreference(by:{segments:["typo"]}){${WARNINGS}}}`,
  );
  assert.deepEqual(
    report.couponPopularity.conditionWarnings.map((w: Warning) => [w.reason, w.path]),
    [
      ['COUPON_UNSEEN', 'scope.coupons[0]'],
      ['NEVER_TRUE', 'scope.segment'],
      ['EVENT_UNSEEN', 'scope.segment.all[0].metric.event'],
    ],
  );
  assert.equal(report.couponPreference.conditionWarnings[0].path, 'by.segments[0]');
  const { templates } = await admin.ask('{templates{key parameters{name default}}}');
  const free = templates.find((t: { parameters: { default: string | null }[] }) =>
    t.parameters.every((x) => x.default !== null),
  );
  const { installTemplate } = await admin.ask(
    `mutation($k:String!){installTemplate(input:{key:$k,dryRun:true}){${WARNINGS}}}`,
    { k: free.key },
  );
  assert.ok(Array.isArray(installTemplate.conditionWarnings));
});

test('event types are listed with their number and last time, the latest first, and fields by frequency', async () => {
  const of = async (args: string): Promise<object> =>
    (await admin.ask(`{seenEvents(${args}){types{type count lastAt} distinct}}`)).seenEvents;
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      event(1, '下单成功', {
        messageId: 'own',
        occurredAt: '2026-03-19T12:00:00Z',
        properties: { 'Product Name': 'x' },
      }),
    ],
  });
  assert.deepEqual(await of('first:1'), {
    types: [{ type: '下单成功', count: 1, lastAt: '2026-03-19T12:00:00.000Z' }],
    distinct: 5,
  });
  assert.deepEqual(await of('prefix:"QUIZ"'), {
    types: [{ type: 'quiz', count: 3, lastAt: '2026-03-19T00:00:00.000Z' }],
    distinct: 1,
  });
  const fields = async (args: string): Promise<{ fields: { name: string; count: number }[]; distinct: number }> =>
    (await admin.ask(`{seenFields(${args}){fields{name count} distinct}}`)).seenFields;
  assert.deepEqual(await fields('event:"quiz"'), {
    fields: [
      { name: 'answer', count: 3 },
      { name: 'level', count: 3 },
    ],
    distinct: 2,
  });
  assert.deepEqual((await fields('event:"下单成功"')).fields, [{ name: 'Product Name', count: 1 }]);
  const ofOrders = (await fields('event:"order_paid",first:100')).fields.map(({ name }) => name);
  for (const name of ['amount', 'channel', 'line.brand', 'line.category']) assert.ok(ofOrders.includes(name), name);
  assert.deepEqual(await fields('event:"nothing"'), { fields: [], distinct: 0 });
  assert.deepEqual((await fields('event:"quiz",prefix:"lev",first:1')).fields, [{ name: 'level', count: 3 }]);
  const other = await server.sandbox('empty', AT);
  assert.deepEqual((await other.ask('{seenEvents{types{type} distinct}}')).seenEvents, { types: [], distinct: 0 });
  for (const query of ['{seenEvents(first:101){distinct}}', '{seenFields(event:"quiz",first:0){distinct}}']) {
    const { errors } = await admin.send(query);
    assert.deepEqual(
      [errors?.[0].extensions.code, errors?.[0].extensions.reason],
      ['BAD_USER_INPUT', 'NUMBER_INVALID'],
    );
  }
});

test('values are suggested with counts, by prefix in any case; an erased value is not', async () => {
  assert.deepEqual(await seenOf('tag:"home_city",prefix:"be"'), {
    values: [{ value: 'Beijing', count: 3 }],
    distinct: 1,
    exact: true,
  });
  assert.deepEqual((await seenOf('tag:"likes",first:1')).values, [{ value: 'tea', count: 5 }]);
  assert.deepEqual((await seenOf('event:"order_paid",property:"line.brand"')).values, [
    { value: 'Shiseido', count: 3 },
  ]);
  assert.deepEqual((await seenOf('event:"quiz",property:"level"')).values, [
    { value: 10, count: 2 },
    { value: '10', count: 1 },
  ]);
  assert.deepEqual((await seenOf('event:"nothing",property:"x"')).values, []);
  await admin.ask(
    'mutation{setTags(tags:[{identities:[{namespace:"member_id",value:"E"}],tag:"home_city",value:"Atlantis",observedAt:"2026-03-20T00:00:00Z"}]){status}}',
  );
  // Customer E is erased below. After the erasure, the columns still contain the other customers.
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: ['E', 'E1', 'E2', 'E3'].map((value, n) => ({
      ...event(n, n === 0 ? 'survey' : 'poll', { properties: { island: n === 0 ? 'Atlantis' : 'Avalon' } }),
      identities: [{ namespace: 'member_id', value }],
    })),
  });
  const island = 'event:"survey",property:"island"';
  assert.deepEqual((await seenOf(island)).values, [{ value: 'Atlantis', count: 1 }]);
  assert.equal((await seenOf('tag:"home_city",prefix:"atl"')).distinct, 1);
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"E"}){id}}');
  await admin.ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p: profile.id });
  assert.equal((await seenOf('tag:"home_city",prefix:"atl"')).distinct, 0);
  assert.equal((await seenOf(island)).distinct, 0);
  assert.equal((await only('did(survey)')).reason, 'EVENT_UNSEEN');
  assert.equal((await warnings('tag home_city = "Atlantis"'))[0].reason, 'VALUE_UNSEEN');
});

test('callers without permission to read values see none, not even in warnings', async () => {
  const refused = async (args: string, caller: Caller): Promise<unknown> =>
    (await caller.send(`{seenValues(${args}){distinct}}`)).errors?.[0].extensions.reason;
  const analyst = server.caller('seen', ['segments:read', 'analytics:read', 'define']);
  assert.equal(await refused('tag:"illness"', analyst), 'TAG_NOT_FOUND');
  assert.equal(await refused('tag:"unknown"', analyst), 'TAG_NOT_FOUND');
  assert.equal(await refused('event:"quiz",property:"answer"', analyst), 'SCOPE_MISSING');
  assert.equal(await refused('tag:"home_city"', server.caller('seen', ['segments:read'])), 'SCOPE_MISSING');
  assert.equal((await seenOf('tag:"home_city",prefix:"be"', analyst)).distinct, 1);
  assert.deepEqual(await warnings('did(quiz where answer = "no")', analyst), []);
  assert.equal((await warnings('did(quizz where answer = "no")', analyst))[0].reason, 'EVENT_UNSEEN');
  const full = server.caller('seen', ['segments:read', 'analytics:read', 'profiles:read', 'profiles:read:personal']);
  assert.deepEqual((await warnings('tag illness = "influenca"', full))[0].nearest, ['influenza']);
  assert.deepEqual((await seenOf('tag:"illness"', full)).values, [{ value: 'influenza', count: 5 }]);
  // A caller who may define segments but not count customers is shown no values in warnings.
  const definer = server.caller('seen', ['define', 'segments:read']);
  const { defineSegment } = await definer.ask(
    `mutation{defineSegment(input:{key:"far",expression:"tag home_city = \\"Nowhere\\""},wait:true){${WARNINGS}}}`,
  );
  assert.deepEqual(defineSegment.conditionWarnings, []);
});
