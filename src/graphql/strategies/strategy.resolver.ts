/** GraphQL resolvers for strategies, the records of their trials, and the evidence about them. */
import { Arg, Args, Authorized, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { addArticleStrategies } from '../../services/strategies/article-strategies.js';
import {
  strategyEvidenceByLayer,
  strategyKnowledge,
  strategyProposals,
  strategyRecords,
} from '../../services/strategies/library.js';
import { measureStrategies } from '../../services/strategies/measuring.js';
import { recordStrategyResult, removeStrategyResult } from '../../services/strategies/records-by-hand.js';
import {
  defineStrategy,
  findStrategy,
  listStrategies,
  retireStrategy,
  STRATEGIES_DEFINE,
  STRATEGIES_READ,
} from '../../services/strategies/strategies.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { AsksPopulation, Costs } from '../field-costs.js';
import { PageArgs } from '../page.args.js';
import {
  LayerEvidence,
  showEvidence,
  showKnown,
  showProposal,
  showRecord,
  StrategyKnowledge,
  StrategyKnowledgeInput,
  StrategyProposal,
  StrategyRecordConnection,
  StrategyRecordType,
  StrategyResultInput,
} from './strategy-record.type.js';
import { ArticleLanguageEnum, showStrategy, StrategyConnection, StrategyInput, StrategyType } from './strategy.type.js';

/** Cost of a field that combines the records of a strategy or layer, of which there may be thousands. */
const RECORDS_COST = 100;
const KEY = { description: 'Key of the strategy.' } as const;
const ABOUT = { description: 'The layer and the objective.' } as const;

@Resolver()
export class StrategyResolver {
  @Authorized(STRATEGIES_READ)
  @Query(() => StrategyType, { nullable: true, description: 'A strategy by its key.' })
  async strategy(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<StrategyType | undefined> {
    const found = await findStrategy(c.services, c.principal, key);
    return found && showStrategy(found);
  }

  @Authorized(STRATEGIES_READ)
  @Query(() => StrategyConnection, { description: 'Strategies by key, including retired ones.' })
  async strategies(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<StrategyType>> {
    checkFirst(first);
    const page = await listStrategies(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(page, first, ({ key }) => key, showStrategy);
  }

  @Authorized(STRATEGIES_READ)
  @Query(() => StrategyRecordConnection, { description: 'Records of trials, by key.' })
  async strategyRecords(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('strategy', () => String, { nullable: true, description: 'Only those of this strategy.' })
    strategy: string | undefined,
    @Arg('layer', () => String, { nullable: true, description: 'Only those of this layer, as model.layer.' })
    layer: string | undefined,
    @Arg('campaign', () => String, { nullable: true, description: 'Only those of all versions of this campaign.' })
    campaign: string | undefined,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<StrategyRecordType>> {
    checkFirst(first);
    const filter = {
      ...(strategy ? { strategy } : {}),
      ...(layer ? { layer } : {}),
      ...(campaign ? { keyPrefix: `campaign:${campaign}:` } : {}),
    };
    const page = { first: first + 1, after: decodeCursor(after) };
    const records = await strategyRecords(c.services, c.principal, filter, page);
    return toConnection(records, first, ({ key }) => key, showRecord);
  }

  @Authorized(STRATEGIES_READ)
  @Costs(RECORDS_COST)
  @Query(() => [StrategyKnowledge], {
    description:
      'Knowledge about the strategies of an objective in a layer, and the strategies that were never tried there.',
  })
  async strategyKnowledge(
    @Arg('input', () => StrategyKnowledgeInput, ABOUT) input: StrategyKnowledgeInput,
    @Ctx() c: Context,
  ): Promise<StrategyKnowledge[]> {
    return (await strategyKnowledge(c.services, c.principal, input)).map(showKnown);
  }

  @Authorized(STRATEGIES_READ)
  @Costs(RECORDS_COST)
  @Query(() => [StrategyProposal], {
    description: 'Proposals for the next campaign in a layer, best first. Strategies that harm or do nothing are not.',
  })
  async strategyProposals(
    @Arg('input', () => StrategyKnowledgeInput, ABOUT) input: StrategyKnowledgeInput,
    @Ctx() c: Context,
  ): Promise<StrategyProposal[]> {
    return (await strategyProposals(c.services, c.principal, input)).map(showProposal);
  }

  @Authorized(STRATEGIES_DEFINE)
  @Mutation(() => StrategyType, { description: 'Defines a strategy, changes it or reactivates it.' })
  async defineStrategy(
    @Arg('input', () => StrategyInput, { description: 'The strategy.' }) input: StrategyInput,
    @Ctx() c: Context,
  ): Promise<StrategyType> {
    return showStrategy(await defineStrategy(c.services, c.principal, input));
  }

  @Authorized(STRATEGIES_DEFINE)
  @Mutation(() => StrategyType, { description: 'Retires a strategy. Its records stay.' })
  async retireStrategy(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<StrategyType> {
    return showStrategy(await retireStrategy(c.services, c.principal, key));
  }

  @Authorized(STRATEGIES_DEFINE)
  @Mutation(() => [StrategyType], {
    description: 'Defines the strategies of the articles on layered operation that do not exist yet, without evidence.',
  })
  async addArticleStrategies(
    @Arg('language', () => ArticleLanguageEnum, { description: 'Language of their texts.' }) language: string,
    @Ctx() c: Context,
  ): Promise<StrategyType[]> {
    return (await addArticleStrategies(c.services, c.principal, language)).map(showStrategy);
  }

  @Authorized(STRATEGIES_DEFINE)
  @Mutation(() => StrategyRecordType, { description: 'Records the result of a trial that was measured elsewhere.' })
  async recordStrategyResult(
    @Arg('input', () => StrategyResultInput, { description: 'The result.' }) input: StrategyResultInput,
    @Ctx() c: Context,
  ): Promise<StrategyRecordType> {
    return showRecord(await recordStrategyResult(c.services, c.principal, input));
  }

  @Authorized(STRATEGIES_DEFINE)
  @Mutation(() => Boolean, { description: 'Removes a result that was entered by hand. Returns true.' })
  removeStrategyResult(
    @Arg('key', () => String, { description: 'Key of the record.' }) key: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    return removeStrategyResult(c.services, c.principal, key);
  }

  @Authorized(STRATEGIES_DEFINE)
  @AsksPopulation()
  @Mutation(() => Int, {
    description: 'Measures every trial now and returns the number of records. It also happens once a day.',
  })
  measureStrategies(@Ctx() c: Context): Promise<number> {
    return measureStrategies(c.services, c.principal);
  }
}

@Resolver(() => StrategyType)
export class StrategyFieldsResolver {
  @Costs(RECORDS_COST)
  @FieldResolver(() => [LayerEvidence], { description: 'Knowledge about it, first over all customers, then by layer.' })
  async evidence(@Root() { definition }: StrategyType, @Ctx() c: Context): Promise<LayerEvidence[]> {
    return (await c.inTurn(() => strategyEvidenceByLayer(c.services, c.principal, definition))).map(showEvidence);
  }
}
