/** `strata import`: loads a file into a workspace through the API. An import is resumable and idempotent. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import {
  ImportTargetDocument,
  WorkspaceIdsDocument,
  type ImportTargetQuery,
} from '../../schema/generated/operations.js';
import { readMapping, unknownNames, usesWorkspaceZone } from '../services/mapping/read-mapping.js';
import { MAPPING_SCHEMA } from '../services/mapping/schema.js';
import { MappingError, type Mapping } from '../services/mapping/shape.js';
import { baseUrl } from '../address.js';
import { startServer, type RunningServer } from '../server.js';
import { CliError, localClient, localConfig, type ApiClient, type Command } from './command.js';
import { ApiDestination } from './import/api-destination.js';
import { BulkDestination } from './import/bulk-destination.js';
import { EXIT, ImportRun, type RemoteDestination } from './import/run.js';
import { undo } from './import/undo.js';
import { isMachineSubject } from '../services/base/access.js';
import { columnProblems } from '../services/imports/files/columns.js';
import { guessOfFile, SAMPLE_ROWS } from '../services/imports/files/guess.js';
import { openFile, type OpenedFile } from '../services/imports/files/open.js';
import { EmptyFile, UnreadableFile } from '../services/imports/files/records.js';

const SCOPES = ['events:write', 'coupons:write', 'tags:write:*'];
/** Scopes for importing entries of a catalogue. */
const CATALOGUE_SCOPES = ['define', 'segments:read'];
/** Scopes for reading the names that a workspace defines, including the names of personal tags. */
const NAMES_SCOPES = ['profiles:read', 'profiles:read:personal', 'segments:read'];

export const importFile: Command = {
  help: `strata import FILE --mapping MAPPING.json [--workspace ID] [--source NAME] [--replace] [--dry-run] [--rejects FILE] [--restart]
strata import undo NAME [--workspace ID] [--dry-run]
strata import --infer FILE
strata import --schema

Loads a CSV, TSV, NDJSON, JSON, Parquet or XLSX file by a JSON mapping that says which columns are identity,
event type, time, properties, money and tags. Text files may be gzip. FILE - is the standard input.
Interrupted, it goes on where it was; run twice, nothing counts twice. "undo" takes back everything that was loaded
under the source NAME.

  --workspace ID  the workspace; needed when the installation has several
  --source NAME   the source of the loaded data, in place of that of the mapping
  --replace       takes back everything that was loaded under this source before

  --dry-run       asks the server for every outcome and writes nothing
  --rejects FILE  where rows go that do not fit, with the reason and the row; default in the working folder
                  NAME.WORKSPACE.rejects.ndjson. Given back to the command, its rows are loaded
  --restart       begins again rather than going on
  --bulk          loads straight into the database, several times as fast. With the embedded database
                  stop the server first; with MONGODB_URI it may run
  --infer FILE    prints a first mapping, guessed from the header and ${SAMPLE_ROWS.toLocaleString('en')} rows
  --schema        prints the JSON schema of mappings

Exit codes: 0 every row is loaded, 3 some rows were rejected, 4 no row was loaded, 1 the import stopped.

A mapping:
  { "source": "till", "zone": "Asia/Shanghai",
    "identities": [ { "namespace": "customer_id", "value": "{customer}" } ],
    "event": { "type": "order_paid", "messageId": "till-{line}",
               "occurredAt": { "value": "{date}", "as": "day" },
               "order": { "orderId": "till-{line}", "amount": "{amount}" },
               "properties": { "pieces": { "value": "{pieces}", "type": "number" } } } }

docs/IMPORT.md has every field and format.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        workspace: { type: 'string' },
        source: { type: 'string' },
        replace: { type: 'boolean', default: false },
        rejects: { type: 'string' },
        restart: { type: 'boolean', default: false },
        bulk: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        infer: { type: 'boolean', default: false },
        schema: { type: 'boolean', default: false },
        url: { type: 'string' },
        state: { type: 'string' },
      },
    });
    if (values.schema) {
      console.log(JSON.stringify(MAPPING_SCHEMA, undefined, 2));
      return EXIT.done;
    }
    const [file, name] = positionals;
    if (file === 'undo' && name !== undefined) {
      const workspace = await workspaceOf(values.workspace, values.url);
      return undone(localClient(localConfig(), workspace, ['admin'], 'cli', values.url), name, values['dry-run']);
    }
    if (!file || (!values.mapping && !values.infer)) throw new CliError(importFile.help);
    for (const f of [file, ...(values.mapping ? [values.mapping] : [])])
      if (f !== '-' && !existsSync(f)) throw new CliError(`There is no file ${f}.`);
    return withFile(file, async (path, name) => {
      if (values.infer) {
        console.log(JSON.stringify((await guessOfFile(path, name)).mapping, undefined, 2));
        return EXIT.done;
      }
      return load(path, name, { ...values, mapping: values.mapping!, isDryRun: values['dry-run'] });
    });
  },
};

interface Options {
  readonly mapping: string;
  readonly workspace?: string;
  readonly rejects?: string;
  readonly source?: string;
  readonly replace: boolean;
  readonly restart: boolean;
  readonly bulk: boolean;
  readonly isDryRun: boolean;
  readonly url?: string;
  readonly state?: string;
}

/** Returns the given workspace. If none is given, returns the only workspace of the installation. */
async function workspaceOf(given: string | undefined, url: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const { workspaceIds } = await localClient(localConfig(), 'demo', ['installation'], 'cli', url).request(
    WorkspaceIdsDocument,
    {},
  );
  if (workspaceIds.length === 1) return workspaceIds[0];
  throw new CliError(
    workspaceIds.length === 0
      ? 'The installation has no workspace.'
      : `The installation has several workspaces; name one with --workspace: ${workspaceIds.join(', ')}.`,
  );
}

async function undone(client: ApiClient, source: string, dryRun: boolean): Promise<number> {
  if ((await undo(client, source, dryRun)) > 0) return EXIT.done;
  console.error(`  nothing was loaded as ${source}`);
  return EXIT.nothingLoaded;
}

/**
 * Runs a callback with the path of the file. Standard input is first copied to a temporary file, which is deleted
 * afterwards.
 */
async function withFile(file: string, run: (path: string, name: string) => Promise<number>): Promise<number> {
  const folder = file === '-' ? mkdtempSync(join(tmpdir(), 'strata-import-')) : undefined;
  try {
    if (!folder) return await run(file, basename(file));
    const path = join(folder, 'stdin');
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
    return await run(path, 'stdin');
  } catch (error) {
    if (error instanceof EmptyFile) throw new CliError(error.message, EXIT.nothingLoaded);
    throw error instanceof UnreadableFile ? new CliError(error.message) : error;
  } finally {
    if (folder) rmSync(folder, { recursive: true });
  }
}

async function load(path: string, name: string, options: Options): Promise<number> {
  if (!options.bulk) return loadInto(path, name, options);
  if (options.url !== undefined || options.isDryRun)
    throw new CliError('--bulk writes to the database of this machine; it goes with neither --url nor --dry-run.');
  const config = localConfig();
  const server = await startServer({ ...config, port: 0, demo: false }, (e) => console.error((e as Error).name)).catch(
    (error: Error) => {
      throw new CliError(error.message);
    },
  );
  try {
    return await loadInto(path, name, { ...options, url: `${baseUrl(config.host, server.port)}/graphql` }, server);
  } finally {
    await server.close();
  }
}

/**
 * Loads a file through the API. With `--bulk`, `server` runs in this process, and the file is loaded directly into its
 * database.
 */
async function loadInto(path: string, name: string, options: Options, server?: RunningServer): Promise<number> {
  const text = readFileSync(options.mapping, 'utf8').normalize('NFC');
  const mapping = named(mappingOf(text, options.mapping), options.source);
  const workspace = await workspaceOf(options.workspace, options.url);
  const target = await localClient(localConfig(), workspace, NAMES_SCOPES, 'cli', options.url).request(
    ImportTargetDocument,
    {},
  );
  const opened = await openFile(path, name, mapping, mapping);
  await check(mapping, target, opened, options.mapping, name);
  const zone = zoneOf(mapping, target);
  const base = options.state ?? `${name}.${workspace}`;
  const rejectsFile = options.rejects ?? `${base}.rejects.ndjson`;
  if (existsSync(rejectsFile) && rejectsFile === path)
    throw new CliError('The rejects would be written over the file that is read. Name another file with --rejects.');
  const place = server || options.url === undefined ? localConfig().dataDir : options.url;
  if (options.replace && mapping.catalogue !== undefined)
    throw new CliError('--replace takes back facts of customers; entries of a catalogue are changed by their keys.');
  if (options.replace)
    await undo(localClient(localConfig(), workspace, ['admin'], 'cli', options.url), mapping.source, options.isDryRun);
  return new ImportRun({
    name,
    source: opened.source,
    mapping,
    zone,
    to: destinationOf(mapping, options, workspace, server),
    rejectsFile,
    stateFile: `${base}.import.json`,
    fingerprint: fingerprint(opened, text, `${place} ${workspace} ${mapping.source}`),
    // The rows of a rejects file are not sorted by number, so its import cannot resume from a stored row number.
    restart: options.restart || options.replace || opened.format === 'rejects',
    dryRun: options.isDryRun,
  }).run();
}

function destinationOf(
  { source, catalogue }: Mapping,
  { url, isDryRun }: Options,
  workspace: string,
  server: RunningServer | undefined,
): RemoteDestination {
  if (catalogue !== undefined)
    return new ApiDestination(
      localClient(localConfig(), workspace, CATALOGUE_SCOPES, source, url),
      isDryRun,
      catalogue,
    );
  if (!server)
    return new ApiDestination(localClient(localConfig(), workspace, SCOPES, source, url, 'IMPORT'), isDryRun);
  const principal = {
    workspace,
    subject: source,
    scopes: new Set(SCOPES),
    keyClass: 'IMPORT',
    expiresAt: Infinity,
  } as const;
  return new BulkDestination(url!, server.services, principal);
}

/**
 * Returns the mapping with the given source instead of its own. Throws CliError if the source is not a valid name.
 * Without a given source, returns the mapping unchanged.
 */
function named(mapping: Mapping, source: string | undefined): Mapping {
  if (source === undefined) return mapping;
  if (!isMachineSubject(source))
    throw new CliError(
      'A source is letters, digits and _ . : @ -, at most 64, not strata, and does not begin with user:.',
    );
  return { ...mapping, source };
}

function mappingOf(text: string, file: string): Mapping {
  try {
    return readMapping(text);
  } catch (error) {
    if (error instanceof MappingError) throw refusedMapping(file, error.problems);
    throw error;
  }
}

const refusedMapping = (file: string, problems: readonly string[]): CliError =>
  new CliError(`${file} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nSee docs/IMPORT.md.`);

/**
 * Rejects a mapping that uses columns, tags or namespaces that do not exist. The check runs before the first row is
 * loaded.
 */
async function check(
  mapping: Mapping,
  { workspace, tagDefinitions, catalogues }: ImportTargetQuery,
  opened: OpenedFile,
  mappingFile: string,
  name: string,
): Promise<void> {
  const known = {
    namespaces: workspace.identityNamespaces.map((n) => n.name),
    tags: tagDefinitions,
    catalogues,
  };
  const problems = [...(await columnProblems(mapping, opened, name)), ...unknownNames(mapping, known)];
  if (problems.length > 0) throw refusedMapping(mappingFile, problems);
}

/** Returns the time zone for times that do not specify one. Prints a note if it is the zone of the workspace. */
function zoneOf(mapping: Mapping, { workspace }: ImportTargetQuery): string {
  if (mapping.zone !== undefined) return mapping.zone;
  if (usesWorkspaceZone(mapping))
    console.error(`  times without a zone are read in ${workspace.zone}, the zone of the workspace`);
  return workspace.zone;
}

/**
 * Identifies an import by its destination, its mapping and the bytes of the file. A stored position applies only to the
 * same import.
 */
const fingerprint = ({ digest }: OpenedFile, mapping: string, destination: string): string =>
  createHash('sha256')
    .update(JSON.stringify([destination, mapping, digest]))
    .digest('hex');
