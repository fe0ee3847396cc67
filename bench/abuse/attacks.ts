/**
 * Implements attacks that repeat until their process is killed. Each attack corresponds to one of the hostile tests.
 */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { Dice, random } from '../../test/support/dice.js';
import { Fuzz, noFindings } from '../../test/hostile/fuzz/fuzz.js';
import { NO_OTHER_DOORS } from '../../test/hostile/fuzz/other-doors.js';
import { reset, upgradeOf } from '../../test/hostile/raw.js';

export interface Target {
  readonly port: number;
  readonly token: string;
  /**
   * Subscription cursor from before the attack. A client that resumes at this cursor has received none of the later
   * changes.
   */
  readonly cursor: string;
  /** Path of a webhook, and a write key of the workspace. */
  readonly hook: string;
  readonly key: string;
}

/** An attack function. Its promise never resolves, because the attack runs until its process is killed. */
type Attack = (target: Target) => Promise<never>;

const forEver = async (times: number, step: () => Promise<unknown>): Promise<never> => {
  await Promise.all(
    Array.from({ length: times }, async () => {
      for (;;) await step().catch(() => pause(20));
    }),
  );
  throw new Error('an attack does not end');
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
  });

const send = ({ port, token }: Target, path: string, body: string | Buffer, more: string[] = []): Promise<void> =>
  post(port, path, body, ['Content-Type: application/json', `Authorization: Bearer ${token}`, ...more]);

const post = (port: number, path: string, body: string | Buffer, headers: readonly string[]): Promise<void> => {
  const socket = connect(port, '127.0.0.1');
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  socket.resume();
  return closed(socket);
};

/** Opens a WebSocket. Resolves when the server has acknowledged the connection, so that operations can be sent. */
const acknowledged = ({ port, token }: Target): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.once('message', () => resolve(socket));
  });
const ended = (socket: WebSocket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

const ZEROS = gzipSync(`{"batch":[${'0,'.repeat(399_999)}0]}`);
/**
 * A compressed body that is about as large as the maximum that the server reads before it has identified the caller.
 */
const NO_KEY = gzipSync(`{"batch":[${'{},'.repeat(170_000)}{}]}`);
const MESSAGE = '{"event":"Seen","anonymousId":"a"}';
const COMMENTS = 'x'.repeat(900_000);
const DEEP = `${'{"not":'.repeat(40_000)}1${'}'.repeat(40_000)}`;
/** A query whose response has about 900 KB. */
const LARGE = `{profiles(first:100){edges{node{${Array.from({ length: 25 }, (_, n) => `${'x'.repeat(300)}${n}:id`).join(' ')}}}}}`;

/** A body with a list of as many elements as a mapping may read. */
const HOOK_BODY = `{"list":[${Array.from({ length: 1000 }, (_, i) => `{"who":"H${i}","city":"Oslo"}`).join(',')}]}`;
/** Properties that make an event almost as large as one may be, which is 64 KiB. Longer texts would be cut. */
const LARGE_PROPERTIES = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`text${i}`, 'x'.repeat(4000)]));
/** The largest number of such messages that fits a body of 8 MiB. */
const LARGE_EVENTS = 130;

/** The largest part of an upload. */
const PART = Buffer.alloc(8 * 1024 * 1024, 'member_id,city\nM1,Oslo\n');

async function answerTo({ port, token }: Target, query: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return response.text();
}

/** Announces a file. Returns the id of the upload, or of none if it is refused or the server is a plain one. */
async function announced(target: Target, bytes: number): Promise<string> {
  const answer = await answerTo(target, `mutation{createUpload(input:{name:"a.csv",bytes:${bytes}}){id}}`);
  return /"id":"([^"]+)"/.exec(answer)?.[1] ?? 'none';
}

let numbered = 0;

export const ATTACKS: Readonly<Record<string, Attack>> = {
  'half-sent bodies, 300 at a time': (target) =>
    forEver(300, async () => {
      const socket = connect(target.port, '127.0.0.1');
      socket.resume();
      socket.write(
        'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
      );
      await closed(socket);
    }),
  '3,000 refused documents in one write': (target) =>
    forEver(2, async () => {
      const socket = await acknowledged(target);
      const done = new Promise<void>((resolve) => {
        let left = 3000;
        socket.on('message', () => --left === 0 && resolve());
      });
      for (let i = 0; i < 3000; i++)
        socket.send(JSON.stringify({ type: 'subscribe', id: `o${i}`, payload: { query: '{nope}' } }));
      await Promise.race([done, ended(socket)]);
      socket.terminate();
    }),
  'different documents of 1 MB of comments': (target) =>
    forEver(8, () => send(target, '/graphql', JSON.stringify({ query: `#${COMMENTS}${numbered++}\n{__typename}` }))),
  'different documents of 1,000 fields': (target) =>
    forEver(8, () =>
      send(target, '/graphql', JSON.stringify({ query: `{${`__typename `.repeat(900)}} #${numbered++}` })),
    ),
  'tracking batches of 400,000 zeros, packed': (target) =>
    forEver(4, () => send(target, '/v1/batch', ZEROS, ['Content-Encoding: gzip'])),
  'tracking bodies of text without a key, packed': ({ port }) =>
    forEver(16, () => post(port, '/v1/b', NO_KEY, ['Content-Type: text/plain', 'Content-Encoding: gzip'])),
  'wrong write keys, different each time': ({ port }) =>
    forEver(64, () =>
      post(port, '/v1/t', MESSAGE, [
        'Content-Type: application/json',
        `Authorization: Bearer wk.abuse.00.${String(numbered++).padStart(32, 'x')}`,
      ]),
    ),
  'wrong passwords, an account different each time': ({ port }) =>
    forEver(16, () =>
      post(
        port,
        '/session/password',
        JSON.stringify({ workspace: 'abuse', email: `a${numbered++}@b.example`, password: 'not this one, never' }),
        ['Content-Type: application/json', 'x-strata-request: 1'],
      ),
    ),
  'webhook bodies of 1,000 elements': ({ port, hook }) =>
    forEver(8, () => post(port, hook, HOOK_BODY, ['Content-Type: application/json'])),
  'events of 60 KB with a write key, 130 in a body': ({ port, key }) =>
    forEver(4, () => {
      const events = Array.from({ length: LARGE_EVENTS }, () => ({
        type: 'track',
        event: 'Seen',
        anonymousId: `l${numbered++ % 1000}`,
        messageId: `l${process.pid}-${numbered}`,
        properties: LARGE_PROPERTIES,
      }));
      return post(port, '/v1/batch', JSON.stringify({ batch: events }), [
        'Content-Type: application/json',
        `Authorization: Bearer ${key}`,
      ]);
    }),
  'half-sent parts of an upload, 300 at a time': async (target) => {
    const id = await announced(target, PART.length);
    const head = [`PUT /imports/${id}?offset=0 HTTP/1.1`, 'Host: a', `Authorization: Bearer ${target.token}`];
    return forEver(300, () => {
      const socket = connect(target.port, '127.0.0.1');
      socket.resume();
      socket.write(`${head.join('\r\n')}\r\nContent-Length: ${PART.length}\r\n\r\nx`);
      return closed(socket);
    });
  },
  'whole files of 8 MiB, uploaded and discarded': (target) =>
    forEver(4, async () => {
      const id = await announced(target, PART.length);
      const headers = { authorization: `Bearer ${target.token}` };
      const url = `http://127.0.0.1:${target.port}/imports/${id}?offset=0`;
      await (await fetch(url, { method: 'PUT', headers, body: PART })).text();
      await answerTo(target, `mutation{discardUpload(id:"${id}"){id}}`);
    }),
  'links for fewer messages, different each time': ({ port }) =>
    forEver(64, () => {
      const link = `/fewer/abuse.c${String(numbered++).padStart(32, '0')}.sms.zzzzzz.${'x'.repeat(43)}`;
      return post(port, link, 'choice=ALL', ['Content-Type: application/x-www-form-urlencoded']);
    }),
  'preflights, 30 in one write': ({ port }) =>
    forEver(16, () => {
      const socket = connect(port, '127.0.0.1');
      socket.resume();
      const head = ['Host: a', 'Origin: https://shop.example', 'Access-Control-Request-Method: POST'];
      socket.end(`OPTIONS /v1/t HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`.repeat(30));
      return closed(socket);
    }),
  'JSON 40,000 levels deep': (target) =>
    forEver(8, () => send(target, '/graphql', `{"query":"query($w:JSON){__typename}","variables":{"w":${DEEP}}}`)),
  '300 clients that subscribe again with a cursor': (target) =>
    forEver(300, async () => {
      const socket = await acknowledged(target);
      socket.send(
        JSON.stringify({
          type: 'subscribe',
          id: 'a',
          payload: {
            query: 'subscription($after:String){profileChanged(after:$after){cursor change{__typename}}}',
            variables: { after: target.cursor },
          },
        }),
      );
      await Promise.race([new Promise((resolve) => socket.once('message', resolve)), ended(socket)]);
      socket.terminate();
    }),
  'targets that are no paths, and resets': (target) =>
    forEver(16, async () => {
      const socket = connect(target.port, '127.0.0.1');
      socket.write(upgradeOf(['//', '///', '/elsewhere', 'http://['][numbered++ % 4]));
      setTimeout(() => reset(socket), 2);
      await closed(socket);
    }),
  'pages that nobody reads, 6 on each of 50 connections': ({ port }) =>
    forEver(50, () => {
      const socket = connect(port, '127.0.0.1').pause();
      socket.write('GET /client.tgz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(6));
      return closed(socket);
    }),
  'answers that nobody reads, 12 on each of 23 WebSockets': (target) =>
    forEver(23, async () => {
      const socket = await acknowledged(target);
      socket.pause();
      for (let i = 0; i < 12; i++)
        socket.send(JSON.stringify({ type: 'subscribe', id: `o${i}`, payload: { query: LARGE } }));
      await ended(socket);
    }),
  '2,000 questions for health in one write': ({ port }) =>
    forEver(4, () => {
      const socket = connect(port, '127.0.0.1');
      socket.resume();
      socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2000));
      return closed(socket);
    }),
  'random requests, upgrades and frames': (target) => {
    const fuzz = new Fuzz(
      target.port,
      {
        good: [target.token],
        bad: ['x'],
        hooks: [],
        keys: ['wk.x.0.y'],
        signIns: { cookies: ['x.0.y'], links: ['x.0.y'] },
        workspace: 'x',
        others: NO_OTHER_DOORS,
      },
      noFindings(),
      60,
    );
    return forEver(16, () => fuzz.connection(new Dice(random(numbered++))));
  },
};
