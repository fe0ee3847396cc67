/** Tests delivery attempts against real receivers over real sockets. The test triggers the deadline itself. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { readConfig } from '../../src/config.js';
import { attempt, DEADLINE_MS, ordinarySurroundings, type Surroundings } from '../../src/delivery/attempt.js';
import { guardedLookup, isPublicAddress } from '../../src/delivery/guard.js';
import { createResolve, MOST_OF_WORKSPACE } from '../../src/delivery/resolve.js';
import { nextAttempt, type Retry } from '../../src/delivery/retry-plan.js';
import { isEndpointAddress } from '../../src/engine/reach/endpoint-address.js';
import { outcomeOf, parseRetryAfter, verdictOf, type Verdict } from '../../src/engine/reach/verdict.js';
import { createSecret } from '../../src/services/reach/webhook-endpoints.js';
import { eventually } from '../support/patience.js';

const secret = createSecret();
const MESSAGE = { id: 'c7f3a91_1', body: '{"name":"王小明"}' };
const opened: { server: Server; sockets: Set<Socket> }[] = [];
after(() => {
  for (const { server, sockets } of opened) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  opened.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

interface Received {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts a receiver that records requests and then responds. */
async function receiver(answer: RequestListener): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ method: request.method!, headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  return { port: await listening(server), received };
}

/**
 * Creates a test environment for deliveries. The test triggers its deadline, and every host name resolves to one
 * address.
 */
function surroundings(allowed: readonly string[], address = '127.0.0.1') {
  const deadlines: { ms: number; call: () => void; isCancelled: boolean }[] = [];
  const around: Surroundings = {
    ...ordinarySurroundings(new Set(allowed)),
    after: (ms, call) => {
      const deadline = { ms, call, isCancelled: false };
      deadlines.push(deadline);
      return () => (deadline.isCancelled = true);
    },
    resolve: (name) => Promise.resolve([{ address: name === 'localhost' ? '127.0.0.1' : address, family: 4 }]),
  };
  return { around, deadlines };
}

const send = (url: string, around: Surroundings): Promise<Verdict> =>
  attempt(MESSAGE, { url, secrets: [secret], workspace: 'shop' }, around);
const local = (port: number, path = '/hook'): string => `http://127.0.0.1:${port}${path}`;
const allow = (port: number): string => `127.0.0.1:${port}`;

test('a message arrives complete and signed, and a 2xx response means delivered', async () => {
  const { port, received } = await receiver((_, response) => response.writeHead(204).end());
  const { around, deadlines } = surroundings([allow(port)]);
  assert.deepEqual(await send(local(port), around), { kind: 'DELIVERED' });
  const [{ method, headers, body }] = received;
  assert.deepEqual([method, body], ['POST', MESSAGE.body]);
  assert.deepEqual(new Webhook(secret).verify(body, headers as Record<string, string>), JSON.parse(MESSAGE.body));
  assert.equal(headers['webhook-id'], MESSAGE.id);
  assert.match(headers['content-type']!, /^application\/json/);
  assert.deepEqual(
    deadlines.map(({ ms, isCancelled }) => [ms, isCancelled]),
    [[15_000, true]],
  );
  assert.equal(DEADLINE_MS, 15_000);
});

test('each response status has its verdict, and a redirect is not followed', async () => {
  const other = await receiver((_, response) => response.end());
  let answer: RequestListener = (_, response) => response.end();
  const { port, received } = await receiver((request, response) => answer(request, response));
  const { around } = surroundings([allow(port), allow(other.port)]);
  const cases: readonly (readonly [number, Record<string, string>, Verdict])[] = [
    [200, {}, { kind: 'DELIVERED' }],
    [302, { location: local(other.port) }, { kind: 'UNKNOWN', cause: 'STATUS', status: 302 }],
    [307, { location: local(other.port) }, { kind: 'UNKNOWN', cause: 'STATUS', status: 307 }],
    [400, {}, { kind: 'REFUSED', status: 400 }],
    [404, {}, { kind: 'REFUSED', status: 404 }],
    [410, {}, { kind: 'GONE' }],
    [408, {}, { kind: 'UNKNOWN', cause: 'STATUS', status: 408 }],
    [409, {}, { kind: 'UNKNOWN', cause: 'STATUS', status: 409 }],
    [425, {}, { kind: 'UNKNOWN', cause: 'STATUS', status: 425 }],
    [429, { 'retry-after': '120' }, { kind: 'SLOW_DOWN', status: 429, retryAfterMs: 120_000 }],
    [429, {}, { kind: 'SLOW_DOWN', status: 429 }],
    [500, {}, { kind: 'UNKNOWN', cause: 'STATUS', status: 500 }],
    [502, {}, { kind: 'SLOW_DOWN', status: 502 }],
    [503, { 'retry-after': '7' }, { kind: 'SLOW_DOWN', status: 503, retryAfterMs: 7000 }],
    [504, {}, { kind: 'SLOW_DOWN', status: 504 }],
  ];
  for (const [status, headers, wanted] of cases) {
    answer = (_, response) => response.writeHead(status, headers).end('x');
    assert.deepEqual(await send(local(port), around), wanted, String(status));
  }
  assert.deepEqual([...new Set(cases.map(([, , verdict]) => `${verdict.kind} ${outcomeOf(verdict)}`))].sort(), [
    'DELIVERED DELIVERED',
    'GONE REFUSED',
    'REFUSED REFUSED',
    'SLOW_DOWN UNKNOWN',
    'UNKNOWN UNKNOWN',
  ]);
  assert.equal(received.length, cases.length);
  assert.equal(other.received.length, 0);
});

test('an endless response is read up to a limit', async () => {
  const { port } = await receiver((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.write(Buffer.alloc(16_384))) if (response.destroyed) return;
    };
    response.on('drain', more).on('error', () => response.destroy());
    more();
  });
  assert.deepEqual(await send(local(port), surroundings([allow(port)]).around), { kind: 'DELIVERED' });
});

test('a message that may have arrived is unknown, and one that was not transmitted is not sent', async () => {
  const silent = await receiver(() => undefined);
  const { around, deadlines } = surroundings([allow(silent.port)]);
  const waiting = send(local(silent.port), around);
  await eventually(() => silent.received.length === 1, 'the message arrives');
  deadlines[0].call();
  assert.deepEqual(await waiting, { kind: 'UNKNOWN', cause: 'TIMEOUT' });

  const cutting = await receiver((request) => request.socket.destroy());
  const cut = await send(local(cutting.port), surroundings([allow(cutting.port)]).around);
  assert.deepEqual(cut, { kind: 'UNKNOWN', cause: 'CONNECTION_LOST' });
  assert.equal(cutting.received.length, 1);

  const talking = await listening(createTcpServer((socket) => socket.end('what?\r\n\r\n')));
  assert.equal((await send(local(talking), surroundings([allow(talking)]).around)).kind, 'UNKNOWN');
});

test('nothing is sent without a connection, such as for a closed port or a failed name lookup', async () => {
  const closed = createTcpServer();
  const port = await listening(closed);
  await new Promise((done) => closed.close(done));
  const none: Verdict = { kind: 'NOT_SENT', cause: 'NO_CONNECTION' };
  assert.deepEqual(await send(local(port), surroundings([allow(port)]).around), none);

  const { around, deadlines } = surroundings(['shop.example:443']);
  const failing = { ...around, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
  assert.deepEqual(await send('https://shop.example/', failing), none);
  const hanging = send('https://shop.example/', { ...around, resolve: () => new Promise(() => undefined) });
  deadlines.at(-1)!.call();
  assert.deepEqual(await hanging, { kind: 'NOT_SENT', cause: 'TIMEOUT' });

  const plain = await receiver((_, response) => response.end());
  const url = `https://127.0.0.1:${plain.port}/`;
  assert.deepEqual(await send(url, surroundings([allow(plain.port)]).around), none);
  assert.equal(plain.received.length, 0);
});

test('private networks are rejected after name resolution, unless the operator allows the address', async () => {
  const { port, received } = await receiver((_, response) => response.end());
  const forbidden: Verdict = { kind: 'NOT_SENT', cause: 'FORBIDDEN_ADDRESS' };
  const urls = [
    `https://127.0.0.1:${port}/`,
    `https://2130706433:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://shop.example:${port}/`,
    'https://169.254.169.254/latest/meta-data',
    `http://shop.example:${port}/`,
    `https://user:password@shop.example:${port}/`,
  ];
  for (const url of urls) assert.deepEqual(await send(url, surroundings([]).around), forbidden, url);
  // Another port of an allowed host is not allowed.
  const { around } = surroundings([`shop.example:${port}`]);
  assert.deepEqual(await send(`https://shop.example:${port + 1}/`, around), forbidden);
  assert.deepEqual(await send(`http://other.example:${port}/`, around), forbidden);
  assert.equal(received.length, 0);
  assert.deepEqual(await send(`http://shop.example:${port}/`, around), { kind: 'DELIVERED' });
  assert.equal(received.length, 1);
});

test('if a name has public and private addresses, only the public ones are connected', async () => {
  const found = ['10.0.0.1', '8.8.8.8', '::ffff:127.0.0.1', '2400:3200::1'].map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  const lookup = guardedLookup(new URL('https://shop.example/'), new Set(), 'shop', () => Promise.resolve(found));
  const ask = (all: boolean): Promise<unknown> =>
    new Promise((settle) => lookup('shop.example', { all }, (error, address) => settle(error ?? address)));
  assert.deepEqual(await ask(true), [found[1], found[3]]);
  assert.equal(await ask(false), '8.8.8.8');
});

test('names without a response from name servers delay neither other workspaces nor other work', async () => {
  const asked: string[] = [];
  const silent = createSocket('udp4', (question) => asked.push(question.toString('latin1')));
  await new Promise<void>((done) => silent.bind(0, '127.0.0.1', done));
  try {
    const resolve = createResolve([`127.0.0.1:${silent.address().port}`]);
    const slow = { workspace: 'slow', isAllowed: false };
    const isAsked = (name: string): boolean => asked.some((question) => question.includes(name));
    const waiting = Array.from({ length: 20 }, (_, i) =>
      resolve(`slow${i}x.example`, slow).then(
        () => 'found',
        (error: NodeJS.ErrnoException) => error.code,
      ),
    );
    await eventually(() => isAsked('slow0x'), 'the first name');
    // Another workspace is asked for at once, and places that the operator allows do not depend on name servers.
    const other = resolve('quick.example', { workspace: 'other', isAllowed: false }).catch(() => undefined);
    await eventually(() => isAsked('quick'), 'the name of the other workspace');
    assert.equal((await resolve('localhost', slow)).length > 0, true);
    assert.ok(await stat('.'), 'files are read in the meantime');
    const first = Array.from({ length: 20 }, (_, i) => i).filter((i) => isAsked(`slow${i}x`));
    assert.deepEqual(first, [0, 1, 2, 3].slice(0, MOST_OF_WORKSPACE));
    await eventually(() => isAsked('slow4x'), 'the next names, when the first have ended');
    assert.equal(await waiting[0], 'ETIMEOUT');
    await other;
  } finally {
    await new Promise<void>((done) => silent.close(done));
  }
});

test('public and private addresses are told apart', () => {
  const open = ['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.32.0.1', '223.5.5.5', '2400:3200::1', '2606:4700::1111'];
  const closed = [
    ['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.255', '169.254.169.254'],
    ['172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.0.192', '198.18.0.1', '168.63.129.16', '224.0.0.1'],
    ['255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'fc00::1', 'fd00:ec2::254'],
    ['fe80::1', 'fe80::1%eth0', 'ff02::1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'localhost', ''],
  ].flat();
  for (const address of open) assert.ok(isPublicAddress(address), address);
  for (const address of closed) assert.ok(!isPublicAddress(address), address);
  const is = (url: string, allowed: readonly string[] = []): boolean =>
    isEndpointAddress(new URL(url), new Set(allowed));
  assert.ok(is('https://shop.example/hook?x=1'));
  assert.ok(!is('http://shop.example/'));
  assert.ok(is('http://shop.example/', ['shop.example:80']));
  assert.ok(!is('https://shop.example/#part'));
  assert.ok(!is('https://user@shop.example/'));
  assert.ok(!is('file:///etc/passwd', [':undefined']));
});

test('Retry-After is read as seconds or a date, up to one day', () => {
  const now = Date.parse('2026-03-27T02:00:00Z');
  assert.equal(parseRetryAfter('5', now), 5000);
  assert.equal(parseRetryAfter('Fri, 27 Mar 2026 02:01:00 GMT', now), 60_000);
  assert.equal(parseRetryAfter('999999', now), 86_400_000);
  for (const text of [undefined, '', '0', '-5', 'soon', '2026-03-28', 'Fri, 27 Mar 2026 01:00:00 GMT'])
    assert.equal(parseRetryAfter(text, now), undefined, text);
  assert.deepEqual(verdictOf(400, '5', now), { kind: 'SLOW_DOWN', status: 400, retryAfterMs: 5000 });
  assert.deepEqual(verdictOf(410, '5', now), { kind: 'GONE' });
});

test('retries are delayed more and more with jitter, respect quiet hours and Retry-After, and end', () => {
  const of = (more: Partial<Retry>): number | undefined =>
    nextAttempt({ attempts: 0, endedAt: 0, expiresAt: Infinity, seed: 0.5, endOfQuiet: (at) => at, ...more });
  const delays = Array.from({ length: 11 }, (_, attempts) => of({ attempts }));
  assert.deepEqual(
    delays.map((ms) => ms && ms / 1000),
    [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, undefined],
  );
  assert.equal(of({ attempts: 1, retryAfterMs: 60_000 }), 60_000);
  assert.equal(of({ attempts: 1, endOfQuiet: (at) => at + 7 }), 5007);
  assert.equal(of({ attempts: 1, expiresAt: 5001 }), 5000);
  assert.equal(of({ attempts: 1, expiresAt: 5000 }), undefined);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, seed) => {
        const share = of({ attempts: n, seed })! / delays[n]!;
        assert.ok(share >= 0.8 - 1e-3 && share <= 1.2 + 1e-3);
      },
    ),
  );
});

test('the operator lists the private addresses that deliveries may reach', () => {
  const allow = 'localhost:8080, 10.0.0.5:443,[::1]:9000';
  assert.deepEqual(readConfig({ STRATA_DELIVERY_ALLOW: allow }).deliveryAllow, [
    'localhost:8080',
    '10.0.0.5:443',
    '[::1]:9000',
  ]);
  assert.deepEqual(readConfig({}).deliveryAllow, []);
  for (const wrong of ['localhost', 'http://localhost:80', '10.0.0.0/8', 'a:b'])
    assert.throws(() => readConfig({ STRATA_DELIVERY_ALLOW: wrong }), /STRATA_DELIVERY_ALLOW/, wrong);
});
