/**
 * Measures models of orders: fitting and scoring many customers in one process, and training and scoring jobs of a
 * server with a reader at the same time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aliveProbability,
  expectedOrders,
  fitOrders,
  grouped,
  type BuyingHistory,
} from '../src/engine/models/bg-nbd.js';
import type { Steps } from '../src/engine/models/fitting.js';
import { Dice, random } from '../test/support/dice.js';
import { serverProcess, type Process } from '../test/support/process.js';
import { ask, INGEST, makeWorkspace, options, percentile, row, timed } from './support.js';

const DAY = 86_400_000;
const WORKSPACE = 'models';
const DAYS = 730;
const HORIZON_WEEKS = 90 / 7;
const FITTED = Number(options.profiles ?? (options.quick ? 100_000 : 1_000_000));
const SERVED = options.quick ? 2000 : 10_000;
/** Largest number of events in one call. */
const AT_ONCE = 500;

const count = (n: number): string => n.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export async function models(dir: string): Promise<void> {
  fit();
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'models') });
  try {
    await serve(server);
  } finally {
    await server.stop();
  }
}

/** Returns the days on which a customer orders, from the first to the end of the period. */
function orderDays(dice: Dice): number[] {
  const exponential = (): number => -Math.log(1 - dice.next());
  const rate = (exponential() + exponential()) / 80;
  const leaves = Math.min(dice.next(), dice.next(), dice.next());
  const days: number[] = [];
  for (let day = dice.int(0, DAYS - 1); day < DAYS; day += Math.max(1, Math.round(exponential() / rate))) {
    days.push(day);
    if (dice.chance(leaves)) break;
  }
  return days;
}

/** Runs all steps. Returns the result, and the duration of the longest step in ms. */
function timedSteps<Result>(steps: Steps<Result>): { readonly result: Result; readonly longest: number } {
  let longest = 0;
  for (;;) {
    const begin = performance.now();
    const { done, value } = steps.next();
    longest = Math.max(longest, performance.now() - begin);
    if (done) return { result: value, longest };
  }
}

/** Fits BG/NBD to many customers, and computes their scores, without a server. */
function fit(): void {
  const dice = new Dice(random(29));
  const histories = Array.from({ length: FITTED }, (): BuyingHistory => {
    const days = orderDays(dice);
    const [first, last] = [days[0], days[days.length - 1]];
    return { repeats: days.length - 1, lastAt: (last - first) / 7, age: (DAYS - first) / 7 };
  });
  const begin = performance.now();
  const groups = timedSteps(grouped(histories));
  const fitted = timedSteps(fitOrders('BG_NBD', groups.result));
  const trained = performance.now();
  let [alive, orders] = [0, 0];
  for (const history of histories) {
    alive += aliveProbability(fitted.result, history);
    orders += expectedOrders(fitted.result, history, HORIZON_WEEKS);
  }
  const scored = performance.now();
  if (!fitted.result.converged) throw new Error('the fit did not converge');
  row(
    `BG/NBD of ${count(FITTED)} customers in ${count(groups.result.length)} groups`,
    seconds(trained - begin),
    `longest step ${Math.max(groups.longest, fitted.longest).toFixed(0)} ms`,
  );
  row(
    `scores of ${count(FITTED)} customers`,
    seconds(scored - trained),
    `${count(Math.round(alive))} active, ${count(Math.round(orders))} order-days`,
  );
  row('  memory of the process', `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
}

const name = (n: number): string => `M${String(n).padStart(8, '0')}`;

/** Fills a shop, trains and scores a model of its orders, and reads customers meanwhile. */
async function serve({ port, child }: Process): Promise<void> {
  await makeWorkspace(port, WORKSPACE);
  const at = (query: string, variables?: unknown): ReturnType<typeof ask> => ask(port, WORKSPACE, query, variables);
  const dice = new Dice(random(30));
  const end = Date.now() - DAY;
  const events = Array.from({ length: SERVED }, (_, n) => orderDays(dice).map((day) => orderOf(n, day, end))).flat();
  for (let i = 0; i < events.length; i += AT_ONCE) await at(INGEST, { e: events.slice(i, i + AT_ONCE) });
  await at(`mutation{defineModel(input:{key:"orders",kind:ORDERS_TO_COME,
    tags:[{score:EXPECTED_ORDERS,tag:"expected_orders"},{score:ALIVE_PROBABILITY,tag:"alive_probability"}]}){key}}`);
  const idle = await waits(port, () => new Promise((resolve) => setTimeout(resolve, 5000)));
  row(`a read of ${count(SERVED)} customers, ${count(events.length)} orders`, `p99 ${idle.p99.toFixed(0)} ms`, 'idle');
  for (const verb of ['trainModel', 'scoreModel'] as const) {
    const { ms, p99 } = await waits(port, async () => {
      const { [verb]: job } = await at(`mutation{${verb}(key:"orders",wait:true){state}}`);
      if (job.state !== 'DONE') throw new Error(`${verb} ended as ${job.state}`);
    });
    const ratio = (p99 / idle.p99).toFixed(1);
    row(`${verb} in the server`, seconds(ms), `a read meanwhile p99 ${p99.toFixed(0)} ms, ${ratio} times idle`);
  }
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  row('  memory of the server, at most', `${Math.round(peak / 1024)} MiB`);
}

const orderOf = (n: number, day: number, end: number): object => ({
  ...{ messageId: `o${n}-${day}`, type: 'order_paid', occurredAt: new Date(end - (DAYS - day) * DAY).toISOString() },
  identities: [{ namespace: 'member_id', value: name(n) }],
  order: { orderId: `o${n}-${day}`, amount: String(20 + ((n * 7 + day) % 180)), lines: [] },
});

/** Reads single customers while the work runs. Returns its duration and the 99th percentile of the reads, in ms. */
async function waits(
  port: number,
  work: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly p99: number }> {
  const read = 'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id tags{key}}}';
  const reads: number[] = [];
  let isEnded = false;
  const working = timed(work).finally(() => (isEnded = true));
  do {
    const [wait] = await timed(() => ask(port, WORKSPACE, read, { v: name(reads.length % SERVED) }));
    reads.push(wait);
  } while (!isEnded);
  const [ms] = await working;
  return { ms, p99: percentile(reads, 0.99) };
}
