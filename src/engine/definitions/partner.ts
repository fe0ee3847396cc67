/**
 * Modes of a partner system. A partner is a token subject whose permissions are set by the workspace, regardless of the
 * token's scopes.
 */
export const PARTNER_MODES = ['ACTIVE', 'TRIAL', 'SUSPENDED'] as const;
/** In TRIAL mode, the partner's writes are dry runs: outcomes are returned, but nothing is stored. */
export type PartnerMode = (typeof PARTNER_MODES)[number];

export interface Partner {
  /** The subject of the partner's tokens. */
  readonly key: string;
  readonly name: string;
  /** Tag namespaces that the partner may write. */
  readonly tags: readonly string[];
  /** Identity namespaces in which the partner may write facts and look up customers. */
  readonly lookups: readonly string[];
  /** Sources under which the partner may send events, in addition to its own name. */
  readonly sources: readonly string[];
  /** Maximum number of facts per day in the workspace's time zone. Absent for no limit. */
  readonly writesPerDay?: number;
  readonly mode: PartnerMode;
}
