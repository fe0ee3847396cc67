/** Builds the executable schema from all resolvers. */
import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AccountResolver } from './accounts/account.resolver.js';
import { UserResolver } from './accounts/user.resolver.js';
import { AnalysisResolver } from './analyses/analysis.resolver.js';
import { ChannelReport, ReachReport, SlotReport } from './analyses/acquisition.type.js';
import { BasketReport, CartReport, MemberReport, PairReport, ReturnsReport } from './analyses/basket.type.js';
import { LifecycleReport, RetentionReport, StickinessReport } from './analyses/cohort.type.js';
import { FunnelReport } from './analyses/funnel.type.js';
import { PathReport } from './analyses/path.type.js';
import { RetailReportResolver } from './analyses/retail.resolver.js';
import { CohortRevenueReport, NineMetricsReport, RepurchaseReport, RfmReport } from './analyses/retail.type.js';
import { TrendReport } from './analyses/trend.type.js';
import { countAnswers } from './answer-size.js';
import { composeArguments } from './composed-arguments.js';
import { checkScopes, type Context } from './context.js';
import { DEFINITION_WARNINGS } from './definition-warnings.js';
import { CouponResolver } from './coupons/coupon.resolver.js';
import { CouponPackResolver } from './coupons/pack.resolver.js';
import { ProfileCouponResolver } from './coupons/holding.resolver.js';
import { CouponReportResolver } from './coupons/coupon-report.resolver.js';
import {
  CouponAcquisition,
  CouponPopularity,
  CouponPreference,
  CouponPriceLadderType,
  CouponUpliftType,
} from './coupons/coupon-report.type.js';
import { EventResolver } from './events/event.resolver.js';
import { ProfileUnmatchedResolver, UnmatchedResolver } from './events/unmatched.resolver.js';
import { ExperimentResolver } from './experiments/experiment.resolver.js';
import { ItemCatalogueResolver } from './items/item-catalogue.resolver.js';
import { ListResolver } from './lists/list.resolver.js';
import { HookResolver } from './hooks/hook.resolver.js';
import { ImportResolver } from './imports/import.resolver.js';
import { IntakeLogResolver, IntakeMessageResolver } from './intake-log/intake-log.resolver.js';
import { JobFieldsResolver, JobResolver } from './jobs/job.resolver.js';
import { AlertPageResolver, AlertResolver, LayerResolver, LayerUsersResolver } from './layers/layer.resolver.js';
import { LayerModelPayload } from './layers/layer.type.js';
import { IdentityResolver } from './identity/identity.resolver.js';
import { ModelDefinitionFieldsResolver, ModelDefinitionResolver } from './models/model-definition.resolver.js';
import { ModelResolver } from './models/model.resolver.js';
import { ChurnModel, OrderForecast } from './models/model.type.js';
import { ReportFieldsResolver, ReportResolver } from './saved-reports/report.resolver.js';
import { BoardFieldsResolver, BoardResolver } from './saved-reports/board.resolver.js';
import { PartnerResolver } from './partners/partner.resolver.js';
import { ConsentResolver } from './privacy/consent.resolver.js';
import { PrivacyResolver } from './privacy/privacy.resolver.js';
import {
  LayerMembershipResolver,
  MembershipResolver,
  ProfilePageResolver,
  ProfileResolver,
} from './profiles/profile.resolver.js';
import { StatisticsType } from './profiles/profile.type.js';
import { LiveResolver, ProfileNewsResolver } from './segments/live.resolver.js';
import { PreviewResolver, SegmentPreview } from './segments/preview.resolver.js';
import { DefinitionWarningsResolver, warningsField } from './segments/condition-warnings.resolver.js';
import { SeenResolver } from './segments/seen.resolver.js';
import { SegmentPayload } from './segments/segment.type.js';
import { ProfilePage, SegmentResolver } from './segments/segment.resolver.js';
import { LayerQualityResolver } from './strategies/layer-quality.resolver.js';
import { LayerQualityType } from './strategies/layer-quality.type.js';
import { StrategyFieldsResolver, StrategyResolver } from './strategies/strategy.resolver.js';
import { TagResolver } from './tags/tag.resolver.js';
import { InstallTemplatePayload, TemplateResolver } from './templates/template.resolver.js';
import { TokenResolver } from './credentials/token.resolver.js';
import { CampaignResolver } from './reach/campaign.resolver.js';
import { CampaignPreviewType, ContactResolver } from './reach/contact.resolver.js';
import { ReachRulesResolver } from './reach/reach-rules.resolver.js';
import { SourceResolver } from './sources/source.resolver.js';
import { ReservationResolver } from './reach/reservation.resolver.js';
import { ShownContactResolver } from './reach/shown-contact.resolver.js';
import { TaskResolver } from './reach/task.resolver.js';
import { WebhookEndpointResolver } from './reach/webhook-endpoint.resolver.js';
import { WriteKeyResolver } from './credentials/write-key.resolver.js';
import { WorkspaceResolver } from './workspaces/workspace.resolver.js';

let shared: Promise<GraphQLSchema> | undefined;

/** Returns the schema that all servers of a process share. It contains no server state and must not be modified. */
export const sharedSchema = (): Promise<GraphQLSchema> => (shared ??= createSchema());

const RESOLVERS = [
  AccountResolver,
  UserResolver,
  ProfileResolver,
  ProfilePageResolver,
  AlertPageResolver,
  MembershipResolver,
  LayerMembershipResolver,
  TagResolver,
  EventResolver,
  UnmatchedResolver,
  ProfileUnmatchedResolver,
  SegmentResolver,
  PreviewResolver,
  LiveResolver,
  ProfileNewsResolver,
  SeenResolver,
  DefinitionWarningsResolver,
  ...[
    SegmentPayload,
    SegmentPreview,
    LayerModelPayload,
    InstallTemplatePayload,
    CouponPopularity,
    CouponPreference,
    CouponUpliftType,
    CouponPriceLadderType,
    CouponAcquisition,
    StatisticsType,
    ProfilePage,
    FunnelReport,
    RetentionReport,
    StickinessReport,
    LifecycleReport,
    TrendReport,
    NineMetricsReport,
    RepurchaseReport,
    CohortRevenueReport,
    RfmReport,
    PathReport,
    ReturnsReport,
    BasketReport,
    PairReport,
    CartReport,
    MemberReport,
    SlotReport,
    ChannelReport,
    ReachReport,
    OrderForecast,
    ChurnModel,
    CampaignPreviewType,
    LayerQualityType,
  ].map(warningsField),
  ...DEFINITION_WARNINGS,
  LayerResolver,
  LayerUsersResolver,
  LayerQualityResolver,
  ItemCatalogueResolver,
  ListResolver,
  AlertResolver,
  CouponResolver,
  CouponPackResolver,
  CouponReportResolver,
  ProfileCouponResolver,
  ExperimentResolver,
  AnalysisResolver,
  RetailReportResolver,
  ReportResolver,
  ReportFieldsResolver,
  BoardResolver,
  BoardFieldsResolver,
  ModelResolver,
  StrategyResolver,
  StrategyFieldsResolver,
  ModelDefinitionResolver,
  ModelDefinitionFieldsResolver,
  IdentityResolver,
  PrivacyResolver,
  ConsentResolver,
  PartnerResolver,
  TokenResolver,
  WriteKeyResolver,
  IntakeLogResolver,
  IntakeMessageResolver,
  CampaignResolver,
  ContactResolver,
  ReachRulesResolver,
  HookResolver,
  ImportResolver,
  SourceResolver,
  ReservationResolver,
  ShownContactResolver,
  TaskResolver,
  WebhookEndpointResolver,
  JobFieldsResolver,
  JobResolver,
  TemplateResolver,
  WorkspaceResolver,
] as const;

export async function createSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: RESOLVERS,
    authChecker: ({ context }, scopes) => checkScopes({ context: context as Context }, scopes),
    validate: false,
    // Skips the check in which type-graphql introspects the whole schema. The GraphQL server validates the schema when
    // it starts.
    skipCheck: true,
    // Each subscription has its own stream, but type-graphql requires this option.
    pubSub: {
      publish: () => undefined,
      subscribe: () => {
        throw new Error('not used');
      },
    },
  });
  return countAnswers(composeArguments(schema));
}

/** Returns the SDL in the form that is committed as schema/schema.graphql. */
export function printSdl(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
