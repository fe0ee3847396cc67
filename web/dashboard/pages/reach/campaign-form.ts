/** Converts a campaign to the values of the editor's form, and these values to the input of the API. */
import { instantOf, parseTimeOfDay, timeOfDayAt, formatTimeOfDay } from '../../../../src/engine/reach/local-time.js';
import { dayOf } from '../../../../src/engine/time/time.js';
import type {
  CampaignChannelInput,
  CampaignInput,
  CampaignPageQuery,
  CampaignTriggerInput,
  ReachChannelKind,
} from '../../../../schema/generated/operations.js';

export type Campaign = NonNullable<CampaignPageQuery['campaign']>;

/** What makes the contacts of a campaign due: its start, an instant, or a kind of trigger. */
export const WHEN = ['START', 'AT', 'ENTERED', 'LEFT', 'EVENT', 'SCHEDULE', 'DATE'] as const;
export type When = (typeof WHEN)[number];

export type ChannelForm = Omit<CampaignChannelInput, 'quietHours'> & {
  readonly quietFrom?: string | null;
  readonly quietUntil?: string | null;
};

/** The fields of the API that the form has under the same name. */
type SameFields = Pick<
  CampaignInput,
  | 'name'
  | 'description'
  | 'zone'
  | 'goal'
  | 'purpose'
  | 'transactional'
  | 'keepsQuietHours'
  | 'counting'
  | 'priority'
  | 'tags'
  | 'recheck'
  | 'ifLate'
  | 'lateness'
  | 'expiresAfter'
  | 'holdOutPercent'
  | 'strategy'
  | 'expectedEffect'
  | 'reEntry'
  | 'reEntryAfter'
  | 'fallback'
  | 'variants'
>;

export interface CampaignForm extends SameFields {
  readonly audience?: string;
  readonly when: When;
  /** Local times in the time zone of the workspace, such as `2026-03-20T10:00`. */
  readonly at?: string | null;
  readonly until?: string | null;
  /**
   * The instants from which the local times were made. A local time has no milliseconds, and does not tell which of two
   * equal hours it means when the clock is set back, so an unchanged local time stands for its instant.
   */
  readonly instants?: { readonly at?: string; readonly until?: string };
  readonly trigger?: CampaignTriggerInput;
  readonly channels: readonly Partial<ChannelForm>[];
}

const SAME_FIELDS = [
  'name',
  'description',
  'zone',
  'goal',
  'purpose',
  'transactional',
  'keepsQuietHours',
  'counting',
  'priority',
  'tags',
  'recheck',
  'ifLate',
  'lateness',
  'expiresAfter',
  'holdOutPercent',
  'strategy',
  'expectedEffect',
  'reEntry',
  'reEntryAfter',
  'fallback',
] as const satisfies readonly (keyof SameFields)[];

/** Returns a local time such as `2026-03-20T10:00` as an ISO instant. Undefined if it is empty or incomplete. */
export function toInstant(local: string | null | undefined, zone: string): string | undefined {
  const [day, clock] = (local ?? '').split('T');
  const time = parseTimeOfDay(clock ?? '');
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || time === undefined) return undefined;
  return new Date(instantOf(day, time, zone)).toISOString();
}

/** Returns an ISO instant as a local time such as `2026-03-20T10:00`. */
export function toLocal(instant: string | null | undefined, zone: string): string | undefined {
  if (!instant) return undefined;
  const at = Date.parse(instant);
  return `${dayOf(at, zone)}T${formatTimeOfDay(timeOfDayAt(at, zone))}`;
}

/** Returns the values of the form for a new campaign. */
export function emptyForm(channel: Partial<ChannelForm>): CampaignForm {
  return { when: 'START', purpose: 'marketing', channels: [channel] };
}

/** A proposal of the strategy library, from which a new campaign begins. */
export interface Planned {
  readonly strategy: string;
  /** The layer that the campaign contacts, as `model.layer`. */
  readonly audience: string;
  readonly expectedEffect?: number | undefined;
}

/** Hold-out of a campaign that tries a strategy. Without one, its effect is not measured. */
const USUAL_HOLD_OUT = 20;

/** Returns the values of the form for a new campaign that tries a strategy. */
export function plannedForm(
  { strategy, audience, expectedEffect }: Planned,
  channel: Partial<ChannelForm>,
  name?: string,
): CampaignForm {
  return {
    ...emptyForm(channel),
    ...{ strategy, audience, holdOutPercent: USUAL_HOLD_OUT },
    ...(name === undefined ? {} : { name }),
    ...(expectedEffect === undefined ? {} : { expectedEffect }),
  };
}

/** Returns the link to the editor of a new campaign that tries a strategy. `plannedFrom` reads it. */
export function planLink({ strategy, audience, expectedEffect }: Planned): string {
  const expected = expectedEffect === undefined ? [] : [String(Number(expectedEffect.toFixed(4)))];
  return ['#/reach/new', ...[strategy, audience, ...expected].map(encodeURIComponent)].join('/');
}

/** Returns the proposal in the parts of an address after `reach/new`, or undefined if there is none. */
export function plannedFrom([strategy, audience, expected]: readonly string[]): Planned | undefined {
  if (!strategy || !audience) return undefined;
  const expectedEffect = Number(expected ?? NaN);
  return { strategy, audience, ...(Number.isFinite(expectedEffect) ? { expectedEffect } : {}) };
}

/** Returns the values of the form for an existing campaign. */
export function formOf(campaign: Campaign, zone: string): CampaignForm {
  const same = Object.fromEntries(SAME_FIELDS.map((field) => [field, campaign[field] ?? undefined]));
  return {
    ...same,
    audience: campaign.audience,
    when: whenOf(campaign),
    at: toLocal(campaign.at, zone),
    until: toLocal(campaign.until, zone),
    instants: { at: campaign.at ?? undefined, until: campaign.until ?? undefined },
    trigger: triggerInput(campaign),
    variants: campaign.variants.map(({ key, weight }) => ({ key, weight })),
    channels: campaign.channels.map(({ quietHours, ...channel }) => ({
      ...channel,
      quietFrom: quietHours?.from,
      quietUntil: quietHours?.until,
    })),
  };
}

function whenOf({ trigger, at }: Campaign): When {
  const kinds = { entered: 'ENTERED', left: 'LEFT', event: 'EVENT', schedule: 'SCHEDULE', date: 'DATE' } as const;
  const kind = (Object.keys(kinds) as (keyof typeof kinds)[]).find((name) => trigger?.[name]);
  if (kind) return kinds[kind];
  return at ? 'AT' : 'START';
}

function triggerInput({ trigger }: Campaign): CampaignTriggerInput | undefined {
  if (!trigger) return undefined;
  const given = Object.entries(trigger).flatMap(([kind, value]) =>
    value ? [[kind, withoutDelay(value)] as const] : [],
  );
  return Object.fromEntries(given) as CampaignTriggerInput;
}

/** Leaves out a delay of zero. The API returns it, but accepts only its absence. */
function withoutDelay<T extends object>(trigger: T): T {
  return Object.fromEntries(Object.entries(trigger).filter(([, value]) => value !== 'PT0S')) as T;
}

/** What the workspace says about times and channels. */
export interface Surroundings {
  readonly zone: string;
  /** Kinds of the channels. Only a channel of the kind SENT has an endpoint. */
  readonly kinds: ReadonlyMap<string, ReachChannelKind>;
}

/**
 * Returns the input of the API. Cleared fields are null, which restores their defaults. Returns undefined while the
 * audience, a channel or a text is missing.
 */
export function toInput(key: string, form: CampaignForm, { zone, kinds }: Surroundings): CampaignInput | undefined {
  const { audience } = form;
  const channels = form.channels.map((channel) => toChannel(channel, kinds));
  if (!audience || channels.length === 0 || channels.includes(undefined)) return undefined;
  const times = timesOf(form, zone);
  if (!times) return undefined;
  const same = Object.fromEntries(SAME_FIELDS.map((field) => [field, valueOf(form[field])]));
  return {
    ...(same as SameFields),
    ...(form.variants && form.variants.length > 0 ? { variants: form.variants } : {}),
    ...settingsThatFit(form),
    ...(form.strategy ? {} : { expectedEffect: null }),
    ...times,
    key,
    audience,
    channels: channels as CampaignChannelInput[],
  };
}

const valueOf = <T>(value: T): T | null => (value === undefined || value === '' ? null : value);

/** Returns null for settings that the chosen kind of campaign does not have. Their fields are then hidden. */
function settingsThatFit(form: CampaignForm): Partial<CampaignInput> {
  const isOnce = form.when === 'START' || form.when === 'AT';
  return {
    ...(isOnce ? { reEntry: null, reEntryAfter: null } : {}),
    ...(form.reEntry === 'AFTER' ? {} : { reEntryAfter: null }),
    ...(form.ifLate === 'SEND_LATE' ? { lateness: null } : {}),
    ...(form.transactional ? {} : { keepsQuietHours: null }),
    ...(form.fallback?.after && form.channels.length > 1 ? {} : { fallback: null }),
  };
}

function timesOf(form: CampaignForm, zone: string): Partial<CampaignInput> | undefined {
  if (form.when === 'START') return { at: null, trigger: null, until: null };
  if (form.when === 'AT') {
    const at = instantIn(form, 'at', zone);
    return at === undefined ? undefined : { at, trigger: null, until: null };
  }
  const trigger = triggerOf(form);
  return trigger && { trigger, at: null, until: instantIn(form, 'until', zone) ?? null };
}

/** Returns the instant of a field with a local time. An unchanged local time keeps its instant. */
function instantIn(form: CampaignForm, field: 'at' | 'until', zone: string): string | undefined {
  const before = form.instants?.[field];
  return before !== undefined && form[field] === toLocal(before, zone) ? before : toInstant(form[field], zone);
}

/** Returns the trigger with only the kind that is chosen. Undefined while a required field of it is empty. */
function triggerOf({ when, trigger = {} }: CampaignForm): CampaignTriggerInput | undefined {
  switch (when) {
    case 'ENTERED':
      return { entered: { ...trigger.entered, segment: trigger.entered?.segment ?? null } };
    case 'LEFT':
      return trigger.left?.segment ? { left: trigger.left } : undefined;
    case 'EVENT':
      return trigger.event?.expression ? { event: trigger.event } : undefined;
    case 'SCHEDULE':
      return trigger.schedule?.time ? { schedule: withoutEmptyLists(trigger.schedule) } : undefined;
    case 'DATE':
      return trigger.date?.tag && trigger.date.time ? { date: trigger.date } : undefined;
    case 'START':
    case 'AT':
      return undefined;
  }
}

function withoutEmptyLists<T extends object>(given: T): T {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  ) as T;
}

function toChannel(
  form: Partial<ChannelForm>,
  kinds: ReadonlyMap<string, ReachChannelKind>,
): CampaignChannelInput | undefined {
  const { quietFrom, quietUntil, showings, ifQuiet, endpoint, dueAfter, ...rest } = form;
  const { channel, body } = rest;
  if (!channel || !body?.trim()) return undefined;
  const message = { ...rest, channel, body, title: valueOf(rest.title) };
  const kind = kinds.get(channel);
  if (kind === 'PULL') return { ...message, showings: showings?.most ? showings : null };
  const quietHours = quietFrom && quietUntil ? { from: quietFrom, until: quietUntil } : null;
  const quiet = { quietHours, ifQuiet: quietHours ? (ifQuiet ?? null) : null };
  if (kind === 'TASK') return { ...message, ...quiet, dueAfter: valueOf(dueAfter) };
  return endpoint ? { ...message, ...quiet, endpoint } : undefined;
}

/**
 * Returns the path of a form field for the path of an invalid input, such as `input.channels[0].body`. Undefined if the
 * form has no such field.
 */
export function fieldOf(path: string | undefined): (string | number)[] | undefined {
  const [root, ...parts] = (path ?? '').split(/[.[\]]+/).filter((part) => part !== '');
  if (root !== 'input' || parts.length === 0) return undefined;
  const field = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const place = field.indexOf('quietHours');
  if (place >= 0) return [...field.slice(0, place), field[place + 1] === 'until' ? 'quietUntil' : 'quietFrom'];
  // A filter is checked as text, so the position within the text follows the name of the field.
  const text = field.indexOf('expression');
  return text >= 0 ? field.slice(0, text + 1) : field;
}
