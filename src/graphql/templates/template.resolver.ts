/** GraphQL resolvers for templates, which contain tags, segments and layer models that are ready to install. */
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  Float,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { jobDone } from '../../services/base/jobs.js';
import { formatDuration } from '../../engine/time/time.js';
import { stopSchedule, templateSchedules } from '../../services/scheduling/schedules.js';
import { DateTime } from '../scalars.js';
import { installTemplate } from '../../services/templates/templates.js';
import type { Label, Template } from '../../services/base/template-library.js';
import { templateWarnings } from '../../services/templates/template-warnings.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { JobType } from '../jobs/job.type.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

const LanguageEnum = { en: 'en', zh: 'zh' } as const;
registerEnumType(LanguageEnum, {
  name: 'Language',
  description: 'The language of names.',
  valuesConfig: { en: { description: 'English.' }, zh: { description: 'Chinese.' } },
});

@ObjectType({ description: 'A parameter that a shop sets when it installs a template.' })
class TemplateParameter {
  @Field(() => String, { description: 'The name.' }) name!: string;
  @Field(() => String, { description: 'Meaning of the parameter.' }) label!: string;
  @Field(() => String, {
    description: 'Type: number, duration (as in the language, e.g. 90d), tag, or texts (separated by commas).',
  })
  type!: string;
  @Field(() => String, { nullable: true, description: 'Default value. Null means that the parameter is required.' })
  default?: string;
}

@ObjectType('Template', { description: 'Tags, segments and layer models ready to install.' })
class TemplateType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => Int, { description: 'Its version.' }) version!: number;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { description: 'Effect of the template.' }) description!: string;
  @Field(() => [TemplateParameter], { description: 'Parameters of the template.' })
  parameters!: readonly TemplateParameter[];
}

@InputType({ description: 'The value of a parameter.' })
class TemplateParameterInput {
  @Field(() => String, { description: 'The parameter.' }) name!: string;
  @Field(() => String, { description: 'Its value as text.' }) value!: string;
}

@InputType({ description: 'A template to install or preview.' })
class InstallTemplateInput {
  @Field(() => String, { description: 'The template.' }) key!: string;
  @Field(() => [TemplateParameterInput], { nullable: true, description: 'Values of its parameters.' })
  parameters?: TemplateParameterInput[];
  @Field(() => LanguageEnum, { defaultValue: 'en', description: 'The language of names.' }) language!: keyof Label;
  @Field(() => Boolean, { defaultValue: false, description: 'Dry run: compute the result and change nothing.' })
  dryRun!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      'Interval at which its bounds are recomputed, ISO 8601, PT1H to P366D. Only for templates with quantiles. Each run publishes a new version.',
  })
  every?: string;
  @Field(() => [String], {
    nullable: true,
    description:
      'Segments, layers (`model.layer`) and layer models to compare its parts with. Default: every existing layer model.',
  })
  overlapWith?: string[];
}

@ObjectType({ description: "A layer of a template, computed on the shop's own customers." })
class TemplateLayerSize {
  @Field(() => String, { description: 'The model.' }) model!: string;
  @Field(() => String, { description: 'The layer.' }) layer!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => Int, { description: 'Number of customers in it.' }) count!: number;
  @Field(() => Float, { description: 'Share of all customers, 0 to 1.' }) share!: number;
}

@ObjectType({ description: "A segment of a template, computed on the shop's own customers." })
class TemplateSegmentSize {
  @Field(() => String, { description: 'The segment.' }) key!: string;
  @Field(() => Int, { description: 'Number of members.' }) size!: number;
}

@ObjectType({ description: 'Customers in a part of a template and in another segment or layer.' })
class TemplateOverlapType {
  @Field(() => String, { description: 'A segment of the template, or `model.layer`.' }) part!: string;
  @Field(() => String, { description: 'Another part of the template, or an existing segment or layer.' })
  other!: string;
  @Field(() => Int, { description: 'Number of customers in both.' }) both!: number;
  @Field(() => Float, { description: 'Share of the customers in the part, 0 to 1.' }) share!: number;
}

@ObjectType({ description: 'Result of installing a template, or of a dry run.' })
export class InstallTemplatePayload {
  readonly warn!: Warn;
  @Field(() => TemplateType, { description: 'The template.' }) template!: TemplateType;
  @Field(() => Int, { description: 'Number of customers examined.' }) customers!: number;
  @Field(() => [String], { description: 'Keys of its tags.' }) tags!: readonly string[];
  @Field(() => [TemplateSegmentSize], { description: 'Its segments.' }) segments!: readonly TemplateSegmentSize[];
  @Field(() => [TemplateOverlapType], {
    description: 'Overlaps of its parts with each other and with existing segments and layers.',
  })
  overlaps!: readonly TemplateOverlapType[];
  @Field(() => [TemplateLayerSize], { description: 'Its layers.' }) layers!: readonly TemplateLayerSize[];
  @Field(() => [JobType], { description: 'Jobs that evaluate every customer under it. Empty for a dry run.' })
  jobs!: readonly JobType[];
}

function show(t: Template, language: keyof Label): TemplateType {
  return {
    key: t.key,
    version: t.version,
    name: t.label[language],
    description: t.description[language],
    parameters: t.parameters.map((p) => ({ ...p, label: p.label[language] })),
  };
}

@ObjectType({ description: 'A template whose bounds are recomputed on a schedule.' })
class TemplateSchedule {
  @Field(() => String, { description: 'The template.' }) template!: string;
  @Field(() => String, { description: 'Interval as an ISO 8601 duration.' }) every!: string;
  @Field(() => DateTime, { description: "Time of the next run on the workspace's clock." }) nextAt!: number;
}

@Resolver()
export class TemplateResolver {
  @Authorized('segments:read')
  @Query(() => [TemplateSchedule], { description: 'Templates whose bounds are recomputed on a schedule.' })
  async templateSchedules(@Ctx() c: Context): Promise<TemplateSchedule[]> {
    return (await templateSchedules(c.services, c.principal)).map((x) => ({
      template: x.template,
      every: formatDuration(x.everyMs),
      nextAt: x.nextAt,
    }));
  }

  @Authorized('define')
  @Mutation(() => Boolean, { description: 'Removes a schedule. Installed definitions stay unchanged.' })
  async stopTemplateSchedule(
    @Arg('template', () => String, { description: 'Key of the template.' }) template: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await stopSchedule(c.services, c.principal, template);
    return true;
  }

  @Authorized('segments:read')
  @Query(() => [TemplateType], { description: 'The template library.' })
  templates(
    @Arg('language', () => LanguageEnum, { defaultValue: 'en', description: 'The language of names.' })
    language: keyof Label,
    @Ctx() c: Context,
  ): TemplateType[] {
    return c.services.templates.map((t) => show(t, language));
  }

  @Authorized('define', 'analytics:read')
  @AsksPopulation()
  @Mutation(() => InstallTemplatePayload, {
    description:
      'Installs a template with parameters. With `dryRun`, only computes the size of every layer and segment.',
  })
  async installTemplate(
    @Arg('input', () => InstallTemplateInput, { description: 'The template and its parameters.' })
    input: InstallTemplateInput,
    @Arg('wait', () => Boolean, {
      defaultValue: false,
      description: 'Return only when every customer is evaluated under it.',
    })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<InstallTemplatePayload> {
    const r = await installTemplate(c.services, c.principal, c.services.templates, input);
    const jobs = wait ? await Promise.all(r.jobs.map((j) => jobDone(c.services, c.principal.workspace, j.id))) : r.jobs;
    return {
      ...r,
      template: show(r.template, input.language),
      jobs,
      warn: () => templateWarnings(c.services, c.principal, r.plan),
    };
  }
}
