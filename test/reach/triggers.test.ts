/** Tests campaigns with triggers through the API. Each entry, exit or event of a customer makes one contact due. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { DAY, HOUR, iso, NOW, Shop } from './shop.js';

const MINUTE = 60_000;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const at = (ms: number, more: object = {}): object => ({ occurredAt: iso(NOW + ms), ...more });

/** Returns the state or ending reason of each contact in order of decision, with its time in hours after `NOW`. */
async function contacts(shop: Shop, profile: string, campaign?: string): Promise<string[]> {
  const rows = (await shop.contacts(profile)).filter((row) => campaign === undefined || row.campaign === campaign);
  return rows
    .sort((left, right) => left.sequence - right.sequence)
    .map((row) => {
      const hours = row.at === null ? '' : ` ${(Date.parse(row.at) - NOW) / HOUR}`;
      return `${row.ending?.reason ?? row.state}${hours}`;
    });
}

/** Opens a shop with segments that customers enter by an event, and others that customers enter and leave by time. */
async function open(id: string): Promise<Shop> {
  const shop = await Shop.open(server, id);
  await shop.caller.ask(`mutation{
    buyers:defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{id}}
    lapsed:defineSegment(input:{key:"lapsed",expression:"did(searched) and not did(searched, last 1d)"},wait:true){job{id}}
    pairs:defineSegment(input:{key:"pairs",expression:"count(visit) >= 2"},wait:true){job{id}}
    once:defineSegment(input:{key:"once",expression:"count(order_paid) = 1"},wait:true){job{id}}
  }`);
  return shop;
}

const order = (orderId: string, ms: number, amount = '10'): object =>
  at(ms, { type: 'order_paid', messageId: `order-${orderId}`, order: { orderId, amount } });

test('a customer who enters a segment is due once at that instant, also if time alone causes it', async () => {
  const shop = await open('entries');
  const present = await shop.event('P', order('p', -HOUR), [['phone', '13800002001']]);
  await shop.start('welcome', { audience: 'buyers', trigger: { entered: {} } });
  await shop.start('back', { audience: 'lapsed', trigger: { entered: {} } });
  const buyer = await shop.customer('A');
  await shop.event('A', order('a', 0));
  await shop.advance(NOW);
  assert.deepEqual(await contacts(shop, buyer), ['HANDED_OVER 0']);
  await shop.event('A', order('a2', 0));
  await shop.advance(NOW + HOUR);
  assert.equal((await contacts(shop, buyer)).length, 1, 'who is in already does not enter');
  // The last search was an hour before `NOW`, so one day has passed since that search at hour 23.
  await shop.advance(NOW + 23 * HOUR);
  assert.deepEqual(await contacts(shop, buyer, 'back'), ['HANDED_OVER 23']);
  await shop.advance(NOW + 3 * DAY);
  assert.deepEqual(await contacts(shop, buyer), ['HANDED_OVER 0', 'HANDED_OVER 23']);
  assert.deepEqual(await contacts(shop, present), [], 'who is in at the start does not enter');
});

test('members at the start count as entering then, if the campaign says so', async () => {
  const shop = await open('present');
  const present = await shop.customer('P');
  await shop.event('P', order('p', -HOUR));
  const input = { audience: 'buyers', trigger: { entered: { after: 'PT2H', includePresent: true } } };
  await shop.start('welcome', input);
  await shop.advance(NOW);
  const later = await shop.customer('L');
  await shop.event('L', order('l', 0));
  await shop.advance(NOW + 2 * HOUR - 1);
  assert.deepEqual([...(await contacts(shop, present)), ...(await contacts(shop, later))], []);
  await shop.advance(NOW + 2 * HOUR);
  assert.deepEqual(await contacts(shop, present), ['HANDED_OVER 2']);
  assert.deepEqual(await contacts(shop, later), ['HANDED_OVER 2']);
});

test('the audience is checked again when a delayed contact is due', async () => {
  const shop = await open('delays');
  await shop.start('care', { audience: 'recent', trigger: { entered: { after: 'P1D' } } });
  const leaves = await shop.event('A', at(0), [['phone', '13800002002']]);
  const stays = await shop.event('B', at(0), [['phone', '13800002003']]);
  await shop.advance(NOW + HOUR);
  await shop.event('B', at(HOUR));
  await shop.advance(NOW + DAY);
  assert.deepEqual((await shop.contact(leaves, 'care'))?.ending, { reason: 'AUDIENCE', audience: 'recent' });
  assert.deepEqual(await contacts(shop, stays), ['HANDED_OVER 24']);
});

test('a customer who leaves a segment is due at that instant', async () => {
  const shop = await open('exits');
  await shop.start('miss', { trigger: { left: { segment: 'recent' } } });
  const profile = await shop.customer('A');
  await shop.advance(NOW + 23 * HOUR);
  assert.deepEqual(await contacts(shop, profile), ['HANDED_OVER 23']);
});

test('a customer can enter again according to the re-entry rule of the campaign', async () => {
  const shop = await open('again');
  const trigger = { entered: {} };
  await shop.start('never', { audience: 'recent', trigger });
  await shop.start('always', { audience: 'recent', trigger, reEntry: 'ALWAYS' });
  await shop.start('after', { audience: 'recent', trigger, reEntryAfter: 'P3D' });
  const profile = await shop.event('A', at(0), [['phone', '13800002004']]);
  for (const days of [0, 2, 4]) {
    await shop.advance(NOW + days * DAY);
    if (days > 0) await shop.event('A', at(days * DAY));
    await shop.advance(NOW + days * DAY);
  }
  assert.deepEqual(await contacts(shop, profile, 'never'), ['HANDED_OVER 0']);
  assert.deepEqual(await contacts(shop, profile, 'always'), ['HANDED_OVER 0', 'HANDED_OVER 48', 'HANDED_OVER 96']);
  assert.deepEqual(await contacts(shop, profile, 'after'), ['HANDED_OVER 0', 'HANDED_OVER 96']);
});

test('a late fact makes a late entry, and a fact from before the start makes none', async () => {
  const shop = await open('late');
  await shop.start('welcome', { audience: 'buyers', trigger: { entered: {} } });
  const [early, late, before] = [await shop.customer('A'), await shop.customer('B'), await shop.customer('C')];
  await shop.advance(NOW + 2 * HOUR);
  await shop.event('A', order('a', 90 * MINUTE));
  await shop.event('B', order('b', HOUR - 1));
  await shop.event('C', order('c', -1));
  await shop.advance(NOW + 2 * HOUR);
  assert.deepEqual(await contacts(shop, early), ['HANDED_OVER 2']);
  assert.deepEqual((await shop.contact(late, 'welcome'))?.ending, {
    reason: 'MISSED',
    dueAt: iso(NOW + HOUR - 1),
    latestAt: iso(NOW + 2 * HOUR - 1),
  });
  assert.deepEqual(await contacts(shop, before), []);
});

test('a merge is an entry only if neither customer was a member, and pending contacts are combined', async () => {
  const shop = await open('merged');
  const campaign = (audience: string): object => ({ audience, trigger: { entered: {} }, reEntry: 'ALWAYS' });
  await shop.start('pairs', campaign('pairs'), { channel: 'push' });
  await shop.start('buyers', campaign('buyers'), { channel: 'push' });
  await shop.start('waits', { trigger: { entered: { after: 'P1D' } } }, { channel: 'push' });
  const one = await shop.event('A', { ...at(0), type: 'visit' }, [['device_id', 'DA']]);
  const other = await shop.event('B', { ...at(0), type: 'visit' }, [['device_id', 'DB']]);
  await shop.event('B', order('b', 0));
  for (const member of ['A', 'B']) await shop.event(member, at(0));
  await shop.advance(NOW);
  assert.deepEqual(await contacts(shop, other), ['HANDED_OVER 0']);
  await shop.caller.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: one,
    b: other,
  });
  await shop.advance(NOW);
  assert.deepEqual(await contacts(shop, one, 'buyers'), ['HANDED_OVER 0'], 'one of the customers was a member');
  assert.deepEqual(await contacts(shop, one, 'pairs'), ['HANDED_OVER 0']);
  await shop.advance(NOW + DAY);
  assert.deepEqual(await contacts(shop, one, 'waits'), ['HANDED_OVER 24'], 'both entered and get one contact');
});

test('pausing delays contacts, cancelling ends them, and nothing is due after a campaign closes', async () => {
  const shop = await open('states');
  const input = { audience: 'buyers', trigger: { entered: {} } };
  for (const key of ['paused', 'cancelled', 'closes'])
    await shop.start(key, { ...input, ...(key === 'closes' ? { until: iso(NOW + HOUR) } : {}) });
  for (const key of ['paused', 'cancelled']) await shop.does('pauseCampaign', key);
  const profile = await shop.event('A', order('a', 0), [['phone', '13800002005']]);
  await shop.advance(NOW);
  assert.deepEqual(
    [await contacts(shop, profile, 'paused'), await contacts(shop, profile, 'closes')],
    [['PLANNED'], ['HANDED_OVER 0']],
  );
  await shop.does('startCampaign', 'paused');
  await shop.does('cancelCampaign', 'cancelled');
  await shop.advance(NOW);
  assert.deepEqual(await contacts(shop, profile, 'paused'), ['HANDED_OVER 0']);
  assert.deepEqual(await contacts(shop, profile, 'cancelled'), ['CANCELLED']);
  await shop.advance(NOW + HOUR);
  const later = await shop.event('B', order('b', HOUR), [['phone', '13800002006']]);
  await shop.advance(NOW + HOUR);
  assert.deepEqual(await contacts(shop, later), ['HANDED_OVER 1'], 'only the campaign that is still running');
  const { campaigns } = await shop.caller.ask('{campaigns(first:9){edges{node{key state}}}}');
  const states = campaigns.edges.map(
    ({ node }: { node: { key: string; state: string } }) => `${node.key} ${node.state}`,
  );
  assert.deepEqual(states, ['cancelled CANCELLED', 'closes ENDED', 'paused RUNNING']);
});

test('a contact is due some time after an event, unless its condition no longer holds', async () => {
  const shop = await open('events');
  const trigger = { event: { expression: 'order_paid where amount >= 10', after: 'P1D' } };
  await shop.start('second', { audience: 'once', trigger, lateness: 'PT1H' });
  const members = ['A', 'B', 'C', 'D'] as const;
  const [waits, another, small, refunded] = await Promise.all(members.map((member) => shop.customer(member)));
  for (const member of members) await shop.event(member, order(member, 0, member === 'C' ? '9' : '10'));
  await shop.advance(NOW + HOUR);
  await shop.event('B', order('b2', HOUR));
  await shop.event('D', at(HOUR, { type: 'order_refunded', messageId: 'refund', order: { orderId: 'D' } }));
  await shop.advance(NOW + DAY - 1);
  assert.deepEqual(await contacts(shop, waits), []);
  await shop.advance(NOW + DAY);
  assert.deepEqual(await contacts(shop, waits), ['HANDED_OVER 24']);
  assert.deepEqual((await shop.contact(another, 'second'))?.ending, { reason: 'AUDIENCE', audience: 'once' });
  assert.deepEqual(await contacts(shop, small), []);
  assert.deepEqual((await shop.contact(refunded, 'second'))?.ending, { reason: 'AUDIENCE', audience: 'once' });
});

test('the first and the last event of a customer can change with later facts', async () => {
  const shop = await open('moving');
  const event = (which: string): object => ({ trigger: { event: { expression: 'visit', which, after: 'PT10H' } } });
  await shop.start('first', event('FIRST'));
  await shop.start('last', event('LAST'));
  await shop.start('every', { ...event('EVERY'), reEntry: 'ALWAYS' });
  const profile = await shop.customer('A');
  const visit = (hours: number): Promise<string> => shop.event('A', at(hours * HOUR, { type: 'visit' }));
  await shop.advance(NOW + 4 * HOUR);
  await visit(4);
  await shop.advance(NOW + 6 * HOUR);
  await visit(6);
  await visit(1);
  await shop.advance(NOW + 11 * HOUR);
  assert.deepEqual(await contacts(shop, profile, 'first'), ['HANDED_OVER 11']);
  await shop.advance(NOW + 14 * HOUR);
  await shop.advance(NOW + 16 * HOUR);
  await shop.advance(NOW + 60 * HOUR);
  assert.deepEqual(await contacts(shop, profile, 'first'), ['HANDED_OVER 11']);
  assert.deepEqual(await contacts(shop, profile, 'last'), ['HANDED_OVER 16']);
  assert.deepEqual(await contacts(shop, profile, 'every'), ['HANDED_OVER 11', 'HANDED_OVER 14', 'HANDED_OVER 16']);
});

test('an order reported by several systems is one event', async () => {
  const shop = await open('reports');
  await shop.start('thanks', {
    audience: 'buyers',
    trigger: { event: { expression: 'order_paid' } },
    reEntry: 'ALWAYS',
  });
  const profile = await shop.customer('A');
  await shop.event('A', order('o', 0));
  await shop.event('A', { ...order('o', 1), messageId: 'again' });
  await shop.advance(NOW + 1);
  assert.equal((await contacts(shop, profile)).length, 1);
});

/** Returns a function that tries to define an invalid campaign, and returns the reason and input path of the error. */
function refusals(shop: Shop): (more: object) => Promise<string> {
  return async (more) => {
    const input = {
      key: 'faulty',
      audience: 'searchers',
      channels: [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }],
      ...more,
    };
    const { errors } = await shop.caller.send('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', {
      i: input,
    });
    const { reason, inputPath } = errors![0].extensions as { reason: string; inputPath?: string };
    return `${reason} ${inputPath}`;
  };
}

test('invalid triggers are rejected when saved', async () => {
  const refused = refusals(await open('faults'));
  const trigger = (field: object): Promise<string> => refused({ trigger: field });
  assert.deepEqual(
    [
      await trigger({}),
      await trigger({ entered: {}, left: { segment: 'recent' } }),
      await trigger({ entered: { segment: 'none' } }),
      await trigger({ entered: { after: 'P91D' } }),
      await trigger({ left: { segment: 'searchers' } }),
      await trigger({ event: { expression: 'visit, last 1d' } }),
      await trigger({ event: { expression: 'visit where' } }),
      await trigger({ schedule: { time: '25:00' } }),
      await trigger({ schedule: { time: '12:00', weekdays: [] } }),
      await trigger({ schedule: { time: '12:00', days: ['2026-02-30'] } }),
      await trigger({ date: { tag: 'first_name', time: '12:00' } }),
      await trigger({ date: { tag: 'none', time: '12:00' } }),
      await refused({ trigger: { entered: {} }, at: iso(NOW + HOUR) }),
      await refused({ until: iso(NOW + HOUR) }),
      await refused({ reEntry: 'ALWAYS' }),
      await refused({ trigger: { entered: {} }, reEntry: 'AFTER' }),
    ],
    [
      'ALTERNATIVES_CONFLICT input.trigger',
      'ALTERNATIVES_CONFLICT input.trigger',
      'SEGMENT_UNKNOWN input.trigger.entered.segment',
      'DURATION_INVALID input.trigger.entered.after',
      'REACH_SETTINGS_CONFLICT input.trigger.left.segment',
      'TRIGGER_EVENT_INVALID input.trigger.event.expression',
      'EXPRESSION_SYNTAX input.trigger.event.expression',
      'TIME_OF_DAY_INVALID input.trigger.schedule.time',
      'LIST_SIZE_INVALID input.trigger.schedule',
      'INSTANT_INVALID input.trigger.schedule.days[0]',
      'TRIGGER_TAG_NOT_DATE input.trigger.date.tag',
      'TAG_UNKNOWN input.trigger.date.tag',
      'REACH_SETTINGS_CONFLICT input.at',
      'REACH_SETTINGS_CONFLICT input.until',
      'REACH_SETTINGS_CONFLICT input.reEntry',
      'DURATION_INVALID input.reEntryAfter',
    ],
  );
});

test('a started campaign keeps its trigger, and the definitions it names cannot be retired', async () => {
  const shop = await open('fixed');
  const refused = refusals(shop);
  await shop.start('fixed', { trigger: { entered: { after: 'P1D' } } });
  await shop.define('fixed', { trigger: { entered: { after: 'P1D' } }, priority: 3 });
  assert.equal(await refused({ key: 'fixed', trigger: { entered: {} } }), 'CAMPAIGN_TRIGGER_FIXED input.trigger');
  assert.equal(await refused({ key: 'fixed', trigger: null }), 'CAMPAIGN_TRIGGER_FIXED input.trigger');
  const { errors } = await shop.caller.send('mutation{retireSegment(key:"searchers"){job{id}}}');
  assert.equal(errors?.[0].extensions.reason, 'SEGMENT_IN_USE');
  const shown = await shop.caller.ask(
    '{campaign(key:"fixed"){trigger{entered{segment after includePresent} left{after}} reEntry until}}',
  );
  assert.deepEqual(shown.campaign, {
    trigger: { entered: { segment: 'searchers', after: 'P1D', includePresent: false }, left: null },
    reEntry: 'NEVER',
    until: null,
  });
});
