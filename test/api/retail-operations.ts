/** Tests the operations for reports on baskets, carts, members, slots, channels and reach, called by an operator. */
import assert from 'node:assert/strict';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';
import type { Send } from './report-operations.js';

/** Asks each report for the first days of the sandbox. */
export async function retailAnalyses(
  operator: ApiClient,
  send: Send,
  period: { readonly from: string; readonly to: string },
): Promise<void> {
  const input = { period };
  const { returnsReport } = await send(operator, 'ReturnsReportDocument', o.ReturnsReportDocument, { input });
  const { basketReport } = await send(operator, 'BasketReportDocument', o.BasketReportDocument, { input });
  assert.ok(returnsReport.all.orders >= basketReport.all.orders, 'gross orders are at least net orders');
  await send(operator, 'PairReportDocument', o.PairReportDocument, { input });
  await send(operator, 'CartReportDocument', o.CartReportDocument, { input });
  await send(operator, 'MemberReportDocument', o.MemberReportDocument, { input: { ...input, unit: 'DAY' } });
  const { slotReport } = await send(operator, 'SlotReportDocument', o.SlotReportDocument, { input });
  assert.equal(slotReport.all.orders, basketReport.all.orders);
  await send(operator, 'ChannelReportDocument', o.ChannelReportDocument, { input });
  await send(operator, 'ReachReportDocument', o.ReachReportDocument, { input: { ...input, carrier: 'CONTACT' } });
}
