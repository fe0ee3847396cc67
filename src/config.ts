/**
 * Reads the settings from the environment variables. No other module reads them. All problems are reported together,
 * before anything starts.
 */
import { join, resolve } from 'node:path';
import { editDistance } from './engine/values/nearest.js';

export interface Config {
  readonly port: number;
  /** Whether the port is the default. */
  readonly isDefaultPort: boolean;
  readonly host: string;
  readonly dataDir: string;
  /** Whether the data directory is the default. */
  readonly isDefaultDataDir: boolean;
  /** MongoDB connection string. If undefined, the embedded database in `dataDir` is used. */
  readonly mongoUri: string | undefined;
  readonly database: string;
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    /**
     * Secret that signs the tokens with HS256. If it is undefined, the embedded database is in use, and a secret is
     * generated in `dataDir`. Other algorithms use `publicKey`.
     */
    readonly secret: string | undefined;
    readonly publicKey: string | undefined;
    readonly algorithm: 'HS256' | 'RS256' | 'ES256';
  };
  readonly demo: boolean;
  /** Number of customers in a newly created demo shop. */
  readonly demoCustomers: number;
  readonly allowedOrigins: readonly string[];
  readonly admission: {
    readonly ratePerSecond: number;
    readonly judgingMsPerSecond: number;
    readonly maxRunning: number;
  };
  /** Limits of HTTP and WebSocket connections. 0 disables a limit. */
  readonly doors: {
    readonly maxConnections: number;
    readonly connectionsPerAddress: number;
    readonly socketsPerSubject: number;
    readonly wrongKeysPerSecond: number;
  };
  /** Folder of the column files, and the maximum total size of the files in bytes. With 0, no files are kept. */
  readonly columns: { readonly dir: string; readonly maxBytes: number };
  /** Maximum total size of uploaded files in bytes. With 0, no files are accepted. */
  readonly importBytes: number;
  /** Maximum number of sandboxes that the administrators of one workspace may have at a time. */
  readonly maxSandboxes: number;
  /** Timeout of the database. A request that exceeds it fails with UNAVAILABLE. */
  readonly databaseTimeoutMs: number;
  /** Addresses (`host:port`) in private networks to which messages may be delivered. */
  readonly deliveryAllow: readonly string[];
  /** Address at which customers reach this server, without a path. Links in messages begin with this address. */
  readonly publicUrl: string | undefined;
  /** The OpenID provider at which users sign in. */
  readonly openId:
    | {
        readonly issuer: string;
        readonly clientId: string;
        readonly clientSecret: string | undefined;
        readonly workspace: string;
        readonly rolesClaim: string | undefined;
        readonly defaultRole: string | undefined;
      }
    | undefined;
  /** The OpenTelemetry collector that receives traces. */
  readonly tracing: TracingConfig | undefined;
}

/** Where and how traces are exported. */
interface TracingConfig {
  /** Address of the collector to which spans are posted. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Attributes of this process. */
  readonly resource: Readonly<Record<string, string>>;
  /** Time for which spans are collected before they are sent, in ms. */
  readonly delayMs: number;
  /** Share of the traces that are recorded, from 0 to 1. */
  readonly ratio: number;
}

/** Name of the file with the token secret of an installation, in its data directory. */
export const SECRET_FILE = 'token-secret';

export class ConfigError extends Error {}

const MIN_SECRET = 32;

/** Names of all settings that begin with STRATA_, including the settings of the commands and the tests. */
const SETTINGS: ReadonlySet<string> = new Set([
  'STRATA_ALLOWED_ORIGINS',
  'STRATA_COLUMNS_BYTES',
  'STRATA_COLUMNS_DIR',
  'STRATA_CONNECTIONS_PER_ADDRESS',
  'STRATA_DATABASE',
  'STRATA_DATABASE_TIMEOUT_MS',
  'STRATA_DATA_DIR',
  'STRATA_DELIVERY_ALLOW',
  'STRATA_DEMO',
  'STRATA_DEMO_CUSTOMERS',
  'STRATA_HOST',
  'STRATA_IMPORT_BYTES',
  'STRATA_JUDGING_MS',
  'STRATA_JWT_ALGORITHM',
  'STRATA_JWT_AUDIENCE',
  'STRATA_JWT_ISSUER',
  'STRATA_JWT_PUBLIC_KEY',
  'STRATA_JWT_SECRET',
  'STRATA_MAX_CONNECTIONS',
  'STRATA_MAX_RUNNING',
  'STRATA_MAX_SANDBOXES',
  'STRATA_OIDC_CLIENT_ID',
  'STRATA_OIDC_CLIENT_SECRET',
  'STRATA_OIDC_DEFAULT_ROLE',
  'STRATA_OIDC_ISSUER',
  'STRATA_OIDC_ROLES_CLAIM',
  'STRATA_OIDC_WORKSPACE',
  'STRATA_PUBLIC_URL',
  'STRATA_RATE_LIMIT',
  'STRATA_SOCKETS_PER_SUBJECT',
  'STRATA_TOKEN',
  'STRATA_URL',
  'STRATA_WRONG_KEYS_PER_SECOND',
]);

/** Names of the settings that only tests and verification runs read. */
const OF_TESTS =
  /^STRATA_(?:TEST_\w+|SEEDS?|ROUNDS|RUNS|PAIRS|TIMEOUT_S|FACTS|COVERAGE|RECORD_COMMANDS|DATA_SETS|SDK_EVENTS|SCREENSHOTS?)$/;
/** Maximum edit distance between a misspelt setting name and the known name that is suggested. */
const MAX_DISTANCE = 3;

/** Returns a warning for each setting whose name is unknown, with the known name that is closest to it. */
export function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('STRATA_') && !SETTINGS.has(name) && !OF_TESTS.test(name))
    .sort()
    .map((name) => {
      const near = [...SETTINGS].filter((known) => editDistance(name, known, MAX_DISTANCE) <= MAX_DISTANCE);
      return `the setting ${name} is unknown and has no effect${near.length > 0 ? `; is ${near[0]} meant?` : ''}`;
    });
}

/**
 * Reads the settings. If settings are missing or wrong, throws a ConfigError that names each of them and its remedy.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const port = Number(env.PORT ?? 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    problems.push(`PORT must be a port number, not ${JSON.stringify(env.PORT)}`);
  const mongoUri = env.MONGODB_URI || undefined;
  if (mongoUri && !/^mongodb(\+srv)?:\/\//.test(mongoUri))
    problems.push('MONGODB_URI must begin with mongodb:// or mongodb+srv://');
  const algorithm = (env.STRATA_JWT_ALGORITHM ?? 'HS256') as Config['tokens']['algorithm'];
  if (!['HS256', 'RS256', 'ES256'].includes(algorithm))
    problems.push('STRATA_JWT_ALGORITHM must be HS256, RS256 or ES256');
  const secret = env.STRATA_JWT_SECRET || undefined;
  const publicKey = env.STRATA_JWT_PUBLIC_KEY || undefined;
  if (secret !== undefined && secret.length < MIN_SECRET)
    problems.push(
      `STRATA_JWT_SECRET must have at least ${MIN_SECRET} characters; make one with: openssl rand -base64 48`,
    );
  if (algorithm !== 'HS256' && !publicKey)
    problems.push(`STRATA_JWT_ALGORITHM=${algorithm} needs STRATA_JWT_PUBLIC_KEY (PEM)`);
  if (algorithm === 'HS256' && mongoUri && !secret)
    problems.push(
      'with MONGODB_URI several processes share the data, so they must share STRATA_JWT_SECRET; make one with: openssl rand -base64 48',
    );
  const issuer = env.STRATA_JWT_ISSUER ?? 'strata';
  const audience = env.STRATA_JWT_AUDIENCE ?? 'strata';
  if (issuer === '' || audience === '') problems.push('STRATA_JWT_ISSUER and STRATA_JWT_AUDIENCE may not be empty');
  const { columnBytes, ...bounds } = readBounds(env, problems);
  const dataDir = resolve(env.STRATA_DATA_DIR ?? './data');
  const deliveryAllow = commaSeparated(env.STRATA_DELIVERY_ALLOW);
  for (const place of deliveryAllow)
    if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/.test(place))
      problems.push(`STRATA_DELIVERY_ALLOW lists host:port in lower case, not ${JSON.stringify(place)}`);
  const publicUrl = readPublicUrl(env, problems);
  const openId = readOpenId(env, problems);
  const tracing = readTracing(env, problems);
  if (problems.length > 0)
    throw new ConfigError(`the settings are not complete:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  return {
    port,
    isDefaultPort: env.PORT === undefined,
    host: env.STRATA_HOST ?? '127.0.0.1',
    dataDir,
    isDefaultDataDir: env.STRATA_DATA_DIR === undefined,
    mongoUri,
    database: env.STRATA_DATABASE ?? 'strata',
    tokens: { issuer, audience, secret, publicKey, algorithm },
    ...bounds,
    columns: { dir: resolve(env.STRATA_COLUMNS_DIR || join(dataDir, 'columns')), maxBytes: columnBytes },
    demo: env.STRATA_DEMO !== 'off',
    allowedOrigins: commaSeparated(env.STRATA_ALLOWED_ORIGINS),
    deliveryAllow,
    publicUrl,
    openId,
    tracing,
  };
}

/** Reads the address at which customers reach this server. */
function readPublicUrl(env: NodeJS.ProcessEnv, problems: string[]): string | undefined {
  const given = env.STRATA_PUBLIC_URL || undefined;
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.origin;
  problems.push('STRATA_PUBLIC_URL is an https address without a path, such as https://data.shop.example');
  return undefined;
}

/** Reads the settings of the OpenID provider. Returns undefined if no issuer is set. */
function readOpenId(env: NodeJS.ProcessEnv, problems: string[]): Config['openId'] {
  const issuer = env.STRATA_OIDC_ISSUER;
  if (!issuer) return undefined;
  if (!/^https:\/\/|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(`${issuer}/`) || !URL.canParse(issuer))
    problems.push('STRATA_OIDC_ISSUER is an https address, as the provider states it');
  for (const name of ['STRATA_OIDC_CLIENT_ID', 'STRATA_OIDC_WORKSPACE'])
    if (!env[name]) problems.push(`STRATA_OIDC_ISSUER needs ${name}`);
  const [rolesClaim, defaultRole] = [env.STRATA_OIDC_ROLES_CLAIM, env.STRATA_OIDC_DEFAULT_ROLE].map(
    (x) => x || undefined,
  );
  if (!rolesClaim && !defaultRole)
    problems.push('STRATA_OIDC_ISSUER needs STRATA_OIDC_ROLES_CLAIM or STRATA_OIDC_DEFAULT_ROLE');
  return {
    issuer,
    clientId: env.STRATA_OIDC_CLIENT_ID ?? '',
    clientSecret: env.STRATA_OIDC_CLIENT_SECRET || undefined,
    workspace: env.STRATA_OIDC_WORKSPACE ?? '',
    rolesClaim,
    defaultRole,
  };
}

const commaSeparated = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Reads the request limits, the size of the demo shop, and the database timeout. */
function readBounds(
  env: NodeJS.ProcessEnv,
  problems: string[],
): Pick<Config, 'admission' | 'doors' | 'demoCustomers' | 'importBytes' | 'maxSandboxes' | 'databaseTimeoutMs'> & {
  readonly columnBytes: number;
} {
  const whole = (name: string, fallback: number, least: number): number => {
    const n = Number(env[name] ?? fallback);
    if (!Number.isSafeInteger(n) || n < least)
      problems.push(`${name} must be a whole number of at least ${least}, not ${JSON.stringify(env[name])}`);
    return n;
  };
  return {
    admission: {
      ratePerSecond: whole('STRATA_RATE_LIMIT', 5000, 0),
      judgingMsPerSecond: whole('STRATA_JUDGING_MS', 500, 0),
      maxRunning: whole('STRATA_MAX_RUNNING', 256, 1),
    },
    doors: {
      maxConnections: whole('STRATA_MAX_CONNECTIONS', 10_000, 0),
      connectionsPerAddress: whole('STRATA_CONNECTIONS_PER_ADDRESS', 2000, 0),
      socketsPerSubject: whole('STRATA_SOCKETS_PER_SUBJECT', 500, 0),
      wrongKeysPerSecond: whole('STRATA_WRONG_KEYS_PER_SECOND', 20, 0),
    },
    columnBytes: whole('STRATA_COLUMNS_BYTES', 4 * 2 ** 30, 0),
    importBytes: whole('STRATA_IMPORT_BYTES', 8 * 2 ** 30, 0),
    demoCustomers: whole('STRATA_DEMO_CUSTOMERS', 1500, 1),
    maxSandboxes: whole('STRATA_MAX_SANDBOXES', 50, 0),
    databaseTimeoutMs: whole('STRATA_DATABASE_TIMEOUT_MS', 30_000, 100),
  };
}

/**
 * Reads the settings of the OpenTelemetry collector, which have the names of the OpenTelemetry specification. Returns
 * undefined if no collector is set.
 */
function readTracing(env: NodeJS.ProcessEnv, problems: string[]): TracingConfig | undefined {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || (base && `${base.replace(/\/$/, '')}/v1/traces`);
  if (!url || env.OTEL_SDK_DISABLED === 'true') return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    problems.push('OTEL_EXPORTER_OTLP_ENDPOINT is an http or https address, such as http://localhost:4318');
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/json';
  if (protocol === 'grpc')
    problems.push('OTEL_EXPORTER_OTLP_PROTOCOL cannot be grpc: traces are sent over HTTP, usually to port 4318');
  const delayMs = Number(env.OTEL_BSP_SCHEDULE_DELAY || 5000);
  if (!Number.isSafeInteger(delayMs) || delayMs < 1)
    problems.push('OTEL_BSP_SCHEDULE_DELAY must be a whole number of at least 1');
  return {
    url,
    headers: pairsOf('OTEL_EXPORTER_OTLP_HEADERS', env, problems),
    resource: {
      ...pairsOf('OTEL_RESOURCE_ATTRIBUTES', env, problems),
      'service.name': env.OTEL_SERVICE_NAME || 'strata',
    },
    delayMs,
    ratio: readRatio(env, problems),
  };
}

/** Reads which share of the traces is recorded. A trace that a caller began is recorded as the caller decided. */
function readRatio(env: NodeJS.ProcessEnv, problems: string[]): number {
  const sampler = env.OTEL_TRACES_SAMPLER || 'parentbased_always_on';
  const known = /^parentbased_(always_on|always_off|traceidratio)$/.exec(sampler)?.[1];
  if (known === undefined)
    problems.push(
      'OTEL_TRACES_SAMPLER must be parentbased_always_on, parentbased_always_off or parentbased_traceidratio',
    );
  if (known !== 'traceidratio') return known === 'always_off' ? 0 : 1;
  const ratio = Number(env.OTEL_TRACES_SAMPLER_ARG || 1);
  if (!(ratio >= 0 && ratio <= 1)) problems.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return ratio;
}

/** Reads a setting of the form `name=value,name=value` with percent-encoded values. */
function pairsOf(setting: string, env: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  const pairs = commaSeparated(env[setting]).map((pair) => /^([^=\s]+)\s*=\s*(.*)$/.exec(pair));
  try {
    return Object.fromEntries(pairs.map((pair) => [pair![1], decodeURIComponent(pair![2])]));
  } catch {
    problems.push(`${setting} must have the form name=value,name=value with percent-encoded values`);
    return {};
  }
}
