/** GraphQL resolver for the quality of a layer model. */
import { Arg, Authorized, Ctx, FieldResolver, Resolver, Root, UseMiddleware } from 'type-graphql';
import { orderWarnings } from '../../services/analyses/analysis-warnings.js';
import { layerQuality } from '../../services/strategies/layer-quality.js';
import { STRATEGIES_READ } from '../../services/strategies/strategies.js';
import { readsAlone, type Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { LayerModelType } from '../layers/layer.type.js';
import { LayerQualityInput, LayerQualityType, showQuality } from './layer-quality.type.js';

@Resolver(() => LayerModelType)
export class LayerQualityResolver {
  @Authorized(STRATEGIES_READ)
  @UseMiddleware(readsAlone)
  @AsksPopulation()
  @FieldResolver(() => LayerQualityType, {
    description:
      'Whether the model divides the customers usefully: what they spend, how they respond, and how long they stay. For a draft, as if it were published. Layers that depend on personal tags need `profiles:read:personal`.',
  })
  async quality(
    @Root() { key, draft }: LayerModelType,
    @Arg('input', () => LayerQualityInput, { nullable: true, description: 'Start, window and orders.' })
    given: LayerQualityInput | null | undefined,
    @Ctx() c: Context,
  ): Promise<LayerQualityType> {
    const input = given ?? {};
    const report = await layerQuality(c.services, c.principal, { key, isDraft: draft }, input);
    return showQuality(report, () => orderWarnings(c.services, c.principal, input));
  }
}
