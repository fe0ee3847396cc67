/** A shop with a list of customers, and the queries that tests of lists share. */
import assert from 'node:assert/strict';
import type { Caller, Loose, TestServer } from './server.js';

export const NOW = Date.UTC(2026, 2, 20);
export const iso = (at: number): string => new Date(at).toISOString();

export const CHANGE = 'changed unchanged list{size version} rejected{index reason path} job{state kind subject}';
export const ADD = `mutation($l:String!,$e:[ListValue]!){addToList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
export const REMOVE = `mutation($l:String!,$e:[ListValue]!){removeFromList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
export const REPLACE = `mutation($l:String!,$e:[ListValue]!){replaceList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
export const DEFINE = 'mutation($i:DefineListInput!){defineList(input:$i){key namespace type size version}}';
export const SEGMENT =
  'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){segment{expression} conditionWarnings{reason path}}}';
export const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{profile message}}}';

export const member = (value: string): object => ({ namespace: 'member_id', value });
export const view = (name: string, properties: object = {}, more: readonly object[] = []): object => ({
  messageId: `v-${name}-${JSON.stringify(properties)}`,
  type: 'product_viewed',
  occurredAt: iso(NOW),
  identities: [member(name), ...more],
  properties,
});

/** Returns the members of a segment by `member_id`, and checks that other queries find the same members. */
export async function members(admin: Caller, key: string): Promise<string[]> {
  const r = await admin.ask(
    '{segment(key:"' + key + '"){expression members(first:100){edges{node{identities{namespace value}}}}}}',
  );
  const ids = (list: Loose): string[] =>
    list.edges.map((e: Loose) => e.node.identities.find((i: Loose) => i.namespace === 'member_id').value).sort();
  const asked = await admin.ask(
    'query($x:String!){profiles(first:100,expression:$x){edges{node{identities{namespace value}}}} previewSegment(input:{expression:$x}){size}}',
    { x: r.segment.expression },
  );
  assert.deepEqual(ids(asked.profiles), ids(r.segment.members), `${key}: asked and stored agree`);
  assert.equal(asked.previewSegment.size, ids(r.segment.members).length, `${key}: preview`);
  return ids(r.segment.members);
}

export async function shop(server: TestServer, id: string, customers = 6): Promise<Caller> {
  const admin = await server.sandbox(id, iso(NOW));
  await admin.ask(DEFINE, { i: { key: 'vip', namespace: 'member_id' } });
  const r = await admin.ask(INGEST, {
    e: Array.from({ length: customers }, (_, n) => view(`m${n}`, { sku: `s${n}`, n })),
  });
  assert.equal(r.ingestEvents.rejected, 0);
  return admin;
}
