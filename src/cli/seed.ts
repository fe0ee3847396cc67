/** `strata seed`: fills a workspace with a demo shop of any size. */
import { parseArgs } from 'node:util';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { parseInstant } from '../engine/time/time.js';
import { startServer } from '../server.js';
import { CliError, localConfig, type Command } from './command.js';
import { Progress } from './progress.js';

export const seed: Command = {
  help: `strata seed WORKSPACE [--customers 3000] [--seed 1] [--anchor INSTANT]

Makes a sandbox workspace with a believable shop: half a year of customers, visits, searches, carts,
orders, refunds, coupons, campaigns, two partners, 27 segments, two lists, a pack. The same seed gives the same data
relative to the anchor, the instant at which its history ends and its clock starts. Without an anchor
the history ends now and the clock is real time.

With the embedded database stop the server first; with MONGODB_URI it may run.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        customers: { type: 'string', default: '3000' },
        seed: { type: 'string', default: '1' },
        anchor: { type: 'string' },
      },
    });
    const [workspace] = positionals;
    const customers = Number(values.customers);
    const number = Number(values.seed);
    if (!workspace) throw new CliError(seed.help);
    if (!Number.isInteger(customers) || customers < 1 || customers > 10_000_000)
      throw new CliError('--customers is a whole number from 1 to 10,000,000.');
    if (!Number.isInteger(number)) throw new CliError('--seed is a whole number.');
    const anchor = values.anchor === undefined ? undefined : parseInstant(values.anchor);
    if (values.anchor !== undefined && anchor === undefined)
      throw new CliError('--anchor is an instant with its zone, such as 2026-06-01T00:00:00+08:00.');
    const server = await startServer({ ...localConfig(), port: 0, demo: false }, (e) =>
      console.error((e as Error).name),
    ).catch((e: Error) => {
      throw new CliError(e.message);
    });
    try {
      const { stores } = server.services;
      if (await stores.workspaces.get(workspace))
        throw new CliError(
          `There is a workspace ${workspace} already. An unfinished workspace cannot be continued. Create one with another name.`,
        );
      const progress = new Progress();
      const made = await installDemoShop(server.services, {
        workspace,
        seed: number,
        customers,
        anchor,
        progress: (d, t, what) => progress.show(d, t, what),
      });
      progress.end(
        `${workspace} ready: ${made.accepted.toLocaleString('en')} events, ${made.duplicates.toLocaleString('en')} duplicates counted once`,
      );
    } finally {
      await server.close();
    }
    return 0;
  },
};
