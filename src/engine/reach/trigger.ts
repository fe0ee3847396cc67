/**
 * Triggers of campaigns. A trigger defines what makes a contact with a customer due. A campaign without a trigger is
 * sent to all its customers at one time.
 */
import type { Filter } from '../types.js';
import type { TimeOfDay } from './local-time.js';

export type Trigger =
  /** A customer enters or leaves a segment or layer while the campaign runs. */
  | {
      readonly kind: 'ENTERED' | 'LEFT';
      readonly segment: string;
      readonly afterMs: number;
      /**
       * Whether customers who are members when the campaign starts count as entering at that time. Only for ENTERED.
       */
      readonly includePresent: boolean;
    }
  /** An event of a customer happens after the start of the campaign. */
  | {
      readonly kind: 'EVENT';
      /** The event with its filter as written, e.g. `order_paid where channel = "app"`. */
      readonly expression: string;
      readonly event: string;
      readonly where?: Filter;
      /**
       * Which of the customer's matching events count. A fact that arrives later may change which event is the first or
       * last.
       */
      readonly which: 'EVERY' | 'FIRST' | 'LAST';
      readonly afterMs: number;
    }
  /** A time of day on the customer's local clock, on some weekdays (Monday is 1, Sunday is 7) or on given days. */
  | {
      readonly kind: 'SCHEDULE';
      readonly time: TimeOfDay;
      readonly weekdays?: readonly number[];
      /** Calendar days such as 2026-11-11. */
      readonly days?: readonly string[];
    }
  /** A time of day, a number of days before or after the date in a tag. */
  | {
      readonly kind: 'DATE';
      readonly tag: string;
      /** Days after the date. Negative for days before it. */
      readonly offsetDays: number;
      readonly time: TimeOfDay;
      /** Whether the date recurs every year. 29 February recurs on 28 February in common years. */
      readonly yearly: boolean;
    };

/** Returns the segment whose transitions make contacts due. Undefined if the trigger has none. */
export const segmentOfTrigger = (trigger: Trigger | undefined): string | undefined =>
  trigger?.kind === 'ENTERED' || trigger?.kind === 'LEFT' ? trigger.segment : undefined;

/** Returns the tag whose date makes contacts due. Undefined if the trigger has none. */
export const tagOfTrigger = (trigger: Trigger | undefined): string | undefined =>
  trigger?.kind === 'DATE' ? trigger.tag : undefined;

/**
 * Whether the start of a campaign must process all customers. This is the case if existing members count as entering,
 * and for schedules and dates, which are also planned for customers without new facts.
 */
export function needsStart(trigger: Trigger): boolean {
  switch (trigger.kind) {
    case 'ENTERED':
      return trigger.includePresent;
    case 'LEFT':
    case 'EVENT':
      return false;
    case 'SCHEDULE':
    case 'DATE':
      return true;
  }
}
