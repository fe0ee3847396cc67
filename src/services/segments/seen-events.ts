/** Lists the event types that occurred in a workspace, and the fields of their events, for pickers of the builder. */
import { countEvents, countFields, type SeenEventType } from '../../engine/seen-values/seen-columns.js';
import { foldedForm } from '../../engine/values/nearest.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { populationViews } from '../population/views.js';

/** Maximum number of event types or fields in a response. */
const MOST_SHOWN = 100;

export interface SeenListInput {
  /** Prefix of the names. Letter case, character width and Unicode form are ignored. */
  readonly prefix?: string | null;
  readonly first: number;
}

export interface SeenEvents {
  /** Event types, the most recent first. */
  readonly types: readonly (SeenEventType & { readonly type: string })[];
  /** Number of event types with this prefix. */
  readonly distinct: number;
}

/** Returns the event types that occurred, those with the latest events first. */
export async function seenEvents(services: Services, principal: Principal, input: SeenListInput): Promise<SeenEvents> {
  const begins = admits(principal, input);
  const room = await enter(services, principal.workspace);
  const seen = new Map<string, SeenEventType>();
  for await (const { part, live } of populationViews(services, room)) countEvents(part, live, seen);
  const types = [...seen]
    .filter(([type]) => begins(type))
    .map(([type, counted]) => ({ type, ...counted }))
    .sort((one, other) => other.lastAt - one.lastAt || other.count - one.count || (one.type < other.type ? -1 : 1));
  return { types: types.slice(0, input.first), distinct: types.length };
}

export interface SeenFields {
  /** Fields by their names in conditions, the most frequent first. */
  readonly fields: readonly { readonly name: string; readonly count: number }[];
  /** Number of fields with this prefix. */
  readonly distinct: number;
}

/** Returns the fields that events of a type have, by their names in conditions. */
export async function seenFields(
  services: Services,
  principal: Principal,
  { event, ...input }: SeenListInput & { readonly event: string },
): Promise<SeenFields> {
  const begins = admits(principal, input);
  const room = await enter(services, principal.workspace);
  const { setting } = room.catalogue;
  const counts = new Map<string, number>();
  for await (const { part, live } of populationViews(services, room))
    countFields(part, live, { type: event, setting }, counts);
  const fields = [...counts]
    .filter(([name]) => begins(name))
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  return { fields: fields.slice(0, input.first), distinct: fields.length };
}

/** Checks the input. Returns a function that says whether a name begins with the prefix. */
function admits(principal: Principal, { prefix, first }: SeenListInput): (name: string) => boolean {
  requireScope(principal, 'analytics:read');
  if (!Number.isInteger(first) || first < 1 || first > MOST_SHOWN)
    throw invalid('NUMBER_INVALID', `first is a whole number from 1 to ${MOST_SHOWN}`, 'first');
  const folded = foldedForm(prefix ?? '');
  return (name) => foldedForm(name).startsWith(folded);
}
