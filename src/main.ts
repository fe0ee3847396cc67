/**
 * Entry point of the server process. It reads the settings, starts the server, creates the demo shop on the first
 * start, and shuts down in an orderly way on a signal.
 */
import './node-version.js';
import { baseUrl, commandLine, keepAddress, secretNote } from './address.js';
import { Progress } from './cli/progress.js';
import { ConfigError, readConfig, unknownSettings, type Config } from './config.js';
import { closeEveryEmbedded } from './embedded/start.js';
import { installDemoShop, keepUp } from '../seeds/demo-shop/install.js';
import { logError } from './log.js';
import { operatorLink } from './services/accounts/operator.js';
import { startServer, type RunningServer } from './server.js';

const DEMO = 'demo';
const SEED = 1;
const DAY_S = 86_400;

/** Exit codes of the process. docs/OPERATIONS.md explains each of them. */
const FAILED = 1;
const FAULT = 70;
/** Time limit at shutdown for finishing accepted work, in ms. After it, the process ends in any case. */
const FINISH_MS = 9000;
/**
 * Time limit at shutdown while the demo shop is being created, in ms. It is long enough for requests that were accepted
 * meanwhile. The next start creates the shop again.
 */
const FINISH_MAKING_MS = 2000;
/**
 * Time limit for closing the database, in ms. After it, the process is killed. The database is then in the same state
 * as after a power loss, which loses no committed data.
 */
const LET_GO_MS = 5000;

/**
 * Whether the process is about to exit. Errors of the remaining work are then ignored, because the database is already
 * closing.
 */
let leaving = false;

/** Exits the process after the threads of the database have ended. */
async function leave(code: number): Promise<void> {
  leaving = true;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LET_GO_MS).unref();
  await closeEveryEmbedded();
  process.exit(code);
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const config = readConfig(process.env);
  for (const warning of unknownSettings(process.env)) console.error(`Warning: ${warning}.`);
  let server: RunningServer | undefined;
  let ending = false;
  let isMaking = false;
  const end = (code: number, late: number): void => {
    if (ending) return;
    ending = true;
    if (isMaking) setTimeout(() => void leave(code), FINISH_MAKING_MS).unref();
    else setTimeout(() => void leave(late), FINISH_MS).unref();
    void (server?.close() ?? Promise.resolve()).then(
      () => leave(code),
      () => leave(late),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (!ending) console.error(`\n${signal}: finishing accepted work …`);
      end(0, FAILED);
    });
  // An unexpected error may have left the memory in an inconsistent state, so the process ends. The database is
  // consistent, so the process can be restarted.
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(kind, (error: unknown) => {
      if (leaving) return;
      logError(error, undefined, undefined, 'fatal');
      end(FAULT, FAULT);
    });

  server = await startServer(config, logError);
  if (!config.mongoUri) keepAddress(config, server.port);
  for (const advice of server.advice) console.error(`Advice: ${advice}.`);
  const running = server;
  const welcome = async (): Promise<void> => {
    const started = { seconds: (performance.now() - startedMs) / 1000, isMade: !isMaking };
    if (!ending) await printWelcome(running, config, started);
  };
  try {
    if (config.demo) await ensureDemo(running, config.demoCustomers, { begun: () => (isMaking = true), welcome });
    else await welcome();
  } catch (error) {
    // If a signal interrupted the creation of the demo shop, the error is ignored. The next start creates the shop
    // again.
    if (ending) return;
    throw error;
  }
  isMaking = false;
}

interface DemoSteps {
  /** Called before the shop is created. Not called if the shop already exists. */
  begun(): void;
  /** Called when people can sign in. A new shop is filled after that. */
  welcome(): Promise<void>;
}

/**
 * Creates the demo shop unless it exists. If an earlier start was interrupted during the creation, the shop is created
 * again. The clock of the shop is never behind real time.
 */
async function ensureDemo(server: RunningServer, customers: number, steps: DemoSteps): Promise<void> {
  const { stores } = server.services;
  const there = await stores.workspaces.get(DEMO);
  if (there?.sandbox?.running) {
    await keepUp(server.services, there);
    await steps.welcome();
    return;
  }
  steps.begun();
  if (there) await stores.workspaces.remove(DEMO);
  console.error(
    `First start: making the demo shop (${customers.toLocaleString('en')} customers, half a year of events) …`,
  );
  const progress = new Progress();
  const made = await installDemoShop(server.services, {
    workspace: DEMO,
    seed: SEED,
    customers,
    progress: (d, t, what) => progress.show(d, t, what),
    opened: () => steps.welcome(),
  });
  progress.end(
    `demo shop ready: ${made.accepted.toLocaleString('en')} events, ${made.duplicates.toLocaleString('en')} duplicates counted once`,
  );
}

/** How long the start took, and whether the demo shop is complete. */
interface Started {
  readonly seconds: number;
  readonly isMade: boolean;
}

async function printWelcome(server: RunningServer, config: Config, { seconds, isMade }: Started): Promise<void> {
  const base = baseUrl(config.host, server.port);
  const url = `${base}/graphql`;
  const command = (text: string): string => commandLine(config, text, server.port);
  console.log(
    `\nStrata is ready at ${url} (${seconds.toFixed(1)} s)${config.mongoUri ? '' : `, data in ${config.dataDir}`}\n`,
  );
  if (!config.demo) {
    const { length } = await server.services.stores.workspaces.list();
    if (length === 0 && config.tokens.algorithm === 'HS256') console.log(firstSteps(config, command));
    return;
  }
  if (!isMade) console.log('The demo shop is being filled. Every page of the dashboard shows how far it is.\n');
  const link = await operatorLink(server.services, DEMO);
  if (link)
    console.log(`The dashboard of the demo shop. The link signs you in, once:
  ${base}${link}\n`);
  if (config.tokens.algorithm !== 'HS256') {
    console.log(`Tokens for the demo shop are issued where the private key of ${config.tokens.issuer} is kept.\n`);
    return;
  }
  const token = (subject: string, scopes: string[]): string =>
    server.tokens.issue({ workspace: DEMO, subject, scopes, lifetimeSeconds: DAY_S });
  const internal = token('internal-app', [
    'profiles:read',
    'profiles:read:personal',
    'segments:read',
    'analytics:read',
    'events:write',
    'tags:write:shop',
    'introspect',
  ]);
  const partner = token('helpdesk', ['tags:write:helpdesk', 'events:write', 'introspect']);
  const dashboard = token('dashboard', ['segments:read', 'profiles:read', 'introspect']);
  const secret = secretNote(config);
  const note = secret ? `\n${secret}\n` : '';
  console.log(`Tokens for the demo shop, good for a day:
  internal app  ${internal}
  partner       ${partner}
  dashboard     ${dashboard}

Three things to try:
  1. Open the query editor with the internal app's token and press play:
     ${url}#token=${internal}
  2. Watch an audience change live in a terminal, while you send the order of the editor's third tab,
     which takes one of its members out:
     ${command('npm run strata -- watch beijing_regulars')}
  3. See the whole story, run against this server from a second terminal:
     ${command('npm run demo')}
${note}`);
}

/** Returns what to do with a server that has no workspace. */
function firstSteps(config: Config, command: (text: string) => string): string {
  const secret = secretNote(config);
  return `There is no workspace yet. Next, in a second terminal:
  1. Make one, with its zone and currency:
     ${command('npm run --silent strata -- workspace create shop --zone Asia/Shanghai --currency CNY')}
  2. Invite yourself to the dashboard:
     ${command('npm run --silent strata -- user add you@shop.example --roles admin --workspace shop')}
  3. Check the deployment:
     ${command('npm run --silent strata -- doctor')}
${secret ? `\n${secret}\n` : ''}`;
}

function portInUse(config: Config): string {
  const other = config.port < 65535 ? config.port + 1 : config.port - 1;
  return `Port ${config.port} is in use by another program. Stop it, or choose another: ${commandLine(config, 'npm start', other)}`;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') console.error(portInUse(readConfig(process.env)));
  else console.error(`Strata could not start: ${(error as Error).message}`);
  void leave(FAILED);
});
