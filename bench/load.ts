/**
 * Measures overload: one customer with a thousand events per second, and requests at five times the capacity of the
 * server.
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { serverProcess } from '../test/support/process.js';
import { ask, auth, INGEST, makeWorkspace, options, percentile, row } from './support.js';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const search = (messageId: string, member: string): object => ({
  messageId,
  type: 'searched',
  occurredAt: new Date().toISOString(),
  identities: [{ namespace: 'member_id', value: member }],
});

/** Measures reads and writes of other customers, alone and while one customer receives 1,000 events per second. */
export async function hot(dir: string): Promise<void> {
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'hot') });
  await makeWorkspace(server.port, 'hot');
  for (const [i, x] of ['count(searched, last 7d) >= 3', 'did(searched, last 1h)', 'count(searched) >= 1000'].entries())
    await ask(
      server.port,
      'hot',
      'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{id}}}',
      { k: `s${i}`, x },
    );
  await ask(server.port, 'hot', INGEST, { e: Array.from({ length: 500 }, (_, i) => search(`first${i}`, `O${i}`)) });
  const seconds = options.quick ? 5 : 20;
  let n = 0;
  const others = async (forMs: number): Promise<{ reads: number[]; writes: number[] }> => {
    const [reads, writes]: [number[], number[]] = [[], []];
    const end = performance.now() + forMs;
    const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
      const begin = performance.now();
      await work();
      into.push(performance.now() - begin);
    };
    await Promise.all(
      [0, 1].map(async () => {
        while (performance.now() < end) {
          const k = ++n;
          await timed(reads, () =>
            ask(
              server.port,
              'hot',
              'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){segments{segment{key}}}}',
              { v: `O${k % 500}` },
            ),
          );
          await timed(writes, () => ask(server.port, 'hot', INGEST, { e: [search(`o${k}`, `O${k % 500}`)] }));
          await wait(20);
        }
      }),
    );
    return { reads, writes };
  };
  await others(2000);
  const alone = await others(seconds * 1000);
  const sent: Promise<unknown>[] = [];
  let going = true;
  const flood = (async () => {
    const begin = performance.now();
    for (let i = 0; going; i++) {
      const early = begin + i * 10 - performance.now();
      if (early > 0) await wait(early);
      sent.push(
        ask(server.port, 'hot', INGEST, { e: Array.from({ length: 10 }, (_, k) => search(`h${i}-${k}`, 'HOT')) }),
      );
    }
  })();
  const during = await others(seconds * 1000);
  going = false;
  await flood;
  const begin = performance.now();
  await Promise.all(sent);
  const behind = (performance.now() - begin) / 1000;
  const r = await ask(
    server.port,
    'hot',
    '{profile(identity:{namespace:"member_id",value:"HOT"}){id} statistics(metric:"count(searched)"){sum}}',
  );
  const ms = (list: number[]): string =>
    `p50 ${percentile(list, 0.5).toFixed(0)} p99 ${percentile(list, 0.99).toFixed(0)} ms`;
  const kept = Number(r.statistics.sum) - 500 - n;
  row(
    `one customer gets 1,000 events/s for ${seconds} s`,
    `${kept} of ${sent.length * 10} there`,
    `the last acknowledged ${behind.toFixed(1)} s after the end`,
  );
  row('  reads of other customers', ms(during.reads), `alone ${ms(alone.reads)}`);
  row('  writes to other customers', ms(during.writes), `alone ${ms(alone.writes)}`);
  await server.stop();
}

/** Sends requests at five times the measured capacity for one minute, from callers that do not wait for each other. */
export async function overload(dir: string): Promise<void> {
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'overload'), STRATA_RATE_LIMIT: '0' });
  await makeWorkspace(server.port, 'busy');
  await ask(
    server.port,
    'busy',
    'mutation{defineSegment(input:{key:"recent",expression:"count(searched, last 1h) >= 2"},wait:true){job{id}}}',
  );
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/json', authorization: auth('busy') };
  let n = 0;
  const send = (): Promise<{ code: string; ms: number }> => {
    const body = JSON.stringify({
      query: INGEST,
      variables: { e: Array.from({ length: 10 }, (_, k) => search(`v${++n}`, `V${(n + k) % 5000}`)) },
    });
    const begin = performance.now();
    return new Promise((resolve) => {
      const answer = (code: string): void => resolve({ code, ms: performance.now() - begin });
      const req = request(
        {
          port: server.port,
          path: '/graphql',
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (res) => {
          let text = '';
          res.on('data', (c: Buffer) => (text += String(c)));
          res.on('end', () => {
            const r = JSON.parse(text) as {
              data?: { ingestEvents: { accepted: number } };
              errors?: { extensions: { code: string } }[];
            };
            answer(r.data?.ingestEvents.accepted === 10 ? 'OK' : (r.errors?.[0].extensions.code ?? 'PARTLY'));
          });
        },
      );
      req.on('error', (e) => answer((e as { code?: string }).code ?? 'ERROR'));
      req.end(body);
    });
  };
  let capacity = 0;
  const until = performance.now() + 5000;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < until) if ((await send()).code === 'OK') capacity++;
    }),
  );
  const rate = (capacity / 5) * 5;
  const seconds = options.quick ? 10 : 60;
  const answers: Promise<{ code: string; ms: number }>[] = [];
  const begin = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const early = begin + (i * 1000) / rate - performance.now();
    if (early > 1) await wait(early);
    answers.push(send());
  }
  const got = await Promise.all(answers);
  const codes = new Map<string, number>();
  for (const { code } of got) codes.set(code, (codes.get(code) ?? 0) + 1);
  const kept = got.filter((a) => a.code === 'OK').map((a) => a.ms);
  const recovered = performance.now();
  const r = await ask(server.port, 'busy', '{__typename}');
  const back = performance.now() - recovered;
  const { statistics } = await ask(server.port, 'busy', '{statistics(metric:"count(searched)"){sum}}');
  const told = (capacity + kept.length) * 10;
  row(
    `five times the capacity (${(capacity / 5).toFixed(0)} x 10 events/s) for ${seconds} s`,
    `${(kept.length / seconds).toFixed(0)} taken/s`,
    `${[...codes].map(([c, k]) => `${c} ${k}`).join(', ')}; taken p99 ${percentile(kept, 0.99).toFixed(0)} ms; ${r.__typename} answered after ${back.toFixed(0)} ms; ${statistics.sum} events there, ${told} acknowledged`,
  );
  agent.destroy();
  await server.stop();
}
