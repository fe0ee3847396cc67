/** Tests the rules of CONTRIBUTING that can be checked automatically. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  getNamedType,
  isListType,
  isNonNullType,
  isScalarType,
  isEnumType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { supportPage } from '../../src/embedded/support.js';
import { createSchema, printSdl } from '../../src/graphql/schema.js';
import { ERROR_CODES } from '../../src/reasons/index.js';
import { http, stream, ws, type Transport } from '../support/transports.js';
import { TestServer } from '../support/server.js';

const READS_ENVIRONMENT = ['src/config.ts', 'src/main.ts', 'src/cli/command.ts'];

const sources = (dir: string): { path: string; text: string }[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && /\.tsx?$/.test(f.name))
    .map((f) => {
      const path = join(f.parentPath, f.name);
      return { path, text: readFileSync(path, 'utf8') };
    });

test('only the configuration reads the environment', () => {
  const wrong = sources('src')
    .filter(({ path, text }) => /process\.env/.test(text) && !READS_ENVIRONMENT.includes(path))
    .map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

test('engine and services have no hidden clock, timer or randomness', () => {
  const wrong: string[] = [];
  for (const { path, text } of [...sources('src/engine'), ...sources('src/services')]) {
    if (/Date\.now\(|new Date\(\)|performance\.now|setTimeout|setInterval/.test(text)) wrong.push(`${path}: clock`);
    if (path.startsWith('src/engine/') && /Math\.random|randomBytes|randomUUID/.test(text))
      wrong.push(`${path}: randomness`);
  }
  assert.deepEqual(wrong, []);
});

test('pages of a store are read by one generator', () => {
  const byHand = sources('src')
    .filter(({ text }) => /for \(let after\b/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(byHand, [], 'use eachPage or pagesUntilEmpty of src/services/base/pages.ts');
});

test('every file starts with a comment on its purpose', () => {
  const silent = [...sources('src'), ...sources('seeds')]
    .filter((f) => !/^(#![^\n]*\n)?\/\*\*/.test(f.text))
    .map((f) => f.path);
  assert.deepEqual(silent, []);
});

test('a field that reads separately for each node waits for its turn within the operation', () => {
  let reading = 0;
  const greedy: string[] = [];
  for (const { path, text } of sources('src/graphql'))
    for (const { index } of text.matchAll(/@FieldResolver\(/g)) {
      const body = text.slice(index).split('\n  }\n')[0];
      if (!body.includes('c.services')) continue;
      reading++;
      const before = text.slice(0, index).split('\n').slice(-3).join('\n');
      if (!before.includes('@UseMiddleware(readsAlone)') && !body.includes('c.inTurn('))
        greedy.push(`${path}: ${/(\w+)\(\s*@Root/.exec(body)?.[1]}`);
    }
  assert.ok(reading >= 13, `${reading} fields that read were seen`);
  assert.deepEqual(greedy, []);
});

test('schema.graphql equals the schema of the code', async () => {
  assert.ok(readFileSync('schema/schema.graphql', 'utf8') === printSdl(await createSchema()), 'run: npm run schema');
});

test('the generated documents match the operations and the schema', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--check'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, `run: npm run schema\n${stdout}${stderr}`);
});

test('SUPPORT.md equals the tables of the embedded database', () => {
  assert.ok(readFileSync('src/embedded/SUPPORT.md', 'utf8') === supportPage(), 'run: npm run support');
});

test('every type, field, argument and enum value is described', async () => {
  const schema = await createSchema();
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (
      type.name.startsWith('__') ||
      ['String', 'Int', 'Float', 'Boolean', 'ID', 'Query', 'Mutation', 'Subscription'].includes(type.name)
    )
      continue;
    if (!type.description) bare.push(type.name);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
      for (const arg of 'args' in field ? field.args : [])
        if (!arg.description) bare.push(`${type.name}.${field.name}(${arg.name})`);
    }
  }
  for (const type of Object.values(schema.getTypeMap()))
    if (isEnumType(type) && !type.name.startsWith('__'))
      for (const v of type.getValues()) if (!v.description) bare.push(`${type.name}.${v.name}`);
  assert.deepEqual(bare, []);
});

test('docs/API.md names every error code', () => {
  const api = readFileSync('docs/API.md', 'utf8');
  assert.deepEqual(
    Object.keys(ERROR_CODES).filter((c) => !api.includes(c)),
    [],
  );
});

/** Returns a literal that is valid for an input type. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0].name;
  if (isScalarType(type))
    return (
      {
        Int: '1',
        Boolean: 'true',
        Float: '1.5',
        DateTime: '"2026-01-01T00:00:00Z"',
        Decimal: '"1"',
        Properties: '{a:1}',
      }[type.name] ?? '"x"'
    );
  return `{${Object.values(type.getFields())
    .filter((f) => isNonNullType(f.type))
    .map((f) => `${f.name}:${literal(f.type)}`)
    .join(' ')}}`;
}

type RootType = keyof Pick<GraphQLSchema, 'getQueryType' | 'getMutationType' | 'getSubscriptionType'>;

/** The transports over which the root fields of each kind are called. */
const TRANSPORTS_OF: readonly (readonly [
  kind: string,
  type: RootType,
  transports: Readonly<Record<string, Transport>>,
])[] = [
  ['query', 'getQueryType', { http }],
  ['mutation', 'getMutationType', { http }],
  ['subscription', 'getSubscriptionType', { ws, stream }],
];

/** Returns a document that calls a root field with valid arguments. */
function callOf(kind: string, field: GraphQLField<unknown, unknown>): string {
  const args = field.args
    .filter((a) => isNonNullType(a.type) && a.defaultValue === undefined)
    .map((a) => `${a.name}:${literal(a.type)}`)
    .join(' ');
  const fields = 'getFields' in getNamedType(field.type) ? '{__typename}' : '';
  return `${kind}{${field.name}${args ? `(${args})` : ''}${fields}}`;
}

test('every root field refuses a token without scopes', async () => {
  const server = await TestServer.start();
  try {
    await server.sandbox('shop', '2026-01-01T00:00:00Z');
    const token = server.token('shop', []);
    const schema = await createSchema();
    const open: string[] = [];
    const called: Record<string, number> = {};
    for (const [kind, type, transports] of TRANSPORTS_OF)
      for (const field of Object.values(schema[type]()!.getFields()))
        for (const [name, transport] of Object.entries(transports)) {
          called[name] = (called[name] ?? 0) + 1;
          const reply = await transport(server, token, callOf(kind, field));
          if (reply.errors?.[0].extensions?.code !== 'FORBIDDEN')
            open.push(`${name} ${field.name}: ${JSON.stringify(reply).slice(0, 200)}`);
        }
    assert.deepEqual(open, []);
    const subscriptions = Object.keys(schema.getSubscriptionType()!.getFields()).length;
    assert.ok(subscriptions > 0);
    assert.deepEqual([called.ws, called.stream], [subscriptions, subscriptions]);
  } finally {
    await server.remove();
  }
});

test('collections are accessed only by their registered names', () => {
  const storage = sources('src/storage');
  assert.ok(storage.length > 15, `${storage.length} files`);
  const around = storage
    .filter(({ text }) => /\bdb\.collection\b/.test(text))
    .map(({ path }) => path.split('/').at(-1));
  // A copy also has the collections of other versions, whose names are not registered.
  const allowed = ['copy-database.ts', 'mongo.ts'];
  assert.deepEqual(around, allowed, 'others use Mongo.collection, which accepts only registered names');
});

test('every text of the dashboard has a Chinese translation', () => {
  const pages = sources('web/dashboard');
  const words = new Set(pages.flatMap((f) => [...f.text.matchAll(/\bt\('([^']+)'\)/g)].map((m) => m[1])));
  assert.ok(words.size > 80, String(words.size));
  const known = new Set(
    pages
      .filter((f) => f.path.endsWith('zh.ts'))
      .flatMap((f) => [...f.text.matchAll(/^ +(?:'((?:[^'\\]|\\.)+)'|(\w+)):\s+'/gm)])
      .map((m) => m[1] ?? m[2]),
  );
  assert.deepEqual(
    [...words].filter((w) => !known.has(w)),
    [],
  );
  assert.deepEqual(
    [...known].filter(
      (w) => !pages.some((f) => !f.path.endsWith('zh.ts') && (f.text.includes(`'${w}'`) || f.text.includes(`${w}`))),
    ),
    [],
    'words that are no longer used',
  );
});

test('every mutant of prove:mutants still applies to the code', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/prove-mutants.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});

test('every test that prove runs exists', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/prove.mjs', '--check'], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});
