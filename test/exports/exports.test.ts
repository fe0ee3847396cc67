/**
 * Tests downloads of reports and members over HTTP: contents, scopes, the audit log, and clients that leave or read
 * slowly.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { Visitor } from '../support/visitor.js';

let server: TestServer;
let admin: Caller;

const MEMBERS = 1203;

before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '0' });
  admin = await server.sandbox('shop', '2026-03-20T12:00:00Z', { zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation{
    a:defineSegment(input:{key:"seekers",expression:"did(searched)"},wait:true){job{state}}
    b:defineTag(input:{key:"income",kind:STATIC,type:STRING,personal:true}){key}
    c:defineSegment(input:{key:"rich",expression:"tag income = \\"high\\""},wait:true){job{state}}
    d:defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(searched) >= 2"},{key:"rest"}]},wait:true){job{state}}
    e:defineReport(input:{key:"searches",analysis:{trend:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-03T00:00:00Z"},events:["searched"],unit:DAY,by:{property:"query"}}}}){key}
    f:defineBoard(input:{key:"second",reports:["searches"],filter:{period:{from:"2026-03-02T00:00:00Z",to:"2026-03-03T00:00:00Z"}}}){key}
  }`);
  const events = Array.from({ length: MEMBERS }, (_, i) => ({
    messageId: `s${i}`,
    type: 'searched',
    occurredAt: i === 0 ? '2026-03-01T10:00:00Z' : '2026-03-02T10:00:00Z',
    identities: [
      { namespace: 'member_id', value: `=M${i}` },
      ...(i < 2 ? [{ namespace: 'email', value: `m${i}@shop.example` }] : []),
    ],
    properties: { query: i === 0 ? '=HYPERLINK("http://x")' : 'soap' },
  }));
  for (let from = 0; from < events.length; from += 500)
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: events.slice(from, from + 500),
    });
});
after(() => server.remove());

const get = (path: string, token: string | undefined = admin.token, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url.replace('/graphql', path), {
    ...init,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  });
const reason = async (response: Response): Promise<unknown> => {
  const { errors } = (await response.json()) as { errors: { extensions: { reason: string } }[] };
  return [response.status, errors[0].extensions.reason];
};

test('a report is exported as its table, as CSV for spreadsheets and as NDJSON', async () => {
  const csv = await get('/exports/reports/searches.csv');
  assert.equal(csv.status, 200);
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="searches.csv"');
  assert.equal(csv.headers.get('cache-control'), 'no-store');
  const bytes = Buffer.from(await csv.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true });
  const { report } = await admin.ask('{report(key:"searches"){result{table{columns{key} rows{cells}}}}}');
  const { columns, rows: shown } = report.result.table;
  assert.deepEqual(
    Object.keys(rows[0]),
    columns.map((column: { key: string }) => column.key),
  );
  assert.equal(rows.length, shown.length);
  assert.deepEqual(
    rows.filter((row) => row.of === 'VALUE').map((row) => [row.group, row.from, row.value]),
    [
      ['soap', '2026-03-01T00:00:00.000Z', '0'],
      ['soap', '2026-03-02T00:00:00.000Z', String(MEMBERS - 1)],
      [`'=HYPERLINK("http://x")`, '2026-03-01T00:00:00.000Z', '1'],
      [`'=HYPERLINK("http://x")`, '2026-03-02T00:00:00.000Z', '0'],
    ],
  );
  const lines = (await (await get('/exports/reports/searches.ndjson')).text()).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => Object.values(JSON.parse(line) as object)),
    shown.map((row: { cells: unknown[] }) => row.cells),
  );
  const filtered = await (await get('/exports/reports/searches.csv?board=second&mark=0')).text();
  assert.ok(filtered.startsWith('of,'));
  assert.deepEqual(
    [...new Set(parse(filtered, { columns: true }).map((row) => (row as { from: string }).from))],
    ['2026-03-02T00:00:00.000Z'],
  );
});

test('members of a segment and of a layer have identities, and personal ones only with the scope', async () => {
  const rows: Record<string, string>[] = parse(await (await get('/exports/segments/seekers.csv')).text(), {
    bom: true,
    columns: true,
  });
  assert.equal(rows.length, MEMBERS);
  assert.equal(new Set(rows.map(({ profile }) => profile)).size, MEMBERS, 'each member is listed once');
  assert.ok(rows.every(({ member_id: id }) => id.startsWith("'=M")));
  assert.equal(rows.filter(({ email }) => email !== '').length, 2);
  const reader = server.token('shop', ['segments:read', 'profiles:read'], 'reader');
  const shown = await (await get('/exports/segments/m.rest.ndjson', reader)).text();
  assert.equal(shown.trimEnd().split('\n').length, MEMBERS);
  assert.ok(!shown.includes('email') && !shown.includes('shop.example'), 'there is no personal column');
});

test('downloads without permission are rejected, and every download is in the audit log', async () => {
  const as = (scopes: string[]): string => server.token('shop', scopes, 'someone');
  assert.deepEqual(await reason(await get('/exports/reports/searches.csv', '')), [401, 'TOKEN_MISSING']);
  assert.deepEqual(await reason(await get('/exports/reports/searches.csv', as(['segments:read']))), [
    403,
    'SCOPE_MISSING',
  ]);
  assert.deepEqual(await reason(await get('/exports/reports/searches.csv', as(['analytics:read']))), [
    403,
    'SCOPE_MISSING',
  ]);
  assert.deepEqual(await reason(await get('/exports/segments/seekers.csv', as(['segments:read']))), [
    403,
    'SCOPE_MISSING',
  ]);
  assert.deepEqual(await reason(await get('/exports/segments/rich.csv', as(['segments:read', 'profiles:read']))), [
    403,
    'PERSONAL_TAG_CONCEALED',
  ]);
  assert.deepEqual(await reason(await get('/exports/reports/nothing.csv')), [404, 'REPORT_NOT_FOUND']);
  assert.deepEqual(await reason(await get('/exports/reports/searches.csv?board=no')), [404, 'BOARD_NOT_FOUND']);
  assert.deepEqual(await reason(await get('/exports/segments/nothing.csv')), [404, 'SEGMENT_NOT_FOUND']);
  assert.deepEqual(await reason(await get('/exports/reports/searches.xlsx')), [404, 'PATH_UNKNOWN']);
  assert.deepEqual(await reason(await get('/exports/reports/searches.csv', undefined, { method: 'POST' })), [
    405,
    'METHOD_NOT_ALLOWED',
  ]);
  const { auditLog } = await admin.ask('{auditLog(first:100){edges{node{actor operation target}}}}');
  const entries = auditLog.edges
    .map(({ node }: { node: { actor: string; operation: string; target: string } }) => node)
    .filter(({ operation }: { operation: string }) => operation.startsWith('export'));
  assert.deepEqual(
    entries.map(({ actor, operation, target }: Record<string, string>) => [actor, operation, target]).sort(),
    [
      ['reader', 'exportSegment', 'm.rest'],
      ['test', 'exportReport', 'searches'],
      ['test', 'exportReport', 'searches'],
      ['test', 'exportReport', 'searches'],
      ['test', 'exportSegment', 'seekers'],
    ],
  );
});

test('reports and members are exported as Parquet', async () => {
  const read = async (path: string): Promise<Record<string, unknown>[]> => {
    const response = await get(path);
    assert.equal(response.headers.get('content-type'), 'application/vnd.apache.parquet');
    assert.match(response.headers.get('content-disposition')!, /\.parquet"$/);
    return parquetReadObjects({ file: await response.arrayBuffer(), compressors });
  };
  const rows = await read('/exports/reports/searches.parquet');
  assert.deepEqual(
    rows.filter((row) => row.of === 'VALUE').map((row) => [row.group, (row.from as Date).toISOString(), row.value]),
    [
      ['soap', '2026-03-01T00:00:00.000Z', 0],
      ['soap', '2026-03-02T00:00:00.000Z', MEMBERS - 1],
      ['=HYPERLINK("http://x")', '2026-03-01T00:00:00.000Z', 1],
      ['=HYPERLINK("http://x")', '2026-03-02T00:00:00.000Z', 0],
    ],
  );
  const members = await read('/exports/segments/seekers.parquet');
  assert.equal(new Set(members.map(({ profile }) => profile)).size, MEMBERS);
  assert.equal(members.filter(({ email }) => email !== null).length, 2);
  const reader = server.token('shop', ['segments:read', 'profiles:read'], 'reader');
  const shown = await (await get('/exports/segments/m.rest.parquet', reader)).arrayBuffer();
  const [first] = await parquetReadObjects({ file: shown, compressors });
  assert.ok(!('email' in first) && !Buffer.from(shown).includes('shop.example'), 'there is no personal column');
});

/** Blocks the read of the second page of members until `release` is called. */
function holdSecondPage(): { pages: () => number; release: () => void; restore: () => void } {
  const { profiles } = server.running.services.stores;
  const members = profiles.members.bind(profiles);
  let pages = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  profiles.members = async (...given) => {
    if (++pages === 2) await held;
    return members(...given);
  };
  return { pages: () => pages, release: () => release(), restore: () => (profiles.members = members) };
}

test('reading ends when the client disconnects', async () => {
  const { pages, release, restore } = holdSecondPage();
  try {
    const abort = new AbortController();
    const response = await get('/exports/segments/seekers.csv', undefined, { signal: abort.signal });
    await eventually(() => pages() === 2, 'the second page');
    abort.abort();
    await assert.rejects(response.text());
    await eventually(async () => {
      // Once this request has a response, the server must have noticed that the client left.
      await admin.send('{__typename}');
      release();
      const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
      return /^strata_bounded_used\{of="operations"\} 0/m.test(text);
    }, 'its place to be free');
    assert.equal(pages(), 2);
  } finally {
    restore();
  }
});

test('slow downloads hold no operation places, and a subject has at most 8 downloads', async () => {
  const { profiles } = server.running.services.stores;
  const members = profiles.members.bind(profiles);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  profiles.members = async (workspace, key, page) => {
    if (page.after !== undefined) await held;
    return members(workspace, key, page);
  };
  try {
    const slow = server.token('shop', ['segments:read', 'profiles:read'], 'slow');
    const running = await Promise.all(Array.from({ length: 8 }, () => get('/exports/segments/seekers.csv', slow)));
    assert.deepEqual(
      running.map(({ status }) => status),
      Array(8).fill(200),
    );
    const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
    assert.match(text, /^strata_bounded_used\{of="operations"\} 0$/m);
    assert.match(text, /^strata_bounded_used\{of="downloads"\} 8$/m);
    assert.deepEqual(await reason(await get('/exports/segments/seekers.csv', slow)), [503, 'DOWNLOADS_TOO_MANY']);
    assert.equal((await get('/exports/reports/searches.csv')).status, 200, 'another subject is served');
    release();
    await Promise.all(running.map((response) => response.text()));
    await eventually(async () => {
      const again = await get('/exports/segments/seekers.csv', slow);
      await again.text();
      return again.status === 200;
    }, 'its downloads to have ended');
  } finally {
    release();
    profiles.members = members;
  }
});

test('a download ends when its segment starts to depend on a personal tag', async () => {
  await admin.ask('mutation{defineSegment(input:{key:"open",expression:"did(searched)"},wait:true){job{state}}}');
  const { pages, release, restore } = holdSecondPage();
  const token = server.token('shop', ['segments:read', 'profiles:read'], 'reader');
  try {
    const response = await get('/exports/segments/open.csv', token);
    await eventually(() => pages() === 2, 'the second page');
    await admin.ask(
      'mutation{redefineSegment(input:{key:"open",expression:"did(searched) or tag income = \\"high\\""},wait:true){job{state}}}',
    );
    release();
    await assert.rejects(response.text());
    assert.deepEqual(server.reported, [], 'nothing is reported as a failure');
  } finally {
    restore();
  }
});

test('a download ends when its caller loses a scope', async () => {
  await admin.ask('mutation{defineRole(input:{key:"reports",scopes:["analytics:read"]}){key}}');
  const { createUser } = await admin.ask(
    'mutation{createUser(input:{email:"mei@shop.example",roles:["analyst"]}){user{id} link}}',
  );
  const visitor = new Visitor(server);
  await visitor.open(createUser.link, 'correct horse battery staple');
  const { pages, release, restore } = holdSecondPage();
  try {
    const response = await fetch(server.url.replace('/graphql', '/exports/segments/seekers.csv'), {
      headers: { cookie: visitor.cookie!, 'x-strata-request': '1' },
    });
    await eventually(() => pages() === 2, 'the second page');
    await admin.ask('mutation($id:String!){changeUserRoles(id:$id,roles:["reports"]){id}}', { id: createUser.user.id });
    release();
    await assert.rejects(response.text());
    assert.deepEqual(server.reported, [], 'nothing is reported as a failure');
  } finally {
    restore();
  }
});

test('a download ends with its token; a failure also ends it and is reported', async () => {
  const { pages, release, restore } = holdSecondPage();
  const token = server.token('shop', ['segments:read', 'profiles:read'], 'leaver');
  try {
    const response = await get('/exports/segments/seekers.csv', token);
    await eventually(() => pages() === 2, 'the second page');
    await admin.ask('mutation{revokeTokensOf(subject:"leaver")}');
    release();
    await assert.rejects(response.text());
    assert.deepEqual(server.reported, [], 'nothing is reported as a failure');
    restore();
    server.running.services.stores.profiles.members = () => Promise.reject(new Error('no members today'));
    await assert.rejects(get('/exports/segments/seekers.csv').then((response) => response.text()));
    assert.equal(server.reported.length, 1, 'the operator hears of it');
  } finally {
    restore();
  }
});
