/** `strata watch`: a segment's changes in the terminal, resumed where it was left. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from 'graphql';
import { MembershipChangedDocument, type MembershipChangedSubscription } from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, type Command, type RequestError } from './command.js';

export const watch: Command = {
  help: `strata watch SEGMENT ... [--workspace demo] [--fresh] [--count N]

Shows every customer entering or leaving, as it is committed. The place is kept, so that the next
watch of the same segments goes on where this one ended; --fresh starts from now. A server that
stops and comes back is waited for. --count N ends after N changes.

Example:
  npm run strata -- watch beijing_regulars`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { workspace: { type: 'string', default: 'demo' }, fresh: { type: 'boolean' }, count: { type: 'string' }, url: { type: 'string' } } });
    if (positionals.length === 0) throw new CliError(watch.help);
    const config = localConfig();
    const client = localClient(config, values.workspace, ['segments:read'], 'watch', values.url);
    const place = join(config.dataDir, 'watch', `${values.workspace}-${[...positionals].sort().join('+').slice(0, 100)}.cursor`);
    mkdirSync(join(config.dataDir, 'watch'), { recursive: true });
    let after = !values.fresh && existsSync(place) ? readFileSync(place, 'utf8') : undefined;
    console.error(`Watching ${positionals.join(', ')} in ${values.workspace}${after ? ', from where the last watch ended' : ''} … (end with Ctrl-C)`);
    let left = values.count === undefined ? Infinity : Number(values.count);
    let ended = false;
    process.once('SIGINT', () => {
      ended = true;
      process.exit(0);
    });
    while (!ended && left > 0) {
      const ws = client.ws();
      try {
        for await (const item of ws.iterate<MembershipChangedSubscription>({ query: print(MembershipChangedDocument), variables: { segments: positionals, after } })) {
          if (item.errors) throw new Answered(item.errors as unknown as RequestError[]);
          const { cursor, change } = item.data!.membershipChanged;
          after = cursor;
          writeFileSync(place, cursor);
          if (!change) continue;
          console.log(`${change.effectiveAt}  ${change.kind === 'ENTERED' ? '→ in ' : '← out'}  ${change.segmentKey}  customer ${change.profileId}  cause ${change.cause}${change.fact ? ` (${change.fact})` : ''}`);
          if (--left <= 0) break;
        }
      } catch (error) {
        const errors = error instanceof Answered ? error.errors : Array.isArray(error) ? (error as RequestError[]) : undefined;
        if (errors) {
          if (errors[0].extensions?.code !== 'CURSOR_EXPIRED') throw new CliError(errors.map((e) => e.message).join('\n'));
          console.error('The kept place is too old: what happened in between is in the transitions of the segment. Going on from now.');
          rmSync(place, { force: true });
          after = undefined;
        } else if ((error as { code?: number }).code === 4403) throw new CliError('The server does not accept this token. Does it use the same STRATA_DATA_DIR or STRATA_JWT_SECRET?');
        else await new Promise((resolve) => setTimeout(resolve, 500));
      } finally {
        void ws.dispose();
      }
    }
    return 0;
  },
};

class Answered extends Error {
  constructor(readonly errors: readonly RequestError[]) {
    super(errors[0]?.message);
  }
}
