/**
 * Measures changes caused by time alone: the delay after a time window closes, and the throughput when very many
 * changes are due at the same time.
 */
import { join } from 'node:path';
import { serverProcess } from '../test/support/process.js';
import { ask, INGEST, makeWorkspace, options, percentile, row } from './support.js';

export async function lateness(dir: string): Promise<void> {
  const env = { STRATA_DATA_DIR: join(dir, 'late') };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'late');
  const count = options.quick ? 2000 : 10_000;
  const spanMs = options.quick ? 12_000 : 60_000;
  await ask(
    server.port,
    'late',
    'mutation{defineSegment(input:{key:"recent",expression:"did(searched, last 1h)"},wait:true){job{id}}}',
  );
  const opensMs = Date.now() + (options.quick ? 6000 : 20_000);
  for (let i = 0; i < count; i += 500) {
    const e = Array.from({ length: 500 }, (_, k) => ({
      messageId: `t${i + k}`,
      type: 'searched',
      occurredAt: new Date(opensMs - 3_600_000 + Math.floor(((i + k) * spanMs) / count)).toISOString(),
      identities: [{ namespace: 'member_id', value: `T${i + k}` }],
    }));
    await ask(server.port, 'late', INGEST, { e });
  }
  const ready = Date.now() < opensMs;
  await new Promise((resolve) => setTimeout(resolve, opensMs + spanMs + 3000 - Date.now()));
  const late: number[] = [];
  for (let after: string | undefined; ;) {
    const page: any = (
      await ask(
        server.port,
        'late',
        'query($a:String){segment(key:"recent"){transitions(first:100,after:$a){edges{node{kind cause effectiveAt recordedAt}}pageInfo{hasNextPage endCursor}}}}',
        { a: after },
      )
    ).segment.transitions;
    for (const { node } of page.edges)
      if (node.cause === 'TIME' && node.kind === 'LEFT')
        late.push(Date.parse(node.recordedAt) - Date.parse(node.effectiveAt));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  row(
    `a window closes with no event, ${count} due in ${spanMs / 1000} s`,
    `p50 ${percentile(late, 0.5)} ms, p99 ${percentile(late, 0.99)} ms`,
    `${late.length} of ${count}${ready ? '' : ' (loading took longer than planned)'} (aim: p99 1 s)`,
  );
  await server.stop();
}

/** Number of changes per customer. All of them are due within the same second. */
const FLIPS = 50;

/** Measures the throughput, and the latency of one reader, while changes of all customers are due within one second. */
export async function drain(dir: string): Promise<void> {
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'drain') });
  await makeWorkspace(server.port, 'base');
  await ask(server.port, 'base', 'mutation{createSandbox(input:{id:"drain",clock:"2026-03-10T12:00:00Z"}){id}}');
  const count = options.quick ? 5000 : 20_000;
  for (let k = 0; k < FLIPS; k++)
    await ask(
      server.port,
      'drain',
      'mutation($k:String!){defineSegment(input:{key:$k,expression:"did(searched, last 1d)"},wait:true){job{id}}}',
      { k: `recent_${k}` },
    );
  for (let i = 0; i < count; i += 500) {
    const e = Array.from({ length: 500 }, (_, k) => ({
      messageId: `t${i + k}`,
      type: 'searched',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'member_id', value: `T${i + k}` }],
    }));
    await ask(server.port, 'drain', INGEST, { e });
  }
  const reads: number[] = [];
  let going = true;
  const reader = (async () => {
    for (let i = 0; going; i++) {
      const begin = performance.now();
      await ask(
        server.port,
        'drain',
        'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){segments{segment{key}}}}',
        { v: `T${(i * 37) % count}` },
      );
      reads.push(Math.round(performance.now() - begin));
    }
  })();
  const begin = performance.now();
  await ask(server.port, 'drain', 'mutation{advanceClock(to:"2026-03-12T00:00:00Z"){now}}');
  const seconds = (performance.now() - begin) / 1000;
  going = false;
  await reader;
  row(
    `${count * FLIPS} flips of ${count} customers due in one second`,
    `${Math.round((count * FLIPS) / seconds)} flips/s`,
    `all in ${seconds.toFixed(1)} s; reads meanwhile p50 ${percentile(reads, 0.5)} ms, p99 ${percentile(reads, 0.99)} ms`,
  );
  await server.stop();
}
