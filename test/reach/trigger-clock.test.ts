/** Tests campaigns triggered by schedules and by customer dates through the API, and previews of the last days. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

async function tag(shop: Shop, member: string, key: string, value: string): Promise<void> {
  await shop.caller.ask(
    `mutation{setTags(tags:[{tag:"${key}",value:"${value}",identities:[{namespace:"member_id",value:"${member}"}]}]){status}}`,
  );
}

/** Returns the times of a customer's contacts, in hours after `NOW`. */
async function hours(shop: Shop, profile: string): Promise<number[]> {
  const rows = (await shop.contacts(profile)).filter(({ at }) => at !== null);
  return rows.map(({ at }) => (Date.parse(at!) - NOW) / HOUR).sort((left, right) => left - right);
}

/** Advances the clock to each given hour after `NOW`, because contacts are decided when the clock reaches them. */
async function through(shop: Shop, list: readonly number[]): Promise<void> {
  for (const each of list) await shop.advance(NOW + each * HOUR);
}

test('a schedule is due on its weekdays, in the time zone of each customer in the audience', async () => {
  const shop = await Shop.open(server, 'noon');
  await shop.rules({ zoneTag: 'time_zone' });
  const shanghai = await shop.customer('A');
  const london = await shop.customer('B');
  await tag(shop, 'B', 'time_zone', 'Europe/London');
  const trigger = { schedule: { time: '13:00', weekdays: ['TUESDAY', 'WEDNESDAY', 'FRIDAY'] } };
  await shop.start('lunch', { trigger });
  await shop.start('today', { audience: 'recent', trigger });
  // It is Tuesday, 20:00 in Shanghai and 12:00 in London.
  await through(shop, [1, 17]);
  const later = await shop.customer('C');
  await through(shop, [25]);
  // 13:00 on Wednesday has passed in Shanghai and in London.
  await tag(shop, 'B', 'time_zone', 'Asia/Shanghai');
  await through(shop, [41, 65, 66, 97, 161]);
  assert.deepEqual(
    [await hours(shop, shanghai), await hours(shop, london), await hours(shop, later)],
    [
      [17, 17, 65, 161],
      [1, 1, 25, 65, 161],
      [65, 161],
    ],
    'who is in the audience of a day has the contacts of that campaign on that day',
  );
});

test('dates with an offset are due every year, unless they are past when they become known', async () => {
  const shop = await Shop.open(server, 'birthdays');
  await shop.caller.ask('mutation{defineTag(input:{key:"birthday",kind:SEMI_DYNAMIC,type:DATE}){key}}');
  const [soon, past, known] = [await shop.customer('A'), await shop.customer('B'), await shop.customer('C')];
  await tag(shop, 'A', 'birthday', '1990-03-15');
  await tag(shop, 'B', 'birthday', '1990-03-12');
  await shop.start('birthday', { trigger: { date: { tag: 'birthday', time: '10:00', offsetDays: -3, yearly: true } } });
  await shop.advance(NOW);
  await tag(shop, 'C', 'birthday', '2000-02-29');
  // Number of hours until 10:00 in Shanghai on 12 March.
  const first = 38;
  await through(shop, [first - 1, first, first + 24]);
  assert.deepEqual([await hours(shop, soon), await hours(shop, past), await hours(shop, known)], [[first], [], []]);
  const year = 365 * 24;
  // 2027 has no 29 February, so 28 February counts as the birthday. Three days before that is 25 February.
  await through(shop, [first + year - 15 * 24, first + year - 3 * 24, first + year]);
  assert.deepEqual(
    [await hours(shop, soon), await hours(shop, past), await hours(shop, known)],
    [[first, first + year], [first + year - 3 * 24], [first + year - 15 * 24]],
  );
});

test('a preview of a trigger replays the last days like the actual run', async () => {
  const shop = await Shop.open(server, 'replays');
  await shop.rules({ budgets: [{ key: 'weekly', most: 2, rolling: 'P7D' }] });
  await shop.caller.ask('mutation{defineSegment(input:{key:"once",expression:"count(visit) = 1"},wait:true){job{id}}}');
  const reEntry = 'ALWAYS';
  await shop.start('daily', { trigger: { schedule: { time: '12:00' } }, priority: -1 });
  await shop.start('events', { audience: 'once', trigger: { event: { expression: 'visit', after: 'PT2H' } }, reEntry });
  await shop.start('entries', { audience: 'recent', trigger: { entered: { after: 'PT1H' } }, reEntry });
  await shop.start('exits', { trigger: { left: { segment: 'recent' } }, reEntry });
  const at = (more: number): object => ({ occurredAt: iso(NOW + more * HOUR) });
  await shop.event('A', at(0), [['phone', '13800003001']]);
  await shop.event('B', at(0));
  await shop.event('A', { ...at(0), type: 'visit' });
  await through(shop, [1, 2, 3]);
  await shop.event('B', { ...at(3), type: 'visit' });
  await through(shop, [4]);
  await shop.event('B', { ...at(4), type: 'visit' });
  await through(shop, [5, 6, 16, 24, 40]);
  await shop.event('A', at(40));
  await through(shop, [41, 64, 88, 96]);
  for (const key of ['daily', 'events', 'entries', 'exits']) {
    const { previewCampaign: preview } = await shop.caller.ask(
      `{previewCampaign(key:"${key}",days:4){since counts{state reason count}}}`,
    );
    assert.equal(preview.since, iso(NOW));
    const counts = preview.counts.map(({ state, reason, count }: { state: string; reason?: string; count: number }) =>
      [state === 'RESERVED' ? 'HANDED_OVER' : state, ...(reason ? [reason] : []), count].join(' '),
    );
    assert.deepEqual(counts, await shop.counts(key), key);
  }
  const { errors } = await shop.caller.send('{previewCampaign(key:"daily",days:91){since}}');
  assert.equal(errors?.[0].extensions.reason, 'NUMBER_INVALID');
});
