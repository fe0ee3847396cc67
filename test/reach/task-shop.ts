/** A sandbox whose customers have an adviser, with helpers that list and complete the tasks of advisers. */
import type { Caller, Loose, TestServer } from '../support/server.js';
import { CHANNELS, HOUR, iso, NOW, Shop } from './shop.js';

/** Subject of the token of the adviser, and value of the tag that names the adviser. */
export const ADVISER = 'adviser-7';
/** An adviser who has no token. */
export const CHINESE_ADVISER = '导购-8';
export const TASK_CHANNEL = { channel: 'adviser', kind: 'TASK', assigneeTag: 'adviser_id' };

/** A channel of a campaign whose contacts become tasks. */
export const call = (more: object = {}): object => ({
  channel: 'adviser',
  title: '回访',
  body: '请致电 {{ tag.first_name | default: "顾客" }}',
  ...more,
});

export interface TaskShop {
  readonly shop: Shop;
  readonly adviser: Caller;
  /** Creates a customer with a phone number and an adviser. */
  readonly customer: (member: string, assignee?: string) => Promise<string>;
}

export async function openTaskShop(server: TestServer, id: string, rules: object = {}): Promise<TaskShop> {
  const shop = await Shop.open(server, id);
  await shop.caller.ask('mutation{defineTag(input:{key:"adviser_id",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await shop.rules({ channels: [...CHANNELS, TASK_CHANNEL], ...rules });
  const customer = async (member: string, assignee = ADVISER): Promise<string> => {
    const profile = await shop.customer(member);
    await setTag(shop, profile, 'adviser_id', assignee);
    return profile;
  };
  return { shop, adviser: server.caller(id, ['reach:tasks', 'profiles:read'], ADVISER), customer };
}

export async function setTag(shop: Shop, profile: string, tag: string, value: string): Promise<void> {
  await shop.caller.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: [{ profile, tag, value }] });
}

/** Starts a campaign whose contacts are due an hour after the start of the tests. */
export const startTasks = (
  shop: Shop,
  key: string,
  more: object = {},
  channels: readonly object[] = [call()],
): Promise<void> => shop.start(key, { at: iso(NOW + HOUR), channels, ...more });

const TASK_FIELDS =
  'id profile identities{namespace value} campaign channel assignee format title body forbiddenBy quietUntil assignedAt dueAt expiresAt';
export const TASKS = `query($a:String){tasks(assignee:$a,first:20){edges{node{${TASK_FIELDS}}}}}`;

export async function tasks(by: Caller, assignee?: string): Promise<Loose[]> {
  const { tasks: found } = await by.ask(TASKS, { a: assignee });
  return found.edges.map(({ node }: Loose) => node);
}

export const COMPLETE = 'mutation($i:CompleteTaskInput!){completeTask(input:$i){id state outcome closedAt closedBy}}';
export const complete = async (by: Caller, id: string, outcome: string, note?: string): Promise<Loose> =>
  (await by.ask(COMPLETE, { i: { id, outcome, ...(note === undefined ? {} : { note }) } })).completeTask;

/** Sends a document that is refused. Returns the reason and the path of the input. */
export async function refusal(by: Caller, document: string, variables?: Record<string, unknown>): Promise<string> {
  const { errors } = await by.send(document, variables);
  const { reason, inputPath } = errors?.[0].extensions ?? {};
  return [reason, inputPath].filter(Boolean).join(' ');
}

/** Returns the reason why an outcome is refused. */
export const completion = (by: Caller, id: string, outcome: string): Promise<string> =>
  refusal(by, COMPLETE, { i: { id, outcome } });

/** Returns the receipts of a customer, as type, time, channel, outcome and note. */
export async function receipts(shop: Shop, profile: string): Promise<string[]> {
  const { profile: found } = await shop.caller.ask(
    'query($p:String!){profile(id:$p){events(first:20,types:["contact_sent","contact_delivered","contact_bounced"]){edges{node{type occurredAt properties}}}}}',
    { p: profile },
  );
  return found.events.edges
    .map(({ node: { type, occurredAt, properties } }: Loose) =>
      [type, occurredAt, properties.channel, properties.outcome, properties.note].filter(Boolean).join(' '),
    )
    .sort();
}

/** Returns the contacts of a customer, as campaign, channel, state, ending and the end of the task. */
export async function history(shop: Shop, profile: string): Promise<string[]> {
  const { contacts } = await shop.caller.ask(
    'query($p:String!){contacts(profile:$p,first:9){edges{node{campaign channel state ending{reason} task{outcome}}}}}',
    { p: profile },
  );
  return contacts.edges
    .map(({ node }: Loose) =>
      [node.campaign, node.channel, node.state, node.ending?.reason, node.task?.outcome].filter(Boolean).join(' '),
    )
    .sort();
}

export async function campaignState(shop: Shop, key: string): Promise<string> {
  return (await shop.caller.ask('query($k:String!){campaign(key:$k){state}}', { k: key })).campaign.state as string;
}
