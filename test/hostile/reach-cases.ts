/** Lists hostile operations on endpoints, campaigns and reports. `cases.ts` says what the members mean. */
import type { Case } from './case.js';

export const REACH_AND_REPORTS: readonly Case[] = [
  {
    name: 'a provider and no setting of it',
    query:
      'mutation{defineWebhookEndpoint(input:{key:"h",provider:{preset:SMS,credentials:[{name:"api_key",value:"k"}]}}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'PROVIDER_INVALID',
    path: 'input.provider.settings',
  },
  {
    name: 'a provider whose path leads to another place',
    query: `mutation{defineWebhookEndpoint(input:{key:"h",url:"https://shop.example/",provider:{definition:${JSON.stringify(
      JSON.stringify({ request: { method: 'POST', path: '//evil.example/' }, response: { sent: [{ code: '0' }] } }),
    )}}}){secret}}`,
    code: 'BAD_USER_INPUT',
    reason: 'PROVIDER_INVALID',
    path: 'input.provider.definition',
  },
  {
    name: 'a provider with a definition and a preset',
    query:
      'mutation{defineWebhookEndpoint(input:{key:"h",url:"https://shop.example/",provider:{preset:SMS,definition:"{}"}}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'ALTERNATIVES_CONFLICT',
    path: 'input.provider',
  },
  {
    name: 'an endpoint over plain http',
    query: 'mutation{defineWebhookEndpoint(input:{key:"h",url:"http://shop.example/hook"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'WEBHOOK_URL_INVALID',
    path: 'input.url',
  },
  {
    name: 'an endpoint with credentials in its address',
    query: 'mutation{defineWebhookEndpoint(input:{key:"h",url:"https://a:b@shop.example/"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'WEBHOOK_URL_INVALID',
    path: 'input.url',
  },
  {
    name: 'an endpoint with a key that is none',
    query: 'mutation{defineWebhookEndpoint(input:{key:"H!",url:"https://shop.example/"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a rotation that keeps a secret for ever',
    query: 'mutation{rotateWebhookSecret(key:"h",graceHours:1e9){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'graceHours',
  },
  {
    name: 'a test of an endpoint that does not exist, in a sandbox',
    query: 'mutation{testWebhookEndpoint(key:"h"){kind}}',
    code: 'CONFLICT',
    reason: 'SANDBOX_NOT_DELIVERED',
  },
  {
    name: 'an endpoint that does not exist',
    query: 'mutation{disableWebhookEndpoint(key:"h"){key}}',
    code: 'NOT_FOUND',
    reason: 'WEBHOOK_ENDPOINT_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'a campaign for a segment that does not exist',
    query:
      'mutation{defineCampaign(input:{key:"h",audience:"nobody",channels:[{channel:"sms",endpoint:"h",body:"x"}]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'SEGMENT_UNKNOWN',
    path: 'input.audience',
  },
  {
    name: 'a campaign with a key that is none',
    query: 'mutation{defineCampaign(input:{key:"__proto__",audience:"nobody",channels:[]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a place that the rules do not contain',
    query: 'mutation{nextContact(input:{slot:"nowhere",identities:[{namespace:"member_id",value:"A"}]}){id}}',
    code: 'BAD_USER_INPUT',
    reason: 'SLOT_UNKNOWN',
    path: 'input.slot',
  },
  {
    name: 'a place whose name is none',
    query: 'mutation{nextContact(input:{slot:"首页 ",identities:[{namespace:"member_id",value:"A"}]}){id}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.slot',
  },
  {
    name: 'a place with an address',
    query: 'mutation{setReachRules(input:{channels:[{channel:"home",kind:PULL,namespace:"phone"}]}){version}}',
    code: 'BAD_USER_INPUT',
    reason: 'REACH_SETTINGS_CONFLICT',
    path: 'input.channels[0].namespace',
  },
  {
    name: 'an outcome of a task that does not exist',
    query: 'mutation{completeTask(input:{id:"none",outcome:DONE}){id}}',
    code: 'NOT_FOUND',
    reason: 'CONTACT_NOT_FOUND',
    path: 'input.id',
  },
  {
    name: 'a task whose outcome is no outcome',
    query: 'mutation{completeTask(input:{id:"none",outcome:EXPIRED}){id}}',
    code: 'GRAPHQL_VALIDATION_FAILED',
    reason: 'DOCUMENT_INVALID',
  },
  {
    name: 'a note that is too long',
    query: `mutation{completeTask(input:{id:"none",outcome:DONE,note:"${'长'.repeat(1001)}"}){id}}`,
    code: 'LIMIT_EXCEEDED',
    reason: 'TEXT_TOO_LONG',
    path: 'input.note',
  },
  {
    name: 'tasks of an assignee without a name',
    query: '{tasks(assignee:"",first:1){edges{cursor}}}',
    code: 'BAD_USER_INPUT',
    reason: 'TEXT_EMPTY',
    path: 'assignee',
  },
  {
    name: 'a budget of nothing',
    query: 'mutation{setReachRules(input:{budgets:[{key:"none",most:0,rolling:"P1D"}]}){version}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.budgets[0].most',
  },
  {
    name: 'a start of a campaign that does not exist',
    query: 'mutation{startCampaign(key:"h"){key}}',
    code: 'NOT_FOUND',
    reason: 'CAMPAIGN_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'returns as of the future',
    query: '{returnsReport(input:{period:{last:{count:1,unit:DAY},asOf:"2099-01-01T00:00:00Z"}}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'INSTANT_NOT_PAST',
    path: 'input.period.asOf',
  },
  {
    name: 'more pairs of items than a report has',
    query: '{pairReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},first:1000000}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.first',
  },
  {
    name: 'members by a property',
    query:
      '{memberReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},unit:DAY,by:{property:"channel"}}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'FIELD_NOT_ALLOWED',
    path: 'input.by.property',
  },
  {
    name: 'slots by a property that is none',
    query: '{slotReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},slot:""}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_NAME_INVALID',
    path: 'input.slot',
  },
  {
    name: 'a channel that costs less than nothing',
    query:
      '{channelReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},costs:[{channel:"app",cost:"-1"}]}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.costs[0].cost',
  },
  {
    name: 'clicks on no event',
    query:
      '{reachReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},carrier:SLOT,clicked:[]}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'LIST_EMPTY',
    path: 'input.clicked',
  },
];
