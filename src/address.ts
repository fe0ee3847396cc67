/**
 * Determines the address of the server of an installation, and the settings that a command in another terminal needs to
 * connect to it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';

const DEFAULTS = { port: 4000, host: '127.0.0.1', issuer: 'strata', audience: 'strata' } as const;
/** Host settings with which this machine can reach the server as `localhost`. */
const LOCAL = new Set(['127.0.0.1', 'localhost', '0.0.0.0', '::']);

/** Returns the base address for programs and browsers on this machine, such as `http://localhost:4000`. */
export function baseUrl(host: string, port: number): string {
  if (LOCAL.has(host)) return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const file = (dataDir: string): string => join(dataDir, 'address');

/**
 * Saves the address of a started server in its data directory, so that commands with the same data directory find its
 * port.
 */
export function keepAddress(config: Config, port: number): void {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(file(config.dataDir), `${baseUrl(config.host, port)}/graphql\n`, { mode: 0o600 });
}

/** Returns the address of the last server that was started on a data directory, or undefined if there is none. */
export function keptAddress(dataDir: string): string | undefined {
  return existsSync(file(dataDir)) ? readFileSync(file(dataDir), 'utf8').trim() : undefined;
}

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

/** Whether this installation can build itself. An image has only the compiled files, and no scripts. */
const canBuild = existsSync(new URL('../../scripts/build.mjs', import.meta.url));

/** Returns a command without the scripts of npm, which build first. */
const withoutScripts = (command: string): string =>
  command
    .replace(/^npm run (?:-s |--silent )?strata --/, 'node dist/src/cli/strata.js')
    .replace(/^npm run demo/, 'node dist/src/cli/strata.js demo')
    .replace(/^npm start/, 'node dist/src/main.js');

/**
 * Returns a command line that works in another terminal. The settings that differ from their defaults precede the
 * command. Secrets are never included. `secretNote` names the secret that the user must set.
 */
export function commandLine(config: Config, command: string, port = config.port): string {
  const { issuer, audience } = config.tokens;
  const settings: readonly (readonly [name: string, value: string, isDefault: boolean])[] = [
    ['PORT', String(port), port === DEFAULTS.port],
    ['STRATA_HOST', config.host, config.host === DEFAULTS.host],
    ['STRATA_DATA_DIR', config.dataDir, config.isDefaultDataDir],
    ['STRATA_JWT_ISSUER', issuer, issuer === DEFAULTS.issuer],
    ['STRATA_JWT_AUDIENCE', audience, audience === DEFAULTS.audience],
  ];
  const needed = settings.filter(([, , isDefault]) => !isDefault).map(([name, value]) => `${name}=${quoted(value)} `);
  return `${needed.join('')}${canBuild ? command : withoutScripts(command)}`;
}

/** Returns a note that commands need the token secret in their environment, or undefined if no secret is configured. */
export function secretNote(config: Config): string | undefined {
  return config.tokens.secret === undefined
    ? undefined
    : 'Commands sign their own tokens: set STRATA_JWT_SECRET in their terminal as it is set here.';
}
