/** GraphQL types of users, roles and sessions. */
import { Field, InputType, ObjectType } from 'type-graphql';
import type { StoredUser } from '../../services/base/ports.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'A named set of scopes.' })
export class Role {
  @Field(() => String, { description: 'Key of the role.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => [String], { description: 'Its scopes.' }) scopes!: readonly string[];
  @Field(() => Boolean, { description: 'True if every workspace has it and it cannot be changed.' }) builtIn!: boolean;
}

@ObjectType({ description: 'A person who may sign in to the dashboard.' })
export class User {
  @Field(() => String, { description: 'Its id. Data that the user writes has the source `user:` and this id.' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'E-mail address. A retired user has none.' }) email?: string;
  @Field(() => String, { nullable: true, description: 'Name. A retired user has none.' }) name?: string;
  @Field(() => [String], { description: 'Keys of its roles.' }) roles!: readonly string[];
  @Field(() => Boolean, { description: 'True if the user has chosen a password.' }) hasPassword!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'End of the link that was made last and not used yet.' })
  linkExpiresAt?: number;
  @Field(() => String, { description: 'The subject that created it.' }) createdBy!: string;
  @Field(() => DateTime, { description: 'Time of creation.' }) createdAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of retirement.' }) retiredAt?: number;
}

const UserConnectionBase = connectionTypes(User, 'User');
@ObjectType({ description: 'A page of users, newest first.' })
export class UserConnection extends UserConnectionBase {}

@ObjectType({ description: 'A user with a link to sign in once. The link is returned only here.' })
export class InvitedUser {
  @Field(() => User, { description: 'The user.' }) user!: User;
  @Field(() => String, {
    description: 'The link, as a path below the address of the dashboard. The person chooses a password with it.',
  })
  link!: string;
  @Field(() => DateTime, { description: 'Expiry of the link.' }) expiresAt!: number;
}

@ObjectType({ description: 'A session of a signed-in user in one browser.' })
export class Session {
  @Field(() => String, { description: 'Its id.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Browser and operating system.' }) device?: string;
  @Field(() => DateTime, { description: 'Time of signing in.' }) createdAt!: number;
  @Field(() => DateTime, { description: 'Time of the last use, accurate to some minutes.' }) usedAt!: number;
  @Field(() => DateTime, { description: 'Time at which it ends at the latest.' }) expiresAt!: number;
  @Field(() => Boolean, { description: 'True for the session of this request.' }) current!: boolean;
}

@ObjectType({ description: 'The person who is signed in.' })
export class Me {
  @Field(() => User, { description: 'The user.' }) user!: User;
  @Field(() => [String], { description: 'Scopes of all its roles together.' }) scopes!: readonly string[];
}

@InputType({ description: 'A user to create.' })
export class UserInput {
  @Field(() => String, { description: 'E-mail address, with which the person signs in.' }) email!: string;
  @Field(() => String, { nullable: true, description: 'Name. Default: the e-mail address.' }) name?: string;
  @Field(() => [String], { description: 'Keys of its roles.' }) roles!: string[];
}

@InputType({ description: 'A role to define or to change.' })
export class RoleInput {
  @Field(() => String, { description: 'Key of the role. The keys of built-in roles are reserved.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name. Default: the key.' }) name?: string;
  @Field(() => [String], { description: 'All scopes of the role.' }) scopes!: string[];
}

export function userOf({ password, link, ...user }: StoredUser): User {
  return {
    id: user.id,
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(user.name === undefined ? {} : { name: user.name }),
    roles: user.roles,
    hasPassword: password !== undefined,
    ...(link === undefined ? {} : { linkExpiresAt: link.until }),
    createdBy: user.createdBy,
    createdAt: user.createdAt,
    ...(user.retiredAt === undefined ? {} : { retiredAt: user.retiredAt }),
  };
}
