/** Runs every ready-made operation in schema/operations, as typed documents that an app would import. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as operations from '../../schema/generated/operations.js';
import { ApiClient } from '../../src/cli/command.js';
import { TestServer } from '../support/server.js';
import { storedModels, strategies } from './model-operations.js';
import { accounts } from './account-operations.js';
import { reports } from './report-operations.js';
import { campaignPages, reservations } from './reach-operations.js';
import { retailAnalyses } from './retail-operations.js';

const o = operations;
let server: TestServer;
const used = new Set<string>();
const client = (scopes: string[], subject: string, workspace = 'shop'): ApiClient =>
  new ApiClient(server.url, server.token(workspace, scopes, subject));

/** Sends a typed document and records that it was used. */
function send<R, V>(
  c: ApiClient,
  name: keyof typeof operations,
  document: Parameters<typeof c.request<R, V>>[0],
  variables: V,
): Promise<R> {
  used.add(name);
  return c.request(document, variables);
}

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('the documents of the three users and the operator run', async () => {
  const operator = client(['admin', 'installation'], 'operator');
  assert.equal(
    (
      await send(operator, 'CreateSandboxDocument', o.CreateSandboxDocument, {
        input: { id: 'shop', clock: '2026-03-10T12:00:00Z' },
      })
    ).createSandbox.now,
    '2026-03-10T12:00:00.000Z',
  );
  await send(operator, 'DefineTagDocument', o.DefineTagDocument, {
    input: { key: 'level', kind: 'SEMI_DYNAMIC', type: 'STRING', namespace: 'crm' },
  });
  await send(operator, 'DefineTagDocument', o.DefineTagDocument, {
    input: { key: 'score', kind: 'DYNAMIC', type: 'INTEGER', namespace: 'crm' },
  });
  const saved = await send(operator, 'DefineSegmentDocument', o.DefineSegmentDocument, {
    input: {
      key: 'gold_buyers',
      condition: {
        all: [
          { tag: { key: 'level', is: { eq: 'gold' } } },
          { metric: { aggregate: 'sum', event: 'order_paid', field: 'amount', last: 'P30D', is: { gte: '100.00' } } },
        ],
      },
    },
  });
  assert.equal(
    saved.defineSegment.segment.expression,
    'tag level = "gold" and sum(order_paid.amount, last 30d) >= 100.0',
  );

  const partner = client(['tags:write:crm', 'events:write', 'profiles:lookup:member_id'], 'crm');
  const identities = [{ namespace: 'member_id', value: 'M1' }];
  const { identify } = await send(partner, 'IdentifyDocument', o.IdentifyDocument, { identities });
  assert.equal(
    (await send(partner, 'SetTagsDocument', o.SetTagsDocument, { tags: [{ identities, tag: 'level', value: 'gold' }] }))
      .setTags[0].status,
    'ACCEPTED',
  );
  assert.equal(
    (
      await send(partner, 'RecordTagPointsDocument', o.RecordTagPointsDocument, {
        points: [{ identities, tag: 'score', value: 7, at: '2026-03-01T00:00:00Z' }],
      })
    ).recordTagPoints[0].status,
    'ACCEPTED',
  );
  const sent = await send(partner, 'IngestEventsDocument', o.IngestEventsDocument, {
    events: [
      {
        messageId: '1',
        type: 'order_paid',
        occurredAt: '2026-03-09T00:00:00Z',
        identities,
        order: { orderId: '1', amount: '100.00' },
      },
    ],
  });
  assert.equal(sent.ingestEvents.results[0].profile, identify.profile);

  const app = client(['profiles:read', 'segments:read', 'analytics:read'], 'app');
  const { profile } = await send(app, 'CustomerDocument', o.CustomerDocument, { identity: identities[0], events: 5 });
  assert.deepEqual(
    [profile!.id, profile!.segments[0].segment.key, profile!.events.edges[0].node.amount],
    [identify.profile, 'gold_buyers', '100'],
  );
  assert.equal(
    (await send(app, 'QuestionDocument', o.QuestionDocument, { expression: 'tag score >= 7', first: 1 })).profiles
      .totalCount,
    1,
  );
  assert.equal(
    (await send(app, 'StatisticsDocument', o.StatisticsDocument, { metric: 'sum(order_paid.amount)' })).statistics.sum,
    '100',
  );
  assert.equal(
    (await send(app, 'ExplainDocument', o.ExplainDocument, { profile: identify.profile!, segment: 'gold_buyers' }))
      .explainMembership.nextFlipAt,
    '2026-04-08T00:00:00.000Z',
  );
  assert.equal((await send(app, 'SegmentsDocument', o.SegmentsDocument, { first: 5 })).segments.edges[0].node.size, 1);

  const dashboard = client(['segments:read', 'profiles:read'], 'dashboard');
  assert.equal(
    (await send(dashboard, 'MembersDocument', o.MembersDocument, { segment: 'gold_buyers', first: 5 })).segment!.members
      .edges[0].node.id,
    identify.profile,
  );
  assert.equal(
    (
      await send(partner, 'ClearTagsDocument', o.ClearTagsDocument, {
        // The sandbox clock stands still, so `sequence` determines which of two writes with the same time is later.
        tags: [{ identities, tag: 'level', sequence: 1 }],
      })
    ).clearTags[0].status,
    'ACCEPTED',
  );
  assert.equal(
    (await send(dashboard, 'MembersDocument', o.MembersDocument, { segment: 'gold_buyers', first: 5 })).segment!.size,
    0,
  );

  await send(operator, 'AdvanceClockDocument', o.AdvanceClockDocument, { to: '2026-03-11T12:00:00Z' });
  assert.equal(
    (await send(operator, 'WorkspaceDocument', o.WorkspaceDocument, {})).workspace.now,
    '2026-03-11T12:00:00.000Z',
  );
  assert.equal(
    (
      await send(operator, 'CreateWorkspaceDocument', o.CreateWorkspaceDocument, {
        input: { id: 'live', zone: 'Europe/Berlin', currency: 'EUR' },
      })
    ).createWorkspace.currency,
    'EUR',
  );
  const { contacts } = await send(operator, 'CustomerContactsDocument', o.CustomerContactsDocument, {
    profile: identify.profile!,
    first: 10,
  });
  assert.deepEqual(contacts.edges, []);
  const exported = (
    await send(operator, 'ExportProfileDocument', o.ExportProfileDocument, { profile: identify.profile!, first: 100 })
  ).exportProfile.edges.map((e) => e.node.kind);
  assert.ok(exported[0] === 'PROFILE' && exported.includes('EVENT'));
  await models(operator, identify.profile!);
  assert.equal(
    (await send(operator, 'EraseProfileDocument', o.EraseProfileDocument, { profile: identify.profile! })).eraseProfile
      .state,
    'DONE',
  );
  assert.ok(
    (await send(operator, 'AuditLogDocument', o.AuditLogDocument, { first: 100 })).auditLog.edges.some(
      (e) => e.node.operation === 'eraseProfile',
    ),
  );
  await lists(operator);
  await catalogues(operator);
  await endpoints(operator);
  await campaigns(operator);
  await reports(operator, send);
  await storedModels(operator, send);
  await strategies(operator, send);
  await removal(operator);
  await analyses(operator);
  await send(operator, 'DeleteSandboxDocument', o.DeleteSandboxDocument, { id: 'shop' });
  await assert.rejects(send(app, 'SegmentsDocument', o.SegmentsDocument, { first: 1 }), /NOT_FOUND/);
});

/** Tests the catalogue operations that an operator or the command line uses. */
async function catalogues(operator: ApiClient): Promise<void> {
  const key = 'districts';
  const input = { key, fields: [{ name: 'area', type: 'STRING' as const }] };
  await send(operator, 'DefineCatalogueDocument', o.DefineCatalogueDocument, { input });
  const change = { key, action: 'ADD' as const, entries: [{ key: 'D1', values: { area: 'East' } }] };
  const { changeCatalogue } = await send(operator, 'ChangeCatalogueDocument', o.ChangeCatalogueDocument, change);
  assert.deepEqual([changeCatalogue.changed, changeCatalogue.catalogue.size], [1, 1]);
  const page = await send(operator, 'CatalogueEntriesDocument', o.CatalogueEntriesDocument, { key, first: 10 });
  assert.deepEqual(page.catalogue!.entries.edges[0].node, { key: 'D1', values: { area: 'East' } });
}

/** Tests the list operations that an operator or the command line uses. */
async function lists(operator: ApiClient): Promise<void> {
  const list = 'vip_2026';
  await send(operator, 'DefineListDocument', o.DefineListDocument, { input: { key: list, namespace: 'member_id' } });
  const added = await send(operator, 'AddToListDocument', o.AddToListDocument, { list, entries: ['M1', 'M2'] });
  assert.deepEqual([added.addToList.changed, added.addToList.list.size], [2, 2]);
  const taken = await send(operator, 'RemoveFromListDocument', o.RemoveFromListDocument, { list, entries: ['M2'] });
  assert.equal(taken.removeFromList.list.size, 1);
  const { beginListReplacement } = await send(
    operator,
    'BeginListReplacementDocument',
    o.BeginListReplacementDocument,
    { list },
  );
  const replacement = beginListReplacement.id;
  await send(operator, 'SendListEntriesDocument', o.SendListEntriesDocument, { replacement, entries: ['M3', 'M4'] });
  assert.equal((await send(operator, 'ListToUploadDocument', o.ListToUploadDocument, { list })).list!.size, 1);
  await send(operator, 'FinishListReplacementDocument', o.FinishListReplacementDocument, { replacement });
  const all = await send(operator, 'ListsDocument', o.ListsDocument, {});
  assert.deepEqual(
    all.lists.map(({ key, size }) => [key, size]),
    [[list, 2]],
  );
}

/** Runs each analysis on the first days of the sandbox, and lists the customers of one row. */
async function analyses(operator: ApiClient): Promise<void> {
  const period = { from: '2026-03-01T00:00:00Z', to: '2026-03-10T00:00:00Z' };
  const funnel = { period, steps: [{ events: ['visit'] }, { events: ['order_paid'] }], window: 'P7D' };
  const days = { period, events: ['order_paid'], unit: 'DAY' as const };
  const { funnelReport } = await send(operator, 'FunnelReportDocument', o.FunnelReportDocument, { input: funnel });
  const { steps } = funnelReport.all;
  assert.equal(steps.length, 2);
  const members = await send(operator, 'AnalysisMembersDocument', o.AnalysisMembersDocument, {
    analysis: { funnel },
    row: steps[0].row,
    first: 10,
  });
  assert.equal(members.analysisMembers.totalCount, steps[0].reached);
  await send(operator, 'RetentionReportDocument', o.RetentionReportDocument, {
    input: { period, start: ['order_paid'], unit: 'DAY' },
  });
  await send(operator, 'StickinessReportDocument', o.StickinessReportDocument, { input: days });
  await send(operator, 'LifecycleReportDocument', o.LifecycleReportDocument, { input: days });
  const { trendReport } = await send(operator, 'TrendReportDocument', o.TrendReportDocument, { input: days });
  assert.equal(trendReport.all.points.length, 10);
  await send(operator, 'NineMetricsReportDocument', o.NineMetricsReportDocument, { input: { period } });
  await send(operator, 'RepurchaseReportDocument', o.RepurchaseReportDocument, { input: { period } });
  await send(operator, 'CohortRevenueReportDocument', o.CohortRevenueReportDocument, { input: { period } });
  await send(operator, 'RfmReportDocument', o.RfmReportDocument, { input: { period } });
  await send(operator, 'PathReportDocument', o.PathReportDocument, { input: { period, events: ['order_paid'] } });
  await retailAnalyses(operator, send, period);
  const target = await send(operator, 'ImportTargetDocument', o.ImportTargetDocument, {});
  assert.equal(target.workspace.id, 'shop');
}

/** Tests the removal of a source with the operations of `strata import undo`. */
async function removal(operator: ApiClient): Promise<void> {
  const { workspaceIds } = await send(operator, 'WorkspaceIdsDocument', o.WorkspaceIdsDocument, {});
  assert.deepEqual(workspaceIds, ['live', 'shop']);
  const { removeSource } = await send(operator, 'RemoveSourceDocument', o.RemoveSourceDocument, { source: 'nobody' });
  assert.deepEqual([removeSource.events, removeSource.tagWrites], [0, 0]);
  const { job } = await send(operator, 'JobStateDocument', o.JobStateDocument, { id: removeSource.job!.id });
  assert.equal(job!.total, 0);
}

/** Tests the operations for models. The forecast warns `TOO_FEW`, because there are too few customers. */
async function models(operator: ApiClient, profile: string): Promise<void> {
  const { orderForecast } = await send(operator, 'OrderForecastDocument', o.OrderForecastDocument, { input: {} });
  assert.ok(orderForecast.warnings.includes('TOO_FEW'));
  const { churnModel } = await send(operator, 'ChurnModelDocument', o.ChurnModelDocument, { input: {} });
  assert.deepEqual(churnModel.warnings, ['TOO_FEW']);
  const { itemLinks } = await send(operator, 'ItemLinksDocument', o.ItemLinksDocument, { sku: 'none', first: 5 });
  assert.deepEqual(itemLinks.links, []);
  const own = await send(operator, 'RecommendationsDocument', o.RecommendationsDocument, { profile, first: 5 });
  assert.equal(own.recommendations.profiled, true);
  const { strategyEvidence } = await send(operator, 'StrategyEvidenceDocument', o.StrategyEvidenceDocument, {
    input: { records: [{ effect: 2, standardError: 1 }] },
  });
  assert.equal(strategyEvidence.mean, 2);
}

/** Tests the webhook endpoint operations. A sandbox sends no test message. */
async function endpoints(operator: ApiClient): Promise<void> {
  const { defineWebhookEndpoint } = await send(
    operator,
    'DefineWebhookEndpointDocument',
    o.DefineWebhookEndpointDocument,
    { input: { key: 'crm', url: 'https://crm.example/strata' } },
  );
  const { rotateWebhookSecret } = await send(operator, 'RotateWebhookSecretDocument', o.RotateWebhookSecretDocument, {
    key: 'crm',
    graceHours: 1,
  });
  assert.match(rotateWebhookSecret.secret!, /^whsec_/);
  assert.notEqual(rotateWebhookSecret.secret, defineWebhookEndpoint.secret);
  const list = await send(operator, 'WebhookEndpointsDocument', o.WebhookEndpointsDocument, { first: 10 });
  const shown = list.webhookEndpoints.edges.map(({ node }) => [node.key, node.disabledBy]);
  assert.deepEqual(shown, [['crm', null]]);
  const { channelPresets } = await send(operator, 'ChannelPresetsDocument', o.ChannelPresetsDocument, {});
  const hook = { key: 'receipts', mapping: channelPresets[0].receipts };
  await send(operator, 'DefineHookDocument', o.DefineHookDocument, { input: hook });
  await assert.rejects(
    send(operator, 'TestWebhookEndpointDocument', o.TestWebhookEndpointDocument, { key: 'crm' }),
    /SANDBOX_NOT_DELIVERED/,
  );
}

/** Tests the campaign operations that an operator uses. */
async function campaigns(operator: ApiClient): Promise<void> {
  await send(operator, 'SetReachRulesDocument', o.SetReachRulesDocument, {
    input: {
      channels: [
        { channel: 'sms', namespace: 'phone' },
        { channel: 'home', kind: 'PULL' },
      ],
      budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }],
    },
  });
  const { reachRules } = await send(operator, 'ReachRulesDocument', o.ReachRulesDocument, {});
  assert.deepEqual([reachRules.version, reachRules.budgets[0].rolling], [1, 'P7D']);
  const input = {
    key: 'spring',
    audience: 'gold_buyers',
    at: '2026-12-20T02:00:00Z',
    channels: [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }],
  };
  await send(operator, 'DefineCampaignDocument', o.DefineCampaignDocument, { input });
  await campaignPages(operator, send, input);
  await send(operator, 'StartCampaignDocument', o.StartCampaignDocument, { key: 'spring' });
  const { pauseCampaign } = await send(operator, 'PauseCampaignDocument', o.PauseCampaignDocument, { key: 'spring' });
  assert.equal(pauseCampaign.state, 'PAUSED');
  const { stopReach } = await send(operator, 'StopReachDocument', o.StopReachDocument, {});
  assert.equal(stopReach.stopped, true);
  await send(operator, 'ResumeReachDocument', o.ResumeReachDocument, {});
  const { previewCampaign } = await send(operator, 'PreviewCampaignDocument', o.PreviewCampaignDocument, {
    key: 'spring',
  });
  const { campaignContacts } = await send(operator, 'CampaignContactsDocument', o.CampaignContactsDocument, {
    key: 'spring',
  });
  assert.deepEqual([previewCampaign.counts, campaignContacts], [[], []]);
  await assert.rejects(
    send(operator, 'ExplainContactDocument', o.ExplainContactDocument, { id: 'none' }),
    /CONTACT_NOT_FOUND/,
  );
  const dead = await send(operator, 'DeadContactsDocument', o.DeadContactsDocument, { campaign: 'spring', first: 10 });
  const { receivedMessages } = await send(operator, 'ReceivedMessagesDocument', o.ReceivedMessagesDocument, {
    first: 10,
  });
  assert.deepEqual([dead.deadContacts.edges, receivedMessages.edges], [[], []]);
  await assert.rejects(
    send(operator, 'RedeliverContactDocument', o.RedeliverContactDocument, { id: 'none' }),
    /CONTACT_NOT_FOUND/,
  );
  await reservations(operator, send);
  await send(operator, 'CancelCampaignDocument', o.CancelCampaignDocument, { key: 'spring' });
  const { campaigns: page } = await send(operator, 'CampaignsDocument', o.CampaignsDocument, { first: 10 });
  assert.deepEqual(
    page.edges.map(({ node }) => [node.key, node.state]),
    [['spring', 'CANCELLED']],
  );
}

test('the documents about users, roles and sessions run', async () => {
  await accounts(client(['admin', 'installation'], 'people', 'people'), send);
});

test('every operation is covered', () => {
  // Subscriptions are covered by test/faults and the command-line tests, and the dashboard pages by test/browser.
  const pages = readdirSync('web/dashboard', { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f))
    .map((f) => readFileSync(join('web/dashboard', f), 'utf8'))
    .join('\n');
  const all = Object.keys(operations).filter(
    (k) => k.endsWith('Document') && !['MembershipChangedDocument', 'ReportChangedDocument'].includes(k),
  );
  assert.deepEqual(
    all.filter((k) => !used.has(k) && !pages.includes(k)),
    [],
  );
});
