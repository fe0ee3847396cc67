/** GraphQL types of campaign triggers. */
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatTimeOfDay } from '../../engine/reach/local-time.js';
import type { Trigger } from '../../engine/reach/trigger.js';
import { formatDuration } from '../../engine/time/time.js';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

const Weekday = Object.fromEntries(WEEKDAYS.map((day) => [day, day]));
registerEnumType(Weekday, {
  name: 'Weekday',
  description: 'A day of the week, on the calendar of the customer.',
  valuesConfig: Object.fromEntries(
    WEEKDAYS.map((day) => [day, { description: `${day[0]}${day.slice(1).toLowerCase()}.` }]),
  ),
});

const TriggerEventWhich = { EVERY: 'EVERY', FIRST: 'FIRST', LAST: 'LAST' } as const;
registerEnumType(TriggerEventWhich, {
  name: 'TriggerEventWhich',
  description: 'Which of the matching events of a customer make a contact due.',
  valuesConfig: {
    EVERY: { description: 'Every matching event.' },
    FIRST: { description: 'The first one of all. An earlier one that becomes known later takes its place.' },
    LAST: { description: 'The last one. A later one takes its place until its contact is due.' },
  },
});

const AFTER = 'Time from then until a contact is due, at most P90D. The audience is read at that instant.';

@InputType({ description: 'Customers enter a segment while the campaign runs.' })
class EnteredTriggerInput {
  @Field(() => String, { nullable: true, description: 'Segment, or layer as model.layer. Default: the audience.' })
  segment?: string;
  @Field(() => String, { nullable: true, description: `${AFTER} Default PT0S.` }) after?: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether members at the start of the campaign count as entering then. Default false.',
  })
  includePresent?: boolean;
}

@InputType({ description: 'Customers leave a segment while the campaign runs.' })
class LeftTriggerInput {
  @Field(() => String, { description: 'Segment, or layer as model.layer.' }) segment!: string;
  @Field(() => String, { nullable: true, description: `${AFTER} Default PT0S.` }) after?: string;
}

@InputType({ description: 'An event of a customer happens after the start of the campaign.' })
class EventTriggerInput {
  @Field(() => String, {
    description: 'An event type with a filter as in conditions, e.g. order_paid where channel = "app".',
  })
  expression!: string;
  @Field(() => TriggerEventWhich, { nullable: true, description: 'Default EVERY.' }) which?: string;
  @Field(() => String, { nullable: true, description: `${AFTER} Default PT0S.` }) after?: string;
}

@InputType({ description: 'A time of day in the zone of the customer. Without days: every day.' })
class ScheduleTriggerInput {
  @Field(() => String, { description: 'Time of day, e.g. 12:00.' }) time!: string;
  @Field(() => [Weekday], { nullable: true, description: 'Only on these weekdays.' }) weekdays?: string[];
  @Field(() => [String], { nullable: true, description: 'Only on these days, e.g. 2026-11-11. At most 100.' })
  days?: string[];
}

@InputType({ description: 'A time of day in the zone of the customer, some days before or after a date in a tag.' })
class DateTriggerInput {
  @Field(() => String, { description: 'Tag of the type DATE or DATETIME.' }) tag!: string;
  @Field(() => String, { description: 'Time of day, e.g. 10:00.' }) time!: string;
  @Field(() => Int, { nullable: true, description: 'Days after the date, negative for days before it. Default 0.' })
  offsetDays?: number;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the date returns every year, as birthdays do. 29 February returns on 28 February in common years. Default false.',
  })
  yearly?: boolean;
}

@InputType('CampaignTriggerInput', { description: 'What makes contacts due. Exactly one field is given.' })
export class CampaignTriggerInputType {
  @Field(() => EnteredTriggerInput, { nullable: true, description: 'Entries into a segment or layer.' })
  entered?: EnteredTriggerInput;
  @Field(() => LeftTriggerInput, { nullable: true, description: 'Exits from a segment or layer.' })
  left?: LeftTriggerInput;
  @Field(() => EventTriggerInput, { nullable: true, description: 'Events of customers.' }) event?: EventTriggerInput;
  @Field(() => ScheduleTriggerInput, { nullable: true, description: 'A time of day on the clock of the customer.' })
  schedule?: ScheduleTriggerInput;
  @Field(() => DateTriggerInput, { nullable: true, description: 'Dates in a tag.' }) date?: DateTriggerInput;
}

@ObjectType({ description: 'Entries into a segment or exits from it.' })
class SegmentTrigger {
  @Field(() => String, { description: 'Segment, or layer as model.layer.' }) segment!: string;
  @Field(() => String, { description: 'Time from then until a contact is due.' }) after!: string;
  @Field(() => Boolean, { description: 'Whether members at the start count as entering then.' })
  includePresent!: boolean;
}

@ObjectType({ description: 'Events that make contacts due.' })
class EventTrigger {
  @Field(() => String, { description: 'An event type with a filter.' }) expression!: string;
  @Field(() => TriggerEventWhich, { description: 'Which of the matching events.' }) which!: string;
  @Field(() => String, { description: 'Time from then until a contact is due.' }) after!: string;
}

@ObjectType({ description: 'A time of day in the zone of the customer.' })
class ScheduleTrigger {
  @Field(() => String, { description: 'Time of day.' }) time!: string;
  @Field(() => [Weekday], { nullable: true, description: 'Only on these weekdays.' }) weekdays?: readonly string[];
  @Field(() => [String], { nullable: true, description: 'Only on these days.' }) days?: readonly string[];
}

@ObjectType({ description: 'A time of day, some days before or after a date in a tag.' })
class DateTrigger {
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => String, { description: 'Time of day.' }) time!: string;
  @Field(() => Int, { description: 'Days after the date, negative for days before it.' }) offsetDays!: number;
  @Field(() => Boolean, { description: 'Whether the date returns every year.' }) yearly!: boolean;
}

@ObjectType('CampaignTrigger', { description: 'What makes contacts due. Exactly one field is not null.' })
export class CampaignTriggerType {
  @Field(() => SegmentTrigger, { nullable: true, description: 'Entries into a segment or layer.' })
  entered?: SegmentTrigger;
  @Field(() => SegmentTrigger, { nullable: true, description: 'Exits from a segment or layer.' })
  left?: SegmentTrigger;
  @Field(() => EventTrigger, { nullable: true, description: 'Events of customers.' }) event?: EventTrigger;
  @Field(() => ScheduleTrigger, { nullable: true, description: 'A time of day on the clock of the customer.' })
  schedule?: ScheduleTrigger;
  @Field(() => DateTrigger, { nullable: true, description: 'Dates in a tag.' }) date?: DateTrigger;
}

export function showTrigger(trigger: Trigger): CampaignTriggerType {
  switch (trigger.kind) {
    case 'ENTERED':
    case 'LEFT': {
      const { segment, afterMs, includePresent } = trigger;
      const shown = { segment, after: formatDuration(afterMs), includePresent };
      return trigger.kind === 'ENTERED' ? { entered: shown } : { left: shown };
    }
    case 'EVENT': {
      const { expression, which, afterMs } = trigger;
      return { event: { expression, which, after: formatDuration(afterMs) } };
    }
    case 'SCHEDULE': {
      const { time, weekdays, days } = trigger;
      return {
        schedule: {
          time: formatTimeOfDay(time),
          ...(weekdays ? { weekdays: weekdays.map((day) => WEEKDAYS[day - 1]) } : {}),
          ...(days ? { days } : {}),
        },
      };
    }
    case 'DATE': {
      const { tag, time, offsetDays, yearly } = trigger;
      return { date: { tag, time: formatTimeOfDay(time), offsetDays, yearly } };
    }
  }
}
