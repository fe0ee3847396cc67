/** `strata doctor`: checks a deployment and prints a remedy for each problem. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { baseUrl, commandLine, keptAddress } from '../address.js';
import { ConfigError, SECRET_FILE, type Config } from '../config.js';
import { LONGEST_TRANSACTION_S, SHORTEN_TRANSACTIONS } from '../storage/base/transaction-lifetime.js';
import { readDeployment, type DeploymentFacts } from '../storage/base/deployment-checks.js';
import { localConfig, strangeSettings, type Command } from './command.js';

/** With `fail`, Strata does not start, or it loses data or functions. With `warn`, it works, but not well. */
type State = 'ok' | 'warn' | 'fail';

interface Finding {
  readonly check: string;
  readonly state: State;
  readonly says: string;
  /** The remedy. */
  readonly advice?: string;
}

const WITHIN_MS = 3000;
const GIB = 2 ** 30;
const FREE_BYTES = 2 * GIB;
const MEMORY_BYTES = 1.5 * GIB;
const CLOCK_MS = 1000;
const MODE_OF_OTHERS = 0o077;

export const doctor: Command = {
  help: `strata doctor [--json]   check settings, disk, memory, secrets, database and server

Reads the same settings as the server, and changes nothing. Each line is ok, warn or fail, with what
to do. The exit code is 1 if a check fails. It may run while the server runs.

  --json   print the findings as JSON, for scripts`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    const findings = await examine();
    if (values.json) console.log(JSON.stringify(findings, null, 2));
    else show(findings);
    return findings.some(({ state }) => state === 'fail') ? 1 : 0;
  },
};

const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says });
const warn = (check: string, says: string, advice: string): Finding => ({ check, state: 'warn', says, advice });
const fail = (check: string, says: string, advice: string): Finding => ({ check, state: 'fail', says, advice });

async function examine(): Promise<readonly Finding[]> {
  const strange = strangeSettings().map((says) => warn('settings', says, 'remove it or correct its name'));
  let config: Config;
  try {
    config = localConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...strange, fail('settings', error.message, 'correct the settings; docs/OPERATIONS.md lists them')];
  }
  return [
    ok('node', process.version),
    ...(strange.length > 0 ? strange : [ok('settings', 'complete')]),
    ...secrets(config),
    ...(await disk(config)),
    memory(),
    ...(await database(config)),
    await server(config),
  ];
}

function secrets({ mongoUri, dataDir, demo }: Config): Finding[] {
  const found: Finding[] = [];
  const file = join(dataDir, SECRET_FILE);
  if (existsSync(file)) {
    const others = (statSync(file).mode & MODE_OF_OTHERS) !== 0;
    found.push(
      others
        ? fail('secrets', `${file} can be read by other users`, `chmod 600 ${file}`)
        : ok('secrets', `${file} is readable by its owner only`),
    );
  }
  if (mongoUri && demo)
    found.push(
      warn('demo', 'the demo shop is made in this database', 'set STRATA_DEMO=off where real customers are kept'),
    );
  return found;
}

async function disk({ dataDir, columns }: Config): Promise<Finding[]> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return [fail('disk', `${folder} cannot be written`, 'give it to the user of this process, or set STRATA_DATA_DIR')];
  }
  const { bavail, bsize } = await statfs(folder);
  const free = Number(bavail) * Number(bsize);
  const file = join(dataDir, 'db', 'data.mdb');
  const used = existsSync(file) ? statSync(file).size : 0;
  // The disk needs space for column files. It also needs as much free space as the database uses, for example for a
  // backup.
  const wanted = Math.max(FREE_BYTES, used + columns.maxBytes / 2);
  const says = `${gib(free)} free at ${folder}${used > 0 ? `, database ${gib(used)}` : ''}`;
  return [
    free < wanted
      ? warn('disk', says, `have ${gib(wanted)} free: room for the database to double and for column files`)
      : ok('disk', says),
  ];
}

function memory(): Finding {
  const limit = containerLimit();
  const bytes = Math.min(totalmem(), limit ?? Infinity);
  const says = `${gib(bytes)}${limit === undefined || limit > totalmem() ? '' : ' (limit of this container)'}`;
  return bytes < MEMORY_BYTES
    ? warn('memory', says, `give the process ${gib(MEMORY_BYTES)} or more, or lower STRATA_MAX_RUNNING`)
    : ok('memory', says);
}

/** Returns the memory limit of this process's control group in bytes. Returns undefined if there is no limit. */
function containerLimit(): number | undefined {
  for (const path of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    if (!existsSync(path)) continue;
    const bytes = Number(readFileSync(path, 'utf8').trim());
    if (Number.isFinite(bytes)) return bytes;
  }
  return undefined;
}

async function database(config: Config): Promise<Finding[]> {
  if (!config.mongoUri) return embedded(config);
  let facts: DeploymentFacts;
  try {
    facts = await readDeployment(config.mongoUri, config.database, WITHIN_MS);
  } catch (error) {
    // The driver error may name hosts but never contains a password.
    return [
      fail('database', `MongoDB does not respond: ${(error as Error).name}`, 'check MONGODB_URI and the network'),
    ];
  }
  return [...serverFacts(facts), ...clock(facts), ...indexes(facts)];
}

function serverFacts({
  version,
  replicates,
  hasPrimary,
  transactionLifetimeSeconds: lifetime,
}: DeploymentFacts): Finding[] {
  const found: Finding[] = [];
  if (!replicates)
    found.push(
      fail(
        'database',
        `MongoDB ${version} is a standalone server`,
        'start mongod with --replSet rs0, then rs.initiate()',
      ),
    );
  else if (!hasPrimary)
    found.push(fail('database', `MongoDB ${version} has no primary`, 'look at rs.status() in its shell'));
  else found.push(ok('database', `MongoDB ${version}, replica set with a primary`));
  if (lifetime !== undefined && lifetime > LONGEST_TRANSACTION_S)
    found.push(
      warn(
        'transactions',
        `the transaction of a dead process stays open for ${lifetime} s, and its customers wait`,
        SHORTEN_TRANSACTIONS,
      ),
    );
  return found;
}

function clock({ clockSkewMs, clockErrorMs }: DeploymentFacts): Finding[] {
  const says = `the database differs by ${Math.round(clockSkewMs)} ms (± ${clockErrorMs})`;
  const differs = Math.abs(clockSkewMs) > CLOCK_MS + clockErrorMs;
  return [differs ? warn('clock', says, 'run a time service (chrony, ntpd) on both machines') : ok('clock', says)];
}

function indexes({ isUsed, isUnfinishedCopy, missingIndexes }: DeploymentFacts): Finding[] {
  if (isUnfinishedCopy)
    return [
      fail('copy', 'this database is an unfinished copy', 'run the same strata db copy again, which continues it'),
    ];
  if (!isUsed) return [ok('indexes', 'the database is empty; the first start creates them')];
  if (missingIndexes.length === 0) return [ok('indexes', 'complete')];
  return [
    warn(
      'indexes',
      `${missingIndexes.length} are missing: ${missingIndexes.slice(0, 3).join(', ')}`,
      'restart the server: a start creates them before it is ready',
    ),
  ];
}

function embedded({ dataDir }: Config): Finding[] {
  const file = join(dataDir, 'db', 'data.mdb');
  if (!existsSync(file)) return [ok('database', 'embedded; the first start creates it')];
  const others = (statSync(file).mode & MODE_OF_OTHERS) !== 0;
  return [
    others
      ? warn('database', `${file} can be read by other users`, 'restart the server: a start takes the permission away')
      : ok('database', `embedded, ${gib(statSync(file).size)}`),
  ];
}

async function server(config: Config): Promise<Finding> {
  const url = new URL('/readyz', keptAddress(config.dataDir) ?? baseUrl(config.host, config.port));
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) });
    return status === 200
      ? ok('server', `ready at ${url.origin}`)
      : warn('server', `${url.origin} is not ready (${status})`, 'wait for its start to end, and read its log');
  } catch {
    return warn('server', `none responds at ${url.origin}`, `start it: ${commandLine(config, 'npm start')}`);
  }
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

function show(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, state, says, advice } of findings) {
    console.log(`${state.padEnd(5)} ${check.padEnd(width)}  ${says}`);
    if (advice !== undefined) console.log(`${' '.repeat(width + 8)}do: ${advice}`);
  }
  const count = (state: State): number => findings.filter((finding) => finding.state === state).length;
  console.log(`\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend`);
}
