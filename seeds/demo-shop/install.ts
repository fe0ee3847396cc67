/** Makes the demo workspace: half a year lived through four weeks at a time, so that its ledger has a real past. */
import type { Principal } from '../../src/services/access.js';
import type { Services } from '../../src/services/context.js';
import type { EventInput } from '../../src/services/inputs.js';
import { ingestEvents } from '../../src/services/events.js';
import { defineSegment } from '../../src/services/segments.js';
import { defineTag, writeTags } from '../../src/services/tags.js';
import { createWorkspace, drainDue } from '../../src/services/workspaces.js';
import { SEGMENTS, TAGS } from './definitions.js';
import { generateShop, HISTORY_DAYS, type TimedTag } from './generate.js';

export interface InstallOptions {
  readonly workspace: string;
  readonly seed: number;
  readonly customers: number;
  /** The instant the shop's clock shows when it is ready; from then on it runs. */
  readonly anchor: number;
  readonly progress: (done: number, total: number, what: string) => void;
}

export interface Installed {
  readonly events: number;
  readonly accepted: number;
  readonly duplicates: number;
}

const DAY = 86_400_000;
const STEP_DAYS = 28;
const CHUNK = 1000;

export async function installDemoShop(s: Services, o: InstallOptions): Promise<Installed> {
  const principal = (subject: string): Principal => ({ workspace: o.workspace, subject, scopes: new Set(['admin']), expiresAt: Infinity });
  const shop = generateShop(o);
  const start = o.anchor - (HISTORY_DAYS + 1) * DAY;
  await createWorkspace(s, { id: o.workspace, name: 'Demo shop', clock: new Date(start).toISOString(), running: false });
  for (const tag of TAGS) await defineTag(s, principal('strata'), tag);
  for (const segment of SEGMENTS) await defineSegment(s, principal('strata'), segment);

  let e = 0;
  let t = 0;
  let accepted = 0;
  let duplicates = 0;
  const total = shop.events.length + shop.tags.length;
  for (let now = start + STEP_DAYS * DAY; e < shop.events.length || t < shop.tags.length || now < o.anchor + STEP_DAYS * DAY; now += STEP_DAYS * DAY) {
    const clock = Math.min(now, o.anchor);
    await s.stores.workspaces.setClock(o.workspace, { base: clock, setAt: s.stores.now(), running: false });
    const workspace = (await s.stores.workspaces.get(o.workspace))!;
    // Customer by customer: the engine finds what happened in between, in its order, from one write each.
    const arrived: EventInput[] = [];
    while (e < shop.events.length && shop.events[e].arrives <= clock) arrived.push(shop.events[e++].event);
    arrived.sort((x, y) => (x.messageId < y.messageId ? -1 : 1));
    const calls: Promise<void>[] = [];
    for (let i = 0; i < arrived.length; i += CHUNK) {
      calls.push(ingestEvents(s, principal('shop-app'), arrived.slice(i, i + CHUNK)).then((results) => {
        for (const r of results) {
          if (r.status === 'ACCEPTED') accepted++;
          else if (r.status === 'DUPLICATE') duplicates++;
          else throw new Error(`the demo shop made an event that was rejected: ${r.message} at ${r.path}`);
        }
        o.progress(accepted + duplicates + t, total, 'living through half a year');
      }));
    }
    await Promise.all(calls);
    const week: TimedTag[] = [];
    while (t < shop.tags.length && shop.tags[t].at <= clock) week.push(shop.tags[t++]);
    const writing: Promise<unknown>[] = [];
    for (const writer of ['helpdesk', 'vendor', 'shop-app'] as const) {
      for (const verb of ['set', 'record'] as const) {
        const writes = week.filter((x) => x.writer === writer && x.verb === verb).map((x) => x.write);
        for (let i = 0; i < writes.length; i += CHUNK) writing.push(writeTags(s, principal(writer), verb, writes.slice(i, i + CHUNK), 'tags'));
      }
    }
    await Promise.all(writing);
    await drainDue(s, workspace);
    o.progress(e + t, total, 'living through half a year');
    if (clock === o.anchor) break;
  }
  await s.stores.workspaces.setClock(o.workspace, { base: o.anchor, setAt: s.stores.now(), running: true });
  return { events: shop.events.length, accepted, duplicates };
}
