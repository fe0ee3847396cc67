/** GraphQL types of contacts. A contact is one decision about a customer at one occurrence of a campaign. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CONTACT_STATES } from '../../engine/reach/contact.js';
import { ENDING_REASONS, type Ending } from '../../engine/reach/endings.js';
import { TASK_ENDS, TASK_OUTCOMES } from '../../engine/reach/task.js';
import type { ShownContact } from '../../services/reach/reservations.js';
import { hiddenFrom, type Context } from '../context.js';
import { DateTime } from '../scalars.js';

export const ContactState = Object.fromEntries(CONTACT_STATES.map((name) => [name, name]));
registerEnumType(ContactState, {
  name: 'ContactState',
  description: 'State of a contact.',
  valuesConfig: {
    PLANNED: { description: 'It is not decided yet.' },
    RESERVED: { description: 'It uses budget and waits to be handed over.' },
    WAITING: { description: 'It waits until a place shows it, and uses no budget before.' },
    ASSIGNED: { description: 'It is an open task of a person, and uses budget.' },
    HANDED_OVER: {
      description: 'The endpoint received it, a place showed it, or an assignee could not reach the customer.',
    },
    DELIVERED: { description: 'The customer received it, as the sender reported.' },
    FAILED: { description: 'The endpoint refused it.' },
    DEAD: { description: 'No further attempt is made.' },
    ENDED: { description: 'It ended without a message, for the reason of its ending.' },
  },
});

export const EndingReasonEnum = Object.fromEntries(Object.keys(ENDING_REASONS).map((name) => [name, name]));
registerEnumType(EndingReasonEnum, {
  name: 'ContactEndingReason',
  description: 'Why a contact ended without a message.',
  valuesConfig: Object.fromEntries(
    Object.entries(ENDING_REASONS).map(([name, description]) => [name, { description }]),
  ),
});

@ObjectType({ description: 'Consent of a customer on one channel.' })
class ContactConsent {
  @Field(() => String, { description: 'The channel.' }) channel!: string;
  @Field(() => String, { nullable: true, description: 'Event that decides. Null if the customer made no statement.' })
  statement?: string;
}

@ObjectType({ description: 'Why a contact ended, with the facts behind it. Facts of other reasons are null.' })
class ContactEnding {
  @Field(() => EndingReasonEnum, { description: 'The reason.' }) reason!: string;
  @Field(() => String, { nullable: true, description: 'CAPPED, QUIET_EXPIRED, TEMPLATE, EXPIRED: the channel.' })
  channel?: string;
  @Field(() => String, { nullable: true, description: 'CAPPED: the budget without room.' }) budget?: string;
  @Field(() => Int, { nullable: true, description: 'CAPPED: most contacts of the budget.' }) most?: number;
  @Field(() => [String], { nullable: true, description: 'CAPPED: ids of the contacts that fill the budget.' })
  contacts?: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'CAPPED: when the budget has room by the present contacts.' })
  nextPossibleAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'QUIET_EXPIRED: end of the quiet hours.' }) quietUntil?: number;
  @Field(() => DateTime, { nullable: true, description: 'QUIET_EXPIRED, EXPIRED: when the contact expires.' })
  expiresAt?: number;
  @Field(() => String, { nullable: true, description: 'CONSENT: the purpose.' }) purpose?: string;
  @Field(() => [ContactConsent], { nullable: true, description: 'CONSENT: the channels with the deciding statements.' })
  consents?: readonly ContactConsent[];
  @Field(() => [String], { nullable: true, description: 'CHANNEL: permitted channels without an address.' })
  channels?: readonly string[];
  @Field(() => String, {
    nullable: true,
    description: 'LAYER: the layer that forbids it. Null if who is in it is personal.',
  })
  layer?: string;
  @Field(() => String, { nullable: true, description: 'LAYER: its rule of reach.' }) reach?: string;
  @Field(() => String, { nullable: true, description: 'AUDIENCE: the segment that the customer left.' })
  audience?: string;
  @Field(() => String, { nullable: true, description: 'GOAL: the segment that the customer entered.' }) goal?: string;
  @Field(() => String, { nullable: true, description: 'CONTROL: GLOBAL or HOLD_OUT.' }) group?: string;
  @Field(() => [String], { nullable: true, description: 'TEMPLATE: names without a value and without a fallback.' })
  missing?: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'MISSED: when it was due.' }) dueAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'MISSED: latest instant at which it would have been sent.' })
  latestAt?: number;
  @Field(() => String, { nullable: true, description: 'CANCELLED: the cause.' }) cause?: string;
}

@ObjectType({ description: 'An earlier message of a contact, on an earlier channel or shown earlier by a place.' })
class EarlierMessage {
  @Field(() => String, { description: 'Its channel.' }) channel!: string;
  @Field(() => DateTime, { description: 'When it was handed over, or may have been.' }) handedOverAt!: number;
}

export const TaskOutcomeEnum = Object.fromEntries(TASK_OUTCOMES.map((name) => [name, name]));
registerEnumType(TaskOutcomeEnum, {
  name: 'TaskOutcome',
  description: 'What the assignee of a task reports.',
  valuesConfig: {
    DONE: { description: 'The customer was reached.' },
    REFUSED: { description: 'The customer was reached, but declined.' },
    NO_ANSWER: { description: 'The customer was not reached.' },
    NOT_DONE: { description: 'Nobody contacted the customer. The budget is released.' },
  },
});
export const TaskEnd = Object.fromEntries(TASK_ENDS.map((name) => [name, name]));
registerEnumType(TaskEnd, {
  name: 'TaskEnd',
  description: 'How a task ended.',
  valuesConfig: {
    DONE: { description: 'The customer was reached.' },
    REFUSED: { description: 'The customer was reached, but declined.' },
    NO_ANSWER: { description: 'The customer was not reached.' },
    NOT_DONE: { description: 'Nobody contacted the customer.' },
    EXPIRED: { description: 'No outcome was reported before the contact expired.' },
    WITHDRAWN: { description: 'The campaign was cancelled.' },
  },
});

@ObjectType({ description: 'The task that a contact became.' })
class ContactTaskType {
  @Field(() => String, { description: 'Id of the person who carries it out.' }) assignee!: string;
  @Field(() => DateTime, { description: 'When it is to be done.' }) dueAt!: number;
  @Field(() => TaskEnd, { nullable: true, description: 'How it ended. Null while it is open.' }) outcome?: string;
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' }) closedAt?: number;
  @Field(() => String, { nullable: true, description: 'Subject of the token that reported the outcome.' })
  closedBy?: string;
}

@ObjectType('Contact', { description: 'One decision about a customer and an occurrence of a campaign.' })
export class ContactType {
  @Field(() => String, { description: 'Its id, the same in every process and after every restart.' }) id!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Profile it was decided for. Null for senders without the right to look the customer up.',
  })
  profile?: string;
  @Field(() => String, { description: 'Key of the campaign.' }) campaign!: string;
  @Field(() => Int, { description: 'Version of the campaign it was decided under.' }) version!: number;
  @Field(() => ContactState, { description: 'Its state.' }) state!: string;
  @Field(() => Int, { description: 'Number among the contacts of the customer.' }) sequence!: number;
  @Field(() => DateTime, { description: 'Instant of the campaign.' }) dueAt!: number;
  @Field(() => DateTime, { description: 'Instant of the decision.' }) decidedAt!: number;
  @Field(() => DateTime, { description: 'Instant from which it is of no use.' }) expiresAt!: number;
  @Field(() => String, { nullable: true, description: 'Drawn group: HOLD_OUT or a variant. Null without a draw.' })
  group?: string;
  @Field(() => String, { nullable: true, description: 'Reserved channel.' }) channel?: string;
  @Field(() => DateTime, { nullable: true, description: 'Instant it is reserved for.' }) at?: number;
  @Field(() => [String], { description: 'Budgets it was decided under.' }) budgets!: readonly string[];
  @Field(() => Int, { description: 'Attempts to hand it over.' }) attempts!: number;
  @Field(() => DateTime, { nullable: true, description: 'Next attempt. Null if none is planned.' })
  nextAttemptAt?: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was handed over or assigned, or may have been handed over.',
  })
  handedOverAt?: number;
  @Field(() => ContactTaskType, { nullable: true, description: 'Its task. Null on other channels.' })
  task?: ContactTaskType;
  @Field(() => [EarlierMessage], {
    description: 'Its messages on earlier channels, and its earlier showings. Each uses budget.',
  })
  earlier!: readonly EarlierMessage[];
  @Field(() => ContactEnding, {
    nullable: true,
    description: 'Why it ended without a message, or why no further channel took it after the last one.',
  })
  ending?: ContactEnding;
}

/**
 * Converts an ending to its GraphQL type. The details of the ending become fields. If the caller may not see the
 * members of the layer, the details are omitted.
 */
function showEnding({ reason, facts }: Ending, isHidden: (segment: string) => boolean): ContactEnding {
  if (reason === 'LAYER' && isHidden(facts.layer)) return { reason };
  if (reason === 'CONSENT') return { reason, purpose: facts.purpose, consents: facts.channels };
  return { reason, ...facts };
}

/**
 * Returns a function that converts contacts to their GraphQL type and hides the details that the caller may not see.
 */
export const shownTo = (context: Context): ((contact: ShownContact) => ContactType) => {
  const isHidden = hiddenFrom(context);
  return (contact) => showContact(contact, isHidden);
};

const showContact = (
  { reservation, ending, earlier = [], ...contact }: ShownContact,
  isHidden: (segment: string) => boolean,
): ContactType => ({
  ...contact,
  earlier: earlier.map(({ channel, handedOverAt }) => ({ channel, handedOverAt })),
  ...(reservation ? { channel: reservation.channel, at: reservation.at } : {}),
  budgets: reservation?.under ?? [],
  ...(ending ? { ending: showEnding(ending, isHidden) } : {}),
});
