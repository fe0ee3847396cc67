/** `strata sandbox`: creates and controls a workspace with its own clock. */
import { parseArgs } from 'node:util';
import {
  AdvanceClockDocument,
  CreateSandboxDocument,
  DeleteSandboxDocument,
} from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, tokenCommand, type Command } from './command.js';

export const sandbox: Command = {
  help: `strata sandbox create ID --clock INSTANT [--zone Asia/Shanghai] [--currency CNY] [--running]
strata sandbox advance ID --to INSTANT
strata sandbox delete ID

A sandbox has its own clock: history can be loaded and looked at as of its day.

Example:
  npm run --silent strata -- sandbox create cdnow --clock 1998-06-30T23:59:59Z --zone UTC --currency USD`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        clock: { type: 'string' },
        to: { type: 'string' },
        zone: { type: 'string' },
        currency: { type: 'string' },
        running: { type: 'boolean' },
        url: { type: 'string' },
        from: { type: 'string', default: 'demo' },
      },
    });
    const [verb, id] = positionals;
    if (!id) throw new CliError(sandbox.help);
    const config = localConfig();
    if (verb === 'create') {
      if (!values.clock) throw new CliError('Say what its clock shows: --clock 2026-01-31T23:59:59+08:00');
      const client = localClient(config, values.from, ['installation'], 'cli', values.url);
      const { createSandbox } = await client.request(CreateSandboxDocument, {
        input: { id, clock: values.clock, zone: values.zone, currency: values.currency, running: values.running },
      });
      console.log(
        `Sandbox ${createSandbox.id} is ready; its clock shows ${createSandbox.now}.\nA token for it: ${tokenCommand(localConfig(), id)}`,
      );
      return 0;
    }
    const client = localClient(config, id, ['admin'], 'cli', values.url);
    if (verb === 'advance') {
      if (!values.to) throw new CliError('Say to when: --to 2026-02-28T00:00:00+08:00');
      console.log(
        `The clock of ${id} shows ${(await client.request(AdvanceClockDocument, { to: values.to })).advanceClock.now}; everything due by then is done.`,
      );
      return 0;
    }
    if (verb === 'delete') {
      await client.request(DeleteSandboxDocument, { id });
      console.log(`Sandbox ${id} is gone.`);
      return 0;
    }
    throw new CliError(sandbox.help);
  },
};
