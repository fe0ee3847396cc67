/** Follows the README's first ten minutes in a terminal, on a new demo shop: every command works as described. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { askAt, membersOf, startDemo, type FirstStart } from '../support/first-start.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer } from '../support/server.js';

const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
const WATCHED = 'beijing_regulars';
const work = mkdtempSync(join(tmpdir(), 'strata-first-'));
let folder: TestServer;
let demo: FirstStart;

before(async () => {
  folder = await TestServer.start();
  await folder.close();
  demo = await startDemo(folder);
});
after(async () => {
  await demo?.process.stop();
  await folder.open();
  await folder.remove();
  rmSync(work, { recursive: true });
});

function strata(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: work, env: { ...process.env, ...demo.env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (c: Buffer) => (output += String(c)));
    const tooLong = setTimeout(() => child.kill('SIGKILL'), patience(60_000));
    child.on('exit', (code) => {
      clearTimeout(tooLong);
      done({ code, output });
    });
  });
}

const ask = <Data>(query: string, variables?: object): Promise<Data> =>
  askAt(demo.url, demo.tokens.internal, query, variables);

let sent = 0;
/**
 * Sends the order of the editor's third tab, at the current time, for the next member of the segment. Returns the
 * member's number.
 */
async function order(): Promise<string> {
  const [member] = await membersOf(demo.url, demo.tokens.internal, WATCHED);
  const id = `ten-${++sent}`;
  const { ingestEvents } = await ask<{
    ingestEvents: { accepted: number; results: { profile: string; message: string | null }[] };
  }>('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{profile message}}}', {
    e: [
      {
        messageId: id,
        type: 'order_paid',
        occurredAt: new Date().toISOString(),
        identities: [{ namespace: 'member_id', value: member }],
        order: { orderId: id, lines: [{ brand: 'Shiseido', category: 'Skincare', amount: '399' }] },
      },
    ],
  });
  assert.equal(ingestEvents.accepted, 1, JSON.stringify(ingestEvents));
  return ingestEvents.results[0].profile;
}

const watchFile = (): string => join(folder.dir, 'watch', `demo-${WATCHED}.cursor`);
const leaves = (profile: string): RegExp => new RegExp(`← out +${WATCHED} +customer ${profile} +cause EVENT`);

test('each token permits what its user needs', async () => {
  const { partner, dashboard } = demo.tokens;
  assert.ok(
    (await ask<{ profiles: { totalCount: number } }>('{profiles(first:1){totalCount}}')).profiles.totalCount > 100,
  );
  const [tag] = (
    await askAt<{ setTags: { status: string; message: string | null }[] }>(
      demo.url,
      partner,
      'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"open_complaint",value:true,identities:$i}]){status message}}',
      { i: [{ namespace: 'member_id', value: 'M000001' }] },
    )
  ).setTags;
  assert.equal(tag.status, 'ACCEPTED', JSON.stringify(tag));
  assert.ok(
    (await askAt<{ segment: { size: number } }>(demo.url, dashboard, `{segment(key:"${WATCHED}"){size}}`)).segment
      .size > 3,
  );
});

test('watch shows an order as soon as it is sent', async () => {
  const watching = strata('watch', WATCHED, '--count', '1');
  await eventually(() => existsSync(watchFile()), 'watch to listen', 60_000);
  const profile = await order();
  const { code, output } = await watching;
  assert.equal(code, 0, output);
  assert.match(output, leaves(profile));
});

/** Runs a printed command line in a new shell, whose environment contains only the server's secret. */
function pasted(line: string): Promise<{ code: number | null; output: string }> {
  const names = Object.keys(demo.env).filter((name) => name !== 'STRATA_JWT_SECRET');
  const env = {
    ...process.env,
    ...demo.env,
    ...Object.fromEntries([...names, 'PORT'].map((name) => [name, undefined])),
  };
  const built = `${process.execPath} ${CLI}`;
  const command = line.replace(/npm run (--silent )?strata --/, built).replace('npm run demo', `${built} demo`);
  return new Promise((done) => {
    const child = spawn('bash', ['-c', `${command}`], { cwd: work, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (c: Buffer) => (output += String(c)));
    const tooLong = setTimeout(() => child.kill('SIGKILL'), patience(60_000));
    child.on('exit', (code) => {
      clearTimeout(tooLong);
      done({ code, output });
    });
  });
}

test('every command that the start prints works when pasted, with any port and data directory', async () => {
  const lines = demo.process
    .output()
    .split('\n')
    .filter((line) => /npm run /.test(line));
  assert.equal(lines.length, 2, demo.process.output());
  for (const line of lines) {
    assert.match(line, /PORT=\d+ .*STRATA_DATA_DIR=\S+ npm run/);
    const isWatch = line.includes(' watch ');
    if (isWatch) rmSync(watchFile(), { force: true });
    const ran = pasted(isWatch ? `${line} --count 1` : line);
    if (isWatch) {
      await eventually(() => existsSync(watchFile()), 'watch to listen', 60_000);
      await order();
    }
    const { code, output } = await ran;
    assert.equal(code, 0, `${line}\n${output}`);
  }
});

test('without a port a command finds the server of its data directory', async () => {
  if (demo.env.MONGODB_URI) return;
  const { STRATA_URL: _url, ...rest } = demo.env;
  const made = await pasted(
    `${Object.entries(rest)
      .filter(([name]) => name === 'STRATA_DATA_DIR')
      .map(([name, value]) => `${name}='${value}' `)
      .join('')}npm run strata -- sandbox create found --clock 2026-01-31T23:59:59+08:00`,
  );
  assert.equal(made.code, 0, made.output);
  const [line] = made.output.split('\n').filter((one) => one.includes('npm run'));
  const token = await pasted(line.replace('A token for it: ', ''));
  assert.equal(token.code, 0, token.output);
  assert.match(token.output, /^ey\S+\.\S+\.\S+$/m);
});

test('the demo runs to the end', async () => {
  const { code, output } = await strata('demo');
  assert.equal(code, 0, output);
  assert.match(output, /ENTERED\s+cause EVENT[\s\S]*LEFT\s+cause EVENT[\s\S]*ENTERED\s+cause TIME/);
});

test('after a restart the clock is still real time, and watch resumes where it stopped', async () => {
  const profile = await order();
  await demo.process.stop();
  demo = await startDemo(folder);
  assert.doesNotMatch(demo.process.output(), /First start/);
  const later = await order();
  const { code, output } = await strata('watch', WATCHED, '--count', '2');
  assert.equal(code, 0, output);
  assert.match(output, /from where the last watch ended/);
  assert.match(output, leaves(profile));
  assert.match(output, leaves(later));
});

test('the next start repairs a demo shop whose clock an earlier version left behind real time', async () => {
  await demo.process.stop();
  await folder.open();
  const { stores } = folder.running.services;
  const setAt = stores.now();
  await stores.workspaces.setClock('demo', { base: setAt - 110_000, setAt, running: true });
  await folder.close();
  demo = await startDemo(folder);
  const profile = await order();
  const { output } = await strata('watch', WATCHED, '--count', '1');
  assert.match(output, leaves(profile));
});

test('a sandbox imports a history with a mapping', async () => {
  const made = await strata('sandbox', 'create', 'mine', '--clock', '2026-01-31T23:59:59+08:00');
  assert.equal(made.code, 0, made.output);
  writeFileSync(
    join(work, 'orders.csv.gz'),
    gzipSync('line_no,customer_id,order_date,cds,amount_usd\n1,A,2026-01-01,2,12.50\n2,B,2026-01-02,1,7.00\n'),
  );
  const mapping = resolve('test/mapping/cdnow.json');
  const { code, output } = await strata('import', 'orders.csv.gz', '--mapping', mapping, '--workspace', 'mine');
  assert.equal(code, 0, output);
  assert.match(output, /2 events new.* 0 rejected/);
});
