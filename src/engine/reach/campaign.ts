/** What a version of a campaign says about its contacts, as the decision about a customer needs it. */
import type { CampaignGroups } from './groups.js';
import type { QuietHours } from './quiet-hours.js';
import type { ReEntry } from './occurrence.js';

/** Whether contacts are held by budgets, and whether they use them. */
type Counting = 'COUNTED' | 'EXEMPT' | 'EXEMPT_COUNTED';

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
  /** Transactional campaigns pass the layers, the global control and, unless they say otherwise, quiet hours. */
  readonly transactional: boolean;
  readonly keepsQuietHours: boolean;
  readonly tags: readonly string[];
  readonly counting: Counting;
  readonly reEntry: ReEntry;
  /** How long after its due instant an occurrence may become known. */
  readonly latenessMs: number;
  /** What becomes of an occurrence that is known later than that. */
  readonly ifLate: 'MISSED' | 'SEND_LATE';
  readonly groups: CampaignGroups;
}
