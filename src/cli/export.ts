/** `strata export`: exports all data of one customer as NDJSON, or the tables of a workspace as Parquet files. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ExportProfileDocument } from '../../schema/generated/operations.js';
import { Catalogues } from '../services/base/catalogues.js';
import { ServiceError } from '../services/base/errors.js';
import { enter } from '../services/base/room.js';
import { CliError, localClient, localConfig, type Command } from './command.js';
import { nodesOf } from './connection-nodes.js';
import type { ExportDescription } from './export/export-folder.js';
import { writeTables } from './export/write-tables.js';
import { Progress } from './progress.js';
import { withStores } from './stores.js';

const PAGE = 100;
const ROWS = 500_000;

export const exportCustomer: Command = {
  help: `strata export PROFILE [--workspace demo]
strata export --parquet DIR [--workspace demo] [--personal] [--rows N]

The first form writes everything kept of a customer to the standard output, one JSON record a line: the
profile with its identities, links, tag writes, events, and membership changes. PROFILE is any profile id
of the customer.

The second form writes the tables of a workspace to DIR as Parquet files, with a folder for each month:
customers, events, orders, returned_orders, lines, returned_lines, tags, memberships and contacts. Orders
are those of the reports: repeated reports are one order, and returns are subtracted. It reads the
database directly; the server may run meanwhile. If it is interrupted, the same command continues it
within a day. A complete export replaces the previous one in DIR.

  --personal   include personal tags, segments that depend on them, phone numbers, e-mail addresses,
               and event properties with these names
  --rows N     how many rows are held in memory and written together (default ${ROWS}). Fewer rows
               need less memory and create more files

Examples:
  npm run -s strata -- export 019f4254739b0034428adafd7e60 > customer.ndjson
  npm run -s strata -- export --parquet ./tables --workspace demo`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string', default: 'demo' },
        url: { type: 'string' },
        parquet: { type: 'string' },
        personal: { type: 'boolean', default: false },
        rows: { type: 'string', default: String(ROWS) },
      },
    });
    const [profile] = positionals;
    if (values.parquet !== undefined) {
      if (profile !== undefined) throw new CliError('Give either a profile or --parquet.');
      const rows = Number(values.rows);
      if (!Number.isSafeInteger(rows) || rows < 1) throw new CliError('--rows is a whole number of at least 1.');
      const { workspace, personal } = values;
      return exportTables(resolve(values.parquet), { workspace, personal, rows });
    }
    if (profile === undefined) throw new CliError(exportCustomer.help);
    const client = localClient(
      localConfig(),
      values.workspace,
      ['profiles:read', 'profiles:read:personal'],
      'export',
      values.url,
    );
    const read = async (after: string | undefined) =>
      (await client.request(ExportProfileDocument, { profile, first: PAGE, after })).exportProfile;
    for await (const record of nodesOf(read)) console.log(JSON.stringify(record));
    return 0;
  },
};

interface TablesRequest {
  readonly workspace: string;
  readonly personal: boolean;
  readonly rows: number;
}

function exportTables(path: string, { workspace, personal, rows }: TablesRequest): Promise<number> {
  return withStores(localConfig(), async (stores) => {
    const room = await enter({ stores, catalogues: new Catalogues(stores) }, workspace).catch((error) => {
      const isUnknown = error instanceof ServiceError && error.reason === 'WORKSPACE_NOT_FOUND';
      throw isUnknown ? new CliError(`There is no workspace ${workspace}.`) : error;
    });
    const progress = new Progress();
    const onProgress = (customers: number, total: number): void =>
      progress.show(customers, total, `exporting ${workspace}`);
    const description = await writeTables(stores, room, path, { personal, rows, onProgress });
    progress.end(`${description.customers.toLocaleString('en')} customers exported`);
    show(path, description);
    return 0;
  });
}

function show(path: string, { now, tables, unsettled }: ExportDescription): void {
  console.log(`${path}, as of ${now}`);
  for (const [name, { rows, files, bytes }] of Object.entries(tables)) {
    const size = `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    console.log(
      `  ${name.padEnd(16)}${rows.toLocaleString('en').padStart(14)} rows${size.padStart(14)} in ${files} files`,
    );
  }
  if (unsettled > 0)
    console.log(
      `Customers were merged or split while the export was completed, in ${unsettled} parts of it. Facts of these customers may be missing or occur twice. Export again when fewer customers change.`,
    );
}
