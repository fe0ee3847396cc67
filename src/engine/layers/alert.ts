/** Fields of every alert. Alerts inform the users of a workspace. */
interface Raised {
  readonly id: string;
  readonly workspace: string;
  readonly raisedAt: number;
}

/** Raised when the number or share of transitions reached the threshold of a migration warning. */
interface MigrationAlert extends Raised {
  readonly kind: 'MIGRATION';
  readonly profile: string;
  readonly model: string;
  readonly warning: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Id of the transition that triggered the alert. */
  readonly move: string;
  readonly count?: number;
  readonly share?: number;
  /**
   * The watched segment that contained the customer. The alert discloses this membership, just as it discloses the
   * layers.
   */
  readonly watch?: string;
}

/**
 * Raised when an identity was linked to too many others, so that it no longer identifies a customer. `profile` is the
 * profile with this identity.
 */
interface SharedIdentityAlert extends Raised {
  readonly kind: 'SHARED_IDENTITY';
  readonly profile: string;
  readonly namespace: string;
}

/** Raised when a figure of a saved report crossed the bound of an alert rule, or returned to the allowed range. */
interface MetricAlert extends Raised {
  readonly kind: 'METRIC';
  readonly report: string;
  readonly rule: string;
  readonly isRecovered: boolean;
  /** Start and end of the unit of time whose figure caused the alert, in ms. */
  readonly unitFrom: number;
  readonly unitTo: number;
  /** The figure as text. */
  readonly value: string;
}

export type Alert = MigrationAlert | SharedIdentityAlert | MetricAlert;
