/**
 * Storage interfaces of the services, in domain types. There is one interface (port) for each kind of object. The
 * implementations are in `storage/`.
 */
import type { WorkspaceStore } from './ports/workspaces.js';
import type { DefinitionStore } from './ports/definitions.js';
import type { ListStore } from './ports/lists.js';
import type { ItemCatalogueStore } from './ports/item-catalogues.js';
import type { CouponPackStore, CouponStore } from './ports/coupons.js';
import type { ExperimentStore } from './ports/experiments.js';
import type { ProfileStore } from './ports/profiles.js';
import type { IdentityStore } from './ports/identities.js';
import type { EventStore } from './ports/events.js';
import type { TagFactStore } from './ports/tag-facts.js';
import type { TransitionStore } from './ports/transitions.js';
import type { JobStore } from './ports/jobs.js';
import type { NewsStore } from './ports/news.js';
import type { AlertStore } from './ports/alerts.js';
import type { FollowerStore } from './ports/followers.js';
import type { IdempotencyStore } from './ports/idempotency.js';
import type { TombstoneStore } from './ports/tombstones.js';
import type { ScheduleStore } from './ports/schedules.js';
import type { QuotaStore } from './ports/quotas.js';
import type { CredentialStore } from './ports/credentials.js';
import type { RoleStore, SessionStore, UserStore } from './ports/accounts.js';
import type { UpkeepStore } from './ports/upkeep.js';
import type { AuditStore } from './ports/audit.js';
import type { HookStore } from './ports/hooks.js';
import type { BoardStore, ReportStore } from './ports/reports.js';
import type { ModelStore } from './ports/models.js';
import type { StrategyRecordStore, StrategyStore } from './ports/strategies.js';
import type { MetricAlertStore } from './ports/metric-alerts.js';
import type { IntakeLogStore } from './ports/intake-log.js';
import type { CampaignStore } from './ports/campaigns.js';
import type { ContactStore } from './ports/contacts.js';
import type { ReceivedMessageStore } from './ports/received-messages.js';
import type { WebhookEndpointStore } from './ports/webhook-endpoints.js';
import type { Tx } from './ports/transaction.js';

export type { SignInLink, StoredRole, StoredSession, StoredUser } from './ports/accounts.js';
export type { AuditEntry } from './ports/audit.js';
export type { ColumnFiles, SavedColumns } from './ports/column-files.js';
export type { ContactCount, StoredContact } from './ports/contacts.js';
export type { CouponCount } from './ports/coupons.js';
export type { IssuedToken, Revocations, StoredWriteKey } from './ports/credentials.js';
export type { KnownEvent, StoredEvent } from './ports/events.js';
export type { FollowerLease, FollowerPlace } from './ports/followers.js';
export type { Claim } from './ports/idempotency.js';
export type { LinkFact, UnmergeFact } from './ports/identities.js';
export type { StoredHook } from './ports/hooks.js';
export type { ImportCaller, ImportCounts, ImportFiles, ImportRecord, ImportRun } from './ports/import-files.js';
export type { SenderRecord } from './ports/intake-log.js';
export type { Job } from './ports/jobs.js';
export type { ListChangeNote, ListReplacement } from './ports/lists.js';
export type { CustomersWritten, ProfileNews } from './ports/news.js';
export type { ProfileRecord, RootFacts } from './ports/profiles.js';
export type { ReceivedMessage } from './ports/received-messages.js';
export type { Schedule } from './ports/schedules.js';
export type { KnownWrite, TagFact } from './ports/tag-facts.js';
export type { Page, Tx } from './ports/transaction.js';
export type { StoredTransition } from './ports/transitions.js';
export type { DefinitionKind, SandboxCounts, Workspace } from './ports/workspaces.js';

/**
 * The storage interfaces, one for each kind of object. `src/storage` implements them. A method that gets a `tx` runs in
 * that transaction. Without a `tx`, it runs on its own. Any method throws UNAVAILABLE when the database cannot be
 * reached.
 *
 * @example
 * await stores.transact(async (tx) => {
 *   await stores.definitions.saveTag('shop', tag, tx);
 *   await stores.audit.insert([entry], tx);
 * });
 */
export interface Stores {
  /** Current time of the database server, in ms. */
  now(): number;
  /**
   * Runs and commits a transaction.
   *
   * @throws StoreConflict when another transaction committed first.
   *
   * @throws UNAVAILABLE when the database cannot be reached.
   */
  transact<T>(run: (tx: Tx) => Promise<T>): Promise<T>;

  readonly workspaces: WorkspaceStore;
  readonly definitions: DefinitionStore;
  readonly lists: ListStore;
  readonly itemCatalogues: ItemCatalogueStore;
  readonly coupons: CouponStore;
  readonly couponPacks: CouponPackStore;
  readonly experiments: ExperimentStore;
  readonly webhookEndpoints: WebhookEndpointStore;
  readonly hooks: HookStore;
  readonly reports: ReportStore;
  readonly boards: BoardStore;
  readonly models: ModelStore;
  readonly strategies: StrategyStore;
  readonly strategyRecords: StrategyRecordStore;
  readonly metricAlerts: MetricAlertStore;
  readonly intakeLog: IntakeLogStore;
  readonly campaigns: CampaignStore;
  readonly contacts: ContactStore;
  readonly receivedMessages: ReceivedMessageStore;
  readonly profiles: ProfileStore;
  readonly identities: IdentityStore;
  readonly events: EventStore;
  readonly tagFacts: TagFactStore;
  readonly transitions: TransitionStore;
  readonly jobs: JobStore;
  readonly news: NewsStore;
  readonly alerts: AlertStore;
  readonly followers: FollowerStore;
  readonly idempotency: IdempotencyStore;
  readonly tombstones: TombstoneStore;
  readonly schedules: ScheduleStore;
  readonly quotas: QuotaStore;
  readonly credentials: CredentialStore;
  readonly roles: RoleStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly upkeep: UpkeepStore;
  readonly audit: AuditStore;
}
