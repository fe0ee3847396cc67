/** Defines, starts, pauses and cancels campaigns, and stores their versions. */
import { fixedField } from '../../engine/definitions/effects.js';
import { CAMPAIGN_EFFECTS } from '../../engine/reach/reach-effects.js';
import { isFinal, type CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooLarge, refuseTooMany } from '../base/definition-limits.js';
import { conflict, limit, notFound, type ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { newId } from '../base/ids.js';
import type { Page, Stores, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { triedStrategy } from '../base/tried-strategy.js';
import type { CampaignSurroundings } from './campaign-channels.js';
import { parseCampaign, type CampaignInput, type DefinedFields } from './campaign-inputs.js';
import { publicAddressFor } from './contact-links.js';
import { rulesIn } from './reach-rules.js';
import { wholeCampaign } from './whole-campaign.js';

const MAX_CAMPAIGNS = 1000;
/** Maximum length of a campaign as JSON. */
const LONGEST_CAMPAIGN = 256 * 1024;
/**
 * Maximum number of characters of all campaigns that have not ended, as JSON. Decisions about a customer read all
 * running campaigns.
 */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Defines a campaign, or a new version of an existing one. Absent fields keep their values, and null restores the
 * default.
 */
export function defineCampaign(
  services: Services,
  principal: Principal,
  input: CampaignInput,
): Promise<CampaignDefinition> {
  requireScope(principal, 'reach:admin');
  return change(services, principal, 'defineCampaign', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    const { campaigns } = services.stores;
    const surroundings = await surroundingsOf(services, room, input);
    const save = async (tx: Tx): Promise<CampaignDefinition> => {
      const most = { most: MAX_CAMPAIGNS, what: 'campaigns' };
      await refuseTooMany(services.stores, workspace.id, campaigns, input.key, most, tx);
      const before = await findOne(campaigns, workspace.id, input.key, tx);
      if (before) refuseFinal(before, 'input.key');
      const defined = await definedAgainst(services, principal, input, { ...surroundings, before, tx });
      // A campaign that was started keeps the hash function for tag dates, because its stored contacts contain the
      // hashes. With other hashes, the same date would be decided twice.
      const naming = before?.startedAt === undefined ? { namesDatesKeyed: true as const } : namesOf(before);
      const campaign: CampaignDefinition = {
        ...defined,
        // A running campaign without an explicit time keeps the time at which it was started.
        ...(defined.at === undefined && before?.startedAt !== undefined && before.at !== undefined
          ? { at: before.at }
          : {}),
        state: before?.state ?? 'DRAFT',
        ...(before?.startedAt === undefined ? {} : { startedAt: before.startedAt }),
        // If the campaign has a trigger, `decidedFor` is left out. The start then processes the audience again, because
        // the audience may have changed.
        ...(before?.decidedFor === undefined || defined.trigger ? {} : { decidedFor: before.decidedFor }),
        salt: before?.salt ?? newId(now),
        ...naming,
        version: (before?.version ?? 0) + 1,
        savedAt: now,
        savedBy: principal.subject,
      };
      await campaigns.save(workspace.id, campaign, tx);
      const size = { most: MOST_CHARACTERS, what: 'campaigns that have not ended' };
      await refuseTooLarge((within) => campaigns.openSizes(workspace.id, within), size, tx);
      return campaign;
    };
    return { target: input.key, at: now, save };
  });
}

/** Reads the data against which the input of a campaign is validated, except its current version. */
async function surroundingsOf(
  services: Services,
  room: Room,
  input: CampaignInput,
): Promise<Omit<CampaignSurroundings, 'before'>> {
  const { workspace } = room;
  const named = [...new Set(input.channels.flatMap(({ endpoint }) => endpoint ?? []))];
  const rules = await rulesIn(services.stores, workspace.id);
  return {
    room,
    rules,
    canLink: rules.linkSecret !== undefined && publicAddressFor(services, workspace) !== undefined,
    endpoints: new Set((await services.stores.webhookEndpoints.find(workspace.id, named)).map(({ key }) => key)),
  };
}

/**
 * Completes and validates the input of a campaign, with the strategy that it names, and checks its length. Throws if it
 * changes a field that a started campaign keeps.
 */
async function definedAgainst(
  { stores }: Services,
  principal: Principal,
  input: CampaignInput,
  { tx, ...surroundings }: CampaignSurroundings & { readonly tx?: Tx },
): Promise<DefinedFields> {
  const { before, room } = surroundings;
  const whole = wholeCampaign(input, before);
  const tried = await triedStrategy(stores, room.workspace.id, { ...whole, before: before?.strategy }, tx);
  const defined = { ...parseCampaign(principal, whole, surroundings), ...tried };
  mustFit(defined);
  if (before?.startedAt !== undefined) refuseFixed(before, { ...defined, salt: before.salt, ...namesOf(before) });
  return defined;
}

/**
 * Returns the campaign that the input would define, without saving it. Validates the input as `defineCampaign` does. A
 * campaign that was never saved has a fixed salt, so that repeated previews draw the same groups.
 */
export async function draftCampaign(
  services: Services,
  principal: Principal,
  input: CampaignInput,
  room: Room,
): Promise<CampaignDefinition> {
  const before = await findOne(services.stores.campaigns, room.workspace.id, input.key);
  if (before) refuseFinal(before, 'input.key');
  const surroundings = { ...(await surroundingsOf(services, room, input)), before };
  return {
    ...(await definedAgainst(services, principal, input, surroundings)),
    state: 'DRAFT',
    salt: before?.salt ?? input.key,
    ...(before ? namesOf(before) : { namesDatesKeyed: true }),
    version: (before?.version ?? 0) + 1,
    savedAt: room.now,
    savedBy: principal.subject,
  };
}

/**
 * Throws if the definition of a campaign is too long. Decimals in the condition of a trigger are bigints, which need a
 * conversion for JSON.
 */
function mustFit(defined: object): void {
  const { length } = JSON.stringify(defined, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  if (length > LONGEST_CAMPAIGN)
    throw limit('TEXT_TOO_LONG', `a campaign has at most ${LONGEST_CAMPAIGN} characters as JSON`, 'input.channels');
}

const namesOf = ({ namesDatesKeyed }: CampaignDefinition): Pick<CampaignDefinition, 'namesDatesKeyed'> =>
  namesDatesKeyed ? { namesDatesKeyed } : {};

export async function findCampaign(
  services: Services,
  principal: Principal,
  key: string,
): Promise<CampaignDefinition | undefined> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  return findOne(services.stores.campaigns, workspace.id, key);
}

export async function listCampaigns(
  services: Services,
  principal: Principal,
  page: Page,
): Promise<CampaignDefinition[]> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.campaigns.list(workspace.id, page);
}

/**
 * Returns up to 100 of the last versions of a campaign, oldest first. Fewer are kept if they are long. The last one is
 * the current version.
 */
export async function campaignVersions(
  services: Services,
  principal: Principal,
  key: string,
): Promise<CampaignDefinition[]> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  const versions = await services.stores.campaigns.versions(workspace.id, key);
  if (versions.length === 0) throw campaignNotFound();
  return versions;
}

/** Starts a campaign or resumes a paused one. */
export function startCampaign(services: Services, principal: Principal, key: string): Promise<CampaignDefinition> {
  return edit(services, principal, 'startCampaign', key, (before, { now }) => {
    if (before.state === 'RUNNING') throw conflict('CAMPAIGN_RUNNING', `campaign ${key} runs already`, 'key');
    const started = { ...before, startedAt: before.startedAt ?? now, state: 'RUNNING' } as const;
    if (before.trigger) {
      if (before.until !== undefined && before.until <= now)
        throw conflict('CAMPAIGN_LATE', 'the campaign closes before it starts', 'key');
      return started;
    }
    const at = before.at ?? now;
    if (before.startedAt === undefined && isTooLate(before, at, now))
      throw conflict('CAMPAIGN_LATE', 'the instant of the campaign has passed by more than its lateness', 'key');
    return { ...started, at };
  });
}

/**
 * Throws when the trigger of a started campaign is changed, because due times have already been planned under it, or
 * its instant after the audience was decided, because everybody would be decided and contacted again.
 */
function refuseFixed(before: CampaignDefinition, after: Partial<CampaignDefinition>): void {
  const isDecided = !before.trigger && !after.trigger && before.decidedFor !== undefined;
  if (isDecided && (after.at ?? before.at) !== before.decidedFor)
    throw conflict(
      'CAMPAIGN_TIME_FIXED',
      'the instant of a campaign whose audience was decided never changes; define another campaign',
      'input.at',
    );
  if (fixedField(CAMPAIGN_EFFECTS, before, after))
    throw conflict(
      'CAMPAIGN_TRIGGER_FIXED',
      'the trigger of a campaign that was started never changes; define another campaign',
      'input.trigger',
    );
}

function isTooLate({ ifLate, latenessMs, expiresAfterMs }: CampaignDefinition, at: number, now: number): boolean {
  return now > at + (ifLate === 'SEND_LATE' ? Infinity : latenessMs) || now >= at + expiresAfterMs;
}

/** Pauses a campaign. Nothing is decided or sent until it is started again. */
export function pauseCampaign(services: Services, principal: Principal, key: string): Promise<CampaignDefinition> {
  return edit(services, principal, 'pauseCampaign', key, (before) => {
    if (before.state !== 'RUNNING') throw conflict('CAMPAIGN_NOT_RUNNING', `campaign ${key} does not run`, 'key');
    return { ...before, state: 'PAUSED' };
  });
}

/** Cancels a campaign permanently. Its waiting contacts are ended, which releases their budgets. */
export async function cancelCampaign(
  services: Services,
  principal: Principal,
  key: string,
): Promise<CampaignDefinition> {
  const cancelled = await edit(services, principal, 'cancelCampaign', key, (before) => ({
    ...before,
    state: 'CANCELLED',
  }));
  const { workspace, now } = await enter(services, principal.workspace);
  await services.stores.contacts.hasten(workspace.id, key, now);
  return cancelled;
}

/** Changes the state of a campaign that has not ended. */
function edit(
  services: Services,
  principal: Principal,
  operation: string,
  key: string,
  apply: (before: CampaignDefinition, room: Room) => CampaignDefinition,
): Promise<CampaignDefinition> {
  requireScope(principal, 'reach:admin');
  return change(services, principal, operation, async () => {
    const room = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<CampaignDefinition> => {
      const before = await needed(services.stores, room.workspace.id, key, tx);
      refuseFinal(before, 'key');
      const after = apply(before, room);
      await services.stores.campaigns.save(room.workspace.id, after, tx);
      if (after.trigger) await services.stores.workspaces.setTrigger(room.workspace.id, key, !isFinal(after), tx);
      return after;
    };
    return { target: key, at: room.now, save };
  });
}

async function needed({ campaigns }: Stores, workspace: string, key: string, tx?: Tx): Promise<CampaignDefinition> {
  const campaign = await findOne(campaigns, workspace, key, tx);
  if (!campaign) throw campaignNotFound();
  return campaign;
}

function refuseFinal(campaign: CampaignDefinition, path: string): void {
  if (isFinal(campaign)) throw conflict('CAMPAIGN_FINAL', `campaign ${campaign.key} has ended or was cancelled`, path);
}

export const campaignNotFound = (): ServiceError => notFound('CAMPAIGN_NOT_FOUND', 'the campaign', 'key');
