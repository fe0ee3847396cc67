/** Tests that the editor of campaigns loses nothing: a campaign that is opened and saved unchanged stays the same. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CampaignPageDocument, DefineCampaignDocument } from '../../schema/generated/operations.js';
import type { CampaignInput } from '../../schema/generated/operations.js';
import { ApiClient } from '../../src/cli/command.js';
import {
  emptyForm,
  fieldOf,
  formOf,
  plannedForm,
  plannedFrom,
  planLink,
  toInput,
  toInstant,
  toLocal,
  type Campaign,
} from '../../web/dashboard/pages/reach/campaign-form.js';
import { applyTemplate, CAMPAIGN_TEMPLATES } from '../../web/dashboard/pages/reach/campaign-templates.js';
import { newKey } from '../../web/dashboard/components/new-key.js';
import { CHANNELS, Shop } from '../reach/shop.js';
import { TestServer } from '../support/server.js';

const ZONE = 'Asia/Shanghai';
const SURROUNDINGS = {
  zone: ZONE,
  kinds: new Map([
    ['banner', 'PULL'],
    ['adviser', 'TASK'],
  ] as const),
};
const ADVISER = { channel: 'adviser', kind: 'TASK', assigneeTag: 'adviser_id' };
let server: TestServer;
let operator: ApiClient;
before(async () => {
  server = await TestServer.start();
  const shop = await Shop.open(server, 'forms');
  await shop.caller.ask(
    'mutation{a:defineTag(input:{key:"birthday",kind:SEMI_DYNAMIC,type:DATE}){key} b:defineTag(input:{key:"adviser_id",kind:SEMI_DYNAMIC,type:STRING}){key}}',
  );
  await shop.caller.ask('mutation{defineStrategy(input:{key:"care",objective:REVENUE}){key}}');
  await shop.rules({ channels: [...CHANNELS, { channel: 'banner', kind: 'PULL' }, ADVISER] });
  operator = new ApiClient(server.url, server.token('forms', ['admin'], 'operator'));
});
after(() => server.remove());

const sms = { channel: 'sms', endpoint: 'crm', body: 'Spring is here' };
const push = {
  channel: 'push',
  endpoint: 'crm',
  title: 'Spring',
  body: 'For {{ tag.first_name | default: "you" }}',
  format: 'LINE' as const,
  quietHours: { from: '22:00', until: '08:00' },
  ifQuiet: 'NEXT' as const,
  variants: [{ variant: 'b', title: 'Now', body: 'Spring is now' }],
} satisfies CampaignInput['channels'][number];

/** Inputs of campaigns, one of each kind and with each setting. */
const INPUTS: Readonly<Record<string, Omit<CampaignInput, 'key' | 'audience'>>> = {
  start: { channels: [sms] },
  instant: { at: '2026-03-20T02:00:00.000Z', channels: [sms], holdOutPercent: 10, priority: 5, goal: 'loyal' },
  everything: {
    name: 'Everything',
    description: 'With each setting',
    at: '2026-03-20T02:00:30.000Z',
    channels: [push, sms],
    variants: [{ key: 'a', weight: 3 }, { key: 'b' }],
    fallback: { after: 'PT2H', unless: 'OPENED' },
    tags: ['promotion'],
    zone: 'Europe/Berlin',
    recheck: false,
    lateness: 'PT2H',
    expiresAfter: 'P1DT12H',
  },
  entered: { channels: [sms], trigger: { entered: { segment: 'recent', after: 'P1D', includePresent: true } } },
  left: { channels: [sms], trigger: { left: { segment: 'recent' } }, reEntry: 'ALWAYS' },
  event: {
    channels: [sms],
    trigger: { event: { expression: 'order_paid where amount > 100.0', which: 'FIRST', after: 'P1D' } },
    reEntry: 'AFTER',
    reEntryAfter: 'P30D',
    until: '2026-12-01T00:00:00.000Z',
  },
  schedule: { channels: [sms], trigger: { schedule: { time: '12:00', weekdays: ['MONDAY', 'FRIDAY'] } } },
  days: { channels: [sms], trigger: { schedule: { time: '09:30', days: ['2026-06-18', '2026-11-11'] } } },
  date: { channels: [sms], trigger: { date: { tag: 'birthday', time: '10:00', offsetDays: -3, yearly: true } } },
  transactional: {
    channels: [push, sms],
    variants: [{ key: 'a' }, { key: 'b' }],
    transactional: true,
    keepsQuietHours: true,
  },
  place: { channels: [sms, { channel: 'banner', body: 'For you', showings: { most: 3, pause: 'PT1H' } }] },
  task: {
    channels: [
      {
        channel: 'adviser',
        title: '回访',
        body: '请致电',
        dueAfter: 'P1D',
        quietHours: { from: '22:00', until: '08:00' },
      },
      sms,
    ],
    fallback: { after: 'P2D' },
  },
  late: { channels: [sms], ifLate: 'SEND_LATE', purpose: 'service' },
  strategy: { channels: [sms], strategy: 'care', expectedEffect: -2.5, holdOutPercent: 20 },
};

const shown = async (key: string): Promise<Campaign> =>
  (await operator.request(CampaignPageDocument, { key })).campaign!;

for (const [key, input] of Object.entries(INPUTS))
  test(`the campaign ${key} stays the same if it is opened and saved unchanged`, async () => {
    await operator.request(DefineCampaignDocument, { input: { ...input, key, audience: 'searchers' } });
    const before = await shown(key);
    const again = toInput(key, formOf(before, ZONE), SURROUNDINGS);
    assert.ok(again, 'the form is complete');
    await operator.request(DefineCampaignDocument, { input: again });
    const after = await shown(key);
    assert.equal(after.version, 2);
    assert.deepEqual({ ...after, version: 1, savedAt: '' }, { ...before, savedAt: '' });
  });

test('a cleared field restores its default', async () => {
  const key = 'cleared';
  await operator.request(DefineCampaignDocument, { input: { ...INPUTS.instant, key, audience: 'searchers' } });
  const form = formOf(await shown(key), ZONE);
  const cleared = { ...form, holdOutPercent: undefined, priority: null, goal: undefined, when: 'START' as const };
  await operator.request(DefineCampaignDocument, { input: toInput(key, cleared, SURROUNDINGS)! });
  const { holdOutPercent, priority, goal, at } = await shown(key);
  assert.deepEqual([holdOutPercent, priority, goal, at], [0, 0, null, null]);
});

test('a proposal becomes the address of the editor, and this the form of a campaign with a hold-out', async () => {
  const planned = { strategy: 'care', audience: 'lifecycle.dormant', expectedEffect: 41 / 3 };
  const link = planLink(planned);
  assert.equal(link, '#/reach/new/care/lifecycle.dormant/13.6667');
  const read = plannedFrom(link.split('/').slice(3))!;
  assert.deepEqual(read, { ...planned, expectedEffect: 13.6667 });
  const unknown = { strategy: 'care', audience: 'm.新客' };
  assert.deepEqual(plannedFrom(planLink(unknown).split('/').slice(3).map(decodeURIComponent)), unknown);
  assert.deepEqual(plannedFrom(['care', 'm.a', 'many']), { strategy: 'care', audience: 'm.a' });
  assert.equal(plannedFrom([]), undefined);
  const input = toInput('k', plannedForm(read, sms, 'Care'), SURROUNDINGS)!;
  assert.deepEqual(
    [input.name, input.audience, input.strategy, input.expectedEffect, input.holdOutPercent],
    ['Care', 'lifecycle.dormant', 'care', 13.6667, 20],
  );
});

test('a campaign whose strategy is cleared expects no effect', async () => {
  const key = 'without_strategy';
  await operator.request(DefineCampaignDocument, { input: { ...INPUTS.strategy, key, audience: 'searchers' } });
  const cleared = { ...formOf(await shown(key), ZONE), strategy: undefined };
  await operator.request(DefineCampaignDocument, { input: toInput(key, cleared, SURROUNDINGS)! });
  const { strategy, expectedEffect } = await shown(key);
  assert.deepEqual([strategy, expectedEffect], [null, null]);
});

test('a form without an audience, a channel, a text or an instant is incomplete', () => {
  const whole = { ...emptyForm(sms), audience: 'searchers' };
  assert.ok(toInput('k', whole, SURROUNDINGS));
  for (const less of [
    { audience: undefined },
    { channels: [] },
    { channels: [{ ...sms, body: ' ' }] },
    { channels: [sms, {}] },
    { when: 'AT' as const },
    { when: 'AT' as const, at: '2026-03-20T' },
    { when: 'EVENT' as const },
    { when: 'DATE' as const, trigger: { date: { tag: 'birthday', time: '' } } },
  ])
    assert.equal(toInput('k', { ...whole, ...less }, SURROUNDINGS), undefined, JSON.stringify(less));
});

test('local times are those of the workspace, and a skipped one is moved forward', () => {
  assert.equal(toInstant('2026-03-20T10:00', ZONE), '2026-03-20T02:00:00.000Z');
  assert.equal(toLocal('2026-03-20T02:00:00Z', ZONE), '2026-03-20T10:00');
  assert.equal(toInstant('2026-03-29T02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
  assert.equal(toInstant('', ZONE), undefined);
  assert.equal(toInstant('yesterday', ZONE), undefined);
});

test('an unchanged local time keeps its instant, with milliseconds and in an hour that comes twice', async () => {
  for (const [at, zone] of [
    ['2026-03-20T02:00:37.123Z', ZONE],
    ['2026-10-25T01:30:00.000Z', 'Europe/Berlin'],
    ['2026-10-25T00:30:00.000Z', 'Europe/Berlin'],
  ] as const) {
    await operator.request(DefineCampaignDocument, {
      input: { key: 'kept', audience: 'searchers', at, channels: [sms] },
    });
    const form = formOf(await shown('kept'), zone);
    const surroundings = { ...SURROUNDINGS, zone };
    assert.equal(toInput('kept', form, surroundings)?.at, at);
    const changed = toInput('kept', { ...form, at: '2026-10-26T08:00' }, surroundings);
    assert.equal(changed?.at, toInstant('2026-10-26T08:00', zone));
    assert.equal(toInput('kept', { ...form, at: '' }, surroundings), undefined);
  }
  const trigger = { event: { expression: 'order_paid' } };
  const input = { key: 'closing', audience: 'searchers', trigger, until: '2026-12-01T00:00:00.250Z', channels: [sms] };
  await operator.request(DefineCampaignDocument, { input });
  assert.equal(toInput('closing', formOf(await shown('closing'), ZONE), SURROUNDINGS)?.until, input.until);
});

test('a new campaign gets a key that is free, also with a Chinese name', () => {
  assert.equal(newKey('Spring offers!', new Set(), 'campaign'), 'spring_offers');
  assert.equal(newKey('Spring offers', new Set(['spring_offers', 'spring_offers_2']), 'campaign'), 'spring_offers_3');
  assert.equal(newKey('春季上新', new Set(['campaign_1']), 'campaign'), 'campaign_2');
  assert.equal(newKey('618 大促', new Set(), 'campaign'), 'campaign_1');
  assert.equal(newKey(undefined, new Set(), 'campaign'), 'campaign_1');
  assert.match(newKey('x'.repeat(200), new Set(), 'campaign'), /^[a-z][a-z0-9_]{0,63}$/);
});

test('the path of an invalid input names a field of the form', () => {
  assert.deepEqual(fieldOf('input.audience'), ['audience']);
  assert.deepEqual(fieldOf('input.channels[1].body'), ['channels', 1, 'body']);
  assert.deepEqual(fieldOf('input.channels[0].quietHours.until'), ['channels', 0, 'quietUntil']);
  assert.deepEqual(fieldOf('input.channels[0].quietHours.from'), ['channels', 0, 'quietFrom']);
  assert.deepEqual(fieldOf('input.trigger.event.expression'), ['trigger', 'event', 'expression']);
  assert.deepEqual(fieldOf('input.fallback.after'), ['fallback', 'after']);
  assert.equal(fieldOf('key'), undefined);
  assert.equal(fieldOf(undefined), undefined);
});

test('every template is a campaign that the server accepts, in both languages, and keeps audience and channel', async () => {
  const start = { ...emptyForm({ channel: 'sms', endpoint: 'crm' }), audience: 'searchers', priority: 3 };
  for (const template of CAMPAIGN_TEMPLATES)
    for (const place of [0, 1] as const) {
      const form = applyTemplate(start, template, { place, dates: ['birthday'] });
      assert.deepEqual([form.audience, form.priority, form.channels.length], ['searchers', 3, 1]);
      const input = toInput(`${template.key}_${place}`, form, SURROUNDINGS);
      assert.ok(input, template.key);
      const { defineCampaign } = await operator.request(DefineCampaignDocument, { input });
      assert.equal(defineCampaign.key, `${template.key}_${place}`);
    }
  const birthday = CAMPAIGN_TEMPLATES.find(({ key }) => key === 'birthday')!;
  const open = applyTemplate(start, birthday, { place: 0, dates: [] });
  assert.equal(toInput('open', open, SURROUNDINGS), undefined, 'the tag with the date is left to the user');
});
