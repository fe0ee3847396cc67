/** Renders the requests to providers, and checks their templates against the names that exist. */
import type { MessageFormat } from './message-format.js';
import {
  parseMessage,
  writeMessage,
  type MessageNames,
  type MessageValues,
  type NameKind,
} from './message-template.js';
import type { EndpointProvider, JsonTemplate, ProviderDefinition, ProviderRequest } from './provider.js';

/** A message of a contact, with the names under which templates use its values. */
export interface ProviderMessage {
  readonly message: { readonly id: string; readonly title?: string; readonly body: string };
  readonly contact: { readonly id: string; readonly campaign: string; readonly channel: string };
  readonly to: { readonly namespace: string; readonly value: string };
}

/** A request to send. */
export interface RenderedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A fault of a template, with its place in the definition. */
interface TemplateFault {
  readonly place: string;
  readonly message: string;
}

/** Headers that the HTTP connection sets itself. Templates must not set them. */
const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade', 'te']);
const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;
/** Characters allowed in header values. Other characters would need an encoding that the provider may not expect. */
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const NUMBER = '$number';

interface Place {
  readonly place: string;
  readonly text: string;
  readonly format: MessageFormat;
}

/** Returns every template of a request with its place. */
function placesOf(request: ProviderRequest, at: string): Place[] {
  const named = (texts: Readonly<Record<string, string>> = {}, name: string, format: MessageFormat): Place[] =>
    Object.entries(texts).map(([key, text]) => ({ place: `${at}.${name}.${key}`, text, format }));
  return [
    { place: `${at}.path`, text: request.path, format: 'URL' },
    ...named(request.headers, 'headers', 'LINE'),
    ...named(request.form, 'form', 'TEXT'),
    ...(request.json === undefined ? [] : jsonPlaces(request.json, `${at}.json`)),
  ];
}

function jsonPlaces(value: JsonTemplate, at: string): Place[] {
  if (typeof value === 'string') return [{ place: at, text: value, format: 'TEXT' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [{ place: at, text: key, format: 'TEXT' } as const]),
    ...jsonPlaces(inner, `${at}.${key}`),
  ]);
}

const kinds = (names: readonly string[] = []): ReadonlyMap<string, NameKind> =>
  new Map(names.map((name) => [name, 'VALUE'] as const));

/** Returns the names that the request for a token may use. */
const accountNames = ({ settings, credentials }: ProviderDefinition): MessageNames =>
  new Map([
    ['setting', kinds(settings)],
    ['credential', kinds(credentials)],
  ]);

/** Returns the names that the request with a message may use. */
const messageNames = (definition: ProviderDefinition): MessageNames =>
  new Map([
    ['message', kinds(['id', 'title', 'body'])],
    ['contact', kinds(['id', 'campaign', 'channel'])],
    ['to', kinds(['namespace', 'value'])],
    ...(definition.token ? ([['token', kinds(['value'])]] as const) : []),
    ...accountNames(definition),
  ]);

/** Returns the faults of all requests of a definition. */
export function providerFaults(definition: ProviderDefinition): TemplateFault[] {
  const { token, request } = definition;
  return [
    ...requestFaults(request, 'request', messageNames(definition)),
    ...(token ? requestFaults(token.request, 'token.request', accountNames(definition)) : []),
  ];
}

function requestFaults(request: ProviderRequest, at: string, names: MessageNames): TemplateFault[] {
  const { headers = {}, json, form, path, method } = request;
  const hasBody = json !== undefined || form !== undefined;
  const own: (TemplateFault | false)[] = [
    !/^\/(?!\/)/.test(path) && { place: `${at}.path`, message: 'a path begins with one slash' },
    json !== undefined &&
      form !== undefined && { place: `${at}.form`, message: 'a request has json or form, not both' },
    method === 'GET' && hasBody && { place: `${at}.method`, message: 'a GET request has no body' },
    ...Object.keys(headers).map(
      (name) =>
        (!HEADER_NAME.test(name) || OWN_HEADERS.has(name.toLowerCase())) && {
          place: `${at}.headers`,
          message: `${name.slice(0, 64)} is not a header that a provider may set`,
        },
    ),
  ];
  const inTexts = placesOf(request, at).flatMap(({ place, text, format }) => {
    const parsed = parseMessage(text, format, names);
    return 'faults' in parsed ? parsed.faults.map(({ message }) => ({ place, message })) : [];
  });
  return [...own.filter((fault) => fault !== false), ...inTexts];
}

/** Thrown inside this file when a template cannot be rendered for a message. */
class Unwritable extends Error {}

/**
 * Renders the request that sends a message. Returns undefined if a template lacks a value, or if the request would not
 * go to the address of the endpoint.
 *
 * @example
 * renderMessage(endpoint.provider, 'https://sms.example', { message, contact, to })
 */
export function renderMessage(
  { definition, settings, credentials }: EndpointProvider,
  base: string,
  { message, contact, to }: ProviderMessage,
  token?: string,
): RenderedRequest | undefined {
  const { id, title, body } = message;
  const values = {
    message: { id, ...(title === undefined ? {} : { title }), body },
    contact: { ...contact },
    to: { ...to },
    ...(token === undefined ? {} : { token: { value: token } }),
    setting: settings,
    credential: credentials,
  };
  return render(definition.request, base, messageNames(definition), values);
}

/** Renders the request for an access token. Returns undefined in the same cases as `renderMessage`. */
export const renderTokenRequest = (
  { definition, settings, credentials }: EndpointProvider,
  base: string,
): RenderedRequest | undefined =>
  render(definition.token!.request, base, accountNames(definition), { setting: settings, credential: credentials });

type Write = (text: string, format: MessageFormat) => string;

function render(
  request: ProviderRequest,
  base: string,
  names: MessageNames,
  values: MessageValues,
): RenderedRequest | undefined {
  const write: Write = (text, format) => {
    const parsed = parseMessage(text, format, names);
    const result = 'template' in parsed ? writeMessage(parsed.template, values, 'UTC') : undefined;
    if (!result || !('text' in result)) throw new Unwritable();
    return result.text;
  };
  try {
    const headers = Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, text]) => [
        name.toLowerCase(),
        headerValue(write(text, 'LINE')),
      ]),
    );
    return { method: request.method, url: urlOf(base, write(request.path, 'URL')), ...bodyOf(request, headers, write) };
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}

function headerValue(text: string): string {
  if (!HEADER_VALUE.test(text)) throw new Unwritable();
  return text;
}

/**
 * Appends a rendered path to the address of an endpoint. Throws if the result is not a valid address, or if it leads to
 * another host or folder. An inserted value can therefore not redirect the request.
 */
function urlOf(base: string, path: string): string {
  const { origin, pathname } = new URL(base);
  const address = `${origin}${pathname.replace(/\/$/, '')}${path}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.origin !== origin || url.hash !== '' || url.href !== address) throw new Unwritable();
  return address;
}

function bodyOf(
  { json, form }: ProviderRequest,
  headers: Readonly<Record<string, string>>,
  write: Write,
): Pick<RenderedRequest, 'headers' | 'body'> {
  if (json !== undefined)
    return {
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(jsonOf(json, (text) => write(text, 'TEXT'))),
    };
  if (form === undefined) return { headers };
  const fields = Object.entries(form).map(([name, text]) => [name, write(text, 'TEXT')] as [string, string]);
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
    body: new URLSearchParams(fields).toString(),
  };
}

function jsonOf(value: JsonTemplate, write: (text: string) => string): unknown {
  if (typeof value === 'string') return write(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: JsonTemplate) => jsonOf(inner, write));
  const entries = Object.entries(value as { readonly [name: string]: JsonTemplate });
  const [first] = entries;
  if (entries.length === 1 && first[0] === NUMBER && typeof first[1] === 'string') return numberOf(write(first[1]));
  return Object.fromEntries(entries.map(([name, inner]) => [write(name), jsonOf(inner, write)]));
}

function numberOf(text: string): number {
  const number = Number(text);
  if (!JSON_NUMBER.test(text) || !Number.isFinite(number)) throw new Unwritable();
  return number;
}
