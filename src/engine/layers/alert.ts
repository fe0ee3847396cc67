/** Alerts for the users of a workspace. */
interface Raised {
  readonly id: string;
  readonly workspace: string;
  readonly raisedAt: number;
}

/** Raised when the threshold of a migration warning was reached. */
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
}

/**
 * Raised when an identity was linked to too many others and now identifies nobody. The profile is the one with that
 * identity.
 */
interface SharedIdentityAlert extends Raised {
  readonly kind: 'SHARED_IDENTITY';
  readonly profile: string;
  readonly namespace: string;
}

/** The figure of a saved report crossed the bound of a rule, or is back. */
interface MetricAlert extends Raised {
  readonly kind: 'METRIC';
  readonly report: string;
  readonly rule: string;
  readonly isRecovered: boolean;
  /** The unit of time, in ms. */
  readonly unitFrom: number;
  readonly unitTo: number;
  /** The figure as text. */
  readonly value: string;
}

export type Alert = MigrationAlert | SharedIdentityAlert | MetricAlert;
