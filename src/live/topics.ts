/**
 * Registry of the topics. It defines the changes that each topic announces and the subscriptions that receive them. A
 * new topic needs a type in this file and an entry in `HEARS`. Without the entry, the code does not compile.
 * `src/storage/feed.ts` maps collections to topics.
 */
import { senderText, type LoggedMessage, type Sender } from '../engine/intake-log/intake-log.js';
import type { Alert } from '../engine/layers/alert.js';
import { layerKey, modelOf } from '../engine/layers/layers.js';
import type { Transition } from '../engine/types.js';

export interface MembershipChange extends Transition {
  /** Announces that a customer entered or left a segment or layer. */
  readonly topic: 'membership' | 'layer';
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** Ids of the customer's other profiles when the change was written. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
}

/** A customer has new data. The change contains the event types and tag keys, but never their values. */
export interface ProfileChange {
  readonly topic: 'profile';
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** Ids of the customer's other profiles when the change was written. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** A job progressed. When the change is delivered, subscribers read the current state of the job. */
export interface JobChange {
  readonly topic: 'job';
  readonly id: string;
  readonly workspace: string;
  readonly job: string;
}

/**
 * An internal change that is not sent to clients. It lists three groups of customers: those whose facts or identities
 * changed, those that no longer exist, and those that were only evaluated. It also contains the catalogue version. A
 * change without customers only marks a position that a reader waits for.
 */
export interface CustomersChange {
  readonly topic: 'customers';
  readonly id: string;
  readonly workspace: string;
  readonly catalogue: number;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly evaluated: readonly string[];
}

/** Announces that a sender delivered messages. */
export interface IntakeChange {
  readonly topic: 'intake';
  readonly id: string;
  readonly workspace: string;
  readonly sender: Sender;
  readonly messages: readonly LoggedMessage[];
}

/** Announces that an alert was raised. */
export type AlertChange = Alert & { readonly topic: 'alert' };

export type AnnouncedChange =
  | MembershipChange
  | ProfileChange
  | JobChange
  | AlertChange
  | IntakeChange
  | CustomersChange;

/** The changes a subscriber wants. Absent fields do not filter. */
export interface Interest {
  /** When absent, changes of all workspaces are received. Only the process itself may request this. */
  readonly workspace?: string;
  /** The subject that subscribes. Subjects take turns when they read past changes. */
  readonly subject?: string;
  /** Set for subscriptions of the process itself. They are not counted as client subscriptions. */
  readonly isOwn?: true;
  readonly topic: AnnouncedChange['topic'];
  readonly segments?: ReadonlySet<string>;
  readonly models?: ReadonlySet<string>;
  /** Profile ids of the wanted customers. Any id that the customer had when the change was written matches. */
  readonly profiles?: ReadonlySet<string>;
  readonly kinds?: ReadonlySet<Transition['kind']>;
  /** Returns true for segments and layers that this subscriber may not see. */
  readonly hidden?: (segment: string) => boolean;
  readonly job?: string;
  /** Whether alerts of the kind METRIC are included. */
  readonly withMetrics?: boolean;
  /** The sender of the messages, in the text form that `senderText` returns. */
  readonly sender?: string;
}

/**
 * Whether the filter contains any profile id of the change's customer. The ids are stored with the change, so a resumed
 * subscription receives the same changes.
 */
function names(profiles: ReadonlySet<string>, { profile, otherProfiles }: MembershipChange | ProfileChange): boolean {
  return profiles.has(profile) || (otherProfiles?.some((id) => profiles.has(id)) ?? false);
}

/** Returns the layers and segments of which an alert reveals who is in them. */
export const revealedBy = ({ model, from, to, watch }: Extract<Alert, { kind: 'MIGRATION' }>): readonly string[] => [
  ...[...from, ...to].map((layer) => layerKey(model, layer)),
  ...(watch === undefined ? [] : [watch]),
];

const hearsMembership = (interest: Interest, change: MembershipChange): boolean =>
  (!interest.profiles || names(interest.profiles, change)) &&
  !interest.hidden?.(change.segment) &&
  (!interest.segments || interest.segments.has(change.segment)) &&
  (!interest.kinds || interest.kinds.has(change.kind));

type Topic = AnnouncedChange['topic'];
type ChangeOf<T extends Topic> =
  | Extract<AnnouncedChange, { readonly topic: T }>
  | (MembershipChange & { readonly topic: T });

/** For each topic, a function that returns whether a subscriber with this interest receives a change. */
const HEARS: { readonly [T in Topic]: (interest: Interest, change: ChangeOf<T>) => boolean } = {
  membership: hearsMembership,
  layer: (interest, change) =>
    (!interest.models || interest.models.has(modelOf(change.segment))) && hearsMembership(interest, change),
  profile: (interest, change) => !interest.profiles || names(interest.profiles, change),
  job: (interest, change) => interest.job === undefined || interest.job === change.job,
  alert: (interest, change) =>
    change.kind === 'MIGRATION'
      ? (!interest.models || interest.models.has(change.model)) &&
        !revealedBy(change).some((segment) => interest.hidden?.(segment))
      : !interest.models && (change.kind !== 'METRIC' || interest.withMetrics === true),
  intake: (interest, change) => interest.sender === undefined || interest.sender === senderText(change.sender),
  // These changes are delivered only to followers inside the process, never to subscriptions.
  customers: () => false,
};

/** Whether a subscriber receives a change. */
export function isOfInterest(interest: Interest, change: AnnouncedChange): boolean {
  if (interest.workspace !== undefined && change.workspace !== interest.workspace) return false;
  return change.topic === interest.topic && HEARS[change.topic](interest, change as never);
}
