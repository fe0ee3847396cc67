/**
 * Checks through a real server that all ways to evaluate a condition agree with the reference implementation:
 * streaming, member list, size, ad hoc query, preview, explanation, and queries of the past. `STRATA_SEED` repeats a
 * run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { formatDecimal } from '../../src/engine/values/decimal.js';
import { KEY_CLASSES, type Condition, type EventFact, type TagWrite, type Value } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { holds, type World } from '../../src/reference/language.js';
import { amount, seedOf } from '../support/amount.js';
import {
  Dice,
  random,
  randomCondition,
  randomEvents,
  randomSetting,
  randomWrites,
  T0,
  TAGS,
} from '../support/random-world.js';
import { ITEM_LOOKUPS, worldCatalogues } from '../support/random-items.js';
import { CUSTOMER_LISTS, listNamed, randomStanding, worldLists } from '../support/random-lists.js';
import { RandomReceipts, type Known } from '../support/random-receipts.js';
import { respelledText } from '../support/spelling.js';
import { ADD_TO_LIST, defineCatalogues, defineLists, defineTags } from '../support/world-definitions.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(5);
const DAY = 86_400_000;
const CUSTOMERS = amount(16, 24);
const SEGMENTS = amount(10, 14);

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

/**
 * Sets the order of consent statements for the reference implementation. Statements in one call form one batch for each
 * customer, purpose and time.
 */
function asSent(list: readonly { readonly event: EventFact; readonly member: string }[]): void {
  const batches = new Map<string, EventFact[]>();
  for (const { event, member } of list) {
    if (!event.type.startsWith('consent_') && event.type !== 'contact_unsubscribed') continue;
    const key = JSON.stringify([member, event.at, event.properties?.purpose ?? 'marketing']);
    batches.set(key, [...(batches.get(key) ?? []), event]);
  }
  for (const batch of batches.values())
    batch.forEach((e, batchPlace) => Object.assign(e, { batch: batch[0].id, batchPlace }));
}

/**
 * Returns the event as the server stores it. A missing order amount is computed from the lines, and a missing currency
 * is replaced by the currency of the workspace.
 */
function asKept({ batch: _batch, batchPlace: _place, ...e }: EventFact, currency: string): EventFact {
  const sum = (e.lines ?? []).reduce((a, l) => a + (l.amount ?? 0n), 0n);
  if (e.type === 'order_paid' || e.type === 'order_placed')
    return {
      ...e,
      currency: e.currency ?? currency,
      ...(e.lines ? { lines: e.lines.map((l) => ({ ...l, amount: l.amount ?? 0n })) } : {}),
      ...(e.amount === undefined && e.lines ? { amount: sum } : {}),
    };
  if (e.type === 'order_cancelled') return { ...e, currency };
  if (e.type !== 'order_refunded') return e;
  const priced = e.lines?.length && e.lines.every((l) => l.amount !== undefined);
  const money = e.amount !== undefined || e.lines?.some((l) => l.amount !== undefined);
  const { currency: own, ...rest } = e;
  const kept = own ?? (e.orderId === undefined ? currency : undefined);
  return {
    ...rest,
    ...(money && kept ? { currency: kept } : {}),
    ...(e.amount === undefined && priced ? { amount: sum } : {}),
  };
}

/** Converts names and values of properties to decomposed Unicode, as some keyboards send them. */
const decomposed = (properties: NonNullable<EventFact['properties']>): object =>
  Object.fromEntries(
    Object.entries(properties).map(([name, v]) => [
      name.normalize('NFD'),
      typeof v === 'string' ? v.normalize('NFD') : v,
    ]),
  );

function toInput(e: EventFact, member: string, identity: object): object {
  const { orderId, paymentId, refundId, amount, currency, lines, properties } = e;
  return {
    messageId: `${member}-${e.id}`,
    type: e.type,
    occurredAt: new Date(e.at).toISOString(),
    identities: [identity],
    properties: properties && (Number(e.id.slice(1)) % 2 === 0 ? properties : decomposed(properties)),
    coupon: e.coupon,
    ...(!e.type.startsWith('order_') && orderId === undefined
      ? {}
      : {
          order: {
            orderId,
            paymentId,
            refundId,
            currency,
            amount: amount === undefined ? undefined : formatDecimal(amount),
            lines: lines?.map((l) => ({
              ...l,
              quantity: formatDecimal(l.quantity),
              amount: l.amount === undefined ? undefined : formatDecimal(l.amount),
            })),
          },
        }),
  };
}

const iso = (t: number): string => new Date(t).toISOString();

/** Sends one tag write with the mutation for its kind of change. */
/** Returns the value of a write as the API takes it. */
function shownValue(tag: string, value: Value | undefined): unknown {
  if (typeof value === 'bigint') return formatDecimal(value);
  return tag === 'seen' && value !== undefined ? iso(value as number) : value;
}

interface WriteItem {
  readonly tag: string;
  readonly observedAt: string;
  readonly value?: unknown;
}

function sendWrite(partner: Caller, write: TagWrite, item: WriteItem, member: string): Promise<object> {
  const { tag, observedAt, ...rest } = item;
  const point = { tag, ...rest };
  const send = (mutation: string, type: string, list: string, t: unknown): Promise<object> =>
    partner.ask(`mutation($t:${type}){${mutation}(${list}:$t){code message}}`, { t });
  const verbs = { add: 'addToTag', remove: 'removeFromTag', increment: 'incrementTag' } as const;
  if (write.change)
    return send(verbs[write.change], '[ChangeTagInput!]!', 'changes', [{ ...item, id: `${member} ${write.id}` }]);
  if (TAGS.find(({ key }) => key === tag)?.kind === 'DYNAMIC')
    return send('recordTagPoints', '[TagPointInput!]!', 'points', [{ ...point, at: observedAt }]);
  if (write.value === undefined) {
    const { value: _, ...cleared } = item as { readonly value?: unknown };
    return send('clearTags', '[ClearTagInput!]!', 'tags', [cleared]);
  }
  if (write.correction) return send('correctTag', 'CorrectTagInput!', 'input', { ...item, reason: 'test' });
  return send('setTags', '[SetTagInput!]!', 'tags', [item]);
}

/** Adds customers to their lists. */
async function addMembers(
  caller: Caller,
  worlds: readonly { readonly member: string; readonly world: Pick<World, 'lists'> }[],
): Promise<void> {
  for (const l of CUSTOMER_LISTS) {
    const e = worlds.flatMap(({ member, world }) => (world.lists!.standing.has(l) ? [member] : []));
    if (e.length > 0) await caller.ask(ADD_TO_LIST, { l, e });
  }
}

test(`streaming, backfill, members, ad-hoc queries, preview, explain and the past agree with the oracle (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  const { zone, currency } = randomSetting(d);
  admin = await server.sandbox('world', iso(T0), { zone, currency });
  await defineTags(admin);
  // Half of the segments are defined before the facts arrive, the other half when half of the facts have arrived.
  const segments = new Map<string, Condition>();
  const names = {
    tag: (k: string) => TAGS.find((t) => t.key === k),
    segment: (k: string) => segments.get(k),
    list: listNamed,
    items: ITEM_LOOKUPS,
  };
  await defineLists(admin);
  await defineCatalogues(admin);
  const define = async (i: number): Promise<void> => {
    const { condition, faults } = checkCondition(randomCondition(d, [...segments.keys()]), names);
    assert.deepEqual(faults, []);
    segments.set(`s${i}`, condition!);
    const r = await admin.ask(
      'mutation($k:String!,$e:String!){defineSegment(input:{key:$k,expression:$e},wait:true){segment{expression} job{state}}}',
      { k: `s${i}`, e: respelledText(d, printCondition(condition!)) },
    );
    assert.equal(r.defineSegment.job.state, 'DONE');
    assert.equal(r.defineSegment.segment.expression, printCondition(condition!), 'the text comes back as it went');
  };
  for (let i = 0; i < SEGMENTS / 2; i++) await define(i);

  const worlds = Array.from({ length: CUSTOMERS }, (_, n): Known => {
    const writes = new Map(
      [...randomWrites(d)].map(([key, list]) => [key, list.map((w, i): TagWrite => ({ ...w, sequence: i }))]),
    );
    const all = randomEvents(d, d.int(3, 25)).map((e) => asKept(e, currency));
    return {
      member: `m${n}`,
      all,
      world: {
        events: all,
        writes,
        tags: new Map(TAGS.map((t) => [t.key, t])),
        segments,
        lists: worldLists(randomStanding(d)),
        catalogues: worldCatalogues(),
        zone,
        currency,
      } satisfies World,
    };
  });
  const receipts = new RandomReceipts(new Dice(random(SEED + 1)), worlds);
  const deliveries = worlds
    .flatMap(({ member, world, all }) => [
      ...all.map((event) => ({ at: event.at, event, member })),
      ...[...world.writes].flatMap(([tag, list]) => list.map((write) => ({ at: write.at, tag, write, member }))),
    ])
    .map((x) => ({ ...x, due: x.at + (d.chance(0.3) ? d.int(1, 12) * DAY : 0) }))
    .sort((a, b) => a.due - b.due);

  // Half of the customers are on their lists before their first event.
  await addMembers(admin, worlds.slice(0, CUSTOMERS / 2));
  let clock = T0;
  const ids = new Map<string, string>();
  const advance = async (to: number): Promise<void> => {
    clock = Math.max(clock, to);
    await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: iso(clock) });
  };
  const step = Math.ceil(deliveries.length / 12);
  for (let i = 0; i < deliveries.length; i += step) {
    const part = deliveries.slice(i, i + step);
    await advance(Math.max(...part.map((x) => x.due)));
    for (const keyClass of [undefined, ...KEY_CLASSES]) {
      const batch = part.flatMap((x) => ('event' in x && x.event.keyClass === keyClass ? [x] : []));
      if (batch.length === 0) continue;
      asSent(batch);
      const sent = batch.map((x) => toInput(x.event, x.member, receipts.identityOf(x.member, x.event)));
      const r = await server
        .caller('world', ['admin'], 'test', 3600, keyClass)
        .ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{profile message path}}}', {
          e: sent,
        });
      assert.equal(r.ingestEvents.rejected, 0, JSON.stringify(r.ingestEvents.results.find((y: any) => y.message)));
    }
    for (const x of part) {
      if (!('write' in x)) continue;
      const partner = server.caller('world', ['admin'], x.write.source);
      const target = {
        identities: [{ namespace: 'member_id', value: x.member }],
        tag: x.tag,
        observedAt: iso(x.write.at),
        sequence: x.write.sequence,
      };
      const value = shownValue(x.tag, x.write.value);
      const reply = await sendWrite(partner, x.write, { ...target, value }, x.member);
      const [item] = Object.values(reply).flat() as { code: string | null; message: string }[];
      assert.ok(item.code === null || item.code === 'CONFLICT', item.message);
    }
    if (i > deliveries.length / 2 || i + step <= deliveries.length / 2) continue;
    await addMembers(admin, worlds);
    // After a query over all customers, a new definition first scans the columns to decide which customers to evaluate.
    for (let k = SEGMENTS / 2; k < SEGMENTS; k++) {
      if (k === SEGMENTS / 2 + 2) await admin.ask('{profiles(first:1,expression:"did(order_paid)"){totalCount}}');
      await define(k);
    }
  }
  assert.ok((await receipts.change(admin)) > 0);
  for (const { member } of worlds) {
    const r = await admin.ask('query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id}}', {
      v: member,
    });
    if (r.profile) ids.set(r.profile.id, member);
  }
  const present = worlds.filter((w) => [...ids.values()].includes(w.member));

  let compared = 0;
  for (const ahead of [0, 3 * 3600_000, 5 * DAY, 40 * DAY]) {
    await advance(clock + ahead);
    if (ahead > 0) assert.ok((await receipts.change(admin)) > 0);
    assert.deepEqual(await receipts.wrong(admin), [], `receipts (seed ${SEED})`);
    const past = T0 + d.int(1, 44) * DAY;
    for (const [key, condition] of segments) {
      const wanted = (t: number): string[] =>
        present
          .filter((w) => holds(condition, w.world, t))
          .map((w) => w.member)
          .sort();
      const text = printCondition(condition);
      const at = `${text} at ${iso(clock)} (seed ${SEED})`;
      const r = await admin.ask(
        'query($k:String!,$e:String!,$past:DateTime!){segment(key:$k){size members(first:100){totalCount edges{node{id}}} was:members(first:100,asOf:$past){totalCount edges{node{id}}} wasSize:size(asOf:$past)} profiles(first:100,expression:$e){totalCount edges{node{id}}} previewSegment(input:{expression:$e,key:$k}){size entering leaving}}',
        { k: key, e: text, past: iso(past) },
      );
      const names_ = (list: { edges: { node: { id: string } }[] }): string[] =>
        list.edges.map((e) => ids.get(e.node.id)!).sort();
      assert.deepEqual(names_(r.segment.members), wanted(clock), `members: ${at}`);
      assert.equal(r.segment.size, wanted(clock).length);
      assert.equal(r.segment.members.totalCount, wanted(clock).length);
      assert.deepEqual(names_(r.profiles), wanted(clock), `ad hoc: ${at}`);
      assert.deepEqual(
        [r.previewSegment.size, r.previewSegment.entering, r.previewSegment.leaving],
        [wanted(clock).length, 0, 0],
        `preview: ${at}`,
      );
      // At a time in the past, a customer exists if at least one event or tag write had happened by then.
      const there = new Set(
        present
          .filter(
            (w) =>
              w.world.events.some((e) => e.at <= past) || [...w.world.writes.values()].flat().some((x) => x.at <= past),
          )
          .map((w) => w.member),
      );
      const wasThere = names_(r.segment.was).filter((m) => there.has(m));
      assert.deepEqual(
        wasThere,
        wanted(past).filter((m) => there.has(m)),
        `as of ${iso(past)}: ${text} (seed ${SEED})`,
      );
      assert.equal(r.segment.wasSize, r.segment.was.totalCount);
      for (const [id, member] of ids) {
        if (!d.chance(0.15)) continue;
        const e = await admin.ask(
          'query($p:String!,$k:String!,$t:DateTime!){explainMembership(profile:$p,segment:$k){member nextFlipAt} was:explainMembership(profile:$p,segment:$k,at:$t){member} profile(id:$p){segments{segment{key} nextFlipAt} then:segments(asOf:$t){segment{key} since}}}',
          { p: id, k: key, t: iso(past) },
        );
        const { world } = worlds.find((w) => w.member === member)!;
        assert.equal(e.explainMembership.member, holds(condition, world, clock), `explain: ${at}`);
        assert.equal(e.was.member, holds(condition, world, past), `explain the past: ${text}`);
        const flip = e.explainMembership.nextFlipAt;
        if (flip !== null) {
          const t = Date.parse(flip);
          assert.notEqual(
            holds(condition, world, t),
            holds(condition, world, t - 1),
            `the next flip of ${text} at ${flip}`,
          );
        }
        const stored = e.profile.segments.find((s: any) => s.segment.key === key);
        assert.equal(stored !== undefined, holds(condition, world, clock));
        if (stored?.nextFlipAt) assert.equal(stored.nextFlipAt, flip);
        if (there.has(member)) {
          const then = e.profile.then.find((s: any) => s.segment.key === key);
          assert.equal(then !== undefined, holds(condition, world, past), `segments as of: ${text}`);
          if (then?.since) {
            const t = Date.parse(then.since);
            // A condition that is true before the first event is reported as true since that event.
            const first = Math.min(...[...world.events, ...[...world.writes.values()].flat()].map((x) => x.at));
            assert.ok(
              holds(condition, world, t) && (t === first || !holds(condition, world, t - 1)),
              `since when: ${text}`,
            );
          }
        }
        compared += 6;
      }
      compared += 5 * present.length;
    }
  }
  assert.ok(compared > 3000, `${compared} comparisons`);
  assert.deepEqual(server.reported, []);
});
