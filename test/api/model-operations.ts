/** Tests the operations for models that are stored in versions, called by an operator. */
import assert from 'node:assert/strict';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';

export { strategies } from './strategy-operations.js';

type Send = <R, V>(
  client: ApiClient,
  name: keyof typeof o,
  document: TypedDocumentNode<R, V>,
  variables: V,
) => Promise<R>;

/** Defines a model, trains it without enough orders, reads why it was refused, and retires it. */
export async function storedModels(operator: ApiClient, send: Send): Promise<void> {
  await send(operator, 'DefineModelDocument', o.DefineModelDocument, {
    input: { key: 'churn', kind: 'CHURN', tags: [{ score: 'CHURN_PROBABILITY', tag: 'leaving' }] },
  });
  const { trainModel } = await send(operator, 'TrainModelDocument', o.TrainModelDocument, { key: 'churn', wait: true });
  assert.deepEqual([trainModel.kind, trainModel.state], ['TRAINING', 'DONE']);
  const { model } = await send(operator, 'ModelPageDocument', o.ModelPageDocument, { key: 'churn' });
  const [version] = model!.history.versions;
  assert.deepEqual([version.state, version.refusal?.reason, version.used], ['REFUSED', 'TOO_FEW', false]);
  await assert.rejects(
    send(operator, 'ScoreModelDocument', o.ScoreModelDocument, { key: 'churn' }),
    /no version of the model/,
  );
  const names = await send(operator, 'ModelNamesDocument', o.ModelNamesDocument, {});
  assert.deepEqual(
    names.models.edges.map(({ node }) => node),
    [{ key: 'churn', name: 'churn' }],
  );
  await send(operator, 'RetireModelDocument', o.RetireModelDocument, { key: 'churn' });
  const { models: all } = await send(operator, 'ModelListDocument', o.ModelListDocument, {});
  assert.deepEqual(
    all.edges.map(({ node }) => [node.key, node.retired, node.history.versions.length]),
    [['churn', true, 1]],
  );
}
