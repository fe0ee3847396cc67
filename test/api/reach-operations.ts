/**
 * Tests the operations for contacts that other systems send or show, and those behind the campaign pages of the
 * dashboard, called by an operator.
 */
import assert from 'node:assert/strict';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';
import type { Send } from './report-operations.js';

/** Tests reservations of contacts for a customer who gave no consent. */
export async function reservations(operator: ApiClient, send: Send): Promise<void> {
  const member = [{ namespace: 'member_id', value: 'sent' }];
  const search = { messageId: 'sent', type: 'searched', occurredAt: '2026-03-10T11:00:00Z', identities: member };
  await send(operator, 'IngestEventsDocument', o.IngestEventsDocument, { events: [search] });
  for (const name of ['Confirm', 'Release'] as const) {
    const request = { key: name, channel: 'sms', identities: member };
    const { reserveContact } = await send(operator, 'ReserveContactDocument', o.ReserveContactDocument, {
      input: request,
    });
    assert.equal(reserveContact.ending?.reason, 'CONSENT');
    const settled =
      name === 'Confirm'
        ? send(operator, 'ConfirmContactDocument', o.ConfirmContactDocument, { id: reserveContact.id })
        : send(operator, 'ReleaseContactDocument', o.ReleaseContactDocument, { id: reserveContact.id });
    await (name === 'Confirm' ? assert.rejects(settled, /CONTACT_NOT_RESERVED/) : settled);
  }
  const place = { slot: 'home', identities: member };
  const { nextContact } = await send(operator, 'NextContactDocument', o.NextContactDocument, { input: place });
  assert.equal(nextContact, null);
  const { tasks } = await send(operator, 'TasksDocument', o.TasksDocument, { assignee: 'adviser', first: 10 });
  assert.deepEqual(tasks.edges, []);
  await assert.rejects(
    send(operator, 'CompleteTaskDocument', o.CompleteTaskDocument, { input: { id: 'none', outcome: 'DONE' } }),
    /CONTACT_NOT_FOUND/,
  );
  const wish = { identities: member, most: 1, days: 30 };
  const { setContactLimit } = await send(operator, 'SetContactLimitDocument', o.SetContactLimitDocument, {
    input: wish,
  });
  assert.equal(setContactLimit.already, false);
}

/** Asks for the drafts, lists and contacts of a campaign that has no contacts yet. */
export async function campaignPages(operator: ApiClient, send: Send, input: o.CampaignInput): Promise<void> {
  const { key } = input;
  const { workspace } = await send(operator, 'WorkspaceClockDocument', o.WorkspaceClockDocument, {});
  assert.equal(workspace.sandbox, true);
  const { previewCampaignDraft } = await send(
    operator,
    'PreviewCampaignDraftDocument',
    o.PreviewCampaignDraftDocument,
    { input },
  );
  assert.deepEqual(previewCampaignDraft.counts, []);
  const { campaign: page } = await send(operator, 'CampaignPageDocument', o.CampaignPageDocument, { key });
  const { campaign } = await send(operator, 'CampaignDocument', o.CampaignDocument, { key });
  for (const shown of [page, campaign]) assert.equal(shown?.channels[0].body, input.channels[0].body);
  const listed = await send(operator, 'CampaignListDocument', o.CampaignListDocument, {});
  assert.deepEqual(
    listed.campaigns.edges.map(({ node }) => node.key),
    [key],
  );
  const { contactsInState } = await send(operator, 'ContactsInStateDocument', o.ContactsInStateDocument, {
    campaign: key,
    state: 'ENDED',
    reason: 'CAPPED',
    first: 10,
  });
  assert.deepEqual(contactsInState.edges, []);
  await assert.rejects(
    send(operator, 'ContactReasonsDocument', o.ContactReasonsDocument, { id: 'none' }),
    /CONTACT_NOT_FOUND/,
  );
}
