/** `strata user`: invites people to the dashboard of a workspace, lists them, and makes new links for them. */
import { parseArgs } from 'node:util';
import { CreateUserDocument, ResetUserDocument, UsersDocument } from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, type ApiClient, type Command } from './command.js';
import { nodesOf } from './connection-nodes.js';

type Invited = { readonly user: { readonly id: string }; readonly link: string; readonly expiresAt: string };

export const user: Command = {
  help: `strata user add EMAIL --roles "ROLE ..." [--name NAME] [--workspace demo]
strata user list [--workspace demo]
strata user reset ID|EMAIL [--workspace demo]

add makes a user and prints a link. The person opens it, chooses a password and is signed in; it works once,
within 72 hours. reset prints a new link for somebody who forgot the password.
Roles are admin, marketer, analyst, service and those that the workspace defined (mutation defineRole).

Example:
  npm run --silent strata -- user add mei@shop.example --roles marketer`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string', default: 'demo' },
        roles: { type: 'string' },
        name: { type: 'string' },
        url: { type: 'string' },
      },
    });
    const [verb, who] = positionals;
    const client = localClient(localConfig(), values.workspace, ['admin'], 'cli', values.url);
    if (verb === 'list') return list(client);
    if ((verb !== 'add' && verb !== 'reset') || !who) throw new CliError(user.help);
    if (verb === 'reset') {
      const { resetUser } = await client.request(ResetUserDocument, { id: await idOf(client, who) });
      return show(client, resetUser);
    }
    const roles = (values.roles ?? '').split(/[\s,]+/).filter((role) => role !== '');
    if (roles.length === 0) throw new CliError('Say what the person may do: --roles "marketer analyst".');
    const input = { email: who, name: values.name, roles };
    return show(client, (await client.request(CreateUserDocument, { input })).createUser);
  },
};

/** Prints a link with the address of the server. */
function show(client: ApiClient, { user: { id }, link, expiresAt }: Invited): number {
  console.error(`User ${id}. The link works once, until ${expiresAt}:`);
  console.log(`${new URL(client.url).origin}${link}`);
  return 0;
}

type ListedUser = { id: string; email?: string | null; roles: readonly string[]; retiredAt?: string | null };

async function allUsers(client: ApiClient): Promise<ListedUser[]> {
  const users: ListedUser[] = [];
  const read = async (after: string | undefined) => (await client.request(UsersDocument, { first: 100, after })).users;
  for await (const user of nodesOf(read)) users.push(user);
  return users;
}

async function list(client: ApiClient): Promise<number> {
  for (const { id, email, roles, retiredAt } of await allUsers(client))
    console.log([id, email ?? '-', roles.join(' '), retiredAt ? `retired ${retiredAt}` : ''].join('  ').trimEnd());
  return 0;
}

/** Returns the id of a user who is named by id or by e-mail address. */
async function idOf(client: ApiClient, who: string): Promise<string> {
  if (!who.includes('@')) return who;
  const found = (await allUsers(client)).find(({ email }) => email === who.trim().toLowerCase());
  if (!found) throw new CliError('No user of this workspace has this e-mail address; strata user list shows them.');
  return found.id;
}
