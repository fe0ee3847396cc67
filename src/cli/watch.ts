/**
 * `strata watch`: prints the changes of a segment in the terminal. It resumes at the position where the last run
 * stopped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MembershipChangedDocument } from '../../schema/generated/operations.js';
import { StrataError } from '../client/error.js';
import { CliError, localClient, localConfig, shown, type Command } from './command.js';

export const watch: Command = {
  help: `strata watch SEGMENT ... [--workspace demo] [--fresh] [--count N]

Shows every customer entering or leaving, as it is committed. The place is kept, so that the next
watch of the same segments goes on where this one ended; --fresh starts from now. A server that
stops and comes back is waited for. --count N ends after N changes.

Example:
  npm run strata -- watch beijing_regulars`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string', default: 'demo' },
        fresh: { type: 'boolean' },
        count: { type: 'string' },
        url: { type: 'string' },
      },
    });
    if (positionals.length === 0) throw new CliError(watch.help);
    const config = localConfig();
    const client = localClient(config, values.workspace, ['segments:read'], 'watch', values.url);
    const place = join(
      config.dataDir,
      'watch',
      `${values.workspace}-${[...positionals].sort().join('+').slice(0, 100)}.cursor`,
    );
    mkdirSync(join(config.dataDir, 'watch'), { recursive: true, mode: 0o700 });
    let after = !values.fresh && existsSync(place) ? readFileSync(place, 'utf8') : undefined;
    console.error(
      `Watching ${positionals.join(', ')} in ${values.workspace}${after ? ', from where the last watch ended' : ''} … (end with Ctrl-C)`,
    );
    let left = values.count === undefined ? Infinity : Number(values.count);
    process.once('SIGINT', () => process.exit(0));
    for (;;) {
      try {
        await client.reach();
        for await (const {
          membershipChanged: { cursor, change },
        } of client.subscribe(MembershipChangedDocument, { segments: positionals, after })) {
          writeFileSync(place, cursor);
          if (!change) continue;
          console.log(
            `${change.effectiveAt}  ${change.kind === 'ENTERED' ? '→ in ' : '← out'}  ${change.segmentKey}  customer ${change.profileId}  cause ${change.cause}${change.fact ? ` (${change.fact})` : ''}`,
          );
          if (--left <= 0) break;
        }
        break;
      } catch (error) {
        if (!(error instanceof StrataError)) throw error;
        if (error.code === 'UNAUTHENTICATED')
          throw new CliError(
            'The server does not accept this token. Does it use the same STRATA_DATA_DIR or STRATA_JWT_SECRET?',
          );
        if (error.code !== 'CURSOR_EXPIRED') throw shown(error, client.url);
        console.error(
          'The kept place is too old: what happened in between is in the transitions of the segment. Going on from now.',
        );
        rmSync(place, { force: true });
        after = undefined;
      }
    }
    await client.close();
    return 0;
  },
};
