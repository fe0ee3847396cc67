/** GraphQL resolvers for models that are stored in versions and write scores as tags. */
import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { usableVersion } from '../../engine/models/model-definition.js';
import {
  defineModel,
  findModel,
  listModels,
  modelHistory,
  MODELS_DEFINE,
  MODELS_READ,
  retireModel,
} from '../../services/models/model-definitions.js';
import { jobDone } from '../../services/base/jobs.js';
import { scoreModel } from '../../services/models/scoring.js';
import { trainModel } from '../../services/models/training.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { JobType } from '../jobs/job.type.js';
import { PageArgs } from '../page.args.js';
import {
  ModelConnection,
  ModelHistory,
  ModelInput,
  ModelType,
  showModel,
  showVersion,
} from './model-definition.type.js';

const WAIT = { defaultValue: false, description: 'Return only when the job has ended.' } as const;
const KEY = { description: 'Key of the model.' } as const;

@Resolver()
export class ModelDefinitionResolver {
  @Authorized(MODELS_READ)
  @Query(() => ModelType, { nullable: true, description: 'A model by its key.' })
  async model(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<ModelType | undefined> {
    const found = await findModel(c.services, c.principal, key);
    return found && showModel(found);
  }

  @Authorized(MODELS_READ)
  @Query(() => ModelConnection, { description: 'Models by key, including retired ones.' })
  async models(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<ModelType>> {
    checkFirst(first);
    const page = await listModels(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(page, first, ({ key }) => key, showModel);
  }

  @Authorized(MODELS_DEFINE)
  @Mutation(() => ModelType, { description: 'Defines a model, changes it or reactivates it.' })
  async defineModel(
    @Arg('input', () => ModelInput, { description: 'The model.' }) input: ModelInput,
    @Ctx() c: Context,
  ): Promise<ModelType> {
    return showModel(await defineModel(c.services, c.principal, input));
  }

  @Authorized(MODELS_DEFINE)
  @Mutation(() => ModelType, { description: 'Retires a model. Its scores stay until they expire.' })
  async retireModel(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<ModelType> {
    return showModel(await retireModel(c.services, c.principal, key));
  }

  @Authorized(MODELS_DEFINE)
  @Mutation(() => JobType, { description: 'Trains a model on the facts received by now, as a new version.' })
  async trainModel(
    @Arg('key', () => String, KEY) key: string,
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<JobType> {
    const job = await trainModel(c.services, c.principal, key);
    return wait ? jobDone(c.services, c.principal.workspace, job.id) : job;
  }

  @Authorized(MODELS_DEFINE)
  @Mutation(() => JobType, { description: 'Writes the scores of every customer by the newest version that is used.' })
  async scoreModel(
    @Arg('key', () => String, KEY) key: string,
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<JobType> {
    const job = await scoreModel(c.services, c.principal, key);
    return wait ? jobDone(c.services, c.principal.workspace, job.id) : job;
  }
}

@Resolver(() => ModelType)
export class ModelDefinitionFieldsResolver {
  @FieldResolver(() => ModelHistory, {
    description: 'Its trained versions, its last scores, and its due training and scoring.',
  })
  async history(@Root() { definition }: ModelType, @Ctx() c: Context): Promise<ModelHistory> {
    const { versions, schedule } = await c.inTurn(() => modelHistory(c.services, c.principal, definition.key));
    const used = definition.retired ? undefined : usableVersion(definition, versions);
    return {
      versions: versions.toReversed().map((version) => showVersion(version, version.version === used?.version)),
      ...(schedule?.scored ? { scored: schedule.scored } : {}),
      ...(schedule?.nextTrainingAt === undefined ? {} : { nextTrainingAt: schedule.nextTrainingAt }),
      ...(schedule?.nextScoringAt === undefined ? {} : { nextScoringAt: schedule.nextScoringAt }),
    };
  }
}
