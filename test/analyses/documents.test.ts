/** Runs every example of docs/ANALYSES.md against a server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TestServer } from '../support/server.js';

test('the examples of docs/ANALYSES.md run', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T00:00:00Z', { zone: 'Asia/Shanghai' });
    await admin.ask(
      'mutation{defineLayerModel(input:{key:"lifecycle",layers:[{key:"active",when:"did(order_paid, last 30d)"},{key:"rest"}]}){model{version}}}',
    );
    const examples = [...readFileSync('docs/ANALYSES.md', 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g)].map(
      ([, q]) => q,
    );
    const { fields } = (await admin.ask('{__schema{queryType{fields{name}}}}')).__schema.queryType;
    const reports = fields
      .map((f: { name: string }) => f.name)
      .filter((name: string) => /Report$|^analysisM/.test(name));
    assert.ok(reports.length >= 5);
    for (const name of reports)
      assert.ok(
        examples.some((q) => q.includes(name)),
        `${name} has an example`,
      );
    const analysis = {
      funnel: {
        period: { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' },
        steps: [{ events: ['product_viewed'] }, { events: ['order_paid'] }],
        window: 'P7D',
      },
    };
    for (const query of examples) {
      const variables = query.includes('$analysis') ? { analysis, row: '["all",null,"reached",1]' } : undefined;
      const { errors } = await admin.send(query, variables);
      assert.equal(errors, undefined, `${query}\n${JSON.stringify(errors)}`);
    }
  } finally {
    await server.remove();
  }
});
