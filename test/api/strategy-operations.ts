/** Tests the operations for strategies, called by an operator. */
import assert from 'node:assert/strict';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';

type Send = <R, V>(
  client: ApiClient,
  name: keyof typeof o,
  document: TypedDocumentNode<R, V>,
  variables: V,
) => Promise<R>;

/** Defines a strategy, records a result by hand, reads the evidence, and removes the result again. */
export async function strategies(operator: ApiClient, send: Send): Promise<void> {
  const { addArticleStrategies } = await send(
    operator,
    'AddArticleStrategiesDocument',
    o.AddArticleStrategiesDocument,
    {
      language: 'ZH',
    },
  );
  assert.ok(addArticleStrategies.length > 10);
  await send(operator, 'DefineStrategyDocument', o.DefineStrategyDocument, {
    input: { key: 'care', objective: 'REVENUE' },
  });
  const { recordStrategyResult } = await send(
    operator,
    'RecordStrategyResultDocument',
    o.RecordStrategyResultDocument,
    { input: { strategy: 'care', source: 'Spring', at: '2026-01-01T00:00:00Z', effect: 5, standardError: 1 } },
  );
  assert.equal(recordStrategyResult.verdict, 'WORKS');
  const { measureStrategies } = await send(operator, 'MeasureStrategiesDocument', o.MeasureStrategiesDocument, {});
  assert.equal(measureStrategies, 0);
  const page = await send(operator, 'StrategyPageDocument', o.StrategyPageDocument, { key: 'care', first: 10 });
  assert.deepEqual(
    page.strategy!.evidence.map(({ layer, standing, byHand }) => [layer, standing, byHand]),
    [[null, 'WORKS', 1]],
  );
  const { key } = page.strategyRecords.edges[0].node;
  await send(operator, 'RemoveStrategyResultDocument', o.RemoveStrategyResultDocument, { key });
  await assert.rejects(
    send(operator, 'StrategyProposalsDocument', o.StrategyProposalsDocument, {
      input: { layer: 'm.none', objective: 'REVENUE' },
    }),
    /layer/,
  );
  const { layerModel } = await send(operator, 'LayerQualityDocument', o.LayerQualityDocument, {
    model: 'none',
    draft: false,
  });
  assert.equal(layerModel, null);
  await send(operator, 'RetireStrategyDocument', o.RetireStrategyDocument, { key: 'care' });
  const list = await send(operator, 'StrategyListDocument', o.StrategyListDocument, {});
  assert.equal(list.strategies.edges.length, addArticleStrategies.length + 1);
  assert.equal(list.strategies.edges.find(({ node }) => node.key === 'care')!.node.retired, true);
}
