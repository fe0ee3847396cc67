/** GraphQL resolvers that list, define and retire the incoming webhooks of a workspace. */
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
import {
  defineHook,
  HOOK_SCOPE,
  listHooks,
  retireHook,
  rotateHook,
  type ShownHook,
  type WithPath,
} from '../../services/hooks/hooks.js';
import { tryHook } from '../../services/hooks/hook-trial.js';
import type { HookTrial } from '../../services/hooks/received-body.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { Costs } from '../field-costs.js';
import { DateTime } from '../scalars.js';
import { HookTrialInput, HookTrialType } from './trial.type.js';

/** Cost of a field that maps a whole body. */
const TRIAL_COST = 500;

@InputType({ description: 'An incoming webhook to define or change.' })
class HookInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Name for people. Default: the key.' }) name?: string;
  @Field(() => String, { description: 'The mapping of bodies to facts, as JSON text.' }) mapping!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The secret that the sender signs with. It is never returned. Null removes it.',
  })
  signingSecret?: string | null;
}

@ObjectType({ description: 'An incoming webhook.' })
class Hook {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Name for people.' }) name!: string;
  @Field(() => String, { description: 'The source of its events and tag writes.' }) source!: string;
  @Field(() => String, { description: 'The mapping, as JSON text.' }) mapping!: string;
  @Field(() => Int, { description: 'Number of its changes, from 1.' }) version!: number;
  @Field(() => DateTime, { description: 'Time of creation.' }) createdAt!: number;
  @Field(() => String, { description: 'The subject that saved it last.' }) savedBy!: string;
  @Field(() => DateTime, { nullable: true, description: 'Time of retirement. Null while it is in force.' })
  retiredAt?: number;
}

@ObjectType({ description: 'An incoming webhook with the path of its new address.' })
class HookPayload {
  @Field(() => Hook, { description: 'The webhook.' }) hook!: ShownHook;
  @Field(() => String, {
    nullable: true,
    description: 'Path of the address on this server. It is returned only once. Null: the address stays.',
  })
  path?: string;
}

const HookConnectionBase = connectionTypes(Hook, 'Hook');
@ObjectType({ description: 'A page of incoming webhooks.' })
class HookConnection extends HookConnectionBase {}

@Resolver()
export class HookResolver {
  @Authorized(HOOK_SCOPE)
  @Query(() => HookConnection, { description: 'Incoming webhooks by key, including retired ones.' })
  async hooks(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<ShownHook>> {
    checkFirst(first);
    return toConnection(
      await listHooks(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (hook) => hook.key,
      (hook) => hook,
    );
  }

  @Authorized(HOOK_SCOPE)
  @Costs(TRIAL_COST)
  @Query(() => HookTrialType, {
    description:
      'The facts that a mapping makes of a sample body, with the outcomes that they would have. Writes nothing, and does not check the signature.',
  })
  tryHook(
    @Arg('input', () => HookTrialInput, { description: 'The mapping and the sample.' }) input: HookTrialInput,
    @Ctx() c: Context,
  ): Promise<HookTrial> {
    return tryHook(c.services, c.principal, input);
  }

  @Authorized(HOOK_SCOPE)
  @Mutation(() => HookPayload, {
    description: 'Defines an incoming webhook and returns the path of its address once, or changes its mapping.',
  })
  defineHook(
    @Arg('input', () => HookInput, { description: 'The webhook.' }) input: HookInput,
    @Ctx() c: Context,
  ): Promise<WithPath> {
    return defineHook(c.services, c.principal, input);
  }

  @Authorized(HOOK_SCOPE)
  @Mutation(() => HookPayload, { description: 'Gives an incoming webhook another address and returns its path once.' })
  rotateHook(
    @Arg('key', () => String, { description: 'Key of the webhook.' }) key: string,
    @Arg('graceHours', () => Float, {
      defaultValue: 0,
      description: 'Hours for which the former address stays valid, at most 720.',
    })
    graceHours: number,
    @Ctx() c: Context,
  ): Promise<WithPath> {
    return rotateHook(c.services, c.principal, key, graceHours);
  }

  @Authorized(HOOK_SCOPE)
  @Mutation(() => Hook, {
    description: 'Ends an incoming webhook at once on every process. Defining it again gives it another address.',
  })
  retireHook(
    @Arg('key', () => String, { description: 'Key of the webhook.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ShownHook> {
    return retireHook(c.services, c.principal, key);
  }
}
