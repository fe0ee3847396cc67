/** GraphQL resolvers for the workspace: its clock, identity namespaces and sandboxes. */
import { Arg, Authorized, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { IdentityNamespace } from '../../engine/types.js';
import { roomOf } from '../../services/base/room.js';
import { jobDone } from '../../services/base/jobs.js';
import type { Workspace } from '../../services/base/ports.js';
import {
  advanceClock,
  createLiveWorkspace,
  createSandbox,
  deleteSandbox,
  workspaceIds,
} from '../../services/workspaces/workspaces.js';
import { defineNamespace } from '../../services/identity/namespaces.js';
import type { Context } from '../context.js';
import { DateTime } from '../scalars.js';

@ObjectType('IdentityNamespace', { description: 'An identity namespace and its rules.' })
class NamespaceType {
  @Field(() => String, { description: 'The name, e.g. member_id.' }) name!: string;
  @Field(() => Int, { description: 'Maximum number of identities of the namespace for one customer.' }) limit!: number;
  @Field(() => Int, {
    description: 'Priority. A fact with several identities is addressed to the one with the highest priority.',
  })
  priority!: number;
  @Field(() => Boolean, {
    description:
      'True for a strong namespace, which identifies one person. A weak one, such as a device, never merges two known customers.',
  })
  strong!: boolean;
  @Field(() => String, { description: 'Normalisation of values: none, lowercase, phone or email.' })
  normalise!: string;
  @Field(() => [String], { description: 'Placeholder values of this namespace, which identify nobody.' })
  blocked!: readonly string[];
  @Field(() => Boolean, {
    description: 'True if the common placeholders (null, 0, undefined, ...) identify nobody here.',
  })
  builtInPlaceholders!: boolean;
}

@ObjectType('Workspace', { description: 'A workspace, the tenant of a token.' })
class WorkspaceType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { description: 'IANA time zone of its calendar days.' }) zone!: string;
  @Field(() => String, { description: 'Currency of amounts without a currency.' }) currency!: string;
  @Field(() => DateTime, { description: 'Current time on its clock.' }) now!: number;
  @Field(() => Boolean, { description: 'True for a sandbox, which has its own clock.' }) sandbox!: boolean;
  @Field(() => [NamespaceType], { description: 'Its identity namespaces.' })
  identityNamespaces!: readonly NamespaceType[];
}

@InputType({ description: 'A workspace to create.' })
class CreateWorkspaceInput {
  @Field(() => String, {
    description:
      'Lower-case letters, digits, _ and -. Below another workspace: the id of that workspace, a dot, and such a name.',
  })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'IANA time zone. Default Asia/Shanghai.' }) zone?: string;
  @Field(() => String, { nullable: true, description: 'Currency. Default CNY.' }) currency?: string;
}

@InputType({ description: 'A sandbox to create.' })
class CreateSandboxInput extends CreateWorkspaceInput {
  @Field(() => DateTime, { description: 'Initial time of its clock.' }) clock!: string;
  @Field(() => Boolean, { nullable: true, description: 'True if the clock runs. By default it stands still.' })
  running?: boolean;
}

@InputType({
  description:
    'An identity namespace to define or to change. Fields that are left out stay unchanged; null restores the default. The default of a built-in namespace is its rule in a new workspace.',
})
export class DefineNamespaceInput {
  @Field(() => String, { description: 'The name.' }) name!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Maximum number of identities of the namespace for one customer. Default 1.',
  })
  limit?: number;
  @Field(() => Int, { nullable: true, description: 'Priority; the highest one wins. Default 50.' }) priority?: number;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a strong namespace, which identifies one person. Default false.',
  })
  strong?: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Normalisation of values: none, lowercase, phone or email. Default none.',
  })
  normalise?: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Complete list of its own placeholder values. Default none.',
  })
  blocked?: string[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if null, 0, undefined, anonymous, -1, 0000-000, [object Object], guest, {{user_id}} and the like identify nobody here. Default true.',
  })
  builtInPlaceholders?: boolean;
}

const showNamespace = (n: IdentityNamespace): NamespaceType => ({
  ...n,
  builtInPlaceholders: n.builtInPlaceholders ?? true,
});

async function show(w: Workspace, c: Context): Promise<WorkspaceType> {
  const { catalogue, now } = await roomOf(c.services, w);
  return {
    id: w.id,
    name: w.name,
    zone: w.zone,
    currency: w.currency,
    now,
    sandbox: w.sandbox !== undefined,
    identityNamespaces: catalogue.allNamespaces().map(showNamespace),
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
  @Query(() => [String], { description: 'Ids of all workspaces of the installation. Needs the scope `installation`.' })
  workspaceIds(@Ctx() c: Context): Promise<string[]> {
    return workspaceIds(c.services, c.principal);
  }

  @Authorized('installation')
  @Mutation(() => WorkspaceType, {
    description:
      'Creates a workspace on the real clock. Needs the scope `installation`. Tokens for it are issued with `strata token`.',
  })
  async createWorkspace(
    @Arg('input', () => CreateWorkspaceInput, { description: 'Id, time zone and currency of the workspace.' })
    input: CreateWorkspaceInput,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await createLiveWorkspace(c.services, c.principal, input), c);
  }

  @Mutation(() => WorkspaceType, {
    description:
      "Creates a sandbox: a workspace with its own clock. Needs `installation`, or `admin` and an id that begins with the token's own workspace and a dot. Tokens for it are issued with `strata token`.",
  })
  async createSandbox(
    @Arg('input', () => CreateSandboxInput, { description: 'Id of the sandbox and initial time of its clock.' })
    input: CreateSandboxInput,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await createSandbox(c.services, c.principal, input), c);
  }

  @Authorized('admin')
  @Mutation(() => Boolean, { description: "Removes the token's own sandbox and everything in it." })
  async deleteSandbox(
    @Arg('id', () => String, { description: 'Id of the sandbox, as a confirmation.' }) id: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await deleteSandbox(c.services, c.principal, id);
    c.hub.closeWorkspace(id);
    return true;
  }

  @Authorized('admin')
  @Mutation(() => WorkspaceType, {
    description: 'Advances the clock of a sandbox. Returns when all work due by then is done.',
  })
  async advanceClock(
    @Arg('to', () => DateTime, { description: 'New time of the clock, not before its current time.' }) to: string,
    @Ctx() c: Context,
  ): Promise<WorkspaceType> {
    return show(await advanceClock(c.services, c.principal, to), c);
  }

  @Authorized('define')
  @Mutation(() => NamespaceType, {
    description:
      'Defines an identity namespace, or changes its rules. If its limit, strength, normalisation or placeholders change, a job converts stored identities to their new form and regroups every customer. `previewIdentityNamespace` shows the resulting merges and splits beforehand.',
  })
  async defineIdentityNamespace(
    @Arg('input', () => DefineNamespaceInput, { description: 'The namespace, or its changes.' })
    input: DefineNamespaceInput,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when that job is done.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<NamespaceType> {
    const { namespace, job } = await defineNamespace(c.services, c.principal, input);
    if (job && wait) await jobDone(c.services, c.principal.workspace, job.id);
    return showNamespace(namespace);
  }
}
