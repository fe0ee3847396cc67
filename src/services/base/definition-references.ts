/**
 * Finds everything that refers to a definition. A definition in use cannot be retired. The catalogue covers references
 * from segments, layers, tags, warnings and drafts (`engine/definitions/references.ts`). This module adds references
 * from coupons, packs, experiments, schedules, models, campaigns, the contact rules of the workspace, reports and
 * boards.
 */
import type { ReportUses } from '../../engine/analyses/saved-report-definition.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import {
  namesList,
  referencesToList,
  referencesToSegment,
  referencesToTag,
} from '../../engine/definitions/references.js';
import { modelOf } from '../../engine/layers/layers.js';
import type { Condition } from '../../engine/types.js';
import { segmentOfTrigger, tagOfTrigger } from '../../engine/reach/trigger.js';
import { isFinal, type CampaignOutline } from '../../engine/reach/campaign-definition.js';
import { layersNamed, tagsNamed, type ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { walk } from '../../engine/segments/condition.js';
import type { Page, Stores } from './ports.js';
import type { Room } from './room.js';
import { eachPage } from './pages.js';

const PAGE = 500;
/** Name of the contact rules of a workspace in error messages. */
const RULES = 'the rules of reach';

/** A saved report or board that has not been retired. */
interface Reporting {
  /** Display name of the report or board that refers to a definition, e.g. `report weekly`. */
  readonly referrer: string;
  readonly uses: ReportUses;
}

/** A coupon or pack that can still be claimed, and its eligibility condition. */
interface Claimable {
  /** Display name of the coupon or pack that refers to a definition, e.g. `coupon welcome`. */
  readonly referrer: string;
  readonly eligible?: Condition;
  /** Keys of the coupons in a pack. */
  readonly coupons?: readonly string[];
}

/**
 * Finds everything that refers to a definition. The results are names, e.g. `segment loyal`, `coupon welcome`,
 * `pack baby`, `the draft of segment vip`.
 */
export class DefinitionReferences {
  private constructor(
    private readonly catalogue: Catalogue,
    private readonly claimables: readonly Claimable[],
    private readonly campaigns: readonly CampaignOutline[],
    private readonly reach: ReachRulesDefinition | undefined,
    private readonly reporting: readonly Reporting[],
    private readonly stores: Stores,
    private readonly workspace: string,
  ) {}

  static async read(
    { stores }: { readonly stores: Stores },
    { workspace, catalogue }: Room,
  ): Promise<DefinitionReferences> {
    const coupons = await all((page) => stores.coupons.list(workspace.id, page));
    const packs = await all((page) => stores.couponPacks.list(workspace.id, page));
    const claimables = [
      ...coupons.map(({ key, retired, eligible }) => ({ retired, eligible, referrer: `coupon ${key}` })),
      ...packs.map(({ key, retired, eligible, coupons: items }) => ({
        retired,
        eligible,
        referrer: `pack ${key}`,
        coupons: items.map((item) => item.coupon),
      })),
    ];
    const open = claimables.filter(({ retired }) => !retired);
    const campaigns = (await stores.campaigns.outlines(workspace.id)).filter((each) => !isFinal(each));
    const reach = await stores.campaigns.rules(workspace.id);
    return new DefinitionReferences(
      catalogue,
      open,
      campaigns,
      reach,
      await reportsIn(stores, workspace.id),
      stores,
      workspace.id,
    );
  }

  async toTag(key: string): Promise<string[]> {
    const schedules = await this.stores.schedules.list(this.workspace);
    return [
      ...referencesToTag(this.catalogue, key),
      ...this.eligible((part) => part.kind === 'tag' && part.tag === key),
      ...schedules
        .filter(({ parameters }) => parameters.some((parameter) => parameter.value === key))
        .map(({ template }) => `the schedule of template ${template}`),
      ...(await all((page) => this.stores.models.list(this.workspace, page)))
        .filter(({ retired, tags }) => !retired && tags.some(({ tag }) => tag === key))
        .map((model) => `model ${model.key}`),
      ...this.campaignsWith(({ messageTags, trigger }) => messageTags.includes(key) || tagOfTrigger(trigger) === key),
      ...(this.reach && tagsNamed(this.reach).includes(key) ? [RULES] : []),
      ...this.reportsWith(({ tags }) => tags.includes(key)),
    ];
  }

  /**
   * Returns the names of everything that refers to a segment, or to a layer given as `model.layer`. The segment's own
   * draft and the layer's own model are not counted.
   */
  toSegment(key: string): string[] {
    const own = key.includes('.') ? `the draft of layer model ${modelOf(key)}` : `the draft of segment ${key}`;
    return [
      ...referencesToSegment(this.catalogue, key).filter((referrer) => referrer !== own),
      ...this.eligible((part) => part.kind === 'segment' && part.segment === key),
      ...this.campaignsWith(({ audience, goal, trigger }) => [audience, goal, segmentOfTrigger(trigger)].includes(key)),
      ...(this.reach && governs(this.reach, key) ? [RULES] : []),
      ...this.reportsWith(({ segments }) => segments.includes(key)),
    ];
  }

  /**
   * Returns the reports that group by a layer model. These reports do not prevent a change of the model's layers, but
   * the model itself must not be retired.
   */
  toLayerModel(key: string): string[] {
    return this.reportsWith(({ layerModels }) => layerModels.includes(key));
  }

  toList(key: string): string[] {
    return [
      ...referencesToList(this.catalogue, key),
      ...this.eligible(namesList(key)),
      ...this.reportsWith(({ lists }) => lists.includes(key)),
    ];
  }

  /** Returns the packs that contain the coupon, and the experiments that still issue it. */
  async toCoupon(key: string): Promise<string[]> {
    const experiments = await all((page) => this.stores.experiments.list(this.workspace, page));
    return [
      ...this.claimables.flatMap(({ referrer, coupons }) => (coupons?.includes(key) ? [referrer] : [])),
      ...experiments
        .filter(({ ended, variants }) => !ended && variants.some((variant) => variant.coupon === key))
        .map((experiment) => `experiment ${experiment.key}`),
    ];
  }

  private reportsWith(names: (uses: ReportUses) => boolean): string[] {
    return this.reporting.flatMap(({ referrer, uses }) => (names(uses) ? [referrer] : []));
  }

  private campaignsWith(names: (campaign: CampaignOutline) => boolean): string[] {
    return this.campaigns.filter(names).map(({ key }) => `campaign ${key}`);
  }

  private eligible(names: (part: Condition) => boolean): string[] {
    return this.claimables.flatMap(({ referrer, eligible }) =>
      eligible && [...walk(eligible)].some(names) ? [referrer] : [],
    );
  }
}

async function reportsIn(stores: Stores, workspace: string): Promise<Reporting[]> {
  const reports = await all((page) => stores.reports.list(workspace, page));
  const boards = await all((page) => stores.boards.list(workspace, page));
  return [
    ...reports.flatMap(({ key, retired, uses }) => (retired ? [] : [{ referrer: `report ${key}`, uses }])),
    ...boards.flatMap(({ key, retired, uses }) => (retired ? [] : [{ referrer: `board ${key}`, uses }])),
  ];
}

/** Whether the contact rules refer to a layer, or to the layer's model as a governing model. */
const governs = (reach: ReachRulesDefinition, key: string): boolean =>
  layersNamed(reach).includes(key) || (key.includes('.') && reach.governing.includes(modelOf(key)));

async function all<T extends { readonly key: string }>(list: (page: Page) => Promise<T[]>): Promise<T[]> {
  const out: T[] = [];
  for await (const page of eachPage(list, ({ key }) => key, PAGE)) out.push(...page);
  return out;
}
