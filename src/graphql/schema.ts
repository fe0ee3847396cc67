/** Builds the executable schema from all resolvers. */
import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AccountResolver } from './account/account.resolver.js';
import { UserResolver } from './account/user.resolver.js';
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
import { CouponResolver } from './coupon/coupon.resolver.js';
import { CouponPackResolver } from './coupon/pack.resolver.js';
import { ProfileCouponResolver } from './coupon/holding.resolver.js';
import { CouponReportResolver } from './coupon/report.resolver.js';
import {
  CouponAcquisition,
  CouponPopularity,
  CouponPreference,
  CouponPriceLadderType,
  CouponUpliftType,
} from './coupon/report.type.js';
import { EventResolver } from './event/event.resolver.js';
import { ProfileUnmatchedResolver, UnmatchedResolver } from './event/unmatched.resolver.js';
import { ExperimentResolver } from './experiment/experiment.resolver.js';
import { ItemCatalogueResolver } from './item-catalogue/item-catalogue.resolver.js';
import { ListResolver } from './list/list.resolver.js';
import { HookResolver } from './hook/hook.resolver.js';
import { IntakeLogResolver, IntakeMessageResolver } from './intake-log/intake-log.resolver.js';
import { JobFieldsResolver, JobResolver } from './job/job.resolver.js';
import { AlertPageResolver, AlertResolver, LayerResolver, LayerUsersResolver } from './layer/layer.resolver.js';
import { LayerModelPayload } from './layer/layer.type.js';
import { IdentityResolver } from './identity/identity.resolver.js';
import { ModelDefinitionFieldsResolver, ModelDefinitionResolver } from './models/model-definition.resolver.js';
import { ModelResolver } from './models/model.resolver.js';
import { ChurnModel, OrderForecast } from './models/model.type.js';
import { ReportFieldsResolver, ReportResolver } from './saved-reports/report.resolver.js';
import { BoardFieldsResolver, BoardResolver } from './saved-reports/board.resolver.js';
import { PartnerResolver } from './partner/partner.resolver.js';
import { ConsentResolver } from './privacy/consent.resolver.js';
import { PrivacyResolver } from './privacy/privacy.resolver.js';
import {
  LayerMembershipResolver,
  MembershipResolver,
  ProfilePageResolver,
  ProfileResolver,
} from './profile/profile.resolver.js';
import { StatisticsType } from './profile/profile.type.js';
import { LiveResolver, ProfileNewsResolver } from './segment/live.resolver.js';
import { PreviewResolver, SegmentPreview } from './segment/preview.resolver.js';
import { DefinitionWarningsResolver, warningsField } from './segment/condition-warnings.resolver.js';
import { SeenResolver } from './segment/seen.resolver.js';
import { SegmentPayload } from './segment/segment.type.js';
import { ProfilePage, SegmentResolver } from './segment/segment.resolver.js';
import { TagResolver } from './tag/tag.resolver.js';
import { InstallTemplatePayload, TemplateResolver } from './template/template.resolver.js';
import { TokenResolver } from './token/token.resolver.js';
import { CampaignResolver } from './reach/campaign.resolver.js';
import { CampaignPreviewType, ContactResolver } from './reach/contact.resolver.js';
import { ReachRulesResolver } from './reach/reach-rules.resolver.js';
import { SourceResolver } from './source/source.resolver.js';
import { ReservationResolver } from './reach/reservation.resolver.js';
import { WebhookEndpointResolver } from './reach/webhook-endpoint.resolver.js';
import { WriteKeyResolver } from './token/write-key.resolver.js';
import { WorkspaceResolver } from './workspace/workspace.resolver.js';

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
  ].map(warningsField),
  ...DEFINITION_WARNINGS,
  LayerResolver,
  LayerUsersResolver,
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
  SourceResolver,
  ReservationResolver,
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
