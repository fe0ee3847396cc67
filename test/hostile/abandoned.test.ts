/**
 * Tests that work ends with its request. Scans of all customers stop when the caller disconnects, while writes
 * continue.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { isObjectType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { admit } from '../../src/graphql/document-limits.js';
import { sharedSchema } from '../../src/graphql/schema.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';
import { open } from './raw.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const PAST = '2026-03-09T12:00:00Z';
const PERIOD = `period:{from:"${PAST}",to:"${CLOCK}"}`;
const VISITS = `${PERIOD},events:["store_visit"]`;

/** Queries that scan all customers. Together with `ELSEWHERE` they cover every field that can cause such a scan. */
const DEAR = [
  `{segment(key:"visitors"){${Array.from({ length: 20 }, (_, i) => `s${i}:size(asOf:"${PAST}")`).join(' ')}}}`,
  `{segment(key:"visitors"){members(first:10,asOf:"${PAST}"){totalCount edges{node{id}}}}}`,
  `{layerModel(key:"m"){distribution(asOf:"${PAST}"){layer count}}}`,
  '{layerModel(key:"m"){nextDraft{distribution{layer count}}}}',
  '{layerModel(key:"m"){quality{asOf}}}',
  `{layerMigrations(model:"m",from:"${PAST}",to:"${CLOCK}"){to count}}`,
  '{profiles(first:10,expression:"did(store_visit)"){totalCount edges{node{id}}}}',
  '{previewSegment(input:{expression:"did(searched)",overlapWith:["visitors"]}){size}}',
  '{segmentPortrait(segment:"visitors",tags:[{key:"city"}]){size}}',
  '{statistics(metric:"count(store_visit)"){profiles}}',
  '{seenValues(tag:"city"){values{value}}}',
  '{seenEvents(first:10){distinct}}',
  '{seenFields(event:"store_visit",first:10){distinct}}',
  '{couponPopularity{rows{__typename}}}',
  '{couponPreference(by:{layerModel:"m"}){rows{__typename}}}',
  '{couponAcquisition{rows{__typename}}}',
  '{couponUplift(coupon:"five",layerModel:"m"){__typename}}',
  '{unmatchedOrderEvents(first:10){totalCount}}',
  '{previewSegment(input:{expression:"did(searchd)"}){conditionWarnings{__typename}}}',
  '{definitionWarnings(segment:"visitors"){__typename}}',
  `{funnelReport(input:{${PERIOD},steps:[{events:["store_visit"]},{events:["searched"]}],window:"P1D"}){asOf}}`,
  `{retentionReport(input:{${PERIOD},start:["store_visit"],unit:DAY}){asOf}}`,
  `{stickinessReport(input:{${VISITS},unit:DAY}){asOf}}`,
  `{lifecycleReport(input:{${VISITS},unit:DAY}){asOf}}`,
  `{trendReport(input:{${VISITS},unit:DAY}){asOf}}`,
  `{nineMetricsReport(input:{${PERIOD}}){asOf}}`,
  `{repurchaseReport(input:{${PERIOD}}){asOf}}`,
  `{cohortRevenueReport(input:{${PERIOD}}){asOf}}`,
  `{rfmReport(input:{${PERIOD}}){asOf}}`,
  `{pathReport(input:{${VISITS}}){asOf}}`,
  `{returnsReport(input:{${PERIOD}}){asOf}}`,
  `{basketReport(input:{${PERIOD}}){asOf}}`,
  `{pairReport(input:{${PERIOD}}){asOf}}`,
  `{cartReport(input:{${PERIOD}}){asOf}}`,
  `{memberReport(input:{${PERIOD},unit:DAY}){asOf}}`,
  `{slotReport(input:{${PERIOD}}){asOf}}`,
  `{channelReport(input:{${PERIOD}}){asOf}}`,
  `{reachReport(input:{${PERIOD},carrier:CONTACT}){asOf}}`,
  '{orderForecast(input:{horizon:"P1D"}){asOf}}',
  '{churnModel(input:{}){asOf}}',
  '{itemLinks(sku:"a"){asOf}}',
  '{report(key:"visits"){result{asOf}}}',
  '{board(key:"all"){reports{result{asOf}}}}',
  `{analysisMembers(analysis:{trend:{${VISITS},unit:DAY}},row:"all/0",first:1){totalCount}}`,
] as const;

let server: TestServer;
let admin: Caller;
let sent = 0;

before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '0' });
  admin = await server.sandbox('shop', CLOCK);
  await admin.ask(`mutation{
    a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}
    b:defineSegment(input:{key:"visitors",expression:"did(store_visit)"},wait:true){job{id}}
    d:defineCoupon(input:{key:"five",name:"Five",kind:FIXED_AMOUNT,faceValue:"5"}){key}
    c:defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(store_visit) >= 2"},{key:"rest"}]},wait:true){job{id}}
    e:defineLayerModel(input:{key:"m",layers:[{key:"once",when:"count(store_visit) = 1"},{key:"rest"}],draft:true}){job{id}}
  }`);
  await admin.ask(
    `mutation{defineReport(input:{key:"visits",analysis:{trend:{${VISITS},unit:DAY}}}){key} defineBoard(input:{key:"all",reports:["visits"]}){key}}`,
  );
  await ingest(200);
});
after(() => server.remove());

const ingest = (customers: number): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: Array.from({ length: customers }, () => ({
      messageId: `a${++sent}`,
      type: 'store_visit',
      occurredAt: '2026-03-08T11:00:00Z',
      identities: [{ namespace: 'member_id', value: `A${sent}` }],
    })),
  });

/** Blocks scans of all customers before they begin. `asked` returns the number of blocked scans. */
function hold(): { asked: () => number; release: () => void } {
  const { columns } = server.running.services;
  const parts = columns.parts.bind(columns);
  let asked = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  columns.parts = async function* (...given) {
    asked++;
    await held;
    yield* parts(...given);
  };
  return {
    asked: () => asked,
    release: () => {
      columns.parts = parts;
      release();
    },
  };
}

const scanned = (): number => server.running.services.columns.scanned;
const places = async (): Promise<number> => {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(/^strata_bounded_used\{of="operations"\} (\d+)/m.exec(text)![1]);
};

type Leave = () => void;
const WAYS: Readonly<Record<string, (query: string) => Promise<Leave>>> = {
  'a connection that closes': async (query) => {
    const body = JSON.stringify({ query });
    const socket = await open(server.running.port);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nAuthorization: Bearer ${admin.token}\r\n\r\n${body}`,
    );
    return () => socket.destroy();
  },
  'an operation of a WebSocket that is completed': async (query) => {
    const socket = await RawSocket.acknowledged(server, admin.token);
    socket.send({ id: '1', type: 'subscribe', payload: { query } });
    return () => socket.send({ id: '1', type: 'complete' });
  },
  'a WebSocket that closes': async (query) => {
    const socket = await RawSocket.acknowledged(server, admin.token);
    socket.send({ id: '1', type: 'subscribe', payload: { query } });
    return () => socket.close();
  },
};

for (const [way, ask] of Object.entries(WAYS))
  test(`no expensive query continues after ${way}`, async () => {
    for (const query of DEAR) {
      const answered = await admin.send(query);
      assert.equal(answered.errors, undefined, `${query}: ${JSON.stringify(answered.errors)}`);
      const before = scanned();
      const { asked, release } = hold();
      const leave = await ask(query);
      await eventually(() => asked() > 0, `${query} to begin`);
      leave();
      // By the time another caller has its response, the server has noticed the disconnection.
      await eventually(async () => (await admin.send('{__typename}')).data !== undefined, 'another answer');
      release();
      await eventually(async () => (await places()) === 0, `${query} to end`);
      assert.equal(scanned(), before, `${query} went through nobody`);
      assert.ok(asked() <= 4, `${query} asked ${asked()} times`);
    }
    assert.deepEqual(server.reported, []);
  });

test('expensive items of many subscriptions are computed two at a time, and all are delivered', async () => {
  const told = `subscription{profileChanged{change{profile{segments{segment{size(asOf:"${PAST}")}}}}}}`;
  const sockets = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const socket = await RawSocket.acknowledged(server, admin.token);
      socket.send({ id: '1', type: 'subscribe', payload: { query: told } });
      return socket;
    }),
  );
  const items = (): number => sockets.filter(({ messages }) => JSON.stringify(messages).includes('"size":')).length;
  await eventually(() => server.running.hub.subscribers >= 6, 'the subscriptions to stand');
  const { asked, release } = hold();
  await ingest(1);
  await eventually(() => asked() === 2, 'two to begin');
  for (let n = 0; n < 5; n++) assert.ok((await admin.send('{__typename}')).data);
  assert.equal(asked(), 2, 'the others wait');
  release();
  await eventually(() => items() === 6, 'every item');
  for (const socket of sockets) socket.close();
});

test('a preview of identity rules reads no further customers after its client has disconnected', async () => {
  const { profiles } = server.running.services.stores;
  const roots = profiles.roots.bind(profiles);
  let read = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const preview = '{previewIdentityNamespace(input:{name:"member_id",limit:2}){examined}}';
  const whole = await admin.send(preview);
  assert.equal(whole.errors, undefined, JSON.stringify(whole.errors));
  // Returns one customer per page, so that more pages have to be read.
  profiles.roots = async (workspace, page, ...more) => {
    read++;
    await held;
    return roots(workspace, { ...page, first: 1 }, ...more);
  };
  try {
    const leave = await WAYS['a connection that closes'](preview);
    await eventually(() => read > 0, 'the preview to begin');
    leave();
    await eventually(async () => (await admin.send('{__typename}')).data !== undefined, 'another answer');
    release();
    await eventually(async () => (await places()) === 0, 'the preview to end');
    assert.equal(read, 1);
  } finally {
    profiles.roots = roots;
  }
});

/**
 * Fields that are covered by other tests. Some need a customer or an experiment. `Mutation.installTemplate` and
 * `Mutation.measureStrategies` write and are therefore not stopped. The others do not scan columns.
 */
const ELSEWHERE = [
  'Query.recommendations',
  'Query.couponPriceLadder',
  'Mutation.installTemplate',
  'Mutation.measureStrategies',
  'Segment.growth',
  'Query.previewIdentityNamespace',
  'Query.previewCampaign',
  'Query.previewCampaignDraft',
  'Subscription.reportChanged',
];

test('exactly these queries have the price of a query over all customers', async () => {
  const schema = await sharedSchema();
  const priced = new Set<string>();
  for (const query of DEAR) {
    const admitted = admit(query, schema);
    assert.ok(admitted.cost(undefined, undefined) >= 500, query);
    const info = new TypeInfo(schema);
    visit(
      admitted.document,
      visitWithTypeInfo(info, {
        Field() {
          if (info.getFieldDef()?.extensions.asksPopulation)
            priced.add(`${info.getParentType()!.name}.${info.getFieldDef()!.name}`);
        },
      }),
    );
  }
  const all = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) =>
          field.extensions.asksPopulation && field.name !== 'conditionWarnings' ? [`${type.name}.${field.name}`] : [],
        )
      : [],
  );
  priced.delete('SegmentPreview.conditionWarnings');
  assert.deepEqual([...priced, ...ELSEWHERE].sort(), all.sort());
});

test('a mutation continues when its client disconnects', async () => {
  const { release, asked } = hold();
  const body = JSON.stringify({
    query: 'mutation{defineSegment(input:{key:"later",expression:"did(searched)"},wait:true){job{id}}}',
  });
  const socket = await open(server.running.port);
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${admin.token}\r\n\r\n${body}`,
  );
  await eventually(() => asked() > 0, 'the definition to look at everyone');
  socket.destroy();
  await once(socket, 'close');
  release();
  await eventually(async () => (await admin.ask('{segment(key:"later"){key}}')).segment !== null, 'it is defined');
  const { jobs } = server.running.services.stores;
  await eventually(async () => (await jobs.running()).length === 0, 'its job to be done');
});
