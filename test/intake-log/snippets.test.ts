/** Runs the code snippets of the dashboard's intake page unchanged, and checks that they deliver. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CLIENTS, snippet, type ClientKind } from '../../web/dashboard/pages/intake-log/snippets.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let key: string;
const dir = mkdtempSync(join(tmpdir(), 'strata-snippets-'));

before(async () => {
  server = await TestServer.start();
  await server.caller('live', ['installation', 'admin']).ask('mutation{createWorkspace(input:{id:"live"}){id}}');
  admin = server.caller('live', ['admin']);
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  key = (await admin.ask('mutation{createWriteKey(input:{source:"web",traits:["city"]}){key}}')).createWriteKey.key;
  symlinkSync(join(process.cwd(), 'node_modules'), join(dir, 'node_modules'));
});
after(async () => {
  await server.remove();
  rmSync(dir, { recursive: true, force: true });
});

const textOf = (client: ClientKind, language: 'en' | 'zh' = 'en'): string =>
  snippet(client, { url: server.url.replace('/graphql', ''), key, language });

/** Runs a command in the folder of the snippets. Rejects if it fails. */
function run(command: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: dir });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

async function typesOf(namespace: string, value: string): Promise<string[]> {
  const { profile } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){tags{key value} events(first:20){edges{node{type}}}}}',
    { i: { namespace, value } },
  );
  return (profile?.events.edges ?? []).map((edge: Loose) => edge.node.type).sort();
}

test('every snippet contains the address and the key, and has comments in both languages', () => {
  for (const client of CLIENTS) {
    assert.ok(textOf(client).includes(key));
    assert.ok(textOf(client).includes(server.url.replace('/graphql', '')));
    assert.doesNotMatch(textOf(client), /\p{Script=Han}/u);
    assert.match(textOf(client, 'zh'), /\p{Script=Han}/u);
  }
});

test('the shell command delivers an event', async () => {
  assert.match(await run('bash', '-c', textOf('http')), /"accepted":1,/);
  assert.deepEqual(await typesOf('device_id', 'device-1'), ['product_viewed']);
});

test('the Node.js code delivers an event', async () => {
  writeFileSync(join(dir, 'node.mjs'), textOf('node'));
  await run(process.execPath, 'node.mjs');
  await eventually(async () => (await typesOf('member_id', 'M000001')).includes('product_viewed'), 'the event arrives');
});

test('the mini-program code delivers screens, events and traits of one device', async () => {
  // A mock of the mini-program platform's API, which uses the network of Node.js.
  writeFileSync(
    join(dir, 'mini.mjs'),
    `const kept = new Map();
const wx = {
  getStorageSync: (name) => kept.get(name) ?? '',
  setStorageSync: (name, value) => void kept.set(name, value),
  request: ({ url, method, header, data }) =>
    void fetch(url, { method, headers: header, body: JSON.stringify(data) })
      .then((answer) => answer.json())
      .then(({ rejected, warnings }) => console.log(JSON.stringify([rejected, warnings, kept.get('strata_device')]))),
};
${textOf('mini', 'zh')}`,
  );
  const lines = (await run(process.execPath, 'mini.mjs')).trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line) as [unknown[], unknown[], string]);
  assert.deepEqual(
    answers.map(([rejected, warnings]) => [rejected, warnings]),
    Array(3).fill([[], []]),
  );
  assert.equal(new Set(answers.map(([, , device]) => device)).size, 1);
  const types = await typesOf('device_id', answers[0][2]);
  assert.ok(types.includes('screen_viewed') && types.includes('product_viewed'), types.join());
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"M000001"}){tags{key value}}}');
  assert.deepEqual(profile.tags, [{ key: 'city', value: 'Shanghai' }]);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
