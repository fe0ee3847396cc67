/**
 * Compares a bulk load with the ordinary write path. Measures the processor time per event; server and database run in
 * one process.
 */
import { join } from 'node:path';
import { readConfig } from '../src/config.js';
import { startServer } from '../src/server.js';
import type { Principal } from '../src/services/base/access.js';
import type { Services } from '../src/services/base/services.js';
import { ingestEvents } from '../src/services/events/events.js';
import { defineSegment } from '../src/services/segments/segments.js';
import { createWorkspace } from '../src/services/workspaces/workspaces.js';
import { loadTogether } from '../src/services/write-path/load-together.js';
import { events, median, options, ROUNDS, row, SEGMENTS } from './support.js';

/** Number of events per customer. */
const EACH = 10;
const CALL = 500;
const TRANSACTION = 2000;

export async function bulk(dir: string): Promise<void> {
  const server = await startServer(
    readConfig({ PORT: '0', STRATA_DEMO: 'off', STRATA_DATA_DIR: join(dir, 'bulk') }),
    (error) => console.error(error),
  );
  const { services } = server;
  const count = options.quick ? 10_000 : 40_000;
  const costs: Record<'ordinary' | 'loaded', number[]> = { ordinary: [], loaded: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const way of ['ordinary', 'loaded'] as const) {
      const principal = await workspaceOf(services, `${way}-${round}`);
      const work = byCustomer(count);
      const before = process.cpuUsage();
      if (way === 'ordinary') await each(work, CALL, (part) => ingestEvents(services, principal, part));
      else
        await each(work, TRANSACTION, (part) => {
          const [first, second] = [part.slice(0, TRANSACTION / 2), part.slice(TRANSACTION / 2)];
          const calls = [first, second].filter((half) => half.length > 0);
          return loadTogether(
            services,
            principal.workspace,
            calls.map((half) => (s) => ingestEvents(s, principal, half)),
          );
        });
      const { user, system } = process.cpuUsage(before);
      costs[way].push((user + system) / count);
    }
  await server.close();
  row(
    `processor time of an event, bulk load of ${count.toLocaleString('en')}`,
    `${Math.round(median(costs.loaded))} us`,
    `ordinary path ${Math.round(median(costs.ordinary))} us`,
  );
}

async function workspaceOf(services: Services, workspace: string): Promise<Principal> {
  await createWorkspace(services, { id: workspace });
  const principal = { workspace, subject: 'bench', scopes: new Set(['admin']), expiresAt: Infinity };
  for (const [i, expression] of SEGMENTS.entries())
    await defineSegment(services, principal, { key: `s${i}`, expression });
  return principal;
}

/** Returns generated events sorted by customer. */
function byCustomer(count: number): ReturnType<typeof events> {
  const customer = ({ identities }: ReturnType<typeof events>[number]): string => identities[0].value;
  return events(count, count / EACH, 0).sort((a, b) => (customer(a) < customer(b) ? -1 : 1));
}

/** Calls `work` for consecutive parts of the list. At most two calls run at the same time. */
async function each<T>(list: readonly T[], size: number, work: (part: T[]) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    [0, 1].map(async () => {
      while (next < list.length) await work(list.slice(next, (next += size)));
    }),
  );
}
