/** GraphQL resolvers for models that are trained with the facts of a workspace. */
import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import { orderWarnings } from '../../services/analyses/analysis-warnings.js';
import { churnModel } from '../../services/models/churn-models.js';
import { strategyEvidence } from '../../services/models/evidence.js';
import { orderForecast } from '../../services/models/order-forecasts.js';
import { itemLinks, recommendations } from '../../services/models/recommendations.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { ChurnModel, ChurnModelInput, OrderForecast, OrderForecastInput } from './model.type.js';
import { EvidenceInput, ItemLinks, Recommendations, StrategyEvidence } from './recommendation.type.js';

const warn = (c: Context, input: OrderForecastInput | ChurnModelInput): ReturnType<Warn> =>
  orderWarnings(c.services, c.principal, input);

const FIRST = 'How many items of each kind, 1 to 50.';

@Resolver()
export class ModelResolver {
  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => OrderForecast, {
    description: 'How often customers will order, and the error of the same forecast one horizon ago.',
  })
  async orderForecast(
    @Arg('input', () => OrderForecastInput, { description: 'Model and horizon.' }) input: OrderForecastInput,
    @Ctx() c: Context,
  ): Promise<OrderForecast> {
    return { ...(await orderForecast(c.services, c.principal, input)), warn: () => warn(c, input) };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => ChurnModel, { description: 'Which customers do not order again in time, tested on the newest cut.' })
  async churnModel(
    @Arg('input', () => ChurnModelInput, { description: 'Customers and cuts.' }) input: ChurnModelInput,
    @Ctx() c: Context,
  ): Promise<ChurnModel> {
    return { ...(await churnModel(c.services, c.principal, input)), warn: () => warn(c, input) };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => ItemLinks, { description: 'Items that are bought by the same customers as one item.' })
  itemLinks(
    @Arg('sku', () => String, { description: 'The item.' }) sku: string,
    @Arg('first', () => Int, { defaultValue: 10, description: FIRST }) first: number,
    @Ctx() c: Context,
  ): Promise<ItemLinks> {
    return itemLinks(c.services, c.principal, { sku, first });
  }

  @Authorized('analytics:read', 'profiles:read')
  @AsksPopulation()
  @Query(() => Recommendations, { description: 'Items for one customer, with the counts behind each.' })
  recommendations(
    @Arg('profile', () => String, { description: 'Id of the customer.' }) profile: string,
    @Arg('first', () => Int, { defaultValue: 10, description: FIRST }) first: number,
    @Arg('notBoughtWithin', () => String, {
      nullable: true,
      description: 'Leaves out items bought within this time, unless they are due again. ISO 8601; default P365D.',
    })
    notBoughtWithin: string | undefined,
    @Arg('popularIn', () => String, {
      nullable: true,
      description: 'Popular among the members of this segment, or layer as `model.layer`; default everyone.',
    })
    popularIn: string | undefined,
    @Arg('availableField', () => String, {
      nullable: true,
      description:
        'Field of the product catalogue with the stock of an item: a truth value, or the number of pieces. Items without stock and items without an entry are left out.',
    })
    availableField: string | undefined,
    @Arg('mostPrice', () => String, {
      nullable: true,
      description:
        'Highest price, such as the consumption level of the customer. Items whose `price` in the product catalogue is higher or absent are left out.',
    })
    mostPrice: string | undefined,
    @Ctx() c: Context,
  ): Promise<Recommendations> {
    return recommendations(c.services, c.principal, {
      profile,
      first,
      ...(notBoughtWithin == null ? {} : { notBoughtWithin }),
      ...(popularIn == null ? {} : { popularIn }),
      ...(availableField == null ? {} : { availableField }),
      ...(mostPrice == null ? {} : { mostPrice }),
    });
  }

  @Authorized('analytics:read')
  @Query(() => StrategyEvidence, { description: 'What several measured effects of a strategy say together.' })
  strategyEvidence(
    @Arg('input', () => EvidenceInput, { description: 'The records.' }) input: EvidenceInput,
    @Ctx() c: Context,
  ): StrategyEvidence {
    return strategyEvidence(c.principal, input);
  }
}
