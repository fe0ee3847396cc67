/** Endpoints of other systems that messages are handed over to, and the secrets they are signed with. */

interface EndpointSecret {
  /** `whsec_` and base64; see `src/delivery/signature.ts`. */
  readonly secret: string;
  /** End of use for signatures. Undefined for the current secret. */
  readonly until?: number;
}

/** Why an endpoint gets nothing. */
export type DisabledBy = 'OPERATOR' | 'GONE';

export interface WebhookEndpoint {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly url: string;
  /** The current one first. */
  readonly secrets: readonly EndpointSecret[];
  readonly disabledBy?: DisabledBy;
  readonly disabledAt?: number;
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** The texts that sign at an instant, the current one first. */
export const signingSecrets = ({ secrets }: WebhookEndpoint, at: number): string[] =>
  secrets.filter(({ until }) => until === undefined || at < until).map(({ secret }) => secret);
