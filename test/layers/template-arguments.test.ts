/**
 * Installs every template with every unusual argument. Each is either installed or rejected as bad input, and never
 * causes a server error.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { TEMPLATES } from '../../seeds/templates/index.js';
import { amount } from '../support/amount.js';
import { TestServer, type Answer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('odd', '2026-06-01T00:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await admin.ask('mutation{defineTag(input:{key:"born",kind:STATIC,type:DATE}){key}}');
});
after(() => server.remove());

interface Argument {
  readonly name: string;
  readonly value: string;
}

const install = (key: string, parameters: readonly Argument[], every?: string): Promise<Answer> =>
  admin.send('mutation($i:InstallTemplateInput!){installTemplate(input:$i){customers}}', {
    i: { key, parameters, dryRun: true, ...(every === undefined ? {} : { every }) },
  });

const FITTING: Readonly<Record<string, string>> = { number: '3', duration: '90d', tag: 'born', texts: 'a, b' };
const ODD = [
  ...['1095d1ms', '2000d', '3650d', '3650d1ms', '100ms', '999ms', '1s', '0d', '999999w999999w', '1d2', '90'],
  ...['0', '-1', '0.00001', '1e3', '4.5', '999999999999.9999', '1'.repeat(13), ' ', '', 'NaN', '90 d'],
  ...[
    'level',
    'born',
    'no_such_tag',
    '__proto__',
    'constructor',
    '"',
    '\\',
    '${window}',
    'a,,b',
    '口红, "x"',
    ')',
    '😀',
  ],
];

/** Returns a valid value for each parameter without a default. */
const needed = (template: (typeof TEMPLATES)[number]): Argument[] =>
  template.parameters.filter((p) => p.default === undefined).map((p) => ({ name: p.name, value: FITTING[p.type] }));

function isAnswered({ errors, data }: Answer, label: string): boolean {
  for (const e of errors ?? [])
    assert.ok(['BAD_USER_INPUT', 'LIMIT_EXCEEDED'].includes(e.extensions.code), `${label}: ${JSON.stringify(errors)}`);
  assert.ok(errors || data.installTemplate, label);
  return errors === undefined;
}

test('no argument of any template causes an internal error', async () => {
  const pairs = TEMPLATES.flatMap((template) => template.parameters.map(({ name }) => ({ template, name })));
  const seen = { refused: 0, installed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pairs), fc.constantFrom(...ODD), async ({ template, name }, value) => {
      const others = needed(template).filter((x) => x.name !== name);
      const answer = await install(template.key, [...others, { name, value }]);
      seen[isAnswered(answer, `${template.key} ${name}=${value}`) ? 'installed' : 'refused']++;
    }),
    { numRuns: amount(150, 1500) },
  );
  assert.ok(Math.min(seen.refused, seen.installed) > 10, JSON.stringify(seen));
  assert.deepEqual(server.reported, []);
});

test('both RFM templates accept a window as long as the longest retention and reject longer or shorter ones', async () => {
  for (const template of TEMPLATES.filter((t) => t.parameters.some((p) => p.name === 'window'))) {
    const reasons = async (window: string): Promise<string | undefined> => {
      const answer = await install(template.key, [...needed(template), { name: 'window', value: window }]);
      return answer.errors?.[0].extensions.reason;
    };
    for (const window of ['1s', '1095d1ms', '2000d', '3650d']) assert.equal(await reasons(window), undefined, window);
    for (const window of ['100ms', '3650d1ms']) assert.equal(await reasons(window), 'WINDOW_INVALID', window);
  }
  assert.ok(TEMPLATES.some((t) => t.key === 'rfm_quintiles') && TEMPLATES.some((t) => t.key === 'rfm'));
});

test('a repeated parameter and an empty schedule are rejected', async () => {
  const twice = ['30d', '90d'].map((value) => ({ name: 'window', value }));
  assert.equal((await install('rfm_quintiles', twice)).errors?.[0].extensions.reason, 'TEMPLATE_PARAMETER_INVALID');
  assert.equal((await install('rfm_quintiles', [], '')).errors?.[0].extensions.reason, 'DURATION_INVALID');
});
