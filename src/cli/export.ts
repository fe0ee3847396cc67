/** `strata export`: exports all data of one customer as NDJSON. */
import { parseArgs } from 'node:util';
import { ExportProfileDocument } from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, type Command } from './command.js';
import { nodesOf } from './connection-nodes.js';

const PAGE = 100;

export const exportCustomer: Command = {
  help: `strata export PROFILE [--workspace demo]

Writes everything kept of a customer to the standard output, one JSON record a line: the profile with its
identities, links, tag writes, events, and membership changes. PROFILE is any profile id of the customer.

Example:
  npm run -s strata -- export 019f4254739b0034428adafd7e60 > customer.ndjson`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { workspace: { type: 'string', default: 'demo' }, url: { type: 'string' } },
    });
    const [profile] = positionals;
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
