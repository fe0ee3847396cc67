/** GraphQL resolvers that issue, list and revoke the tokens of a workspace. */
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Float,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import type { IssuedToken } from '../../services/base/ports.js';
import { issueToken, revokeToken, revokeTokensOf, tokensOf } from '../../services/credentials/tokens.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { DateTime } from '../scalars.js';

@InputType({ description: 'A token to issue.' })
class IssueTokenInput {
  @Field(() => String, { description: 'Its subject, which is the source of data written with it.' }) subject!: string;
  @Field(() => [String], { description: 'Scopes, at most those of the issuing token.' })
  scopes!: string[];
  @Field(() => Float, {
    description: 'Lifetime in hours, at most 8784. Without `admin`, no longer than that of the issuing token.',
  })
  hours!: number;
  @Field(() => String, { nullable: true, description: 'Purpose of the token.' }) label?: string;
}

@ObjectType('IssuedToken', { description: 'A token. It is returned only once.' })
class IssuedTokenType {
  @Field(() => String, { description: 'The token.' }) token!: string;
  @Field(() => String, { description: 'Its id, by which it is listed and revoked.' }) id!: string;
  @Field(() => DateTime, { description: 'Expiry of the token.' }) expiresAt!: number;
}

@ObjectType('TokenRecord', { description: 'Record of a token issued here. It cannot be used as a token.' })
class TokenRecord implements IssuedToken {
  @Field(() => String, { description: 'Its id.' }) id!: string;
  @Field(() => String, { description: 'Its subject.' }) subject!: string;
  @Field(() => [String], { description: 'Scopes of the token.' }) scopes!: readonly string[];
  @Field(() => String, { nullable: true, description: 'Purpose of the token.' }) label?: string;
  @Field(() => String, { description: 'The subject that issued it.' }) issuedBy!: string;
  @Field(() => String, { nullable: true, description: 'The id of the token it was issued with.' }) issuedWith?: string;
  @Field(() => DateTime, { description: 'Time of issue.' }) issuedAt!: number;
  @Field(() => DateTime, { description: 'Expiry of the token.' }) expiresAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of the last use, accurate to about an hour.' })
  usedAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of revocation.' }) revokedAt?: number;
  @Field(() => String, { nullable: true, description: 'The subject that revoked it.' }) revokedBy?: string;
}

@ObjectType({ description: 'Result of a revocation.' })
class RevokedTokens {
  @Field(() => [String], { description: 'Ids of the revoked tokens.' }) ids!: readonly string[];
  @Field(() => Boolean, {
    description: 'True if `issueToken` issued the named token. A token issued elsewhere is revoked as well.',
  })
  recorded!: boolean;
}

const TokenConnectionBase = connectionTypes(TokenRecord, 'Token');
@ObjectType({ description: 'A page of tokens, newest first.' })
class TokenConnection extends TokenConnectionBase {}

@ArgsType()
class TokenArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only those of this subject.' }) subject?: string;
}

@Resolver()
export class TokenResolver {
  @Authorized('tokens:issue')
  @Mutation(() => IssuedTokenType, {
    description:
      'Issues a token for this workspace. Available only if the server signs tokens itself. The token is returned only once; `tokens` lists its record.',
  })
  issueToken(
    @Arg('input', () => IssueTokenInput, { description: 'Subject, scopes and lifetime of the token.' })
    input: IssueTokenInput,
    @Ctx() c: Context,
  ): Promise<IssuedTokenType> {
    return issueToken(c.services, c.principal, c.issueToken, input);
  }

  @Authorized('admin')
  @Query(() => TokenConnection, {
    description: 'Tokens that `issueToken` issued, newest first. Expired tokens are listed for another month.',
  })
  async tokens(
    @Args(() => TokenArgs) { first, after, subject }: TokenArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<TokenRecord>> {
    checkFirst(first);
    return toConnection(
      await tokensOf(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }, { subject }),
      first,
      (token) => token.id,
      (token) => token,
    );
  }

  @Authorized('admin')
  @Mutation(() => RevokedTokens, {
    description:
      'Revokes a token by its id (its claim `jti`), also one issued elsewhere. After the response every operation with it is UNAUTHENTICATED on every process, and its open streams end.',
  })
  revokeToken(
    @Arg('id', () => String, { description: 'The id of the token.' }) id: string,
    @Arg('withIssued', () => Boolean, {
      defaultValue: false,
      description: 'Also revoke every token that was issued with it, directly or indirectly.',
    })
    withIssued: boolean,
    @Ctx() c: Context,
  ): Promise<RevokedTokens> {
    return revokeToken(c.services, c.principal, id, withIssued);
  }

  @Authorized('admin')
  @Mutation(() => DateTime, {
    description:
      'Revokes every token of a subject that was issued before an instant, also those issued elsewhere. Returns the instant.',
  })
  revokeTokensOf(
    @Arg('subject', () => String, { description: 'The subject. `*` stands for every subject.' }) subject: string,
    @Arg('issuedBefore', () => DateTime, {
      nullable: true,
      description: 'Instant before which tokens are revoked. Default: now. It must not be in the future.',
    })
    issuedBefore: string | undefined,
    @Ctx() c: Context,
  ): Promise<number> {
    return revokeTokensOf(c.services, c.principal, subject, issuedBefore);
  }
}
