/** Settings of a campaign version that the decision about a customer needs. */
import type { CampaignGroups } from './groups.js';
import type { QuietHours } from './quiet-hours.js';
import type { ReEntry } from './occurrence.js';

/** Whether budgets limit contacts, and whether contacts use them. */
export type Counting = 'COUNTED' | 'EXEMPT' | 'EXEMPT_COUNTED';

export interface CampaignChannel {
  readonly channel: string;
  /** In the zone of the customer. */
  readonly quietHours?: QuietHours;
  /** In quiet hours the contact waits, or the next channel is tried. */
  readonly ifQuiet: 'WAIT' | 'NEXT';
}

export interface Campaign {
  readonly key: string;
  readonly version: number;
  /** Higher first; ties by key. */
  readonly priority: number;
  /** Purpose that the customer must permit. */
  readonly purpose: string;
  /**
   * Transactional campaigns skip the layers, the global control group and, unless they state otherwise, quiet hours.
   */
  readonly transactional: boolean;
  readonly keepsQuietHours: boolean;
  readonly tags: readonly string[];
  readonly counting: Counting;
  readonly reEntry: ReEntry;
  /** How long after its due instant an occurrence may become known. */
  readonly latenessMs: number;
  /** Handling of an occurrence that becomes known later than that. */
  readonly ifLate: 'MISSED' | 'SEND_LATE';
  readonly groups: CampaignGroups;
}
