/**
 * Tests providers of channels on real servers: messages by every ready provider, their failures, access tokens,
 * receipts and replies.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { PresetName } from '../../src/services/reach/providers/provider-presets.js';
import type { FakeProviders } from '../support/fake-providers.js';
import type { Caller, Loose, TestServer } from '../support/server.js';
import { customer, define, eventsOf, NAMES, openShop, presetInput, reaches, start } from './provider-shop.js';

const SIGNING = 'a-secret-of-receipts';
let fakes: FakeProviders;
let server: TestServer;
let shop: Caller;

before(async () => {
  ({ fakes, server, shop } = await openShop());
});
after(async () => {
  await server.remove();
  await fakes.stop();
});

test('every preset provider accepts a message, and the contact keeps its budget', async () => {
  for (const [index, name] of NAMES.entries()) {
    const who = `taker${index}`;
    const profile = await customer(shop, who, `1390000000${index}`);
    await start(shop, `to_${name.toLowerCase()}`, who, [name]);
    const { id } = await reaches(shop, profile, `to_${name.toLowerCase()}`, ({ state }) => state === 'HANDED_OVER');
    const call = fakes.of(name).at(-1)!;
    const body = call.headers['content-type'].includes('form')
      ? Object.fromEntries(new URLSearchParams(call.body))
      : JSON.parse(call.body!);
    const text = 'Spring is here, "friend" & co';
    const expected: Readonly<Record<PresetName, () => void>> = {
      SMS: () =>
        assert.deepEqual(body, {
          apikey: 'sms-credential',
          mobile: '13900000000',
          text: `【春天商店】${text} 退订回TD`,
          uid: `${id}_1`,
        }),
      PUSH: () => {
        assert.equal(call.headers.authorization, `Basic ${Buffer.from('app:push-credential').toString('base64')}`);
        assert.deepEqual(body.audience, { registration_id: [`device-${who}`] });
        assert.deepEqual(body.notification.ios.alert, { title: 'Spring', body: text });
      },
      WECOM: () => {
        assert.match(call.url, /access_token=fake-token$/);
        assert.deepEqual(
          [body.external_userid, body.sender, body.text],
          [[`wm-${who}`], 'zhangsan', { content: text }],
        );
      },
      OFFICIAL_ACCOUNT: () => {
        assert.deepEqual([body.touser, body.template_id], [`o-${who}`, 'T1']);
        assert.deepEqual(body.data, { thing1: { value: 'Spring' }, thing2: { value: text } });
      },
    };
    expected[name]();
    const [sent] = await eventsOf(shop, profile, 'contact_sent');
    assert.equal(sent.properties.contactId, id);
    await start(shop, `again_${name.toLowerCase()}`, who, [name]);
    await reaches(shop, profile, `again_${name.toLowerCase()}`, ({ ending }) => ending?.reason === 'CAPPED');
  }
});

test('a rejection frees the budget, a postponed message is retried, and other outcomes are unknown', async () => {
  const profile = await customer(shop, 'failing', '13900000011');
  fakes.instead.set('SMS', { status: 400, body: '{"http_status_code":400,"code":2,"msg":"请求参数格式错误"}' });
  await start(shop, 'refused', 'failing', ['SMS']);
  await reaches(shop, profile, 'refused', ({ state }) => state === 'FAILED');
  fakes.instead.set('SMS', { status: 200, body: '{"code":-5,"msg":"访问频率超限"}' });
  await start(shop, 'put_off', 'failing', ['SMS']);
  const putOff = await reaches(shop, profile, 'put_off', ({ attempts }) => attempts > 0);
  assert.equal(putOff.state, 'RESERVED');
  assert.ok(putOff.nextAttemptAt);
  assert.deepEqual(await eventsOf(shop, profile, 'contact_sent'), [], 'nothing was sent');
  await shop.ask('mutation{cancelCampaign(key:"put_off"){state}}');
  await reaches(shop, profile, 'put_off', ({ state }) => state === 'ENDED');
  fakes.instead.set('SMS', { status: 200, body: '<html>' });
  await start(shop, 'unclear', 'failing', ['SMS']);
  await reaches(shop, profile, 'unclear', ({ attempts }) => attempts > 0);
  fakes.instead.clear();
  assert.equal((await eventsOf(shop, profile, 'contact_sent')).length, 1, 'an unknown outcome counts as sent');
});

test('a token is fetched once, and again after the provider reports that it expired', async () => {
  const fetched = (): number => fakes.of('WECOM').filter(({ url }) => url.includes('gettoken')).length;
  assert.equal(fetched(), 1, 'the earlier messages needed one');
  const profile = await customer(shop, 'expired', '13900000012');
  fakes.once.set('WECOM', { status: 200, body: '{"errcode":42001,"errmsg":"access_token expired"}' });
  await start(shop, 'expired', 'expired', ['WECOM']);
  const contact = await reaches(shop, profile, 'expired', ({ state }) => state === 'HANDED_OVER');
  assert.deepEqual([fetched(), contact.attempts], [2, 1]);
  // Without a token nothing is sent, and the contact is attempted again later.
  await define(shop, { ...presetInput(fakes, 'WECOM'), name: 'WeCom' });
  const other = await customer(shop, 'tokenless', '13900000013');
  fakes.instead.set('WECOM', { status: 200, body: '{"errcode":40013,"errmsg":"invalid corpid"}' });
  await start(shop, 'tokenless', 'tokenless', ['WECOM']);
  assert.equal((await reaches(shop, other, 'tokenless', ({ attempts }) => attempts > 0)).state, 'RESERVED');
  assert.deepEqual(await eventsOf(shop, other, 'contact_sent'), []);
  fakes.instead.clear();
});

async function hookOf(
  name: PresetName,
): Promise<(body: string, type?: string) => Promise<{ status: number; text: string }>> {
  const { channelPresets } = await shop.ask('{channelPresets{preset receipts}}');
  const { receipts } = channelPresets.find(({ preset }: Loose) => preset === name);
  const { defineHook } = await shop.ask('mutation($i:HookInput!){defineHook(input:$i){path}}', {
    i: { key: `receipts_${name.toLowerCase()}`, mapping: receipts, signingSecret: SIGNING },
  });
  return async (body, type = 'application/json') => {
    const signature = `sha256=${createHmac('sha256', SIGNING).update(body).digest('hex')}`;
    const response = await fetch(server.url.replace('/graphql', defineHook.path as string), {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-signature': signature },
    });
    return { status: response.status, text: await response.text() };
  };
}
const consentsOf = async (profile: string): Promise<Loose[]> =>
  (await shop.ask('query($p:String!){profile(id:$p){consents{purpose channel given}}}', { p: profile })).profile
    .consents;

test('an SMS receipt keeps the contact on its channel, and the reply TD turns the channel off', async () => {
  const post = await hookOf('SMS');
  const form = (field: string, value: unknown): Promise<{ status: number; text: string }> =>
    post(new URLSearchParams({ [field]: JSON.stringify(value) }).toString(), 'application/x-www-form-urlencoded');
  const profile = await customer(shop, 'reader', '13900000014');
  await start(shop, 'receipts', 'reader', ['SMS', 'PUSH'], { fallback: { after: 'PT2S' } });
  const { id } = await reaches(shop, profile, 'receipts', ({ state }) => state === 'HANDED_OVER');
  const status = {
    sid: 1,
    uid: `${id}_1`,
    mobile: '13900000014',
    report_status: 'SUCCESS',
    user_receive_time: '2026-03-10 12:00:00',
  };
  assert.deepEqual(await form('sms_status', [status]), { status: 200, text: 'SUCCESS' });
  await reaches(shop, profile, 'receipts', ({ state }) => state === 'DELIVERED');
  assert.equal((await eventsOf(shop, profile, 'contact_delivered')).length, 1);
  assert.deepEqual(await form('sms_status', [{ ...status, sid: 2, report_status: 'FAIL' }]), {
    status: 200,
    text: 'SUCCESS',
  });
  assert.equal((await eventsOf(shop, profile, 'contact_bounced')).length, 1);

  const reply = { id: 'r1', mobile: '13900000014', text: 'TD', reply_time: '2026-03-10 12:01:00' };
  await form('sms_reply', { ...reply, id: 'r0', text: 'When?' });
  assert.deepEqual(await consentsOf(profile), []);
  assert.deepEqual(await form('sms_reply', reply), { status: 200, text: 'SUCCESS' });
  assert.deepEqual(await consentsOf(profile), [{ purpose: 'marketing', channel: 'sms', given: false }]);
  assert.equal((await form('other', reply)).status, 400, 'a form without the field');
});

test('receipts are matched by the id of the provider and are signed', async () => {
  const post = await hookOf('OFFICIAL_ACCOUNT');
  const profile = await customer(shop, 'follower', '13900000015');
  await start(shop, 'followers', 'follower', ['OFFICIAL_ACCOUNT', 'SMS'], { fallback: { after: 'PT2S' } });
  await reaches(shop, profile, 'followers', ({ state }) => state === 'HANDED_OVER');
  const [contact] = (await server.running.services.stores.contacts.ofProfiles('shop', [profile])).filter(
    ({ campaign }) => campaign === 'followers',
  );
  assert.match(contact.providerId!, /^\d{19}$/, 'every digit is kept');
  const finished = {
    FromUserName: 'o-follower',
    CreateTime: 1773144000,
    MsgType: 'event',
    Event: 'TEMPLATESENDJOBFINISH',
  };
  assert.equal(
    (await post(`{"MsgID":${contact.providerId},${JSON.stringify({ ...finished, Status: 'success' }).slice(1)}`))
      .status,
    200,
  );
  await reaches(shop, profile, 'followers', ({ state }) => state === 'DELIVERED');
  await post(JSON.stringify({ FromUserName: 'o-follower', CreateTime: 1773144001, Event: 'unsubscribe' }));
  assert.deepEqual(await consentsOf(profile), [{ purpose: 'marketing', channel: 'official_account', given: false }]);

  const push = await hookOf('PUSH');
  const receipt = {
    event: 'opened',
    registration_id: 'device-follower',
    contact: `${contact.id}_1`,
    at: 1773144000000,
  };
  assert.match((await push(JSON.stringify({ receipts: [receipt] }))).text, /"accepted":1/);
  assert.equal((await eventsOf(shop, profile, 'contact_opened')).length, 1);
  const wecom = await hookOf('WECOM');
  const result = { msgid: 'm', send_list: [{ external_userid: 'wm-follower', status: 1, send_time: 1773144000 }] };
  assert.match((await wecom(JSON.stringify(result))).text, /"accepted":1/);
  const { channelPresets } = await shop.ask('{channelPresets{preset receipts}}');
  const { receipts: mapping } = channelPresets.find(({ preset }: Loose) => preset === 'PUSH');
  const { defineHook } = await shop.ask('mutation($i:HookInput!){defineHook(input:$i){path}}', {
    i: { key: 'forged', mapping, signingSecret: SIGNING },
  });
  const forged = await fetch(server.url.replace('/graphql', defineHook.path as string), {
    method: 'POST',
    body: JSON.stringify({ receipts: [{ ...receipt, event: 'unsubscribed' }] }),
    headers: { 'x-signature': `sha256=${'0'.repeat(64)}` },
  });
  assert.equal(forged.status, 401);
});
