/** Tests campaigns whose contacts a place may show again, and requests of a place with several identities. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { CHANNELS, DAY, HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const NEXT = 'mutation($i:NextContactInput!){nextContact(input:$i){campaign}}';
/** A channel of a campaign that is a place. */
const home = (more: object = {}): object => ({ channel: 'home', body: 'Spring is here', ...more });

async function open(id: string): Promise<{ shop: Shop; place: Caller }> {
  const shop = await Shop.open(server, id);
  await shop.rules({ channels: [...CHANNELS, { channel: 'home', kind: 'PULL' }] });
  return { shop, place: server.caller(id, ['reach:show'], 'page') };
}
const next = async (place: Caller, member = 'A'): Promise<Loose> =>
  (await place.ask(NEXT, { i: { slot: 'home', identities: [{ namespace: 'member_id', value: member }] } })).nextContact;
/** Starts a campaign on places, which is decided in an hour. */
const start = (shop: Shop, key: string, more: object = {}, channels: readonly object[] = [home()]): Promise<void> =>
  shop.start(key, { at: iso(NOW + HOUR), channels, ...more });

test('a campaign can be paused and cancelled while a place may show its contacts again, and ends afterwards', async () => {
  const { shop, place } = await open('stopped');
  for (const member of ['A', 'B']) await shop.customer(member);
  const stateOfCampaign = async (key: string): Promise<string> =>
    (await shop.caller.ask(`{campaign(key:"${key}"){state}}`)).campaign.state;
  const thrice = [home({ showings: { most: 3, pause: 'PT1H' } })];
  await start(shop, 'banner', { expiresAfter: 'P14D' }, thrice);
  await shop.advance(NOW + HOUR);
  for (const member of ['A', 'B']) assert.equal((await next(place, member)).campaign, 'banner');
  await shop.advance(NOW + 3 * HOUR);
  assert.equal(await stateOfCampaign('banner'), 'RUNNING');
  await shop.does('pauseCampaign', 'banner');
  assert.equal(await next(place), null, 'a paused campaign shows nothing');
  await shop.does('startCampaign', 'banner');
  assert.equal((await next(place)).campaign, 'banner');
  await shop.advance(NOW + 5 * HOUR);
  assert.equal((await next(place)).campaign, 'banner');
  await shop.advance(NOW + 6 * HOUR);
  assert.equal(await stateOfCampaign('banner'), 'RUNNING', 'B has seen it once');
  for (const hours of [7, 9]) {
    await shop.advance(NOW + hours * HOUR);
    assert.equal((await next(place, 'B')).campaign, 'banner');
  }
  await shop.advance(NOW + 10 * HOUR);
  assert.equal(await stateOfCampaign('banner'), 'ENDED', 'no showings are left');
  for (const [key, expiresAfter] of [
    ['cancelled', 'P14D'],
    ['expired', 'P1D'],
  ])
    await start(shop, key, { at: iso(NOW + 11 * HOUR), expiresAfter }, thrice);
  await shop.advance(NOW + 12 * HOUR);
  for (let showing = 0; showing < 2; showing++) assert.ok(await next(place));
  await shop.does('cancelCampaign', 'cancelled');
  await shop.advance(NOW + 14 * HOUR);
  assert.equal((await next(place)).campaign, 'expired');
  assert.equal(await next(place), null);
  await shop.advance(NOW + 3 * DAY);
  assert.equal(await stateOfCampaign('expired'), 'ENDED', 'its contacts have expired');
});

test('a request with several identities finds the contacts of each customer that it names', async () => {
  const { shop, place } = await open('several');
  await shop.customer('A');
  await shop.caller.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status}}}', {
    e: [
      {
        ...{ messageId: 'device', type: 'visit', occurredAt: iso(NOW - HOUR) },
        identities: [{ namespace: 'device_id', value: 'D1' }],
      },
    ],
  });
  await start(shop, 'banner');
  await shop.advance(NOW + HOUR);
  const identities = [
    { namespace: 'device_id', value: 'D1' },
    { namespace: 'member_id', value: 'A' },
  ];
  assert.equal((await place.ask(NEXT, { i: { slot: 'home', identities } })).nextContact?.campaign, 'banner');
});
