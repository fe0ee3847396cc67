/** A partner system: a token subject whose grants are set by the workspace, regardless of the token's scopes. */
export const PARTNER_MODES = ['ACTIVE', 'TRIAL', 'SUSPENDED'] as const;
/** In TRIAL mode its writes are dry runs: outcomes are returned, but nothing is stored. */
export type PartnerMode = (typeof PARTNER_MODES)[number];

export interface Partner {
  /** The token's subject. */
  readonly key: string;
  readonly name: string;
  /** Tag namespaces it may write. */
  readonly tags: readonly string[];
  /** Identity namespaces it may write facts for and look customers up by. */
  readonly lookups: readonly string[];
  /** Sources it may send events as, in addition to its own name. */
  readonly sources: readonly string[];
  /** Maximum number of facts per day in the workspace's time zone. Absent for no limit. */
  readonly writesPerDay?: number;
  readonly mode: PartnerMode;
}
