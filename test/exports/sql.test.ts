/**
 * Tests `strata sql` with hostile statements. A query reads nothing but the tables of the export, changes nothing, and
 * ends at its limits of time and memory.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { resultFormat } from '../../src/cli/sql/results.js';
import { refusalOf } from '../../src/cli/sql/statement.js';
import { TestServer } from '../support/server.js';
import { Exports, iso, NOW, ZONE } from './exported-shop.js';

let server: TestServer;
let exports: Exports;

before(async () => {
  server = await TestServer.start();
  exports = new Exports(server, mkdtempSync(join(tmpdir(), 'strata-sql-')));
  const admin = await server.sandbox('shop', iso(NOW), { zone: ZONE, currency: 'CNY' });
  const event = (i: number, type: string, more: object): object => ({
    ...{ messageId: `e${i}`, type, occurredAt: iso(NOW - i), source: 'till', ...more },
    identities: [{ namespace: 'member_id', value: `m${i}` }],
  });
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      event(1, 'order_paid', { order: { orderId: 'o1', amount: '12.5' } }),
      event(2, 'note', { properties: { text: '=HYPERLINK("x")', city: '上海' } }),
      event(3, 'note', { properties: { text: 'red\u001b[31m\u0007', city: '北京' } }),
    ],
  });
  await exports.write('shop', 'tables');
  writeFileSync(exports.path('secret.txt'), 'a-secret-of-the-operator');
});
after(async () => {
  await server.remove();
  rmSync(exports.folder, { recursive: true, force: true });
});

/** Returns the paths and contents of all files of the export. */
function snapshot(): readonly (readonly [string, string])[] {
  const files = readdirSync(exports.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry): readonly [string, string] => {
      const path = join(entry.parentPath, entry.name);
      return [path, readFileSync(path, 'base64')];
    })
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

const secret = (): string => exports.path('secret.txt');

/** Statements that are refused, with what the message says. The names of the table functions are in any letter case. */
const REFUSED: readonly (readonly [sql: () => string, message: RegExp])[] = [
  [() => `SELECT * FROM read_text('${secret()}')`, /table function read_text is not available/],
  [() => `SELECT * FROM read_text('events/../../secret.txt')`, /table function read_text/],
  [() => `SELECT * FROM Read_CSV('/etc/passwd')`, /table function read_csv/i],
  [() => `SELECT * FROM read_blob('/etc/passwd')`, /table function read_blob/],
  [() => `SELECT * FROM "read_json"('/etc/passwd')`, /table function read_json/],
  [() => `SELECT * FROM read_parquet('events/*/*.parquet')`, /table function read_parquet/],
  [() => `SELECT * FROM glob('/etc/*')`, /table function glob/],
  [() => `SELECT (SELECT content FROM read_text('/etc/passwd'))`, /table function read_text/],
  [() => `WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT 1 WHERE EXISTS (FROM x)`, /read_text/],
  [() => `SELECT 1 UNION ALL SELECT length(content) FROM read_text('/etc/passwd')`, /read_text/],
  [() => `SELECT * FROM query('COPY events TO ''events/x.parquet''')`, /table function query/],
  [() => `SELECT * FROM json_execute_serialized_sql('{}')`, /json_execute_serialized_sql/],
  [() => `SELECT * FROM duckdb_settings()`, /duckdb_settings/],
  [() => `SELECT * FROM '/etc/passwd'`, /does not exist/],
  [() => `SELECT * FROM 'events/../../secret.txt'`, /does not exist|cannot access/i],
  [() => `FROM '${secret()}'`, /does not exist/],
  [() => `SELECT getenv('STRATA_JWT_SECRET')`, /getenv does not exist/],
  [() => `ATTACH '/tmp/x.db'`, /Only SELECT/],
  [() => `COPY events TO 'events/stolen.parquet'`, /Only SELECT/],
  [() => `COPY (SELECT 1) TO 'events/month=2026-04/000009.parquet'`, /Only SELECT/],
  [() => `EXPORT DATABASE 'events/all'`, /Only SELECT/],
  [() => `PRAGMA database_list`, /Only SELECT|not valid SQL|duckdb|pragma/i],
  [() => `SET memory_limit='100GB'`, /Only SELECT/],
  [() => `RESET lock_configuration`, /Only SELECT/],
  [() => `INSTALL httpfs`, /Only SELECT/],
  [() => `LOAD httpfs`, /Only SELECT/],
  [() => `CALL pragma_version()`, /Only SELECT/],
  [() => `CREATE TABLE x AS SELECT 1`, /Only SELECT/],
  [() => `DROP VIEW events`, /Only SELECT/],
  [() => `INSERT INTO events SELECT * FROM events`, /Only SELECT/],
  [() => `EXPLAIN ANALYZE SELECT 1`, /Only SELECT/],
  [() => `PREPARE x AS SELECT 1`, /Only SELECT/],
  [() => `BEGIN TRANSACTION`, /Only SELECT/],
  [() => `SELECT 1; SELECT 2`, /has 2 statements/],
  [() => `SELECT 1; COPY events TO 'events/x.parquet'`, /Only SELECT/],
  [() => `SELECT 1 /* ; */ ; -- x\n DROP VIEW events`, /Only SELECT/],
  [() => `/* SELECT 1 */ COPY events TO 'events/x.parquet'`, /Only SELECT/],
  [() => `-- SELECT 1\nCOPY events TO 'events/x.parquet'`, /Only SELECT/],
  [() => `WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x`, /not valid SQL|Only SELECT/],
  [() => `ＳＥＬＥＣＴ 1`, /not valid SQL/],
  [() => `SELECT\u00a01;\u2003COPY\u00a0events TO 'events/x.parquet'`, /Only SELECT/],
  [() => `SELECT 'unterminated`, /not valid SQL/],
  [() => `   `, /Give a SELECT/],
  [() => `-- nothing`, /Give a SELECT/],
  [() => `SELECT nothing FROM events`, /nothing/],
  [() => `SELECT * FROM other.events`, /other/],
];

test('a statement that reads or changes anything else is refused with a reason, and changes nothing', async () => {
  const before = snapshot();
  const refusals = new Map<string, string>();
  for (const [sql, message] of REFUSED) {
    const output = await exports.query('tables', sql()).then(JSON.stringify, (error: Error) => error.message);
    assert.match(output, message, sql());
    assert.ok(!/root:|a-secret-of-the-operator/.test(output), `${sql()}: ${output}`);
    refusals.set(sql(), output);
  }
  // The command prints the same messages.
  for (const sql of [REFUSED[0][0](), "COPY events TO 'events/stolen.parquet'", 'SELECT 1; SELECT 2'])
    assert.equal((await exports.refusal('tables', sql)).trim(), refusals.get(sql));
  assert.deepEqual(snapshot(), before);
});

test('an ordinary SELECT in any form is run', async () => {
  const one = async (sql: string): Promise<unknown> => Object.values((await exports.query('tables', sql))[0])[0];
  assert.equal(await one('SELECT count(*) FROM events'), 3);
  assert.equal(await one('-- a comment; with a semicolon\nSELECT sum(amount)::DOUBLE FROM orders /* ; */;'), 12.5);
  assert.equal(await one("SELECT 'COPY events TO x; DROP TABLE y'"), 'COPY events TO x; DROP TABLE y');
  assert.equal(await one("SELECT properties->>'city' FROM events WHERE message_id = 'e2'"), '上海');
  assert.equal(
    await one('WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t WHERE a < 9) SELECT sum(a) FROM t'),
    45,
  );
  assert.equal(await one('SELECT sum(x) FROM unnest([1, 2, 3]) AS t(x)'), 6);
  assert.equal(await one('SELECT count(*) FROM range(7)'), 7);
  assert.equal(await one('SELECT count(*) FROM contacts'), 0);
  assert.equal(await one('SELECT count(*) FROM (DESCRIBE events)'), 16);
  assert.equal(await one('SELECT 12345678901234567890::HUGEINT'), '12345678901234567890');
});

test('a query ends at its limits of time, memory and rows, and the command says which', async () => {
  const endless = 'WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT max(a) FROM t WHERE a < 0';
  assert.match(await exports.refusal('tables', endless, '--timeout', '1'), /longer than 1 s/);
  const cross = 'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range = -1';
  assert.match(await exports.refusal('tables', cross, '--timeout', '1'), /longer than 1 s/);
  const large = "SELECT count(*) FROM (SELECT DISTINCT range::VARCHAR || repeat('x', 200) AS x FROM range(5000000))";
  assert.match(await exports.refusal('tables', large, '--memory', '128'), /more than 128 MiB of memory/);
  const rows = await exports.strata('sql', '--dir', 'tables', '--format', 'csv', '--rows', '5', 'FROM range(10000000)');
  assert.equal(rows.code, 0);
  assert.equal(rows.output.split('\r\n')[5], '4');
  assert.match(rows.output, /Only the first 5 are shown/);
  assert.match(await exports.refusal('tables', `SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`), /./);
  assert.match(await exports.refusal('tables', `SELECT '${'x'.repeat(100_000)}'`), /at most 100000 characters/);
});

test('results are tables for terminals, CSV for spreadsheets, or NDJSON', async () => {
  const query = "SELECT message_id AS 编号, properties->>'text' AS text FROM events WHERE type = 'note' ORDER BY 1";
  const run = async (...args: readonly string[]): Promise<string> =>
    (await exports.strata('sql', '--dir', 'tables', ...args, query)).output;
  assert.equal(
    await run(),
    '编号  text\n----  ---------------\ne2    =HYPERLINK("x")\ne3    red·[31m·\n(2 rows)\n',
    'a terminal gets no control characters',
  );
  const csv = await run('--format', 'csv');
  assert.ok(csv.startsWith('编号,text\r\ne2,"\'=HYPERLINK(""x"")"\r\n'), 'a spreadsheet runs no formula');
  assert.ok((await run('--format', 'csv', '--mark')).startsWith('\ufeff编号'));
  assert.deepEqual(JSON.parse((await run('--format', 'ndjson')).split('\n')[0]), {
    编号: 'e2',
    text: '=HYPERLINK("x")',
  });
  const tables = await exports.strata('sql', '--tables');
  assert.match(tables.output, /orders\n {2}customer TEXT, .*month TEXT/);
});

test('wrong options and folders are named', async () => {
  const failed = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await exports.strata('sql', ...args);
    assert.equal(code, 1, output);
    return output;
  };
  assert.match(await failed('SELECT 1'), /--dir is the folder/);
  assert.match(await failed('--dir', 'tables'), /one SELECT statement in quotes/);
  assert.match(await failed('--dir', 'tables', 'SELECT', '1'), /one SELECT statement in quotes/);
  assert.match(await failed('--dir', 'nowhere', 'SELECT 1'), /no complete export in .*nowhere/);
  assert.match(await failed('--dir', 'tables', '--format', 'xml', 'SELECT 1'), /--format is table, csv, ndjson/);
  for (const [option, wrong] of [
    ['--rows', '0'],
    ['--timeout', '-1'],
    ['--memory', '1e3'],
  ])
    assert.match(await failed('--dir', 'tables', `${option}=${wrong}`, 'SELECT 1'), new RegExp(`${option} is a whole`));
});

test('a table function is found wherever it is in the tree of a statement', () => {
  const call = { type: 'TABLE_FUNCTION', function: { function_name: 'read_text' } };
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      fc.constant(call),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('node'), { minKeys: 1, maxKeys: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(tree, fc.boolean(), (node, isHarmful) => {
      const text = JSON.stringify({ error: false, statements: [{ node }] });
      const given = isHarmful ? text : text.replaceAll('read_text', 'unnest');
      const expected = isHarmful && text.includes('TABLE_FUNCTION');
      assert.equal(refusalOf(given) !== undefined, expected);
    }),
  );
  let deep: unknown = call;
  for (let i = 0; i < 3000; i++) deep = [deep];
  assert.match(refusalOf(JSON.stringify({ error: false, statements: [{ node: deep }] }))!, /read_text/);
});

test('columns of a table are aligned, whatever the width of their characters', () => {
  const table = resultFormat('table', false);
  const columns = [
    { name: '城市', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ];
  table.head(columns);
  table.lines(columns, [
    ['上海', '7'],
    ['Ürümqi', '12345'],
    [null, null],
    ['x'.repeat(80), '1'],
  ]);
  const lines = table.tail().split('\n');
  assert.deepEqual(lines[0], `城市${' '.repeat(56)}      n`);
  assert.deepEqual(lines[2], `上海${' '.repeat(56)}      7`);
  assert.deepEqual(lines[3], `Ürümqi${' '.repeat(54)}  12345`);
  assert.equal(lines[5].slice(0, 60), `${'x'.repeat(59)}…`);
});
