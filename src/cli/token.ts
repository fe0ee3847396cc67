/** `strata token`: issues a token that is signed with the secret of this installation. */
import { parseArgs } from 'node:util';
import { KEY_CLASSES } from '../engine/types.js';
import { createTokens } from '../tokens.js';
import { isMachineSubject, isScope, SCOPES } from '../services/base/access.js';
import { newId } from '../services/base/ids.js';
import { CliError, localConfig, type Command } from './command.js';

export const token: Command = {
  help: `strata token --scopes "SCOPE ..." [--workspace demo] [--subject NAME] [--hours 24] [--key-class CLASS]

Prints a token signed with the secret of this installation (or STRATA_JWT_SECRET), and its id to the error
output. The subject is the source of what the token writes. No server is asked and nothing is recorded: such a
token is not among the "tokens" of its workspace, and is revoked by its id or its subject like any other.
The class is SERVER, IMPORT or PUBLIC: which report of an order counts where several differ. Without it a token is
a server's at /graphql and public at /v1.

Scopes:
${Object.entries(SCOPES)
  .map(([name, about]) => `  ${name.padEnd(24)}${about}`)
  .join('\n')}

Example, a partner that may write its own tags:
  npm run --silent strata -- token --subject helpdesk --scopes "tags:write:helpdesk events:write"`,
  run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string', default: 'demo' },
        subject: { type: 'string', default: 'cli' },
        scopes: { type: 'string' },
        hours: { type: 'string', default: '24' },
        'key-class': { type: 'string' },
      },
    });
    if (!values.scopes)
      throw new CliError(
        'Say what the token may do: --scopes "profiles:read segments:read" (strata token --help lists them).',
      );
    const scopes = values.scopes.split(/[\s,]+/).filter((s) => s !== '');
    for (const s of scopes)
      if (!isScope(s)) throw new CliError(`There is no scope ${s}; strata token --help lists them.`);
    if (!isMachineSubject(values.subject))
      throw new CliError(
        '--subject is letters, digits and _ . : @ -, at most 64, not the server itself (strata) and no person (user:).',
      );
    const hours = Number(values.hours);
    if (!(hours > 0 && hours <= 24 * 366)) throw new CliError('--hours is a number from 0 to 8784.');
    const keyClass = KEY_CLASSES.find((c) => c === values['key-class']);
    if (values['key-class'] !== undefined && !keyClass)
      throw new CliError(`--key-class is one of ${KEY_CLASSES.join(', ')}.`);
    const id = newId(Date.now());
    console.error(`Its id, to revoke it by (mutation revokeToken): ${id}`);
    console.log(
      createTokens(localConfig()).issue({
        id,
        workspace: values.workspace,
        subject: values.subject,
        scopes,
        lifetimeSeconds: Math.round(hours * 3600),
        keyClass,
      }),
    );
    return Promise.resolve(0);
  },
};
