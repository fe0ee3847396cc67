/** GraphQL resolvers that define tags and write their values. */
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { TagDefinition } from '../../engine/types.js';
import { printCondition, printMetric } from '../../engine/segments/print.js';
import { formatDuration } from '../../engine/time/time.js';
import { maySeeTag } from '../../services/segments/personal-access.js';
import { printTerm } from '../../services/tags/derivations.js';
import { jobDone } from '../../services/base/jobs.js';
import { defineTag, retireTag } from '../../services/tags/tag-definitions.js';
import { mapFitting } from '../../services/base/misfits.js';
import { correctTag, writeTags } from '../../services/tags/tags.js';
import type { Context } from '../context.js';
import { ItemResultType } from '../events/event.type.js';
import { withMisfits } from '../rejected-items.js';
import { showValue } from '../scalars.js';
import {
  ChangeTagInput,
  ClearTagInput,
  CorrectTagInput,
  DefineTagInput,
  SetTagInput,
  TagPointInput,
} from './tag.input.js';
import { TagDefinitionType } from './tag.type.js';

export function showDefinition(definition: TagDefinition): TagDefinitionType {
  return {
    key: definition.key,
    name: definition.name,
    description: definition.description,
    kind: definition.kind,
    type: definition.type,
    group: definition.group,
    subgroup: definition.subgroup,
    namespace: definition.namespace,
    personal: definition.personal,
    version: definition.version,
    authority: definition.authority,
    allowedValues: definition.allowedValues?.map((v) => showValue(v, definition.type)),
    ttl: definition.ttlMs === undefined ? undefined : formatDuration(definition.ttlMs),
    metric: definition.metric && printMetric(definition.metric),
    ...showDerivation(definition),
  };
}

function showDerivation({ derivation, type }: TagDefinition): Pick<TagDefinitionType, 'rules' | 'otherwise' | 'score'> {
  if (!derivation) return {};
  if (derivation.kind === 'score')
    return { score: derivation.terms.map((t) => ({ weight: t.weight, of: printTerm(t) })) };
  return {
    rules: derivation.rules.map((r) => ({ when: printCondition(r.when), value: showValue(r.value, type) })),
    otherwise: derivation.otherwise === undefined ? undefined : showValue(derivation.otherwise, type),
  };
}

@Resolver()
export class TagResolver {
  @Authorized('profiles:read')
  @Query(() => [TagDefinitionType], { description: 'All tag definitions that the token may read.' })
  async tagDefinitions(@Ctx() c: Context): Promise<TagDefinitionType[]> {
    const { catalogue } = await c.room();
    return catalogue
      .allTags()
      .filter(({ key }) => maySeeTag(c.principal, key, catalogue))
      .map(showDefinition);
  }

  @Authorized('define')
  @Mutation(() => TagDefinitionType, {
    description:
      'Defines a tag, or changes one. If the change can affect customers (TTL, authority, metric, rules, score), a job evaluates the segments and layers that read the tag, with cause DEFINITION.',
  })
  async defineTag(
    @Arg('input', () => DefineTagInput, { description: 'The tag, or its changes.' }) input: DefineTagInput,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when that job is done.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<TagDefinitionType> {
    const { tag, job } = await defineTag(c.services, c.principal, input);
    if (job && wait) await jobDone(c.services, c.principal.workspace, job.id);
    return showDefinition(tag);
  }

  @Authorized('define')
  @Mutation(() => TagDefinitionType, {
    description:
      'Retires a tag. It can no longer be read or written. Rejected with CONFLICT while a definition refers to it. Its facts are kept and come back when it is defined again with the same kind, type and namespace.',
  })
  async retireTag(
    @Arg('key', () => String, { description: 'Key of the tag.' }) key: string,
    @Ctx() c: Context,
  ): Promise<TagDefinitionType> {
    return showDefinition(await retireTag(c.services, c.principal, key));
  }

  @Mutation(() => [ItemResultType], {
    description:
      'Sets static and semi-dynamic tags, up to 1,000 per call, each with its own result. A differing static value is rejected with CONFLICT and kept as a readable conflict.',
  })
  setTags(
    @Arg('tags', () => [SetTagInput], { description: 'At most 1,000 tags of customers.' }) tags: SetTagInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(c.services, c.principal, 'set', withMisfits(tags, c.misfits, info), 'tags', dryRun);
  }

  @Mutation(() => [ItemResultType], { description: 'Clears tags, up to 1,000 per call. Values observed later stay.' })
  clearTags(
    @Arg('tags', () => [ClearTagInput], { description: 'At most 1,000 tags of customers.' }) tags: ClearTagInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(c.services, c.principal, 'clear', withMisfits(tags, c.misfits, info), 'tags', dryRun);
  }

  @Mutation(() => [ItemResultType], {
    description:
      'Records points of dynamic tags, up to 1,000 per call. The same point again is a duplicate. Among several values of one instant, the greatest (source, sequence) counts, then the greater value, regardless of the order in which they arrive.',
  })
  recordTagPoints(
    @Arg('points', () => [TagPointInput], { description: 'At most 1,000 points.' }) points: TagPointInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(
      c.services,
      c.principal,
      'record',
      mapFitting(withMisfits(points, c.misfits, info), ({ at, ...p }) => ({ ...p, observedAt: at })),
      'points',
      dryRun,
    );
  }

  @Mutation(() => [ItemResultType], {
    description:
      'Adds elements to lists, up to 1,000 changes per call. The newest change of an element counts, by (observedAt, source, sequence), regardless of the order in which writes arrive.',
  })
  addToTag(
    @Arg('changes', () => [ChangeTagInput], { description: 'At most 1,000 changes.' }) changes: ChangeTagInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(c.services, c.principal, 'add', withMisfits(changes, c.misfits, info), 'changes', dryRun);
  }

  @Mutation(() => [ItemResultType], {
    description:
      'Removes elements from lists, up to 1,000 changes per call. An element that is added later is present again.',
  })
  removeFromTag(
    @Arg('changes', () => [ChangeTagInput], { description: 'At most 1,000 changes.' }) changes: ChangeTagInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(c.services, c.principal, 'remove', withMisfits(changes, c.misfits, info), 'changes', dryRun);
  }

  @Mutation(() => [ItemResultType], {
    description:
      'Increments numbers, up to 1,000 changes per call. Increments after the newest set value count, regardless of the order in which writes arrive.',
  })
  incrementTag(
    @Arg('changes', () => [ChangeTagInput], { description: 'At most 1,000 changes.' }) changes: ChangeTagInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return writeTags(c.services, c.principal, 'increment', withMisfits(changes, c.misfits, info), 'changes', dryRun);
  }

  @Authorized('define')
  @Mutation(() => ItemResultType, {
    description: 'Corrects a static tag with a reason. The correction overrides every other write.',
  })
  correctTag(
    @Arg('input', () => CorrectTagInput, { description: 'The tag, its correct value and the reason.' })
    input: CorrectTagInput,
    @Ctx() c: Context,
  ): Promise<ItemResultType> {
    return correctTag(c.services, c.principal, input);
  }
}
