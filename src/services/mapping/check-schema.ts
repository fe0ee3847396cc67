/** Checks a JSON value against a schema, and reports every problem with its path. */
import { clippedName } from '../../engine/values/clipped.js';
import type { Schema } from './schema.js';

/** Returns the problems of `value`, each as one sentence. The result is empty if the value matches the schema. */
export function schemaProblems(value: unknown, schema: Schema, root: Schema = schema, path = ''): readonly string[] {
  if (schema.$ref !== undefined)
    return schemaProblems(value, root.$defs![schema.$ref.replace('#/$defs/', '')], root, path);
  if (schema.anyOf) return alternativeProblems(value, schema, root, path);
  const at = path === '' ? 'the mapping' : `"${path}"`;
  if (schema.type !== undefined && typeOf(value) !== schema.type) return [`${at} is not ${TYPE_NAMES[schema.type]}`];
  if (typeof value === 'string') return textProblems(value, schema, at);
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity))
      return [`${at} has ${value.length} entries, not ${allowedItems(schema)}`];
    return schema.items ? value.flatMap((v, i) => schemaProblems(v, schema.items!, root, `${path}[${i}]`)) : [];
  }
  return schema.type === 'object' ? objectProblems(value as Record<string, unknown>, schema, root, path) : [];
}

function allowedItems({ minItems, maxItems }: Schema): string {
  if (maxItems === undefined) return `at least ${minItems}`;
  return minItems === maxItems ? `${maxItems}` : `${minItems ?? 0} to ${maxItems}`;
}

const TYPE_NAMES: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function textProblems(value: string, schema: Schema, at: string): readonly string[] {
  if (value.length < (schema.minLength ?? 0)) return [`${at} is empty`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is not one of ${schema.enum.join(', ')}`];
  return [];
}

function objectProblems(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  root: Schema,
  path: string,
): readonly string[] {
  const known = schema.properties ?? {};
  const inside = (key: string): string => (path === '' ? clippedName(key) : `${path}.${clippedName(key)}`);
  const missing = (schema.required ?? [])
    .filter((key) => value[key] === undefined)
    .map((key) => `"${inside(key)}" is missing`);
  const empty =
    Object.keys(value).length < (schema.minProperties ?? 0)
      ? [`${path === '' ? 'the mapping' : `"${path}"`} is empty`]
      : [];
  const size = Object.keys(value).length;
  if (size > (schema.maxProperties ?? Infinity))
    return [`"${path}" has ${size} entries, not at most ${schema.maxProperties}`];
  const given = Object.entries(value).flatMap(([key, v]) => {
    if (Object.hasOwn(known, key)) return v === undefined ? [] : schemaProblems(v, known[key], root, inside(key));
    if (typeof schema.additionalProperties === 'object')
      return schemaProblems(v, schema.additionalProperties, root, inside(key));
    const like = nearest(key, Object.keys(known));
    const hint = like === undefined ? `known here: ${Object.keys(known).join(', ')}` : `"${like}" is meant?`;
    return [`"${inside(key)}" is unknown (${hint})`];
  });
  return [...missing, ...empty, ...given];
}

/**
 * Returns the problems of a value that matches none of the alternatives. For an object, these are the problems with the
 * most similar alternative. For any other value, the result states the expected type.
 */
function alternativeProblems(value: unknown, schema: Schema, root: Schema, path: string): readonly string[] {
  const tried = schema.anyOf!.map((one) => schemaProblems(value, one, root, path));
  if (tried.some((problems) => problems.length === 0)) return [];
  const keys = typeOf(value) === 'object' ? Object.keys(value as object) : [];
  const alike = schema.anyOf!.findIndex(
    (one) => one.type === 'object' && (one.required ?? Object.keys(one.properties ?? {})).some((k) => keys.includes(k)),
  );
  return alike >= 0 && (schema.anyOf![alike].required ?? []).every((k) => keys.includes(k))
    ? tried[alike]
    : [`"${path}" is not ${schema.description}`];
}

/** Maximum length of a name for which similar names are searched, in characters. */
const LONGEST = 64;

/**
 * Returns the known name with the smallest edit distance, or undefined if no name is similar. Returns undefined for a
 * name of more than 64 characters.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, changes: changes(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes);
  return ranked.length > 0 && ranked[0].changes <= Math.max(1, Math.floor(name.length / 3))
    ? ranked[0].candidate
    : undefined;
}

/** Returns the Levenshtein distance between two texts. */
function changes(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = row;
  }
  return previous[b.length];
}
