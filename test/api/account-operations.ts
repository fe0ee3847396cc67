/** Tests the operations for users, roles and sessions, called by an administrator. */
import assert from 'node:assert/strict';
import * as o from '../../schema/generated/operations.js';
import type { ApiClient } from '../../src/cli/command.js';
import type { Send } from './report-operations.js';

/** Invites a person, changes roles, and retires the person. */
export async function accounts(admin: ApiClient, send: Send): Promise<void> {
  await send(admin, 'CreateWorkspaceDocument', o.CreateWorkspaceDocument, { input: { id: 'people' } });
  const scopes = ['segments:read'];
  await send(admin, 'DefineRoleDocument', o.DefineRoleDocument, { input: { key: 'reader', scopes } });
  const { roles } = await send(admin, 'RolesDocument', o.RolesDocument, {});
  assert.deepEqual(roles.at(-1), { key: 'reader', name: 'reader', scopes, builtIn: false });
  const { createUser } = await send(admin, 'CreateUserDocument', o.CreateUserDocument, {
    input: { email: 'mei@shop.example', roles: ['reader'] },
  });
  const { id } = createUser.user;
  await send(admin, 'ChangeUserRolesDocument', o.ChangeUserRolesDocument, { id, roles: ['analyst'] });
  await send(admin, 'ResetUserDocument', o.ResetUserDocument, { id });
  await send(admin, 'EndSessionsOfDocument', o.EndSessionsOfDocument, { user: id });
  await send(admin, 'RetireUserDocument', o.RetireUserDocument, { id });
  const { users } = await send(admin, 'UsersDocument', o.UsersDocument, {});
  assert.deepEqual(
    users.edges.map(({ node }) => [node.id, node.email]),
    [[id, null]],
  );
  // A token is of no person, so fields about the person who is signed in refuse it.
  for (const [name, document] of [
    ['MeDocument', o.MeDocument],
    ['SessionsDocument', o.SessionsDocument],
    ['EndAllSessionsDocument', o.EndAllSessionsDocument],
  ] as const)
    await assert.rejects(send<unknown, object>(admin, name, document as never, {}), /SESSION_NEEDED/);
  await assert.rejects(send(admin, 'EndSessionDocument', o.EndSessionDocument, { id: 'none' }), /SESSION_NEEDED/);
}
