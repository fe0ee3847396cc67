/** Parses the provider of an endpoint. It is a preset or a definition of the caller, with settings and credentials. */
import type { EndpointProvider, ProviderDefinition } from '../../../engine/reach/provider.js';
import { providerFaults } from '../../../engine/reach/provider-request.js';
import type { WebhookEndpoint } from '../../../engine/reach/endpoint.js';
import { invalid, limit } from '../../base/errors.js';
import { oneOf, text } from '../../base/inputs.js';
import { schemaProblems } from '../../mapping/check-schema.js';
import { PRESETS, presetOf } from './provider-presets.js';
import { PROVIDER_SCHEMA } from './provider-schema.js';

const MAX_DEFINITION = 64 * 1024;
const MAX_NAMES = 20;
const MAX_VALUE = 4096;
const MAX_PROBLEMS = 2000;
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const PATH = 'input.provider';

interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface ProviderInput {
  readonly preset?: string | null;
  /** The definition as JSON text. */
  readonly definition?: string | null;
  readonly settings?: readonly NamedValue[] | null;
  readonly credentials?: readonly NamedValue[] | null;
}

/**
 * Returns the provider in an input. If the input has no credentials, the endpoint keeps its credentials, unless its
 * origin or definition changes. Otherwise, a caller who does not know the credentials could have them sent to another
 * server.
 */
export function parseProvider(
  input: ProviderInput,
  url: string,
  before: WebhookEndpoint | undefined,
): EndpointProvider {
  const definition = definitionOf(input);
  const settings = valuesOf(input.settings ?? [], definition.settings ?? [], `${PATH}.settings`);
  const kept = input.credentials ? undefined : keptCredentials(before, url, definition);
  const credentials = kept ?? valuesOf(input.credentials ?? [], definition.credentials ?? [], `${PATH}.credentials`);
  return { ...(input.preset ? { preset: input.preset } : {}), definition, settings, credentials };
}

/** Returns the credentials that an endpoint keeps, or undefined if the caller must provide them again. */
export function keptCredentials(
  before: WebhookEndpoint | undefined,
  url: string,
  definition: ProviderDefinition,
): EndpointProvider['credentials'] | undefined {
  const provider = before?.provider;
  if (!provider || new URL(before.url).origin !== new URL(url).origin) return undefined;
  return JSON.stringify(provider.definition) === JSON.stringify(definition) ? provider.credentials : undefined;
}

function definitionOf({ preset, definition }: ProviderInput): ProviderDefinition {
  if (Boolean(preset) === Boolean(definition))
    throw invalid('ALTERNATIVES_CONFLICT', 'give one of preset and definition', PATH);
  if (preset) return presetOf(oneOf(preset, PRESETS, undefined, `${PATH}.preset`)).definition;
  return readProvider(definition!, `${PATH}.definition`);
}

/** Parses a definition from JSON. Throws an error that contains every fault. */
export function readProvider(given: string, path: string): ProviderDefinition {
  if (given.length > MAX_DEFINITION)
    throw limit('TEXT_TOO_LONG', `a definition has at most ${MAX_DEFINITION} characters`, path);
  const value = parsedJson(given, path);
  const problems = schemaProblems(value, PROVIDER_SCHEMA, PROVIDER_SCHEMA, 'definition');
  if (problems.length > 0) throw faulty(problems, path);
  const definition = value as ProviderDefinition;
  const further = [
    ...namesProblems(definition.settings, 'settings'),
    ...namesProblems(definition.credentials, 'credentials'),
    ...providerFaults(definition).map(({ place, message }) => `"definition.${place}": ${message}`),
  ];
  if (further.length > 0) throw faulty(further, path);
  return definition;
}

function parsedJson(given: string, path: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw faulty(['the definition is not JSON'], path);
  }
}

const faulty = (problems: readonly string[], path: string): Error =>
  invalid('PROVIDER_INVALID', problems.join('; ').slice(0, MAX_PROBLEMS), path);

function namesProblems(names: readonly string[] = [], field: string): string[] {
  if (names.length > MAX_NAMES) return [`"definition.${field}" has more than ${MAX_NAMES} names`];
  return names
    .filter((name, index) => !NAME.test(name) || names.indexOf(name) !== index)
    .map((name) => `"definition.${field}": ${name.slice(0, 64)} is malformed or given twice`);
}

/** Returns the values by name. Throws unless exactly the names in the definition are given. */
function valuesOf(given: readonly NamedValue[], names: readonly string[], path: string): Record<string, string> {
  given.forEach(({ name }, index) => {
    const at = `${path}[${index}].name`;
    if (!names.includes(name))
      throw invalid('PROVIDER_INVALID', `the provider has no such value; it has: ${names.join(', ')}`, at);
    if (given.findIndex((each) => each.name === name) !== index)
      throw invalid('KEY_DUPLICATE', `${name} is given twice`, at);
  });
  const missing = names.filter((name) => !given.some((each) => each.name === name));
  if (missing.length > 0) throw invalid('PROVIDER_INVALID', `values are missing: ${missing.join(', ')}`, path);
  return Object.fromEntries(
    given.map(({ name, value }, index) => [name, text(value, `${path}[${index}].value`, MAX_VALUE)]),
  );
}
