/** The workspace: its clock, identity namespaces, sandboxes. */
import { Arg, Authorized, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { IdentityNamespace } from '../../engine/model.js';
import { invalid } from '../../services/errors.js';
import { clockOf } from '../../services/clock.js';
import type { Workspace } from '../../services/ports.js';
import {
  advanceClock,
  createLiveWorkspace,
  createSandbox,
  defineNamespace,
  deleteSandbox,
} from '../../services/workspaces.js';
import type { Context } from '../context.js';
import { DateTime } from '../scalars.js';

@ObjectType('IdentityNamespace', { description: 'A kind of identity and its rules.' })
class NamespaceType {
  @Field(() => String, { description: 'The name, e.g. member_id.' }) name!: string;
  @Field(() => Int, { description: 'The most a customer may have.' }) limit!: number;
  @Field(() => Int, { description: 'A fact is addressed to the identity of the highest priority it carries.' })
  priority!: number;
  @Field(() => Boolean, { description: 'Names one person; a weak one (a device) never joins two known customers.' })
  strong!: boolean;
  @Field(() => String, { description: 'How spellings are made one: none, lowercase, phone or email.' })
  normalise!: string;
  @Field(() => [String], { description: 'Placeholder values that identify nobody.' }) blocked!: readonly string[];
}

@ObjectType('Workspace', { description: 'The tenant this token belongs to.' })
class WorkspaceType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { description: 'IANA time zone of its calendar days.' }) zone!: string;
  @Field(() => String, { description: 'Currency of money without one.' }) currency!: string;
  @Field(() => DateTime, { description: 'Its clock.' }) now!: number;
  @Field(() => Boolean, { description: 'Whether it is a sandbox with a clock of its own.' }) sandbox!: boolean;
  @Field(() => [NamespaceType], { description: 'Its identity namespaces.' })
  identityNamespaces!: readonly NamespaceType[];
}

@InputType({ description: 'A workspace to make.' })
class CreateWorkspaceInput {
  @Field(() => String, {
    description: 'Lower-case letters, digits, _ and -; below a workspace: its id, a dot, and such a name.',
  })
  id!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'IANA time zone; default Asia/Shanghai.' }) zone?: string;
  @Field(() => String, { nullable: true, description: 'Default CNY.' }) currency?: string;
}

@InputType({ description: 'A sandbox to make.' })
class CreateSandboxInput extends CreateWorkspaceInput {
  @Field(() => DateTime, { description: 'What its clock shows.' }) clock!: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether the clock runs on; default it stands.' })
  running?: boolean;
}

@InputType({ description: 'An identity namespace to define or change.' })
export class DefineNamespaceInput {
  @Field(() => String, { description: 'The name.' }) name!: string;
  @Field(() => Int, { defaultValue: 1, description: 'The most a customer may have.' }) limit!: number;
  @Field(() => Int, { defaultValue: 50, description: 'Higher wins.' }) priority!: number;
  @Field(() => Boolean, { defaultValue: false, description: 'Names one person.' }) strong!: boolean;
  @Field(() => String, { defaultValue: 'none', description: 'none, lowercase, phone or email.' }) normalise!: string;
  @Field(() => [String], { defaultValue: [], description: 'Placeholder values.' }) blocked!: string[];
}

async function show(w: Workspace, c: Context): Promise<WorkspaceType> {
  const { stores, catalogues } = c.services;
  return {
    id: w.id,
    name: w.name,
    zone: w.zone,
    currency: w.currency,
    now: clockOf(w, stores.now()),
    sandbox: w.sandbox !== undefined,
    identityNamespaces: (await catalogues.at(w)).allNamespaces(),
  };
}

@Resolver()
export class WorkspaceResolver {
  @Authorized('profiles:read')
  @Query(() => WorkspaceType, { description: "The token's workspace." })
  async workspace(@Ctx() c: Context): Promise<WorkspaceType> {
    return show((await c.room()).workspace, c);
  }

  @Authorized('installation')
  @Mutation(() => WorkspaceType, {
    description:
      'Makes a workspace on the real clock. Needs the scope `installation`. Tokens for it are issued with `strata token`.',
  })
  async createWorkspace(
    @Arg('input', () => CreateWorkspaceInput, { description: 'Its id, zone and currency.' })
    input: CreateWorkspaceInput,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await createLiveWorkspace(c.services, c.principal, input), c);
  }

  @Mutation(() => WorkspaceType, {
    description:
      "Makes a sandbox: a workspace with a clock of its own. Needs `admin`, and an id that begins with the token's own workspace and a dot; or `installation`. Tokens for it are issued with `strata token`.",
  })
  async createSandbox(
    @Arg('input', () => CreateSandboxInput, { description: 'Its id, and the instant its clock starts at.' })
    input: CreateSandboxInput,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await createSandbox(c.services, c.principal, input), c);
  }

  @Authorized('admin')
  @Mutation(() => Boolean, { description: "Removes the token's own sandbox and everything in it." })
  async deleteSandbox(
    @Arg('id', () => String, { description: 'Its id, again, so that it is not done by accident.' }) id: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await deleteSandbox(c.services, c.principal, id);
    c.hub.closeWorkspace(id);
    return true;
  }

  @Authorized('admin')
  @Mutation(() => WorkspaceType, {
    description: "Moves a sandbox's clock forward; answers when everything due by then is done.",
  })
  async advanceClock(
    @Arg('to', () => DateTime, { description: 'The instant it is to show; only forward.' }) to: string,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await advanceClock(c.services, c.principal, to), c);
  }

  @Authorized('define')
  @Mutation(() => NamespaceType, {
    description:
      'Defines an identity namespace, or changes its rules. Where its limit or strength change, a job regroups every customer; `previewIdentityNamespace` shows beforehand what it would join and separate.',
  })
  defineIdentityNamespace(
    @Arg('input', () => DefineNamespaceInput, { description: 'The namespace with all its rules.' })
    input: DefineNamespaceInput,
    @Ctx() c: Context,
  ): Promise<IdentityNamespace> {
    return defineNamespace(c.services, c.principal, namespaceOf(input));
  }
}

/** The input as rules of a namespace. */
export function namespaceOf(input: DefineNamespaceInput): IdentityNamespace {
  const { normalise } = input;
  if (normalise !== 'none' && normalise !== 'lowercase' && normalise !== 'phone' && normalise !== 'email')
    throw invalid('CHOICE_INVALID', 'expected none, lowercase, phone or email', 'input.normalise');
  return { ...input, normalise };
}
