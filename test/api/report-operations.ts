/** Tests the operations for saved reports and boards, called by an operator. */
import assert from 'node:assert/strict';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';

export type Send = <R, V>(
  client: ApiClient,
  name: keyof typeof o,
  document: TypedDocumentNode<R, V>,
  variables: V,
) => Promise<R>;

/** Saves a report, puts it on a board, computes it and retires it. */
export async function reports(operator: ApiClient, send: Send): Promise<void> {
  const trend = {
    period: { from: '2026-03-01T00:00:00Z', to: '2026-03-20T00:00:00Z' },
    events: ['order_paid'],
    unit: 'ALL' as const,
  };
  const { defineReport } = await send(operator, 'DefineReportDocument', o.DefineReportDocument, {
    input: { key: 'orders', analysis: { trend } },
  });
  await send(operator, 'DefineBoardDocument', o.DefineBoardDocument, { input: { key: 'week', reports: ['orders'] } });
  const { report } = await send(operator, 'ReportTableDocument', o.ReportTableDocument, {
    key: 'orders',
    board: 'week',
  });
  assert.deepEqual([defineReport.version, report?.result.table.columns[5].key], [1, 'value']);
  const { report: defined } = await send(operator, 'ReportDefinitionDocument', o.ReportDefinitionDocument, {
    key: 'orders',
  });
  assert.equal((JSON.parse(defined!.analysis!) as { trend: { unit: string } }).trend.unit, 'ALL');
  const { reportVersions } = await send(operator, 'ReportVersionsDocument', o.ReportVersionsDocument, {
    key: 'orders',
  });
  assert.equal(reportVersions.length, 1);
  const { board } = await send(operator, 'BoardPageDocument', o.BoardPageDocument, { key: 'week' });
  assert.deepEqual(
    board?.reports.map(({ key }) => key),
    ['orders'],
  );
  await send(operator, 'RetireBoardDocument', o.RetireBoardDocument, { key: 'week' });
  await send(operator, 'RetireReportDocument', o.RetireReportDocument, { key: 'orders' });
  const all = await send(operator, 'ReportListDocument', o.ReportListDocument, {});
  const boards = await send(operator, 'BoardListDocument', o.BoardListDocument, {});
  assert.deepEqual(
    [...all.reports.edges, ...boards.boards.edges].map(({ node }) => [node.key, node.retired]),
    [
      ['orders', true],
      ['week', true],
    ],
  );
}
