/**
 * Runs the 27 campaigns of the Complete Journey data set through the real write path. Each household is contacted at
 * most twice in 30 days, and as many contacts are reserved as the budget logic alone allows.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Services } from '../../src/services/base/services.js';
import { catchUp } from '../../src/services/publication/backfill.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { defineTag } from '../../src/services/tags/tag-definitions.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { operator, Processes } from './processes.js';

const JOURNEY = process.env.STRATA_DATA_SETS
  ? join(process.env.STRATA_DATA_SETS, 'completejourney')
  : resolve('../shared/data/completejourney');
const WORKSPACE = 'journey';
const START = '2016-11-01T00:00:00Z';
const BATCH = 200;
const principal = operator(WORKSPACE);

let processes: Processes;
before(async () => {
  processes = await Processes.start();
});
after(() => processes.remove());

const read = (name: string): string[][] =>
  gunzipSync(readFileSync(join(JOURNEY, `${name}.csv.gz`)))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));

/**
 * Returns the key of a campaign. Campaigns at the same time are decided in the order of their types, and within a type
 * in the order of their keys. Numbers are zero-padded, so that keys sort by number.
 */
const keyOf = (id: string): string => `c${id.padStart(2, '0')}`;
const PRIORITIES: Readonly<Record<string, number>> = { 'Type A': 2, 'Type B': 1, 'Type C': 0 };

async function define(services: Services): Promise<number[]> {
  await createWorkspace(services, { id: WORKSPACE, clock: START, zone: 'UTC' });
  await defineTag(services, principal, { key: 'campaigns', kind: 'SEMI_DYNAMIC', type: 'STRING_LIST' });
  await defineWebhookEndpoint(services, principal, { key: 'crm', url: 'https://crm.example/hook' });
  await setReachRules(services, principal, {
    channels: [{ channel: 'mail', namespace: 'member_id' }],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
    budgets: [{ key: 'monthly', most: 2, rolling: 'P30D' }],
  });
  const instants: number[] = [];
  for (const [id, type, start] of read('campaign_descriptions')) {
    const key = keyOf(id);
    const at = `${start}T12:00:00Z`;
    instants.push(Date.parse(at));
    await defineSegment(services, principal, { key, expression: `tag campaigns has "${id}"` });
    const channels = [{ channel: 'mail', endpoint: 'crm', body: 'Coupons for you' }];
    await defineCampaign(services, principal, { key, audience: key, at, priority: PRIORITIES[type], channels });
    await startCampaign(services, principal, key);
  }
  await catchUp(services, WORKSPACE);
  return [...new Set(instants)].sort((left, right) => left - right);
}

async function load(services: Services): Promise<number> {
  const rows = read('campaigns');
  const byHousehold = new Map<string, string[]>();
  for (const [campaign, household] of rows)
    byHousehold.set(household, [...(byHousehold.get(household) ?? []), campaign]);
  const writes = [...byHousehold].map(([value, campaigns]) => ({
    tag: 'campaigns',
    value: campaigns,
    identities: [{ namespace: 'member_id', value: `H${value}` }],
  }));
  for (let from = 0; from < writes.length; from += BATCH)
    await writeTags(services, principal, 'set', writes.slice(from, from + BATCH), 'tags');
  return rows.length;
}

test(
  'of 6,589 contacts of The Complete Journey, 6,490 are reserved at 2 in 30 days',
  { skip: existsSync(JOURNEY) ? false : 'the data set is not here' },
  async () => {
    const services = await processes.open();
    const instants = await define(services);
    const attempts = await load(services);
    const { stores } = services;
    for (const at of instants) {
      await stores.workspaces.setClock(WORKSPACE, { base: at, setAt: stores.now(), running: false });
      await new CampaignRuns(services).drain((await stores.workspaces.get(WORKSPACE))!);
    }
    const counts = new Map<string, number>();
    for (const [id] of read('campaign_descriptions'))
      for (const { state, reason, count } of await stores.contacts.counts(WORKSPACE, keyOf(id)))
        counts.set(reason ?? state, (counts.get(reason ?? state) ?? 0) + count);
    assert.deepEqual(Object.fromEntries(counts), { RESERVED: 6490, CAPPED: attempts - 6490 });
    assert.equal(attempts, 6589);
  },
);
