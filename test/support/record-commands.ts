/**
 * Records the shape of each command that the MongoDB driver sends, in the folder STRATA_RECORD_COMMANDS. Every process
 * of a test run preloads this file (`NODE_OPTIONS=--import`).
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { COMMAND_EXEMPTIONS } from './command-exemptions.js';
import { shapeOf } from './command-shapes.js';

const folder = process.env.STRATA_RECORD_COMMANDS;
const program = (process.argv[1] ?? '').replaceAll('\\', '/');
if (folder && isMainThread && !COMMAND_EXEMPTIONS.some((path) => program.includes(path))) {
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
