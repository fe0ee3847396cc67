/** GraphQL resolvers that create, list, rotate and revoke the write keys of a workspace. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  Float,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import type { StoredWriteKey } from '../../services/base/ports.js';
import { createWriteKey, revokeWriteKey, rotateWriteKey, writeKeysOf } from '../../services/credentials/write-keys.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { WriteKey } from './write-key.type.js';

@InputType({ description: 'A write key to create, with the rules for data that a page or an app delivers with it.' })
class WriteKeyInput {
  @Field(() => String, { description: 'The source of data delivered with it.' }) source!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the key.' }) label?: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Origins of the pages that may use it, as https://shop.example. Default: all, and apps.',
  })
  origins?: string[];
  @Field(() => Int, {
    nullable: true,
    description: 'Maximum requests per second on each process. Default: the limit of every caller.',
  })
  ratePerSecond?: number;
  @Field(() => [String], {
    nullable: true,
    description:
      'The only event types it delivers. Default: all except orders and `consent_withdrawn`. Types of coupons, contacts, experiments, refunds and `consent_given` are never delivered.',
  })
  events?: string[];
  @Field(() => [String], { nullable: true, description: 'Order types it delivers as well. Default: none.' })
  orders?: string[];
  @Field(() => [String], { nullable: true, description: 'Tags that traits may set. Default: none.' })
  traits?: string[];
}

@ObjectType({ description: 'The text of a write key. It is returned only once.' })
class NewWriteKey {
  @Field(() => String, { description: 'The key, for the page or the app.' }) key!: string;
  @Field(() => String, { description: 'Its id, by which it is listed, rotated and revoked.' }) id!: string;
}

const WriteKeyConnectionBase = connectionTypes(WriteKey, 'WriteKey');
@ObjectType({ description: 'A page of write keys, newest first.' })
class WriteKeyConnection extends WriteKeyConnectionBase {}

@Resolver()
export class WriteKeyResolver {
  @Authorized('admin')
  @Mutation(() => NewWriteKey, {
    description:
      'Creates a write key, which may be embedded in a page. It delivers to /v1 and cannot read. It does not expire, and its text is returned only once.',
  })
  createWriteKey(
    @Arg('input', () => WriteKeyInput, { description: 'The rules of the write key.' }) input: WriteKeyInput,
    @Ctx() c: Context,
  ): Promise<NewWriteKey> {
    return createWriteKey(c.services, c.principal, input);
  }

  @Authorized('admin')
  @Query(() => WriteKeyConnection, { description: 'Write keys, newest first, including revoked ones.' })
  async writeKeys(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<StoredWriteKey>> {
    checkFirst(first);
    return toConnection(
      await writeKeysOf(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (key) => key.id,
      (key) => key,
    );
  }

  @Authorized('admin')
  @Mutation(() => NewWriteKey, {
    description: 'Replaces the text of a write key and returns the new text once. Its delivery rules stay.',
  })
  rotateWriteKey(
    @Arg('id', () => String, { description: 'The id of the write key.' }) id: string,
    @Arg('graceHours', () => Float, {
      defaultValue: 0,
      description: 'Hours for which the former text stays valid, at most 720, because open pages still use it.',
    })
    graceHours: number,
    @Ctx() c: Context,
  ): Promise<NewWriteKey> {
    return rotateWriteKey(c.services, c.principal, id, graceHours);
  }

  @Authorized('admin')
  @Mutation(() => Boolean, {
    description: 'Revokes a write key at once on every process. Returns false if it was revoked before.',
  })
  revokeWriteKey(
    @Arg('id', () => String, { description: 'The id of the write key.' }) id: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    return revokeWriteKey(c.services, c.principal, id);
  }
}
