/** Tests `strata demo` and `strata watch` from the command line, including wrong addresses and a missing server. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestServer } from '../support/server.js';

const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

function strata(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ...server.env, STRATA_URL: server.url },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (c: Buffer) => (output += String(c)));
    child.on('exit', (code) => done({ code, output }));
  });
}

test('the demo shows each change with its cause and instant, and removes its sandbox', async () => {
  const { code, output } = await strata('demo', '--graphql');
  assert.equal(code, 0, output);
  assert.match(output, /REJECTED, [A-Z_]+/);
  assert.match(output, /ENTERED\s+cause EVENT[\s\S]*LEFT\s+cause EVENT[\s\S]*ENTERED\s+cause TIME/);
  assert.match(output, /\| subscription MembershipChanged/, 'the documents can be copied');
  assert.deepEqual(await server.running.services.stores.workspaces.list(), []);
});

test('the reach story shows a budget and the reason of an ending, and removes its sandbox', async () => {
  const { code, output } = await strata('demo', '--story', 'reach');
  assert.equal(code, 0, output);
  assert.match(output, /1 {2}ENDED AUDIENCE\s+1 {2}ENDED CONSENT\s+1 {2}HANDED_OVER/);
  assert.match(output, /1 {2}ENDED AUDIENCE\s+1 {2}ENDED CONSENT\s+1 {2}RESERVED/, 'the preview says the same');
  assert.match(output, /"channel":"push"[\s\S]+"body":"The offers of second order are here"/);
  assert.match(output, /POST https:\/\/sms\.yunpian\.com\/v2\/sms\/single_send\.json apikey,\(api_key\)/);
  assert.match(output, /text,【春天商店】The offers of second order are here 退订回TD uid,c[0-9a-f]{32}_2/);
  assert.match(output, /contact_delivered of c[0-9a-f]{32}_2: 200 SUCCESS/);
  const filled = 'c[0-9a-f]{32}(, c[0-9a-f]{32})+';
  assert.match(output, new RegExp(`CAPPED: budget weekly is filled by ${filled}, room at \\d{4}-`));
  assert.match(output, new RegExp(`CAPPED: budget wish is filled by c[0-9a-f]{32}.*, room at \\d{4}-`));
  assert.deepEqual(await server.running.services.stores.workspaces.list(), []);
  assert.equal((await strata('demo', '--story', 'none')).code, 1);
});

test('watch resumes where the last run stopped', async () => {
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{state}}}');
  const search = (n: number): Promise<unknown> =>
    admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: [
        {
          messageId: `w${n}`,
          type: 'searched',
          occurredAt: '2026-03-10T11:00:00Z',
          identities: [{ namespace: 'member_id', value: `W${n}` }],
        },
      ],
    });
  let watching = true;
  const first = strata('watch', 'searchers', '--workspace', 'shop', '--count', '1').finally(() => (watching = false));
  let n = 0;
  while (watching) {
    await search(++n);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const one = await first;
  assert.equal(one.code, 0, one.output);
  const seen = /test\|w(\d+)/g;
  const at = Number([...one.output.matchAll(seen)].at(-1)![1]);
  // The next run shows the changes made while nothing was watching, each exactly once.
  await search(++n);
  const rest = await strata('watch', 'searchers', '--workspace', 'shop', '--count', String(n - at));
  const told = [...rest.output.matchAll(/test\|w(\d+)/g)].map((m) => Number(m[1]));
  assert.deepEqual(
    told,
    Array.from({ length: n - at }, (_, i) => at + 1 + i),
  );
});

const commands: readonly (readonly string[])[] = [
  ['demo'],
  ['watch', 'searchers', '--workspace', 'shop', '--count', '1'],
  ['sandbox', 'create', 'nowhere', '--clock', '2026-01-31T23:59:59+08:00'],
];

test("an address without a path means the server's endpoint", async () => {
  const base = server.url.replace('/graphql', '');
  for (const [i, url] of [base, `${base}/`].entries()) {
    const { code, output } = await strata(
      'sandbox',
      'create',
      `based-${i}`,
      '--clock',
      '2026-01-31T23:59:59Z',
      '--url',
      url,
    );
    assert.equal(code, 0, output);
  }
});

test("every command reports an address that is not the API's, with its response", async () => {
  const other = createServer((_request, response) => response.writeHead(404).end('<h1>not here</h1>'));
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const wrong = [
    [server.url.replace('/graphql', '/elsewhere'), /PATH_UNKNOWN.*\/graphql/],
    [`http://127.0.0.1:${port}/`, /PATH_UNKNOWN.*HTTP 404.*ends in \/graphql/],
    ['localhost:4000', /--url is the address of a server, such as http:\/\/localhost:4000\/graphql/],
  ] as const;
  for (const [url, wanted] of wrong)
    for (const command of commands) {
      const { code, output } = await strata(...command, '--url', url);
      assert.equal(code, 1, `${command.join(' ')} at ${url}: ${output}`);
      assert.match(output, wanted);
      assert.doesNotMatch(output, /There is no server/);
    }
  other.close();
});

test('without a server every command says so and how to start it', async () => {
  for (const command of commands) {
    const { code, output } = await strata(...command, '--url', 'http://127.0.0.1:1');
    assert.equal(code, 1, output);
    assert.match(output, /There is no server at http:\/\/127\.0\.0\.1:1\/graphql\. Start it with: .*npm start/);
  }
});
