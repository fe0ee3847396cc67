/** Alerts for people to look at. */
interface Raised {
  readonly id: string;
  readonly workspace: string;
  readonly raisedAt: number;
  readonly profile: string;
}

/** The threshold of a migration warning was reached. */
interface MigrationAlert extends Raised {
  readonly kind: 'MIGRATION';
  readonly model: string;
  readonly warning: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The transition that triggered it. */
  readonly move: string;
  readonly count?: number;
  readonly share?: number;
}

/** An identity was linked to too many others and now identifies nobody. The profile is that of the identity. */
interface SharedIdentityAlert extends Raised {
  readonly kind: 'SHARED_IDENTITY';
  readonly namespace: string;
}

export type Alert = MigrationAlert | SharedIdentityAlert;
