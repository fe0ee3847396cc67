/** `strata schema`: prints the GraphQL schema of this version in the schema definition language (SDL). */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createSchema, printSdl } from '../graphql/schema.js';
import type { Command } from './command.js';

export const schema: Command = {
  help: 'strata schema [--out FILE]\n\nPrints the GraphQL schema, or writes it to a file.',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { out: { type: 'string' } } });
    const sdl = printSdl(await createSchema());
    if (values.out) writeFileSync(values.out, sdl);
    else process.stdout.write(sdl);
    return 0;
  },
};
