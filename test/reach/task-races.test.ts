/**
 * Tests two processes that assign and complete the same tasks at once, while other campaigns contact the customers. Each
 * task has one outcome with its receipts, and the stored contacts match a naive implementation of the budgets.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TASK_OUTCOMES } from '../../src/engine/reach/task.js';
import { audit } from '../../src/reference/reach/audit.js';
import type { Budget } from '../../src/reference/reach/budgets.js';
import type { StoredContact } from '../../src/services/base/ports.js';
import type { Services } from '../../src/services/base/services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { HandOver } from '../../src/services/reach/hand-over.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { completeTask } from '../../src/services/reach/tasks.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { defineTag } from '../../src/services/tags/tag-definitions.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { operator, Processes } from './processes.js';
import { HOUR, iso, NOW } from './shop.js';

const CAMPAIGNS = 4;
const MOST = 2;
const CUSTOMERS = ['A', 'B', 'C'];
const WORKSPACE = 'task-races';
const BUDGETS: readonly Budget[] = [{ key: 'monthly', most: MOST, window: { kind: 'ROLLING', ms: 30 * 24 * HOUR } }];
const principal = operator(WORKSPACE);

let processes: Processes;
before(async () => {
  processes = await Processes.start();
});
after(() => processes.remove());

async function prepare(services: Services): Promise<void> {
  await createWorkspace(services, { id: WORKSPACE, clock: iso(NOW) });
  await defineTag(services, principal, { key: 'adviser_id', kind: 'SEMI_DYNAMIC', type: 'STRING' });
  await defineSegment(services, principal, { key: 'everyone', expression: 'did(searched)' });
  await setReachRules(services, principal, {
    channels: [{ channel: 'adviser', kind: 'TASK', assigneeTag: 'adviser_id' }],
    budgets: [{ key: 'monthly', most: MOST, rolling: 'P30D' }],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
  });
  const identities = (member: string): object[] => [{ namespace: 'member_id', value: member }];
  const searched = (member: string): object => ({
    messageId: member,
    type: 'searched',
    occurredAt: iso(NOW - 24 * HOUR),
    identities: identities(member),
  });
  await ingestEvents(services, principal, CUSTOMERS.map(searched) as never);
  const tags = CUSTOMERS.map((member) => ({ tag: 'adviser_id', value: '导购-7', identities: identities(member) }));
  await writeTags(services, principal, 'set', tags as never, 'tags');
  const channels = [{ channel: 'adviser', body: 'Call' }];
  for (let i = 0; i < CAMPAIGNS; i++) {
    await defineCampaign(services, principal, { key: `c${i}`, audience: 'everyone', at: iso(NOW), channels });
    await startCampaign(services, principal, `c${i}`);
  }
}

test('two processes assign each contact once, and each task gets one outcome, within the budgets', async () => {
  const both = [await processes.open(), await processes.open()];
  const [one] = both;
  await prepare(one);
  const workspace = (await one.stores.workspaces.get(WORKSPACE))!;
  await Promise.all(both.map((services) => new CampaignRuns(services).drain(workspace)));
  await Promise.all(both.map((services) => new HandOver(services, assert.ifError).drain(workspace)));
  const roots = await one.stores.profiles.roots(WORKSPACE, { first: 10 });
  const contactsOf = (members: readonly string[]): Promise<StoredContact[]> =>
    one.stores.contacts.ofProfiles(WORKSPACE, members);
  assert.equal(roots.length, CUSTOMERS.length);
  for (const { members } of roots) {
    const open = (await contactsOf(members)).filter(({ state }) => state === 'ASSIGNED');
    assert.equal(open.length, MOST);
    const reports = open.flatMap(({ id }) =>
      both.flatMap((services) => TASK_OUTCOMES.map((outcome) => ({ id, outcome, services }))),
    );
    const answers = await Promise.allSettled(
      reports.map(({ services, ...input }) => completeTask(services, principal, input)),
    );
    const closed = (await contactsOf(members)).filter(({ task }) => task !== undefined);
    for (const { id, task } of closed) {
      // A repeated report of the outcome that was stored succeeds too.
      const accepted = reports.filter((report, index) => report.id === id && answers[index].status === 'fulfilled');
      assert.deepEqual([...new Set(accepted.map(({ outcome }) => outcome))], [task!.outcome]);
      const events = [...(await one.stores.events.facts(WORKSPACE, members)).values()].flat();
      const about = events.filter(({ properties }) => properties?.contactId === id);
      assert.equal(about.length, task!.outcome === 'NOT_DONE' ? 0 : 2, 'one message with one receipt');
    }
    assert.deepEqual(audit(BUDGETS, 0, await contactsOf(members), 'Asia/Shanghai').broken, []);
  }
  await new HandOver(one, assert.ifError).drain(workspace);
  const states = (await one.stores.campaigns.list(WORKSPACE, { first: 10 })).map(({ state }) => state);
  assert.deepEqual(states, Array<string>(CAMPAIGNS).fill('ENDED'));
});
