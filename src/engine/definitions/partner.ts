/** A partner system: a token subject whose grants the workspace sets, whatever its token says. */
export const PARTNER_MODES = ['ACTIVE', 'TRIAL', 'SUSPENDED'] as const;
/** TRIAL: its writes are tried and answered, and none is kept. */
export type PartnerMode = (typeof PARTNER_MODES)[number];

export interface Partner {
  /** The token's subject. */
  readonly key: string;
  readonly name: string;
  /** Namespaces of tags it may write. */
  readonly tags: readonly string[];
  /** Identity namespaces it may address and look customers up by. */
  readonly lookups: readonly string[];
  /** Sources it may write events as, apart from its own name. */
  readonly sources: readonly string[];
  /** Facts it may write in a day of the workspace's time zone; absent: any number. */
  readonly writesPerDay?: number;
  readonly mode: PartnerMode;
}
