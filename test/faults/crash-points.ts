/**
 * Checks that an interrupted operation is either complete or has no effect, and that a retry completes it exactly once
 * (property P2). In each run the process dies at another command of the operation: first before its first command, then
 * after each command (in `npm test`: after every twelfth).
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { MessageReader, parseMessage } from '../../src/embedded/wire.js';
import type { Principal } from '../../src/services/base/access.js';
import { defineReport } from '../../src/services/saved-reports/reports.js';
import { claimCoupon, defineCoupon } from '../../src/services/coupons/coupons.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { HandOver } from '../../src/services/reach/hand-over.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { defineCouponPack } from '../../src/services/coupons/packs.js';
import { createServices } from '../../src/services/create-services.js';
import { pause } from '../../src/pause.js';
import type { Services } from '../../src/services/base/services.js';
import { enter } from '../../src/services/base/room.js';
import { identify, ingestEvents } from '../../src/services/events/events.js';
import { findProfile } from '../../src/services/profiles/profiles.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { defineTag } from '../../src/services/tags/tag-definitions.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { catchUp } from '../../src/services/publication/backfill.js';
import { defineStrategy } from '../../src/services/strategies/strategies.js';
import { JOB_RUNS } from '../../src/services/scheduling/job-runs.js';
import { runDueChecks } from '../../src/services/write-path/due-checks.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import type { FeedStep } from '../../src/live/hub.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createFeed } from '../../src/storage/feed.js';
import { createStores } from '../../src/storage/stores.js';
import { amount } from '../support/amount.js';
import { databaseProcess, type Process } from '../support/process.js';

/** Commands that the driver sends by itself. They are not part of an operation and are not counted. */
const ASIDE = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'killCursors']);

/**
 * A proxy between a process and its database. It counts commands, and cuts all connections permanently at one command.
 */
class Wire {
  private readonly sockets = new Set<Socket>();
  private seen = 0;
  private cutAt = Infinity;
  private lastReply = false;
  private gone!: () => void;
  readonly dead = new Promise<void>((resolve) => (this.gone = resolve));
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const wire = new Wire(server, (server.address() as { port: number }).port);
    server.on('connection', (client) => wire.join(client, connect(target, '127.0.0.1')));
    return wire;
  }

  /** Starts to count commands. The connections are cut before the nth command or before its response. */
  arm(n: number, when: 'before' | 'after'): void {
    this.seen = 0;
    this.cutAt = n;
    this.lastReply = when === 'after';
  }

  private join(client: Socket, upstream: Socket): void {
    const reader = new MessageReader();
    let last = false;
    for (const s of [client, upstream]) {
      this.sockets.add(s);
      s.on('close', () => this.sockets.delete(s));
      s.on('error', () => undefined);
    }
    client.on('data', (chunk) => {
      for (const message of reader.push(chunk)) {
        if (!ASIDE.has(Object.keys(parseMessage(message).body)[0]) && ++this.seen >= this.cutAt) {
          if (!this.lastReply || this.seen > this.cutAt) return this.close();
          last = true;
        }
        upstream.write(message);
      }
    });
    upstream.on('data', (chunk) => (last ? this.close() : client.write(chunk)));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  close(): void {
    for (const s of this.sockets) s.destroy();
    this.server.close();
    this.gone();
  }
}

const dir = mkdtempSync(join(tmpdir(), 'strata-crash-'));
let database: Process;
let direct: { mongo: Mongo; services: Services };
let unfollow: () => Promise<void>;
const DATABASE = 'crash';
/** The services whose columns receive changes of the database. */
const receivers = new Set<Services>();
const open = async (port: number): Promise<{ mongo: Mongo; services: Services }> => {
  const mongo = await Mongo.connect(`mongodb://127.0.0.1:${port}/?directConnection=true`, DATABASE, 10_000);
  const services = createServices(createStores(mongo), pause);
  receivers.add(services);
  return { mongo, services };
};

/**
 * Passes changes of the database to the columns of every process. The feed has its own connection, so that its commands
 * are not counted. Resolves when the feed is open. Returns a function that ends it.
 */
async function follow(mongo: Mongo): Promise<() => Promise<void>> {
  const feed = createFeed(mongo).open(undefined);
  const steps = feed[Symbol.asyncIterator]();
  const hear = ({ changes, position }: FeedStep): void => {
    for (const change of changes)
      if (change.topic === 'customers') for (const { columns } of receivers) columns.hear(change, position);
  };
  await steps.next();
  const loop = (async () => {
    for (let step = await steps.next(); !step.done; step = await steps.next()) hear(step.value);
  })();
  return async () => {
    await feed.close();
    await loop;
  };
}

export const CLOCK = '2026-03-10T12:00:00.000Z';
const principal = (workspace: string): Principal => {
  let n = 0;
  return {
    workspace,
    subject: 'test',
    scopes: new Set(['admin']),
    expiresAt: Infinity,
    once: { next: () => `${workspace}|test|key#${n++}` },
  };
};
export const id = (namespace: string, value: string): { namespace: string; value: string } => ({ namespace, value });
export const search = (messageId: string, ...identities: object[]): never =>
  ({ messageId, type: 'searched', occurredAt: '2026-03-10T11:00:00Z', identities }) as never;

/** Creates a shop with two customers, one of them in a segment. */
async function shop(s: Services, ws: string): Promise<void> {
  await createWorkspace(s, { id: ws, clock: CLOCK });
  const p = { ...principal(ws), once: undefined };
  await defineTag(s, p, { key: 'level', kind: 'SEMI_DYNAMIC', type: 'STRING' });
  await defineTag(s, p, { key: 'adviser', kind: 'SEMI_DYNAMIC', type: 'STRING' });
  await defineSegment(s, p, { key: 'busy', expression: 'count(searched, last 1d) >= 2' });
  await defineSegment(s, p, { key: 'many', expression: 'count(searched) >= 2' });
  await defineCoupon(s, p, { key: 'pair', kind: 'FIXED_AMOUNT', faceValue: '5', group: true, totalLimit: 3 });
  await defineCoupon(s, p, { key: 'once', kind: 'FIXED_AMOUNT', faceValue: '5' });
  const coupons = [{ coupon: 'once', count: 2 }, { coupon: 'few' }];
  await defineCoupon(s, p, { key: 'few', kind: 'FIXED_AMOUNT', faceValue: '5', totalLimit: 3 });
  await defineCouponPack(s, p, { key: 'pack', coupons, totalLimit: 3 });
  await defineWebhookEndpoint(s, p, { key: 'crm', url: 'https://shop.example/' });
  await setReachRules(s, p, {
    channels: [
      { channel: 'sms', namespace: 'phone' },
      { channel: 'app', namespace: 'member_id' },
      { channel: 'home', kind: 'PULL' },
      { channel: 'adviser', kind: 'TASK', assigneeTag: 'adviser' },
    ],
    budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
  });
  const channels = [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }];
  await defineCampaign(s, p, { key: 'spring', audience: 'many', at: '2026-03-20T12:00:00Z', channels });
  const app = [{ channel: 'app', endpoint: 'crm', body: 'Spring is here' }];
  const trigger = { entered: { after: 'PT30H', includePresent: true } };
  const triggered = { audience: 'many', trigger, ifLate: 'SEND_LATE', counting: 'EXEMPT_COUNTED', channels: app };
  await defineCampaign(s, p, { key: 'entered', ...triggered });
  await defineCampaign(s, p, { key: 'enters', ...triggered });
  const place = [{ channel: 'home', body: 'Spring is here' }];
  await defineCampaign(s, p, { key: 'banner', audience: 'many', expiresAfter: 'P30D', channels: place });
  const call = [{ channel: 'adviser', body: 'Spring is here' }];
  await defineCampaign(s, p, { key: 'call', audience: 'many', transactional: true, channels: call });
  await defineCampaign(s, p, { key: 'running', audience: 'many', at: RUN_AT, channels: app });
  await defineStrategy(s, p, { key: 'tried', objective: 'REVENUE' });
  await defineReport(s, p, {
    key: 'seen',
    analysis: { stickiness: { period: { rolling: 'P9D' }, events: ['searched'], unit: 'DAY' } },
  });
  await claimCoupon(s, p, { coupon: 'once', identities: [id('member_id', 'A')] });
  await identify(s, p, [id('member_id', 'P'), id('device_id', 'E')]);
  await ingestEvents(s, p, [
    search('1', id('member_id', 'A')),
    search('2', id('member_id', 'A')),
    search('3', id('device_id', 'D')),
  ]);
  await startCampaign(s, p, 'running');
  await startCampaign(s, p, 'entered');
  await startCampaign(s, p, 'banner');
  await writeTags(s, p, 'set', [{ tag: 'adviser', value: '导购-7', identities: [id('member_id', 'A')] }], 'tags');
  await startCampaign(s, p, 'call');
  const workspace = (await s.stores.workspaces.get(ws))!;
  await new CampaignRuns(s).drain(workspace);
  await new HandOver(s, assert.ifError).drain(workspace);
}

/** Time at which the campaign of the test workspace runs. */
export const RUN_AT = '2026-03-11T00:00:00.000Z';

/** Returns the customers of a workspace with everything that is stored about them. */
async function customersOf({ stores }: Services, ws: string): Promise<unknown[]> {
  const roots = await stores.profiles.roots(ws, { first: 100 });
  return Promise.all(
    roots.map(async (r) => ({
      identities: r.identities.map((i) => `${i.namespace}:${i.value}`).sort(),
      profiles: r.members.length,
      tags: [...r.tags].map(([k, t]) => [k, (t as { writes?: readonly unknown[] }).writes?.length ?? 'one']),
      segments: r.evaluation.segments.filter((x) => x.member).map((x) => x.segment),
      events: [...(await stores.events.facts(ws, r.members)).values()]
        .flat()
        .map((e) => e.id.replace(/(claim|redeem|return|sent|task):c?[\da-f]{28,32}/, '$1'))
        .sort(),
      contacts: (await stores.contacts.ofProfiles(ws, r.members))
        .map((contact) => [contact.campaign, contact.state, contact.ending?.reason, contact.sequence].join(' '))
        .sort(),
      dues: r.dues.map(({ kind, at }) => [kind, at]),
      writes: [...(await stores.tagFacts.ofProfiles(ws, r.members)).values()].flat().map((w) => [w.tag, w.value]),
      told: (await stores.transitions.ofProfile(ws, r.id, { first: 100 })).map((t) => [
        t.segment,
        t.kind,
        t.cause,
        t.sequence,
      ]),
    })),
  );
}

async function otherDefinitions({ stores }: Services, ws: string): Promise<unknown> {
  return {
    models: (await stores.definitions.layerModels(ws)).map((m) => [m.key, m.version]),
    reports: (await stores.reports.list(ws, { first: 10 })).map((r) => [r.key, r.version, r.retired]),
    boards: (await stores.boards.list(ws, { first: 10 })).map((b) => [b.key, b.version]),
  };
}

/** Processes all due work, and returns all queryable state of a workspace without ids and recording times. */
async function state(s: Services, ws: string): Promise<unknown> {
  const { stores } = s;
  if (!(await stores.workspaces.get(ws))) return 'there is no such workspace';
  s.catalogues.forget(ws);
  const room = await enter(s, ws);
  await catchUp(s, ws);
  for (const job of await stores.jobs.running()) if (job.workspace === ws) await JOB_RUNS[job.kind](s, job);
  await runDueChecks(s, room.workspace);
  await new CampaignRuns(s).drain(room.workspace);
  await new HandOver(s, assert.ifError).drain(room.workspace);
  const customers = await customersOf(s, ws);
  const audit = await direct.mongo.collection('audit').find({ ws }).toArray();
  const erased = await direct.mongo.collection('tombstones').countDocuments({ ws });
  return {
    clock: room.now,
    erased,
    triggers: room.workspace.triggers,
    left: (
      await direct.mongo
        .collection<{ _id: string; ws: string; segment: string; kind: string; cause: string }>('transitions')
        .find({ ws, kind: 'LEFT' })
        .toArray()
    ).map((t) => [t.segment, t.cause]),
    customers: customers.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    namespaces: (await stores.definitions.namespaces(ws)).length,
    tags: (await stores.definitions.tags(ws)).map((t) => [t.key, t.version]),
    retentions: await stores.definitions.retentions(ws).then((l) => l.map((r) => [r.family, r.ms])),
    segments: (await stores.definitions.segments(ws)).map((x) => [x.key, x.version, x.retired]),
    claimed: [...(await stores.coupons.counts(ws, ['pair', 'once', 'few', 'pack:pack']))].map(([key, { claimed }]) => [
      key,
      claimed,
    ]),
    endpoints: (await stores.webhookEndpoints.list(ws, { first: 10 })).map((e) => [e.key, e.version, e.disabledBy]),
    campaigns: (await stores.campaigns.list(ws, { first: 10 })).map((c) => [c.key, c.version, c.state]),
    reach: await stores.campaigns.rules(ws).then((rules) => [rules?.version, rules?.stopped]),
    definitions: await otherDefinitions(s, ws),
    versions: await direct.mongo.collection('segmentVersions').countDocuments({ ws }),
    audit: audit.map((a) => `${a.operation} ${a.operation === 'eraseProfile' ? '' : a.target}`).sort(),
  };
}

/** Returns the id of the task of a member, over the direct connection. */
export async function taskOf(principal: Principal, member: string): Promise<string> {
  const profile = await rootOf(principal, member);
  const contacts = await direct.services.stores.contacts.ofProfiles(principal.workspace, [profile]);
  return contacts.find(({ task }) => task !== undefined)!.id;
}

/** Looks up the profile id of a member over the direct connection, so that only the tested write can be cut off. */
export const rootOf = async (principal: Principal, member: string): Promise<string> =>
  (await findProfile(direct.services, principal, await enter(direct.services, principal.workspace), {
    identity: id('member_id', member),
  }))!.id;

export interface Scenario {
  readonly name: string;
  readonly run: (s: Services, p: Principal) => Promise<unknown>;
  /** Returns the id of the workspace whose state is compared. By default this is the workspace of the scenario. */
  readonly of?: (ws: string) => string;
}

/** Defines one test per scenario. */
export function allOrNothing(scenarios: readonly Scenario[]): void {
  before(async () => {
    database = await databaseProcess(join(dir, 'db'));
    direct = await open(database.port);
    unfollow = await follow(direct.mongo);
  });
  after(async () => {
    await unfollow();
    await direct.mongo.close();
    await database.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  for (const [i, scenario] of scenarios.entries()) {
    test(`${scenario.name}: interrupted anywhere, it takes effect completely or not at all`, async () => {
      const of = scenario.of ?? ((ws: string) => ws);
      const named = (x: unknown, ws: string): string => JSON.stringify(x).replaceAll(ws, 'W');
      const reference = `r${i}`;
      await shop(direct.services, reference);
      const untouched = named(await state(direct.services, of(reference)), reference);
      await scenario.run(direct.services, principal(reference));
      const done = named(await state(direct.services, of(reference)), reference);
      assert.notEqual(done, untouched);
      const closing: Promise<unknown>[] = [];
      let cuts = 0;
      // Each scenario starts at a different command, so that together the scenarios cover most commands.
      const step = amount(12, 1);
      for (let n = 1, whole = false; !whole; n = n === 1 ? 2 + (i % step) : n + step) {
        // A crash before the response to one command leaves the same state as a crash before the next command. Only the
        // first command therefore needs both cases.
        for (const when of n === 1 ? (['before', 'after'] as const) : (['after'] as const)) {
          const ws = `c${i}-${n}${when[0]}`;
          await shop(direct.services, ws);
          const wire = await Wire.to(database.port);
          const { mongo, services } = await open(wire.port);
          await turn();
          wire.arm(n, when);
          const outcome = scenario.run(services, principal(ws)).then(
            () => 'done' as const,
            () => 'failed' as const,
          );
          const first = await Promise.race([outcome, wire.dead.then(() => 'cut' as const)]);
          wire.close();
          receivers.delete(services);
          // No command reaches the database after this point. The driver takes a while to give up, so its shutdown is
          // awaited later.
          closing.push(
            mongo.close().catch(() => undefined),
            outcome,
          );
          if (first === 'done') whole = true;
          else cuts++;
          const left = named(await state(direct.services, of(ws)), ws);
          if (whole) assert.equal(left, done);
          else
            assert.ok(
              left === untouched || left === done,
              `half done when cut ${when} command ${n}:\n${left}\nneither\n${untouched}\nnor\n${done}`,
            );
          await scenario.run(direct.services, principal(ws));
          assert.equal(
            named(await state(direct.services, of(ws)), ws),
            done,
            `sent again after a cut ${when} command ${n}`,
          );
        }
      }
      await Promise.all(closing);
      assert.ok(cuts >= amount(2, 4), `only ${cuts} cuts`);
    });
  }
}
