/** Tests that identifiers use the words of the code: one word for a thing, and none that only this project uses. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { readModules } from './checks/modules.js';

/** Names that say nothing without their file, because several rooms have such a type. */
const TOO_SHORT = /^export (?:abstract )?(?:interface|type|class|enum) (Change|Member|Part|Subject)\b/gm;

/** Identifiers that keep such a word, by file, each with the reason. */
const KEPT: Readonly<Record<string, string>> = {
  'src/graphql/identity/identity.resolver.ts parted': 'a deprecated field of the API',
  'src/graphql/reach/webhook-endpoint.resolver.ts GONE': 'status 410, whose name is Gone',
  'src/services/reach/messages.ts disableGoneEndpoint': 'status 410, whose name is Gone',
  'src/services/reach/webhook-endpoints.ts disableGoneEndpoint': 'status 410, whose name is Gone',
  'src/storage/news.ts gone': 'a field of stored documents',
  'src/storage/workspaces.ts gone': 'a field of stored documents',
};

const files = readModules('.').flatMap(({ path }) => (path.startsWith('src/') ? [path] : []));

test('exported types have specific names', () => {
  assert.ok(files.length > 500, `${files.length} files`);
  const found = files.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(TOO_SHORT)].map(([, name]) => `${path}: ${name}`),
  );
  assert.deepEqual(found, []);
});

/** Splits an identifier into its words, in lower case. */
const wordsOf = (name: string): string[] => name.split(/(?<=[a-z\d])(?=[A-Z])|_/).map((word) => word.toLowerCase());
const OLD = new Set([
  ...['gone', 'told', 'retold', 'looked', 'parted', 'anew', 'beside', 'besides', 'buried', 'bury', 'dear', 'rehearse'],
  ...['rehearsed', 'rival', 'stragglers', 'tidied'],
]);

function identifiersOf(path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { type, name } = value as { readonly type?: unknown; readonly name?: unknown };
      if ((type === 'Identifier' || type === 'PrivateIdentifier') && typeof name === 'string') names.add(name);
      Object.values(value).forEach(visit);
    }
  };
  visit(parseSync(path, readFileSync(path, 'utf8')).program);
  return names;
}

test('identifiers use standard words instead of words such as gone, told, beside and anew', () => {
  const found = files.flatMap((path) =>
    [...identifiersOf(path)].filter((name) => wordsOf(name).some((word) => OLD.has(word))).map((n) => `${path} ${n}`),
  );
  assert.deepEqual(found.sort(), Object.keys(KEPT).sort());
});
