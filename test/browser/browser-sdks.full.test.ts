/**
 * Runs browser SDKs of other vendors, unmodified, on a page of another origin. A visitor browses, logs in, joins a
 * group and logs out. Every event arrives exactly once, and the visitor is one customer.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const nodeModules = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), '..');
const SCRIPTS: Readonly<Record<string, string>> = {
  '/segment.js': '@segment/analytics-next/dist/umd/index.js',
  '/rudder.js': '@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js',
};

let server: TestServer;
let browser: Browser;
let pages: Server;
let admin: Caller;
let key: string;

before(async () => {
  server = await TestServer.start();
  pages = createServer((req, res) => {
    const script = SCRIPTS[req.url ?? ''];
    res.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    const name = req.url?.slice(1);
    if (script) res.end(readFileSync(join(nodeModules, script)));
    else
      res.end(`<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/${name}.js"></script>`);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser();
  const operator = server.caller('live', ['installation', 'admin']);
  await operator.ask('mutation{createWorkspace(input:{id:"live"}){id}}');
  admin = server.caller('live', ['admin']);
  const input = { source: 'web', origins: [origin()] };
  key = (await admin.ask('mutation($i:WriteKeyInput!){createWriteKey(input:$i){key}}', { i: input })).createWriteKey
    .key;
});
after(async () => {
  await browser?.close();
  pages?.close();
  await server?.remove();
});

const origin = (): string => `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
const base = (): string => server.url.replace('/graphql', '');

async function open(name: string, failures: string[]): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience(30_000));
  page.on('pageerror', (e) => failures.push(e.message));
  page.on('console', (m) => m.type() === 'error' && failures.push(m.text()));
  page.on('requestfailed', (r) => failures.push(`${r.url()} ${r.failure()?.errorText}`));
  page.on('response', (r) => {
    if (r.status() >= 400) failures.push(`${r.url()} ${r.status()}`);
    else if (r.request().method() === 'POST')
      // Closing a page discards response bodies that have not been read, so a failed read is ignored.
      void r.json().then(
        (answer: Loose) => answer.rejected.length > 0 && failures.push(JSON.stringify(answer)),
        () => undefined,
      );
  });
  await page.goto(`${origin()}/${name}`);
  return page;
}

async function customer(userId: string): Promise<Loose> {
  const answer = await admin.ask(
    'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id identities{namespace value} events(first:50){edges{node{type}}}}}',
    { v: userId },
  );
  return answer.profile;
}

const EXPECTED = ['article_read', 'grouped', 'page_viewed', 'video_watched'];

/**
 * Checks that one customer has every event of the visit exactly once, and that the events after the reset belong to
 * another customer.
 */
async function check(userId: string, failures: readonly string[]): Promise<void> {
  const typesOf = (profile: Loose): string[] =>
    (profile?.events.edges ?? []).map((e: Loose) => e.node.type as string).sort();
  const arrived = async (): Promise<boolean> => {
    assert.deepEqual(failures, []);
    return typesOf(await customer(userId)).length >= EXPECTED.length;
  };
  await eventually(arrived, 'the events to arrive', 60_000);
  const profile = await customer(userId);
  assert.deepEqual(typesOf(profile), EXPECTED);
  const devices = profile.identities.filter((i: Loose) => i.namespace === 'device_id');
  assert.equal(devices.length, 1, JSON.stringify(profile.identities));
  await eventually(
    async () => {
      const { profiles } = await admin.ask('{profiles(first:50){edges{node{events(first:5){edges{node{type}}}}}}}');
      const others = profiles.edges.flatMap((e: Loose) => typesOf(e.node));
      return others.includes(`left_${userId.toLowerCase()}`);
    },
    'the event after the reset',
    60_000,
  );
}

test('analytics.js of Segment delivers a visit, given only the address of this server', async () => {
  const failures: string[] = [];
  const page = await open('segment', failures);
  await page.evaluate(
    async ({ writeKey, cdnURL }) => {
      const { AnalyticsBrowser } = (globalThis as Loose).AnalyticsNext;
      const analytics = AnalyticsBrowser.load({ writeKey, cdnURL });
      await analytics.page('Home');
      await analytics.track('Video Watched', { seconds: 3 });
      const anonymous = (await analytics.user()).anonymousId();
      await analytics.identify('SEG', { city: 'Oslo' });
      await analytics.track('Article Read', { title: 'One' });
      await analytics.group('club', { name: 'Club' });
      await analytics.alias('SEG', anonymous);
      await analytics.reset();
      await analytics.track('left_seg');
    },
    { writeKey: key, cdnURL: base() },
  );
  await check('SEG', failures);
  assert.deepEqual(failures, []);
  await page.close();
});

test("RudderStack's SDK delivers a visit, given only the address of this server", async () => {
  const failures: string[] = [];
  const page = await open('rudder', failures);
  await page.evaluate(
    ({ writeKey, url }) => {
      const { RudderAnalytics } = (globalThis as Loose).rudderanalytics;
      const analytics = new RudderAnalytics();
      analytics.load(writeKey, url, { configUrl: `${url}/v1` });
      return new Promise<void>((resolve) =>
        analytics.ready(() => {
          analytics.page('Home');
          analytics.track('Video Watched', { seconds: 3 });
          const anonymous = analytics.getAnonymousId();
          analytics.identify('RUD', { city: 'Oslo' });
          analytics.track('Article Read', { title: 'One' });
          analytics.group('club', { name: 'Club' });
          analytics.alias('RUD', anonymous);
          analytics.reset({ entries: { anonymousId: true } });
          analytics.track('left_rud');
          resolve();
        }),
      );
    },
    { writeKey: key, url: base() },
  );
  await check('RUD', failures);
  assert.deepEqual(failures, []);
  await page.close();
});
