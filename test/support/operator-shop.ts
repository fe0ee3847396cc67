/** A small Chinese shop for the tasks of an operator, which uses the real clock and sends its messages to a receiver. */
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import type { Caller, TestServer } from './server.js';

const DAY = 86_400_000;
export const SHOP = { workspace: 'shop', name: '测试商城' } as const;
/** The audience of the README. */
export const AUDIENCE =
  'tag home_city = "Beijing" and count(visit, last 90d) >= 3 and did(order_paid) and not did(order_paid where brand = "Shiseido", last 7d)';

let sent = 0;

/** Returns an event of a customer some days ago. */
function event(type: string, member: string, daysAgo: number, more: object = {}): object {
  return {
    messageId: `op${sent++}`,
    type,
    occurredAt: new Date(Date.now() - daysAgo * DAY - 60_000).toISOString(),
    identities: [{ namespace: 'member_id', value: member }],
    ...more,
  };
}

const order = (member: string, daysAgo: number, brand: string, amount: string): object =>
  event('order_paid', member, daysAgo, {
    order: { orderId: `order${sent}`, amount, lines: [{ lineId: '1', sku: 'a', amount, brand, category: '护肤' }] },
  });

const ingest = (admin: Caller, e: readonly object[]): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e });

/** An order that moves a customer without a recent order into the layer of buyers. */
export const buyAgain = (admin: Caller): Promise<unknown> => ingest(admin, [order('M5', 0, 'Lancome', '80')]);

const phoneOf = (member: string): string => `1380000000${member.slice(1)}`;

/**
 * M1 and M4 are in the audience. M2 bought Shiseido 2 days ago, and M3 lives in Shanghai and refuses messages. M4 and M5
 * have no phone. M5 bought only 45 days ago. M6 and M7 filled a cart and left.
 */
async function customers(admin: Caller): Promise<void> {
  const visits = ['M1', 'M2', 'M4'].flatMap((member) => [9, 15, 28].map((ago) => event('page_viewed', member, ago)));
  const known = ['M1', 'M2', 'M3'].map((member) => ({
    identities: [
      { namespace: 'member_id', value: member },
      { namespace: 'phone', value: phoneOf(member) },
    ],
  }));
  await ingest(admin, [
    ...known.map(({ identities }, i) => ({ ...event('logged_in', `M${i + 1}`, 8), identities })),
    ...visits,
    event('added_to_cart', 'M1', 21),
    order('M1', 20, 'Lancome', '300'),
    order('M2', 2, 'Shiseido', '900'),
    order('M3', 5, 'Lancome', '100'),
    order('M4', 25, 'Lancome', '600'),
    order('M5', 45, 'Lancome', '50'),
    event('added_to_cart', 'M6', 2),
    event('added_to_cart', 'M7', 3),
    event('consent_withdrawn', 'M3', 1, { properties: { purpose: 'marketing' } }),
  ]);
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [
      ['M1', 'Beijing'],
      ['M2', 'Beijing'],
      ['M3', 'Shanghai'],
      ['M4', 'Beijing'],
    ].map(([value, city]) => ({ tag: 'home_city', value: city, identities: [{ namespace: 'member_id', value }] })),
  });
}

const definitions = (port: number): string => `mutation($audience:String!){
  a:defineTag(input:{key:"home_city",name:"Home city / 居住城市",kind:SEMI_DYNAMIC,type:STRING}){key}
  b:defineSegment(input:{key:"regulars",name:"北京常客",expression:$audience},wait:true){job{id}}
  c:defineSegment(input:{key:"buyers",name:"买过的客户",expression:"did(order_paid)"},wait:true){job{id}}
  d:defineSegment(input:{key:"spenders",name:"高消费客户",expression:"sum(order_paid.amount, last 90d) >= 200.0"},wait:true){job{id}}
  e:defineLayerModel(wait:true,input:{key:"life",name:"近期购买",layers:[
    {key:"active",name:"近期买过",when:"did(order_paid, last 30d)"},{key:"rest",name:"近期未买"}]}){model{key}}
  f:defineCoupon(input:{key:"five",name:"5 元券",kind:FIXED_AMOUNT,faceValue:"5"}){key}
  g:defineCoupon(input:{key:"ten",name:"10 元券",kind:FIXED_AMOUNT,faceValue:"10"}){key}
  h:defineExperiment(input:{key:"values",name:"面额测试",
    variants:[{key:"five",coupon:"five"},{key:"ten",coupon:"ten"},{key:"none"}]}){key}
  i:defineWebhookEndpoint(input:{key:"crm",name:"客服系统",url:"http://127.0.0.1:${port}/hook"}){endpoint{key}}
  j:setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}],
    consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]}){version}
}`;

/** Creates the shop. `port` is that of the receiver of messages. */
export async function openShop(server: TestServer, port: number): Promise<Caller> {
  await createWorkspace(server.running.services, { id: SHOP.workspace, name: SHOP.name, zone: 'Asia/Shanghai' });
  const admin = server.caller(SHOP.workspace, ['admin']);
  await admin.ask(definitions(port), { audience: AUDIENCE });
  await customers(admin);
  await admin.ask('mutation($c:[CustomerInput!]!){assignExperiment(experiment:"values",customers:$c){variant}}', {
    c: [1, 2, 3, 4, 5, 6, 7].map((n) => ({ identities: [{ namespace: 'member_id', value: `M${n}` }] })),
  });
  return admin;
}
