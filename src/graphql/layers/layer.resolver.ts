/** GraphQL resolvers for layer models, for the distribution of customers over layers, and for moves between layers. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
  UseMiddleware,
} from 'type-graphql';
import { layerKey, layerOf, modelOf, type LayerModel } from '../../engine/layers/layers.js';
import { formatDuration } from '../../engine/time/time.js';
import { printCondition } from '../../engine/segments/print.js';
import type { FeedItem } from '../../live/hub.js';
import { revealedBy, type AlertChange, type MembershipChange } from '../../live/topics.js';
import { hasScope, requireScope } from '../../services/base/access.js';
import { invalid, ServiceError } from '../../services/base/errors.js';
import { instant } from '../../services/base/inputs.js';
import { jobDone } from '../../services/base/jobs.js';
import {
  defineLayerModel,
  discardLayerModelDraft,
  publishLayerModel,
  retireLayerModel,
} from '../../services/layers/layers.js';
import { distribution, migrations } from '../../services/layers/layer-counts.js';
import { conditionWarnings, layerConditions } from '../../services/segments/condition-warnings.js';
import { alertsOf, countAlerts, METRICS_READ } from '../../services/layers/migration-alerts.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { hiddenFrom, listener, type Context, readsAlone } from '../context.js';
import { PageArgs } from '../page.args.js';
import { AsksPopulation } from '../field-costs.js';
import { DateTime } from '../scalars.js';
import { LayerType, type AlertType } from './layer.type.js';
import {
  AlertConnectionBase,
  AlertEvent,
  DefineLayerModelInput,
  LayerCountType,
  LayerEvent,
  LayerMigration,
  LayerModelPayload,
  LayerModelType,
} from './layer.type.js';

export function showLayer(model: LayerModel, key: string): LayerType {
  const l = model.layers.find((x) => x.key === key)!;
  return {
    key: l.key,
    name: l.name,
    when: l.when && printCondition(l.when),
    objective: l.objective,
    advice: l.advice,
    reach: l.reach,
    coupons: l.coupons,
    path: layerKey(model.key, l.key),
  };
}

function showModel(m: LayerModel): LayerModelType {
  return {
    key: m.key,
    name: m.name,
    description: m.description,
    version: m.version,
    retired: m.retired,
    draft: m.draft ?? false,
    layers: m.layers.map((l) => showLayer(m, l.key)),
    warnings: (m.warnings ?? []).map(({ withinMs, ...w }) => ({
      ...w,
      within: withinMs === undefined ? undefined : formatDuration(withinMs),
    })),
  };
}

interface MoveArgs {
  readonly models?: readonly string[] | null;
  readonly profiles?: readonly string[] | null;
  readonly after?: string | null;
}

const MAX_NAMED = 200;

@Resolver(() => LayerType)
export class LayerUsersResolver {
  @Authorized('segments:read')
  @FieldResolver(() => [String], {
    description: 'Users of it: segments, layers, derived tags, warnings, drafts, coupons, packs.',
  })
  async dependants(@Root() layer: LayerType, @Ctx() c: Context): Promise<readonly string[]> {
    return (await c.references()).toSegment(layer.path);
  }
}

@Resolver(() => LayerModelType)
export class LayerResolver {
  @Authorized('segments:read')
  @Query(() => LayerModelType, { nullable: true, description: 'A layer model by its key.' })
  async layerModel(
    @Arg('key', () => String, { description: 'Key of the model.' }) key: string,
    @Ctx() c: Context,
  ): Promise<LayerModelType | undefined> {
    const { catalogue } = await c.room();
    const m = catalogue.layerModel(key) ?? catalogue.modelDraft(key);
    return m && showModel(m);
  }

  @Authorized('segments:read')
  @Query(() => [LayerModelType], { description: 'All layer models in use, and drafts of new ones, by key.' })
  async layerModels(@Ctx() c: Context): Promise<LayerModelType[]> {
    const { catalogue } = await c.room();
    return [...catalogue.layerModels(), ...catalogue.modelDrafts().filter((d) => !catalogue.layerModel(d.key))]
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((m) => showModel(m));
  }

  @FieldResolver(() => LayerModelType, {
    nullable: true,
    description: 'The unpublished draft of its next version.',
  })
  async nextDraft(@Root() m: LayerModelType, @Ctx() c: Context): Promise<LayerModelType | undefined> {
    const { catalogue } = await c.room();
    const draft = m.draft ? undefined : catalogue.modelDraft(m.key);
    return draft && showModel(draft);
  }

  @UseMiddleware(readsAlone)
  @AsksPopulation()
  @FieldResolver(() => [LayerCountType], {
    description:
      'Exact number of customers in each layer, now or at a past instant by the facts known now. For a draft, the numbers it would have.',
  })
  distribution(
    @Root() m: LayerModelType,
    @Arg('asOf', () => DateTime, { nullable: true, description: 'A past instant. Default: now.' }) asOf:
      | string
      | undefined,
    @Ctx() c: Context,
  ): Promise<LayerCountType[]> {
    return distribution(c.services, c.principal, m.key, {
      asOf: asOf === undefined ? undefined : instant(asOf, 'asOf'),
      draft: m.draft,
    });
  }

  @Authorized('segments:read', 'analytics:read')
  @AsksPopulation()
  @Query(() => [LayerMigration], {
    description:
      'The migration matrix of a model between two instants, by the facts known now: the number of customers for each pair of layers.',
  })
  layerMigrations(
    @Arg('model', () => String, { description: 'Key of the model.' }) model: string,
    @Arg('from', () => DateTime, { description: 'The first instant.' }) from: string,
    @Arg('to', () => DateTime, { description: 'The second instant.' }) to: string,
    @Ctx() c: Context,
  ): Promise<LayerMigration[]> {
    return migrations(c.services, c.principal, model, instant(from, 'from'), instant(to, 'to'));
  }

  @Authorized('define')
  @Mutation(() => LayerModelPayload, {
    description:
      'Defines a layer model or a new version of one, and assigns every customer to a layer. With `wait`, returns when that is done.',
  })
  defineLayerModel(
    @Arg('input', () => DefineLayerModelInput, {
      description: 'The model with all its layers. An existing key gets a new version.',
    })
    input: DefineLayerModelInput,
    @Arg('wait', () => Boolean, {
      defaultValue: false,
      description: 'Return only when every customer is assigned to a layer.',
    })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<LayerModelPayload> {
    return saved(c, defineLayerModel(c.services, c.principal, input), wait);
  }

  @Authorized('define')
  @Mutation(() => LayerModelPayload, {
    description: 'Publishes the draft of a layer model and assigns every customer to a layer.',
  })
  publishLayerModel(
    @Arg('key', () => String, { description: 'Key of the model.' }) key: string,
    @Arg('wait', () => Boolean, {
      defaultValue: false,
      description: 'Return only when every customer is assigned to a layer.',
    })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<LayerModelPayload> {
    return saved(c, publishLayerModel(c.services, c.principal, key), wait);
  }

  @Authorized('define')
  @Mutation(() => Boolean, { description: 'Removes the draft of a layer model. The published version stays.' })
  async discardLayerModelDraft(
    @Arg('key', () => String, { description: 'Key of the model.' }) key: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await discardLayerModelDraft(c.services, c.principal, key);
    return true;
  }

  @Authorized('define')
  @Mutation(() => LayerModelPayload, {
    description: 'Retires a layer model. Rejected with CONFLICT while a definition refers to one of its layers.',
  })
  retireLayerModel(
    @Arg('key', () => String, { description: 'Key of the model.' }) key: string,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every customer has left it.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<LayerModelPayload> {
    return saved(c, retireLayerModel(c.services, c.principal, key), wait);
  }

  @Authorized('segments:read')
  @Subscription(() => LayerEvent, {
    description: 'Every move between layers as it is committed, from now or from a cursor.',
    subscribe: ({ args, context }) => moves(args, context as Context),
  })
  layerChanged(
    @Root() item: FeedItem,
    @Arg('models', () => [String], { nullable: true, description: 'Only these models.' }) _models: string[] | undefined,
    @Arg('profiles', () => [String], {
      nullable: true,
      description: 'Only these customers, by any of their profile ids, before and after a merge.',
    })
    _profiles: string[] | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): LayerEvent {
    const t = item.change as MembershipChange | undefined;
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      change:
        t && !hiddenFrom(c)(t.segment)
          ? {
              id: t.id,
              profileId: t.profile,
              model: modelOf(t.segment),
              from: t.from !== undefined && hiddenFrom(c)(layerKey(modelOf(t.segment), t.from)) ? undefined : t.from,
              to: layerOf(t.segment),
              cause: t.cause,
              effectiveAt: t.effectiveAt,
              recordedAt: t.recordedAt,
              sequence: t.sequence,
            }
          : undefined,
    };
  }
}

@ObjectType('AlertConnection', { description: 'A page of alerts, newest first.' })
class AlertPage extends AlertConnectionBase {}

@Resolver(() => AlertPage)
export class AlertPageResolver {
  @FieldResolver(() => Int, { description: 'Number of all alerts that the token may see.' })
  totalCount(@Ctx() c: Context): Promise<number> {
    return c.inTurn(() => countAlerts(c.services, c.principal));
  }
}

@Resolver()
export class AlertResolver {
  @Authorized('segments:read')
  @Query(() => AlertPage, {
    description:
      'Raised alerts, newest first: migration warnings, identities shared by too many others, and, with the scope `analytics:read`, figures of saved reports that crossed a bound.',
  })
  async alerts(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<AlertType>> {
    checkFirst(first);
    return toConnection(
      await alertsOf(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (a) => a.id,
      (a) => a,
    );
  }

  @Authorized('segments:read')
  @Subscription(() => AlertEvent, {
    description: 'Alerts as they are raised, from now or from a cursor.',
    subscribe: ({ args, context }) => moves(args, context as Context, 'alert'),
  })
  alertRaised(
    @Root() item: FeedItem,
    @Arg('models', () => [String], { nullable: true, description: 'Only migrations of these models.' }) _models:
      | string[]
      | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): AlertEvent {
    const alert = item.change as AlertChange | undefined;
    const conceals =
      (alert?.kind === 'MIGRATION' && revealedBy(alert).some(hiddenFrom(c))) ||
      (alert?.kind === 'METRIC' && !hasScope(c.principal, METRICS_READ));
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      alert: conceals ? undefined : (alert as AlertType | undefined),
    };
  }
}

async function saved(
  c: Context,
  saving: ReturnType<typeof defineLayerModel>,
  wait: boolean,
): Promise<LayerModelPayload> {
  const { model, job } = await saving;
  return {
    job: job && wait ? await jobDone(c.services, c.principal.workspace, job.id) : job,
    model: showModel(model),
    warn: () => conditionWarnings(c.services, c.principal, layerConditions(model)),
  };
}

/**
 * Yields each move once, when the customer enters the new layer. No move is reported if a customer leaves the layers
 * because the model was retired.
 */
async function* moves(args: MoveArgs, c: Context, topic: 'layer' | 'alert' = 'layer'): AsyncGenerator<FeedItem> {
  requireScope(c.principal, 'segments:read');
  for (const [name, list] of [
    ['models', args.models],
    ['profiles', args.profiles],
  ] as const) {
    if (list && (list.length === 0 || list.length > MAX_NAMED))
      throw invalid('LIST_SIZE_INVALID', `name 1 to ${MAX_NAMED}, or leave it out for all`, name);
  }
  const { catalogue } = await c.room();
  for (const key of args.models ?? [])
    if (!catalogue.layerModel(key))
      throw new ServiceError('LAYER_MODEL_NOT_FOUND', 'the layer model was not found', 'models');
  const after = c.cursors.resume(c.principal.workspace, args.after);
  const set = (list: readonly string[] | null | undefined): ReadonlySet<string> | undefined =>
    list ? new Set(list) : undefined;
  yield* c.hub.subscribe(
    {
      ...listener(c),
      topic,
      kinds: new Set(['ENTERED']),
      models: set(args.models),
      profiles: set(args.profiles),
      hidden: hiddenFrom(c),
      withMetrics: hasScope(c.principal, METRICS_READ),
    },
    after,
    c.signal,
  );
}
