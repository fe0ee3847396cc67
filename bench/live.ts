/** Measures the latency from sending an event to receiving the change on a subscription. */
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { serverProcess } from '../test/support/process.js';
import { ask, auth, INGEST, makeWorkspace, options, percentile, row } from './support.js';

export async function latency(dir: string): Promise<void> {
  const env = { STRATA_DATA_DIR: join(dir, 'latency') };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'live');
  await ask(
    server.port,
    'live',
    'mutation{defineSegment(input:{key:"searched",expression:"did(searched)"},wait:true){job{id}}}',
  );
  const ws = createClient({
    url: `ws://127.0.0.1:${server.port}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: auth('live') },
  });
  const sent = new Map<string, number>();
  const delays: number[] = [];
  let begun = (): void => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  ws.subscribe<any>(
    { query: 'subscription{membershipChanged{change{fact}}}' },
    {
      next: (m) => {
        begun();
        const at = sent.get(m.data?.membershipChanged.change?.fact);
        if (at !== undefined) delays.push(performance.now() - at);
      },
      error: (e) => console.error(e),
      complete: () => undefined,
    },
  );
  await started;
  // The first three seconds are a warm-up and not measured.
  const warm = 900;
  const total = warm + (options.quick ? 900 : 4500);
  const calls: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let i = 0; i < total; i++) {
    const due = begin + (i * 1000) / 300;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (i >= warm) sent.set(`bench|l${i}`, performance.now());
    calls.push(
      ask(server.port, 'live', INGEST, {
        e: [
          {
            messageId: `l${i}`,
            type: 'searched',
            occurredAt: new Date().toISOString(),
            identities: [{ namespace: 'member_id', value: `L${i}` }],
          },
        ],
      }),
    );
  }
  await Promise.all(calls);
  for (let i = 0; i < 100 && delays.length < total - warm; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  row(
    'event sent to change received, 300 events/s',
    `p50 ${percentile(delays, 0.5).toFixed(0)} ms, p99 ${percentile(delays, 0.99).toFixed(0)} ms`,
    `${delays.length} of ${total - warm} after 900 to warm up (aim: p99 250 ms)`,
  );
  await ws.dispose();
  await server.stop();
}
