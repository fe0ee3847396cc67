/** GraphQL resolvers about the person who is signed in, and its sessions. */
import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { endSession, endSessionsOf, me, mustBeUser, ownSessions } from '../../services/accounts/sessions.js';
import type { Context } from '../context.js';
import { Me, Session, userOf } from './account.type.js';

@Resolver()
export class AccountResolver {
  @Query(() => Me, { description: 'The person who is signed in. Tokens are refused, because they are of no person.' })
  async me(@Ctx() c: Context): Promise<Me> {
    return { user: userOf(await me(c.services, c.principal)), scopes: [...c.principal.scopes].sort() };
  }

  @Query(() => [Session], { description: 'Open sessions of the person who is signed in, newest first.' })
  sessions(@Ctx() c: Context): Promise<Session[]> {
    return ownSessions(c.services, c.principal);
  }

  @Mutation(() => Boolean, {
    description: 'Ends a session of the person who is signed in. It is refused from then on, on every process.',
  })
  endSession(
    @Arg('id', () => String, { description: 'Id of the session.' }) id: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    return endSession(c.services, c.principal, id);
  }

  @Mutation(() => Int, {
    description: 'Ends all sessions of the person who is signed in, this one included. Returns how many ended.',
  })
  endAllSessions(@Ctx() c: Context): Promise<number> {
    return endSessionsOf(c.services, c.principal, mustBeUser(c.principal));
  }
}
