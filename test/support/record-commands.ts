/**
 * Preloaded into every process of a test run (`NODE_OPTIONS=--import`): writes down the shape of each command that the
 * MongoDB driver sends, into the folder STRATA_RECORD_COMMANDS. The embedded database's own tests, which send what it
 * must refuse, are left out, and so are those that use its fail points.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { shapeOf } from './command-shapes.js';

const folder = process.env.STRATA_RECORD_COMMANDS;
if (
  folder &&
  isMainThread &&
  !/[\\/]test[\\/](embedded[\\/]|spec[\\/]|faults[\\/]real-database)/.test(process.argv[1] ?? '')
) {
  const { Connection } = await import('mongodb/lib/cmap/connection.js');
  const send = Connection.prototype.command;
  const seen = new Set<string>();
  Connection.prototype.command = function (this: InstanceType<typeof Connection>, ns, command, ...rest) {
    const line = JSON.stringify(shapeOf(command));
    if (!seen.has(line)) {
      seen.add(line);
      appendFileSync(join(folder, `${process.pid}.ndjson`), `${line}\n`);
    }
    return send.call(this, ns, command, ...rest);
  };
}
