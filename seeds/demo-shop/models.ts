/** The models of the demo shop, and the segment that reads a score. They are trained and score when the shop is made. */
import type { Principal } from '../../src/services/base/access.js';
import type { SegmentInput } from '../../src/services/base/definition-inputs.js';
import { jobDone } from '../../src/services/base/jobs.js';
import type { Services } from '../../src/services/base/services.js';
import { defineModel, type ModelInput } from '../../src/services/models/model-definitions.js';
import { drainModels } from '../../src/services/models/model-schedules.js';
import { defineSegment } from '../../src/services/segments/segments.js';

const MODELS: readonly ModelInput[] = [
  {
    key: 'orders_to_come',
    name: 'Orders to come / 未来订单',
    description: 'How often each customer will order in the next 60 days. / 预计每位客户未来 60 天的下单天数。',
    kind: 'ORDERS_TO_COME',
    horizon: 'P60D',
    trainEvery: 'P30D',
    scoreEvery: 'P7D',
    tags: [
      { score: 'EXPECTED_ORDERS', tag: 'expected_orders' },
      { score: 'ALIVE_PROBABILITY', tag: 'alive_probability' },
    ],
    validity: 'P14D',
  },
  {
    key: 'churn',
    name: 'Churn / 流失预测',
    description:
      'Half a year of orders is too little for the first training; a later one succeeds. / 半年的订单还不足以完成首次训练，之后的训练会成功。',
    kind: 'CHURN',
    trainEvery: 'P30D',
    scoreEvery: 'P7D',
    tags: [{ score: 'CHURN_PROBABILITY', tag: 'churn_probability' }],
    validity: 'P14D',
  },
];

const SEGMENTS: readonly SegmentInput[] = [
  {
    key: 'expected_often',
    name: 'Expected to order often / 预计高频下单',
    description: 'Reads a score of the model of orders. / 读取未来订单模型的评分。',
    expression: 'tag expected_orders >= 4',
  },
];

/** Defines the models with their segment, trains them and writes their first scores. */
export async function installModels(services: Services, principal: Principal): Promise<void> {
  for (const model of MODELS) await defineModel(services, principal, model);
  for (const segment of SEGMENTS) {
    const { job } = await defineSegment(services, principal, segment);
    if (job) await jobDone(services, principal.workspace, job.id);
  }
  const workspace = (await services.stores.workspaces.get(principal.workspace))!;
  await drainModels(services, workspace);
  for (const job of await services.stores.jobs.running())
    if (job.workspace === workspace.id && job.kind === 'SCORING') await jobDone(services, workspace.id, job.id);
}
