/** Queries for resource slots, for channels, and for what customers do after messages, slots and landings. */
import type { Analysis } from '../../engine/analyses/analysis.js';
import { channelAnalysis, type ChannelFigure } from '../../engine/analyses/channels.js';
import type { Choice } from '../../engine/analyses/events.js';
import { reachAnalysis, type ReachFigure, type ReachQuestion } from '../../engine/analyses/reach-effect.js';
import { slotAnalysis, type SlotFigure, type SlotQuestion } from '../../engine/analyses/resource-slots.js';
import { VISIT_GAP_MS } from '../../engine/facts/vocabulary.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { money, text } from '../base/inputs.js';
import type { Services } from '../base/services.js';
import { choicesOr, ordersIn, VISITS } from './baskets.js';
import { answering, compared, type Compared } from './compared.js';
import {
  checkChoices,
  durationOf,
  openQuestion,
  ordinaryProperty,
  shownProperty,
  type Asked,
  type Opened,
  type QuestionInput,
} from './questions.js';

type Expressions = readonly string[] | null;

interface ComparedInput extends Omit<QuestionInput, 'by'> {
  /** Event expressions that count as an order. Defaults to `order_paid`. */
  readonly orders?: Expressions;
  readonly compare?: boolean | null;
}

export interface SlotInput extends Omit<ComparedInput, 'compare'> {
  /** Event expressions of exposures and clicks. Default to `slot_viewed` and `slot_clicked`. */
  readonly views?: Expressions;
  readonly clicks?: Expressions;
  /** Property that contains the slot. Defaults to `slot`. */
  readonly slot?: string | null;
  /** Property with the position. If given, each position is a row of its own. */
  readonly position?: string | null;
  /** Property that an order must share with the click. If it is absent, any order can follow a click. */
  readonly item?: string | null;
  /** Maximum time from a click to an order, as an ISO 8601 duration. Defaults to P1D. */
  readonly window?: string | null;
  readonly credit?: SlotQuestion['credit'] | null;
}

export interface ChannelInput extends ComparedInput {
  /** Event expressions of first touches. Default to `visit` and all activity events. */
  readonly touches?: Expressions;
  /** Property of the first touch that contains the channel. Defaults to `channel`. */
  readonly property?: string | null;
  readonly views?: Expressions;
  readonly visits?: Expressions;
  readonly carts?: Expressions;
  /** Time for which each customer is observed after the first touch, as an ISO 8601 duration. Defaults to P30D. */
  readonly follow?: string | null;
  /** Maximum time from the first order to a repurchase, as an ISO 8601 duration. Defaults to P30D. */
  readonly repurchaseWithin?: string | null;
  readonly costs?: readonly { readonly channel: string; readonly cost: string }[] | null;
}

type Carrier = 'CONTACT' | 'SLOT' | 'LANDING';

export interface ReachInput extends ComparedInput {
  readonly carrier: Carrier;
  /** Property that contains the campaign, slot or landing. Defaults to `campaignId`, `slot` or `utm_campaign`. */
  readonly property?: string | null;
  /** Event expressions of the stages. They default to those of the carrier. */
  readonly sent?: Expressions;
  readonly delivered?: Expressions;
  readonly opened?: Expressions;
  readonly clicked?: Expressions;
  readonly views?: Expressions;
  readonly visits?: Expressions;
  /** Maximum times from a click to a view, and from a click or delivery to an order, as ISO 8601 durations. */
  readonly viewWithin?: string | null;
  readonly window?: string | null;
}

const MOST_COSTS = 100;
const LONGEST_CHANNEL = 1024;

export async function openSlots(
  services: Services,
  principal: Principal,
  input: SlotInput,
): Promise<Opened<unknown, SlotFigure>> {
  const asked = await openQuestion(services, principal, input);
  const { from, to, room } = asked;
  const question: SlotQuestion = {
    from,
    to,
    views: choicesOr(input.views, [{ event: 'slot_viewed' }], asked, 'input.views'),
    clicks: choicesOr(input.clicks, [{ event: 'slot_clicked' }], asked, 'input.clicks'),
    orders: ordersIn(input, asked),
    slot: shownProperty(principal, input.slot ?? 'slot', 'input.slot'),
    windowMs: durationOf(input.window ?? 'P1D', 'input.window'),
    credit: input.credit ?? 'LAST',
    ...(input.position == null ? {} : { position: shownProperty(principal, input.position, 'input.position') }),
    ...(input.item == null ? {} : { item: ordinaryProperty(principal, input.item, 'input.item') }),
  };
  checkChoices([...question.views, ...question.clicks, ...question.orders], 'input.orders');
  return { asked, analysis: slotAnalysis(question, room.now) as Analysis<unknown, SlotFigure> };
}

/** Computes exposures, clicks and the orders that follow clicks, by slot and position. */
export const slots = answering(openSlots);

export async function openChannels(
  services: Services,
  principal: Principal,
  input: ChannelInput,
): Promise<Opened<unknown, Compared<ChannelFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const question = {
    touches: choicesOr(input.touches, VISITS, asked, 'input.touches'),
    property: shownProperty(principal, input.property ?? 'channel', 'input.property'),
    visits: choicesOr(input.visits, VISITS, asked, 'input.visits'),
    views: choicesOr(input.views, [{ event: 'product_viewed' }], asked, 'input.views'),
    carts: choicesOr(input.carts, [{ event: 'added_to_cart' }], asked, 'input.carts'),
    orders: ordersIn(input, asked),
    followMs: durationOf(input.follow ?? 'P30D', 'input.follow'),
    repurchaseMs: durationOf(input.repurchaseWithin ?? 'P30D', 'input.repurchaseWithin'),
    costs: costsOf(input),
  };
  const { touches, visits, views, carts, orders } = question;
  checkChoices([...touches, ...visits, ...views, ...carts, ...orders], 'input.touches');
  const { zone } = asked.room.catalogue.setting;
  // The given costs apply to the requested period, so the previous period is computed without costs.
  const analysis = compared(asked, input.compare, (span, isGrouped) =>
    channelAnalysis({ ...question, ...span, ...(isGrouped ? {} : { costs: new Map() }) }, zone, asked.room.now),
  );
  return { asked, analysis };
}

function costsOf({ costs }: ChannelInput): ReadonlyMap<string, bigint> {
  const given = costs ?? [];
  if (given.length > MOST_COSTS) throw invalid('LIST_SIZE_INVALID', `give at most ${MOST_COSTS} costs`, 'input.costs');
  const out = new Map<string, bigint>();
  given.forEach(({ channel, cost }, i) => {
    const key = text(channel, `input.costs[${i}].channel`, LONGEST_CHANNEL);
    if (out.has(key)) throw invalid('KEY_DUPLICATE', 'a channel has one cost', `input.costs[${i}].channel`);
    const value = money(cost, `input.costs[${i}].cost`);
    if (value < 0n) throw invalid('NUMBER_INVALID', 'a cost is at least 0', `input.costs[${i}].cost`);
    out.set(key, value);
  });
  return out;
}

/** Computes what customers do after their first touch, by the channel of this touch. */
export const channels = answering(openChannels);

const named = (...events: readonly string[]): readonly Choice[] => events.map((event) => ({ event }));

interface CarrierKind {
  readonly property: string;
  readonly stages: ReachQuestion['stages'];
}

const CARRIERS: Readonly<Record<Carrier, CarrierKind>> = {
  CONTACT: {
    property: 'campaignId',
    stages: {
      sent: named('contact_sent'),
      delivered: named('contact_delivered'),
      opened: named('contact_opened'),
      clicked: named('contact_clicked'),
    },
  },
  SLOT: {
    property: 'slot',
    stages: { sent: [], delivered: named('slot_viewed'), opened: [], clicked: named('slot_clicked') },
  },
  LANDING: {
    property: 'utm_campaign',
    stages: { sent: [], delivered: [], opened: [], clicked: named('page_viewed', 'screen_viewed') },
  },
};

export async function openReach(
  services: Services,
  principal: Principal,
  input: ReachInput,
): Promise<Opened<unknown, Compared<ReachFigure>>> {
  const asked = await openQuestion(services, principal, input);
  const { property, stages } = CARRIERS[input.carrier];
  const question = {
    stages: stagesOf(input, stages, asked),
    property: shownProperty(principal, input.property ?? property, 'input.property'),
    // Pages without the property do not count as landings.
    namedOnly: input.carrier === 'LANDING',
    views: choicesOr(input.views, named('page_viewed', 'screen_viewed', 'product_viewed'), asked, 'input.views'),
    visits: choicesOr(input.visits, VISITS, asked, 'input.visits'),
    orders: ordersIn(input, asked),
    viewMs: input.viewWithin == null ? VISIT_GAP_MS : durationOf(input.viewWithin, 'input.viewWithin'),
    windowMs: durationOf(input.window ?? 'P7D', 'input.window'),
  };
  const { views, visits, orders } = question;
  checkChoices([...Object.values(question.stages).flat(), ...views, ...visits, ...orders], 'input.visits');
  const { zone } = asked.room.catalogue.setting;
  const analysis = compared(asked, input.compare, (span) =>
    reachAnalysis({ ...question, ...span }, zone, asked.room.now),
  );
  return { asked, analysis };
}

const stagesOf = (input: ReachInput, usual: ReachQuestion['stages'], asked: Asked): ReachQuestion['stages'] => ({
  sent: choicesOr(input.sent, usual.sent, asked, 'input.sent'),
  delivered: choicesOr(input.delivered, usual.delivered, asked, 'input.delivered'),
  opened: choicesOr(input.opened, usual.opened, asked, 'input.opened'),
  clicked: choicesOr(input.clicked, usual.clicked, asked, 'input.clicked'),
});

/** Computes how many customers receive, click and view something, whether they come back, and which orders follow. */
export const reach = answering(openReach);
