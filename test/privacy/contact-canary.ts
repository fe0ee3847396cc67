/** Creates a contact of the test customer that refers to one of the customer's events. */
import assert from 'node:assert/strict';
import type { Caller, Loose } from '../support/server.js';

const CANARY = 'canary7f3a';

export async function contactCanary(admin: Caller, profile: string): Promise<void> {
  const sent = {
    messageId: `${CANARY}-sent`,
    type: 'contact_sent',
    occurredAt: '2026-03-10T09:00:00Z',
    identities: [{ namespace: 'member_id', value: CANARY }],
    properties: { channel: 'sms' },
  };
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: [sent] });
  await admin.ask(`mutation{
    defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/"}){endpoint{key}}
    defineTag(input:{key:"adviser",kind:SEMI_DYNAMIC,type:STRING}){key}
    setTags(tags:[{tag:"adviser",value:"test",profile:"${profile}"}]){status}
    setReachRules(input:{channels:[{channel:"sms",namespace:"phone"},{channel:"call",kind:TASK,assigneeTag:"adviser"}],budgets:[{key:"weekly",most:1,rolling:"P7D"}],consentDefaults:[{purpose:"news",permission:UNLESS_WITHDRAWN}]}){version}
    defineCampaign(input:{key:"spring",audience:"searchers",purpose:"news",channels:[{channel:"sms",endpoint:"crm",body:"Spring"}]}){key}
    startCampaign(key:"spring"){at}
    named:defineCampaign(input:{key:"named",audience:"searchers",purpose:"news",transactional:true,channels:[{channel:"sms",endpoint:"crm",body:"Hi {{ tag.name }}"}]}){key}
    begun:startCampaign(key:"named"){at}
    called:defineCampaign(input:{key:"called",audience:"searchers",purpose:"news",transactional:true,channels:[{channel:"call",body:"Hi {{ tag.name }}"}]}){key}
    calling:startCampaign(key:"called"){at}
  }`);
  await admin.ask('mutation{advanceClock(to:"2026-03-10T12:00:00Z"){now}}');
  const { tasks } = await admin.ask('{tasks(assignee:"test",first:9){edges{node{id}}}}');
  await admin.ask('mutation($i:CompleteTaskInput!){completeTask(input:$i){state}}', {
    i: { id: tasks.edges[0].node.id, outcome: 'DONE', note: `${CANARY} comes on Saturday` },
  });
  const { contacts } = await admin.ask(
    'query($p:String!){contacts(profile:$p,first:9){edges{node{campaign ending{reason contacts}}}}}',
    { p: profile },
  );
  const capped = contacts.edges.find(({ node }: Loose) => node.campaign === 'spring').node;
  assert.deepEqual(capped.ending, { reason: 'CAPPED', contacts: [`test|${CANARY}-sent`] });
  const { exportProfile } = await admin.ask(
    'query($p:String!){exportProfile(profile:$p,first:100){edges{node{kind body}}}}',
    { p: profile },
  );
  const records = exportProfile.edges.map(({ node }: { node: unknown }) => node) as { kind: string; body: Loose }[];
  assert.deepEqual(
    new Set(records.filter(({ kind }) => kind === 'CONTACT').map(({ body }) => `${body.campaign} ${body.state}`)),
    new Set(['called DELIVERED', 'named HANDED_OVER', 'spring ENDED']),
  );
}
