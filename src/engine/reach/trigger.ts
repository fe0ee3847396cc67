/** Triggers of campaigns: what makes a contact with a customer due. A campaign without a trigger has one instant. */
import type { Filter } from '../model.js';
import type { TimeOfDay } from './local-time.js';

export type Trigger =
  /** A customer enters or leaves a segment or layer while the campaign runs. */
  | {
      readonly kind: 'ENTERED' | 'LEFT';
      readonly segment: string;
      readonly afterMs: number;
      /** Whether members at the start of the campaign count as entering then. Only for ENTERED. */
      readonly includePresent: boolean;
    }
  /** An event of a customer happens after the start of the campaign. */
  | {
      readonly kind: 'EVENT';
      /** The event with its filter as written, e.g. `order_paid where channel = "app"`. */
      readonly expression: string;
      readonly event: string;
      readonly where?: Filter;
      /** Which of the matching events of the customer count. A later fact may change the first or the last one. */
      readonly which: 'EVERY' | 'FIRST' | 'LAST';
      readonly afterMs: number;
    }
  /** A time of day on the clock of the customer, on some weekdays (Monday is 1, Sunday is 7) or on given days. */
  | {
      readonly kind: 'SCHEDULE';
      readonly time: TimeOfDay;
      readonly weekdays?: readonly number[];
      /** Calendar days such as 2026-11-11. */
      readonly days?: readonly string[];
    }
  /** A time of day, some days before or after the date in a tag. */
  | {
      readonly kind: 'DATE';
      readonly tag: string;
      /** Days after the date. Negative for days before it. */
      readonly offsetDays: number;
      readonly time: TimeOfDay;
      /** Whether the date returns every year. 29 February returns on 28 February in common years. */
      readonly yearly: boolean;
    };

/** Segments whose transitions make contacts due, if any. */
export const segmentOfTrigger = (trigger: Trigger | undefined): string | undefined =>
  trigger?.kind === 'ENTERED' || trigger?.kind === 'LEFT' ? trigger.segment : undefined;

/** The tag whose dates make contacts due, if any. */
export const tagOfTrigger = (trigger: Trigger | undefined): string | undefined =>
  trigger?.kind === 'DATE' ? trigger.tag : undefined;

/**
 * Whether the start of a campaign goes through customers: members that are present count as entering, and schedules and
 * dates are planned also for customers without new facts.
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
