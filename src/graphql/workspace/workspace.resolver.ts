/** The workspace: its clock, identity namespaces, sandboxes. */
import { Arg, Authorized, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { IdentityNamespace } from '../../engine/model.js';
import { clockOf } from '../../services/base/clock.js';
import { jobDone } from '../../services/base/jobs.js';
import type { Workspace } from '../../services/base/ports.js';
import {
  advanceClock,
  createLiveWorkspace,
  createSandbox,
  deleteSandbox,
} from '../../services/workspaces/workspaces.js';
import { defineNamespace } from '../../services/identity/namespaces.js';
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
  @Field(() => [String], { description: 'Its own placeholder values, which identify nobody.' })
  blocked!: readonly string[];
  @Field(() => Boolean, {
    description: 'Whether the placeholders that every namespace knows (null, 0, undefined, ...) identify nobody here.',
  })
  builtInPlaceholders!: boolean;
}

@ObjectType('Workspace', { description: 'The tenant this token belongs to.' })
class WorkspaceType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
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
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'IANA time zone; default Asia/Shanghai.' }) zone?: string;
  @Field(() => String, { nullable: true, description: 'Default CNY.' }) currency?: string;
}

@InputType({ description: 'A sandbox to make.' })
class CreateSandboxInput extends CreateWorkspaceInput {
  @Field(() => DateTime, { description: 'Time on its clock.' }) clock!: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether the clock runs. By default it stands still.' })
  running?: boolean;
}

@InputType({ description: 'An identity namespace to define, or to change: what is left out stays as it is.' })
export class DefineNamespaceInput {
  @Field(() => String, { description: 'The name.' }) name!: string;
  @Field(() => Int, { nullable: true, description: 'The most a customer may have; of a new one 1.' }) limit?: number;
  @Field(() => Int, { nullable: true, description: 'Higher wins; of a new one 50.' }) priority?: number;
  @Field(() => Boolean, { nullable: true, description: 'Names one person; of a new one false.' }) strong?: boolean;
  @Field(() => String, { nullable: true, description: 'none, lowercase, phone or email; of a new one none.' })
  normalise?: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Placeholder values of its own, the whole list; of a new one none.',
  })
  blocked?: string[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether null, 0, undefined, anonymous, -1, 0000-000, [object Object] and the like identify nobody here; of a new one true.',
  })
  builtInPlaceholders?: boolean;
}

const showNamespace = (n: IdentityNamespace): NamespaceType => ({
  ...n,
  builtInPlaceholders: n.builtInPlaceholders ?? true,
});

async function show(w: Workspace, c: Context): Promise<WorkspaceType> {
  const { stores, catalogues } = c.services;
  return {
    id: w.id,
    name: w.name,
    zone: w.zone,
    currency: w.currency,
    now: clockOf(w, stores.now()),
    sandbox: w.sandbox !== undefined,
    identityNamespaces: (await catalogues.at(w)).allNamespaces().map(showNamespace),
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
    description: "Advances a sandbox's clock. Returns when everything due by then is done.",
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
      'Defines an identity namespace, or changes its rules. Where its limit, strength, normalisation or placeholders change, a job gives stored identities their new form and regroups every customer; `previewIdentityNamespace` shows beforehand what it would join and separate.',
  })
  async defineIdentityNamespace(
    @Arg('input', () => DefineNamespaceInput, { description: 'The namespace, or what changes of it.' })
    input: DefineNamespaceInput,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer only when that job is done.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<NamespaceType> {
    const { namespace, job } = await defineNamespace(c.services, c.principal, input);
    if (job && wait) await jobDone(c.services, c.principal.workspace, job.id);
    return showNamespace(namespace);
  }
}
