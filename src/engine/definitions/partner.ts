/**
 * Modes of a partner. A partner is an external system that is recognized by the subject of its tokens. The workspace
 * sets the permissions of the partner, regardless of the scopes of the token.
 */
export const PARTNER_MODES = ['ACTIVE', 'TRIAL', 'SUSPENDED'] as const;
/** The mode of a partner. In TRIAL mode, writes return their outcomes, but nothing is stored. */
export type PartnerMode = (typeof PARTNER_MODES)[number];

export interface Partner {
  /** The key of the partner, which is the subject of its tokens. */
  readonly key: string;
  readonly name: string;
  /** Tag namespaces that the partner may write. */
  readonly tags: readonly string[];
  /** Identity namespaces in which the partner may write facts and look up customers. */
  readonly lookups: readonly string[];
  /** Sources under which the partner may send events, in addition to the partner's own key. */
  readonly sources: readonly string[];
  /**
   * Maximum number of facts that the partner may write per day, in the workspace's time zone. Absent if there is no
   * limit.
   */
  readonly writesPerDay?: number;
  readonly mode: PartnerMode;
}
