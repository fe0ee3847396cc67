#!/usr/bin/env node
/** The `strata` command: runs a subcommand and shows errors as one line. */
import '../node-version.js';
import { ConfigError } from '../config.js';
import { CliError, type Command } from './command.js';

const COMMANDS: Readonly<Record<string, { readonly about: string; load(): Promise<Command> }>> = {
  demo: {
    about: 'tell the ten-minute story against the running server',
    load: async () => (await import('./demo.js')).demo,
  },
  watch: { about: 'follow a segment live from the terminal', load: async () => (await import('./watch.js')).watch },
  token: { about: 'issue a token', load: async () => (await import('./token.js')).token },
  user: { about: 'invite people to the dashboard', load: async () => (await import('./user.js')).user },
  workspace: { about: 'make a workspace', load: async () => (await import('./workspace.js')).workspace },
  sandbox: { about: 'make or remove a sandbox workspace', load: async () => (await import('./sandbox.js')).sandbox },
  import: {
    about: 'load a file of events, orders or tags by a mapping',
    load: async () => (await import('./import.js')).importFile,
  },
  list: { about: 'load a file into a named list', load: async () => (await import('./list.js')).list },
  seed: { about: 'make a demo shop of any size', load: async () => (await import('./seed.js')).seed },
  verify: {
    about: 'compare memberships with a plain reading of the facts',
    load: async () => (await import('./verify.js')).verify,
  },
  export: {
    about: 'write everything kept of a customer, or the tables of a workspace',
    load: async () => (await import('./export.js')).exportCustomer,
  },
  sql: { about: 'run a SELECT over exported tables', load: async () => (await import('./sql.js')).sql },
  db: {
    about: 'look at the embedded database, back it up, or copy it to MongoDB',
    load: async () => (await import('./db.js')).db,
  },
  doctor: { about: 'check a deployment, and say what to do', load: async () => (await import('./doctor.js')).doctor },
  schema: { about: 'print the GraphQL schema', load: async () => (await import('./schema.js')).schema },
};

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, c]) => `  ${name.padEnd(10)}${c.about}`);
  return `strata <command> [options]\n\n${lines.join('\n')}\n\nstrata <command> --help tells more. Settings come from the environment, as for the server (PORT, STRATA_DATA_DIR, MONGODB_URI).`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    console.error(`There is no command ${name}.\n\n${help()}`);
    return 2;
  }
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(command.help);
    return 0;
  }
  return command.run(rest);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const parse = (error as NodeJS.ErrnoException)?.code?.startsWith('ERR_PARSE_ARGS');
    console.error(
      error instanceof CliError || error instanceof ConfigError || parse ? (error as Error).message : error,
    );
    process.exit(error instanceof CliError ? error.exitCode : 1);
  },
);
