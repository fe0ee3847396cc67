/** `strata workspace`: creates a workspace that uses the real time. */
import { parseArgs } from 'node:util';
import { CreateWorkspaceDocument } from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, tokenCommand, type Command } from './command.js';

export const workspace: Command = {
  help: `strata workspace create ID [--name NAME] [--zone Asia/Shanghai] [--currency CNY]

Makes a workspace on the real clock; calendar days are those of its zone, money without a currency is
in its currency. For one with a clock of its own see strata sandbox.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        zone: { type: 'string' },
        currency: { type: 'string' },
        url: { type: 'string' },
      },
    });
    const [verb, id] = positionals;
    if (verb !== 'create' || !id) throw new CliError(workspace.help);
    const client = localClient(localConfig(), id, ['installation'], 'cli', values.url);
    const made = (
      await client.request(CreateWorkspaceDocument, {
        input: { id, name: values.name, zone: values.zone, currency: values.currency },
      })
    ).createWorkspace;
    console.log(
      `Workspace ${made.id} is ready (${made.zone}, ${made.currency}).\nA token for it: ${tokenCommand(localConfig(), id)}`,
    );
    return 0;
  },
};
