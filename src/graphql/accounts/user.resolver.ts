/** GraphQL resolvers with which administrators manage users and roles. */
import { Arg, Args, Authorized, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { defineRole, rolesOf } from '../../services/accounts/roles.js';
import { endSessionsOf } from '../../services/accounts/sessions.js';
import {
  changeUserRoles,
  createUser,
  resetUser,
  retireUser,
  usersOf,
  type InvitedUser as Invited,
} from '../../services/accounts/users.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { InvitedUser, Role, RoleInput, User, UserConnection, UserInput, userOf } from './account.type.js';

const shown = ({ user, link, expiresAt }: Invited): InvitedUser => ({ user: userOf(user), link, expiresAt });

@Resolver()
export class UserResolver {
  @Authorized('admin')
  @Query(() => [Role], { description: 'All roles of the workspace, the built-in ones first.' })
  roles(@Ctx() c: Context): Promise<Role[]> {
    return rolesOf(c.services, c.principal);
  }

  @Authorized('admin')
  @Mutation(() => Role, {
    description:
      'Defines a role, or replaces the scopes of a defined one. Sessions of its users have the new scopes from their next request on.',
  })
  defineRole(
    @Arg('input', () => RoleInput, { description: 'Key, name and scopes of the role.' }) input: RoleInput,
    @Ctx() c: Context,
  ): Promise<Role> {
    return defineRole(c.services, c.principal, input);
  }

  @Authorized('admin')
  @Query(() => UserConnection, { description: 'Users of the workspace, newest first, including retired ones.' })
  async users(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<User>> {
    checkFirst(first);
    return toConnection(
      await usersOf(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (user) => user.id,
      userOf,
    );
  }

  @Authorized('admin')
  @Mutation(() => InvitedUser, {
    description:
      'Creates a user and returns a link, with which the person chooses a password and signs in. It works once, within 72 hours.',
  })
  async createUser(
    @Arg('input', () => UserInput, { description: 'E-mail address, name and roles.' }) input: UserInput,
    @Ctx() c: Context,
  ): Promise<InvitedUser> {
    return shown(await createUser(c.services, c.principal, input));
  }

  @Authorized('admin')
  @Mutation(() => User, {
    description: 'Replaces the roles of a user. Its sessions have the new scopes from their next request on.',
  })
  async changeUserRoles(
    @Arg('id', () => String, { description: 'Id of the user.' }) id: string,
    @Arg('roles', () => [String], { description: 'Keys of all its roles.' }) roles: string[],
    @Ctx() c: Context,
  ): Promise<User> {
    return userOf(await changeUserRoles(c.services, c.principal, id, roles));
  }

  @Authorized('admin')
  @Mutation(() => InvitedUser, {
    description:
      'Returns a new link for a user who forgot the password. It replaces an earlier link. The old password holds until the link is used.',
  })
  async resetUser(
    @Arg('id', () => String, { description: 'Id of the user.' }) id: string,
    @Ctx() c: Context,
  ): Promise<InvitedUser> {
    return shown(await resetUser(c.services, c.principal, id));
  }

  @Authorized('admin')
  @Mutation(() => User, {
    description: 'Retires a user. Its sessions end, and its e-mail address, name and password are erased.',
  })
  async retireUser(
    @Arg('id', () => String, { description: 'Id of the user.' }) id: string,
    @Ctx() c: Context,
  ): Promise<User> {
    return userOf(await retireUser(c.services, c.principal, id));
  }

  @Authorized('admin')
  @Mutation(() => Int, { description: 'Ends all sessions of a user. Returns how many ended.' })
  endSessionsOf(
    @Arg('user', () => String, { description: 'Id of the user.' }) user: string,
    @Ctx() c: Context,
  ): Promise<number> {
    return endSessionsOf(c.services, c.principal, user);
  }
}
