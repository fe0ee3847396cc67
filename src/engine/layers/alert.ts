/** What is raised for people to look at. */
interface Raised {
  readonly id: string;
  readonly workspace: string;
  readonly raisedAt: number;
  readonly profile: string;
}

/** A migration warning was met. */
interface MigrationAlert extends Raised {
  readonly kind: 'MIGRATION';
  readonly model: string;
  readonly warning: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The transition that raised it. */
  readonly move: string;
  readonly count?: number;
  readonly share?: number;
}

/** An identity was seen with too many others to name anyone; the profile is its own. */
interface SharedIdentityAlert extends Raised {
  readonly kind: 'SHARED_IDENTITY';
  readonly namespace: string;
}

export type Alert = MigrationAlert | SharedIdentityAlert;
