/**
 * The registry of topics: what each announces, and which of its changes an interest hears. A new topic is a type here
 * and its entry in `HEARS`, which does not compile without it; `src/storage/feed.ts` says which collection announces
 * it.
 */
import type { Alert } from '../engine/layers/alert.js';
import { layerKey, modelOf } from '../engine/layers/layers.js';
import type { Transition } from '../engine/model.js';

export interface MembershipChange extends Transition {
  /** A segment was entered or left, or a layer was. */
  readonly topic: 'membership' | 'layer';
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** The customer's other profiles when it was written. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
}

/** Something new is known of a customer: which kinds of events and which tags, never their values. */
export interface ProfileChange {
  readonly topic: 'profile';
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** The customer's other profiles when it was written. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** A job went on; what it is now is read when it is told. */
export interface JobChange {
  readonly topic: 'job';
  readonly id: string;
  readonly workspace: string;
  readonly job: string;
}

/**
 * Customers whose facts or who they are changed, those that are no more, and those that were only evaluated, under
 * which catalogue version; or a mark somebody waits for. For the process itself.
 */
export interface CustomersChange {
  readonly topic: 'customers';
  readonly id: string;
  readonly workspace: string;
  readonly catalogue: number;
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  readonly evaluated: readonly string[];
}

/** An alert was raised. */
export type AlertChange = Alert & { readonly topic: 'alert' };

export type Change = MembershipChange | ProfileChange | JobChange | AlertChange | CustomersChange;

/** What a subscriber wants to hear; what is absent is not asked for. */
export interface Interest {
  /** Absent: every workspace; for the process itself only. */
  readonly workspace?: string;
  /** Who listens: subjects take turns at reading what is past. */
  readonly subject?: string;
  /** The process itself listens; it is not counted. */
  readonly isOwn?: true;
  readonly topic: Change['topic'];
  readonly segments?: ReadonlySet<string>;
  readonly models?: ReadonlySet<string>;
  /** Customers, by any profile id that was theirs when the change was written. */
  readonly profiles?: ReadonlySet<string>;
  readonly kinds?: ReadonlySet<Transition['kind']>;
  /** Segments and layers this subscriber may not hear of. */
  readonly hidden?: (segment: string) => boolean;
  readonly job?: string;
}

/**
 * Every id of a customer names it. Which ids those were is kept with the change, so that whoever resumes hears the
 * same.
 */
function names(profiles: ReadonlySet<string>, { profile, otherProfiles }: MembershipChange | ProfileChange): boolean {
  return profiles.has(profile) || (otherProfiles?.some((id) => profiles.has(id)) ?? false);
}

const hearsMembership = (interest: Interest, change: MembershipChange): boolean =>
  (!interest.profiles || names(interest.profiles, change)) &&
  !interest.hidden?.(change.segment) &&
  (!interest.segments || interest.segments.has(change.segment)) &&
  (!interest.kinds || interest.kinds.has(change.kind));

type Topic = Change['topic'];
type ChangeOf<T extends Topic> = Extract<Change, { readonly topic: T }> | (MembershipChange & { readonly topic: T });

/** Whether an interest in the topic hears a change of it. */
const HEARS: { readonly [T in Topic]: (interest: Interest, change: ChangeOf<T>) => boolean } = {
  membership: hearsMembership,
  layer: (interest, change) =>
    (!interest.models || interest.models.has(modelOf(change.segment))) && hearsMembership(interest, change),
  profile: (interest, change) => !interest.profiles || names(interest.profiles, change),
  job: (interest, change) => interest.job === undefined || interest.job === change.job,
  alert: (interest, change) =>
    change.kind === 'MIGRATION'
      ? (!interest.models || interest.models.has(change.model)) &&
        ![...change.from, ...change.to].some((layer) => interest.hidden?.(layerKey(change.model, layer)))
      : !interest.models,
  // For the process itself, which follows them without an interest.
  customers: () => false,
};

/** Whether a subscriber hears a change. */
export function concerns(interest: Interest, change: Change): boolean {
  if (interest.workspace !== undefined && change.workspace !== interest.workspace) return false;
  return change.topic === interest.topic && HEARS[change.topic](interest, change as never);
}
