/** Computes the warnings of analyses about event types, properties and values that were never seen. */
import { LINE_GROUPS } from '../../engine/analyses/order-states.js';
import {
  expectationsOfEvents,
  type Expectation,
  type ExpectedProperty,
} from '../../engine/seen-values/expected-values.js';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import type { Principal } from '../base/access.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { unseenWarnings } from '../segments/condition-warnings.js';
import type { AnalysisKind, Kinds } from './analysis-kinds.js';
import type { ActivityInput } from './cohorts.js';
import { choicesOf, type GroupingInput } from './questions.js';

/** Input type of each kind of analysis. */
export type AnalysisInputs = { readonly [K in AnalysisKind]: Kinds[K]['input'] };

/** A list of events that an analysis counts, and the properties that it reads from each event. */
interface Events {
  readonly path: string;
  readonly events: readonly string[];
  readonly properties?: readonly ExpectedProperty[];
}

const MONEY = { name: 'amount', path: 'input.orders', numbersOnly: true };
const NUMERIC: readonly unknown[] = ['SUM', 'AVERAGE', 'MIN', 'MAX', 'PERCENTILE'];

const named = (name: string | null | undefined, path: string, more: object = {}): ExpectedProperty[] =>
  name == null ? [] : [{ name, path, ...more }];

const grouped = (by: GroupingInput | null | undefined): ExpectedProperty[] => named(by?.property, 'input.by.property');

/**
 * Returns the event list of an input field, or an empty array if the field is absent. The default events that then
 * apply cause no warnings.
 */
const given = (
  events: readonly string[] | null | undefined,
  path: string,
  properties: readonly ExpectedProperty[] = [],
): Events[] => (events ? [{ path, events, properties }] : []);

const groupedByLine = (by: GroupingInput | null | undefined): ExpectedProperty[] =>
  named(by?.property, 'input.by.property', { orLine: LINE_GROUPS.includes(by?.property ?? '') });

const activity = ({ events }: ActivityInput): Events[] => [{ path: 'input.events', events }];

const ordersOf = (
  { orders }: { readonly orders?: readonly string[] | null },
  properties: readonly ExpectedProperty[] = [MONEY],
): Events => ({ path: 'input.orders', events: orders ?? ['order_paid'], properties });

/**
 * Returns the events that each kind of analysis counts. If an entry for a kind is missing, the code does not compile.
 */
const EVENTS_OF: { readonly [K in keyof AnalysisInputs]: (input: AnalysisInputs[K]) => readonly Events[] } = {
  funnel: ({ steps, exclusions, same, by }) => [
    ...steps.map(({ events }, i) => ({
      path: `input.steps[${i}].events`,
      events,
      // The group of a funnel attempt is read from the first event of the attempt.
      properties: [...named(same, 'input.same', { orLine: true }), ...(i === 0 ? grouped(by) : [])],
    })),
    ...(exclusions ?? []).map(({ events }, i) => ({ path: `input.exclusions[${i}].events`, events })),
  ],
  retention: ({ start, returns }) => [
    { path: 'input.start', events: start },
    ...(returns ? [{ path: 'input.returns', events: returns }] : []),
  ],
  stickiness: activity,
  lifecycle: activity,
  trend: ({ events, figure, field, by }) => [
    {
      path: 'input.events',
      events,
      properties: [
        ...named(field, 'input.field', { orLine: true, numbersOnly: NUMERIC.includes(figure) }),
        ...grouped(by),
      ],
    },
  ],
  // Without `visits`, every activity counts as a visit, so no particular event type is expected.
  nineMetrics: (input) => [ordersOf(input), ...(input.visits ? [{ path: 'input.visits', events: input.visits }] : [])],
  repurchase: (input) => [ordersOf(input, [])],
  cohortRevenue: (input) => [ordersOf(input)],
  rfm: (input) => [ordersOf(input)],
  paths: ({ events, property }) => [{ path: 'input.events', events, properties: named(property, 'input.property') }],
  returns: (input) => [ordersOf(input, [MONEY, ...groupedByLine(input.by)])],
  baskets: (input) => [ordersOf(input, [MONEY, ...grouped(input.by)])],
  pairs: (input) => [ordersOf(input, named(input.field ?? 'sku', 'input.field', { orLine: true }))],
  carts: (input) => {
    const item = named(input.item ?? 'sku', 'input.item', { orLine: true });
    const carts = input.carts ?? ['added_to_cart'];
    return [{ path: 'input.carts', events: carts, properties: [...item, ...grouped(input.by)] }, ordersOf(input, item)];
  },
  // Without `activities`, every activity counts, so no particular event type is expected.
  members: (input) => [
    ...given(input.joins, 'input.joins'),
    ...given(input.activities, 'input.activities'),
    ...given(input.orders, 'input.orders'),
  ],
  slots: (input) => {
    const slot = [...named(input.slot ?? 'slot', 'input.slot'), ...named(input.position, 'input.position')];
    const item = named(input.item, 'input.item', { orLine: true });
    return [
      { path: 'input.views', events: input.views ?? ['slot_viewed'], properties: slot },
      { path: 'input.clicks', events: input.clicks ?? ['slot_clicked'], properties: [...slot, ...item] },
      ordersOf(input, [MONEY, ...item]),
    ];
  },
  channels: (input) => [
    ...given(input.touches, 'input.touches', named(input.property ?? 'channel', 'input.property')),
    ...given(input.visits, 'input.visits'),
    ...given(input.views, 'input.views'),
    ...given(input.carts, 'input.carts'),
    ordersOf(input),
  ],
  reach: (input) => [
    ...(['sent', 'delivered', 'opened', 'clicked'] as const).flatMap((stage) =>
      given(input[stage], `input.${stage}`, named(input.property, 'input.property')),
    ),
    ...given(input.views, 'input.views'),
    ...given(input.visits, 'input.visits'),
    ordersOf(input),
  ],
};

/**
 * Returns the warnings of an analysis, based on the data observed so far. The path of a warning is a path in the input,
 * such as `input.steps[1].events[0].event`.
 */
export async function analysisWarnings<K extends keyof AnalysisInputs>(
  services: Services,
  principal: Principal,
  kind: K,
  input: AnalysisInputs[K],
): Promise<ConditionWarning[]> {
  return eventWarnings(services, principal, EVENTS_OF[kind](input));
}

/**
 * Returns the warnings of a model about the events that it counts as orders, and about the currency of their amounts.
 */
export const orderWarnings = (
  services: Services,
  principal: Principal,
  input: { readonly orders?: readonly string[] | null },
): Promise<ConditionWarning[]> => eventWarnings(services, principal, [ordersOf(input)]);

async function eventWarnings(
  services: Services,
  principal: Principal,
  counted: readonly Events[],
): Promise<ConditionWarning[]> {
  const room = await enter(services, principal.workspace);
  const expected = counted.flatMap(({ path, events, properties = [] }) =>
    choicesOf(events, room, path).flatMap((choice, i): Expectation[] =>
      expectationsOfEvents(choice, `${path}[${i}]`, properties),
    ),
  );
  return unseenWarnings(services, principal, expected);
}
