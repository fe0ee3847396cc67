/** The settings of a campaign version that decisions about customers need. */
import type { CampaignGroups } from './groups.js';
import type { QuietHours } from './quiet-hours.js';
import type { ReEntry } from './occurrence.js';

/**
 * COUNTED: budgets limit the contacts of the campaign, and the contacts use up budget. EXEMPT: neither applies.
 * EXEMPT_COUNTED: budgets do not limit the contacts, but the contacts use up budget.
 */
export type Counting = 'COUNTED' | 'EXEMPT' | 'EXEMPT_COUNTED';

export interface CampaignChannel {
  readonly channel: string;
  /** Quiet hours of the channel, in the customer's time zone. */
  readonly quietHours?: QuietHours;
  /**
   * What happens to a contact in quiet hours. WAIT: the contact waits until the quiet hours end. NEXT: the next channel
   * is tried.
   */
  readonly ifQuiet: 'WAIT' | 'NEXT';
}

/** How often a place shows the same contact. */
export interface Showings {
  readonly most: number;
  /** Minimum time between two showings, in ms. */
  readonly pauseMs: number;
}

export const SHOWN_ONCE: Showings = { most: 1, pauseMs: 0 };

export interface Campaign {
  readonly key: string;
  readonly version: number;
  /** Campaigns with a higher priority are decided first. Ties are broken by key. */
  readonly priority: number;
  /** Purpose for which the customer must have given permission. */
  readonly purpose: string;
  /** Transactional campaigns ignore layers, the global control group and, by default, quiet hours. */
  readonly transactional: boolean;
  readonly keepsQuietHours: boolean;
  readonly tags: readonly string[];
  readonly counting: Counting;
  readonly reEntry: ReEntry;
  /**
   * Maximum time in ms from the due time of an occurrence until it becomes known. After that, the occurrence is late.
   */
  readonly latenessMs: number;
  /**
   * What happens to an occurrence that becomes known too late. MISSED: the contact is not made. SEND_LATE: the contact
   * is made anyway.
   */
  readonly ifLate: 'MISSED' | 'SEND_LATE';
  readonly groups: CampaignGroups;
}
