/**
 * Tests isolation between workspaces. Every root field of the schema is queried with a token of one workspace and ids
 * of another.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { createSchema } from '../../src/graphql/schema.js';
import { TestServer, type Caller } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';

const CANARY = 'canary7f3a';
let server: TestServer;
let owner: Caller;
let stranger: Caller;
/** Names and ids from the other workspace, by argument name. */
let theirs: Record<string, string>;

before(async () => {
  server = await TestServer.start();
  owner = await server.sandbox('theirs', '2026-03-10T12:00:00Z');
  stranger = await server.sandbox('ours', '2026-03-10T12:00:00Z');
  await owner.ask(`mutation{defineTag(input:{key:"${CANARY}_tag",name:"${CANARY}",kind:STATIC,type:STRING}){key}}`);
  const r =
    await owner.ask(`mutation{setTags(tags:[{tag:"${CANARY}_tag",value:"${CANARY}",identities:[{namespace:"member_id",value:"${CANARY}"}]}]){profile}
    ingestEvents(events:[{messageId:"${CANARY}",type:"searched",occurredAt:"2026-03-10T11:00:00Z",identities:[{namespace:"member_id",value:"${CANARY}"}],properties:{query:"${CANARY}"}}]){accepted}}`);
  const s = await owner.ask(
    `mutation{defineSegment(input:{key:"${CANARY}_segment",name:"${CANARY}",expression:"did(searched)"},wait:true){job{id}}}`,
  );
  await owner.ask(
    `mutation{defineCoupon(input:{key:"${CANARY}_coupon",name:"${CANARY}",kind:FIXED_AMOUNT,faceValue:"5"}){key} claimCoupon(input:{coupon:"${CANARY}_coupon",identities:[{namespace:"member_id",value:"${CANARY}"}]}){claim} defineCouponPack(input:{key:"${CANARY}_pack",name:"${CANARY}",coupons:[{coupon:"${CANARY}_coupon"}]}){key} claimCouponPack(input:{pack:"${CANARY}_pack",identities:[{namespace:"member_id",value:"${CANARY}"}]}){packClaim} defineExperiment(input:{key:"${CANARY}_experiment",name:"${CANARY}",variants:[{key:"a",coupon:"${CANARY}_coupon"},{key:"b"}]}){key} defineWebhookEndpoint(input:{key:"${CANARY}_endpoint",name:"${CANARY}",url:"https://shop.example/"}){endpoint{key}} setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version} defineCampaign(input:{key:"${CANARY}_campaign",name:"${CANARY}",audience:"${CANARY}_segment",channels:[{channel:"sms",endpoint:"${CANARY}_endpoint",body:"${CANARY}"}]}){key}}`,
  );
  await owner.ask(
    `mutation{defineReport(input:{key:"${CANARY}_report",name:"${CANARY}",analysis:{stickiness:{period:{rolling:"P9D"},events:["searched"],unit:DAY}}}){key} defineBoard(input:{key:"${CANARY}_board",name:"${CANARY}",reports:["${CANARY}_report"]}){key}}`,
  );
  theirs = {
    board: `${CANARY}_board`,
    campaign: `${CANARY}_campaign`,
    coupon: `${CANARY}_coupon`,
    experiment: `${CANARY}_experiment`,
    pack: `${CANARY}_pack`,
    profile: r.setTags[0].profile,
    report: `${CANARY}_report`,
    job: s.defineSegment.job.id,
    segment: `${CANARY}_segment`,
    tag: `${CANARY}_tag`,
  };
});
after(() => server.remove());

/** Returns a literal that refers to the other workspace wherever a string is allowed. */
function literal(name: string, type: GraphQLInputType, field: string): string {
  if (isNonNullType(type)) return literal(name, type.ofType, field);
  if (isListType(type)) return `[${literal(name, type.ofType, field)}]`;
  if (isEnumType(type)) return type.getValues()[0].name;
  if (isInputObjectType(type)) {
    if (type.name === 'IdentityInput') return `{namespace:"member_id",value:"${CANARY}"}`;
    // Skips the typed forms of a condition, because the text form refers to the same names.
    const fields = Object.values(type.getFields())
      .filter(
        (f) =>
          isNonNullType(f.type) ||
          ['profile', 'identities', 'key', 'expression', 'observedAt', 'overlapWith'].includes(f.name),
      )
      .filter((f) => !(f.name === 'identities' && 'profile' in type.getFields()));
    return `{${fields.map((f) => `${f.name}:${literal(f.name, f.type, field)}`).join(' ')}}`;
  }
  if (isScalarType(type) && type.name === 'Int') return '1';
  if (type.name === 'Boolean') return 'false';
  if (type.name === 'DateTime') return '"2026-03-10T11:30:00Z"';
  if (type.name === 'Decimal') return '"1"';
  if (type.name === 'Properties') return '{}';
  if (name === 'expression') return JSON.stringify(`in segment ${theirs.segment}`);
  if (name === 'metric') return '"count(searched)"';
  if (name === 'profile' || name === 'profiles' || (name === 'id' && field === 'profile'))
    return JSON.stringify(theirs.profile);
  if (name === 'id') return JSON.stringify(/job/i.test(field) ? theirs.job : 'theirs');
  if (['segment', 'segments', 'against', 'overlapWith'].includes(name) || (name === 'key' && /segment/i.test(field)))
    return JSON.stringify(theirs.segment);
  for (const x of ['pack', 'coupon', 'experiment', 'campaign', 'report', 'board'])
    if (name === x || (name === 'key' && new RegExp(x, 'i').test(field))) return JSON.stringify(theirs[x]);
  if (name === 'tag' || name === 'key' || name === 'keys') return JSON.stringify(theirs.tag);
  if (name === 'type') return '"searched"';
  return '"x"';
}

const callArgs = (args: readonly GraphQLArgument[], field: string): string => {
  const given = args
    .filter(
      (a) =>
        isNonNullType(a.type) ||
        ['id', 'profiles', 'segments', 'expression', 'against', 'coupon', 'experiment'].includes(a.name),
    )
    .filter((a) => a.name !== 'after');
  return given.length > 0 ? `(${given.map((a) => `${a.name}:${literal(a.name, a.type, field)}`).join(' ')})` : '';
};

/** Returns a selection of all fields of a type, a few levels deep. */
function selection(type: GraphQLOutputType, field: string, depth = 0): string {
  let inner = type as { ofType?: GraphQLOutputType };
  while (inner.ofType) inner = inner.ofType as typeof inner;
  if (!isObjectType(inner) || depth > 3) return '';
  const parts = Object.values(inner.getFields()).flatMap((f) => {
    // `conditionWarnings` queries all customers. A document that asks for it for each element of a list would exceed
    // the cost limit.
    if (f.name === 'conditionWarnings' && depth > 1) return [];
    const below = selection(f.type, field, depth + 1);
    let leaf = f.type as { ofType?: GraphQLOutputType };
    while (leaf.ofType) leaf = leaf.ofType as typeof leaf;
    if (isObjectType(leaf) && below === '') return [];
    return [`${f.name}${callArgs(f.args, field)}${below}`];
  });
  return parts.length > 0 ? `{${parts.join(' ')}}` : '';
}

const state = async (): Promise<string> => {
  const { stores } = server.running.services;
  const [root] = await stores.profiles.roots('theirs', { first: 10 });
  return JSON.stringify(
    [
      await stores.events.count('theirs'),
      root.version,
      (await stores.workspaces.get('theirs'))!.catalogueVersion,
      await stores.jobs.get('theirs', theirs.job),
    ],
    (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v),
  );
};

/** Returns a response as text, without the literals that the caller sent. A response may repeat only those. */
const told = (reply: unknown): string =>
  JSON.stringify(reply)
    .replaceAll(`in segment ${theirs.segment}`, '')
    .replaceAll(`"key":"${theirs.segment}"`, '')
    .replaceAll(`"${theirs.tag}"`, '')
    .replaceAll(`"${theirs.pack}"`, '')
    .replaceAll(`"${theirs.coupon}"`, '')
    .replaceAll(`"${theirs.experiment}"`, '');

test('queries and mutations with ids of another workspace neither show nor change its data', async () => {
  const schema = await createSchema();
  const before = await state();
  let asked = 0;
  for (const [kind, type] of [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as [string, GraphQLObjectType][]) {
    for (const field of Object.values(type.getFields())) {
      // Mutations may create or change data in the caller's own workspace. The names of such data do not collide with
      // names in other workspaces.
      const document = `${kind}{${field.name}${callArgs(field.args, field.name)}${selection(field.type, field.name)}}`;
      const reply = await http(server, stranger.token, document);
      assert.ok(
        !reply.errors?.some(
          (e) =>
            e.extensions?.code === 'GRAPHQL_VALIDATION_FAILED' ||
            e.extensions?.code === 'GRAPHQL_PARSE_FAILED' ||
            e.extensions?.code === 'QUERY_TOO_COMPLEX',
        ),
        `${document}\n${JSON.stringify(reply.errors)}`,
      );
      const text = told(reply);
      assert.ok(
        !text.includes(theirs.profile) || field.name === 'setTags',
        `${field.name} shows their profile: ${text.slice(0, 400)}`,
      );
      assert.ok(
        !text.replaceAll(CANARY + '_segment', '').includes(`"${CANARY}"`),
        `${field.name} shows their data: ${text.slice(0, 400)}`,
      );
      asked++;
    }
  }
  assert.ok(asked > 25, `${asked} root fields`);
  assert.equal(await state(), before, 'nothing of theirs changed');
  assert.deepEqual(server.reported, []);
});

test('subscriptions with names of another workspace are rejected or receive nothing', async () => {
  const schema = await createSchema();
  const s = await RawSocket.acknowledged(server, stranger.token);
  for (const field of Object.values(schema.getSubscriptionType()!.getFields())) {
    s.send({
      id: field.name,
      type: 'subscribe',
      payload: {
        query: `subscription{${field.name}${callArgs(field.args, field.name)}${selection(field.type, field.name)}}`,
      },
    });
  }
  // Meanwhile the owner changes data in the other workspace.
  await owner.ask(
    `mutation{ingestEvents(events:[{messageId:"${CANARY}2",type:"searched",occurredAt:"2026-03-10T11:10:00Z",identities:[{namespace:"member_id",value:"${CANARY}new"}]}]){accepted}}`,
  );
  s.send({ id: 'end', type: 'subscribe', payload: { query: '{__typename}' } });
  await s.until((m) => m.id === 'end' && m.type === 'next');
  for (const m of s.messages) {
    assert.ok(!told(m).includes(theirs.profile), JSON.stringify(m).slice(0, 300));
    assert.ok(m.type !== 'next' || m.payload.errors || !JSON.stringify(m.payload).includes('ENTERED'));
  }
  s.close();
});
