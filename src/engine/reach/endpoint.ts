/** Endpoints of other systems to which messages are handed over, and the secrets with which the messages are signed. */
import type { EndpointProvider } from './provider.js';

interface EndpointSecret {
  /** The secret, which consists of `whsec_` followed by base64. See `src/delivery/signature.ts`. */
  readonly secret: string;
  /** Time from which messages are no longer signed with the secret, in ms. Undefined for the current secret. */
  readonly until?: number;
}

/** The reason why an endpoint is disabled and receives no messages. */
export type DisabledBy = 'OPERATOR' | 'GONE';

export interface WebhookEndpoint {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly url: string;
  /** Secrets for signing. The current secret comes first. */
  readonly secrets: readonly EndpointSecret[];
  /** The provider that accepts messages at this address. If absent, the endpoint accepts signed webhooks. */
  readonly provider?: EndpointProvider;
  readonly disabledBy?: DisabledBy;
  readonly disabledAt?: number;
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns the secrets with which messages are signed at a given time. The current secret comes first. */
export const signingSecrets = ({ secrets }: WebhookEndpoint, at: number): string[] =>
  secrets.filter(({ until }) => until === undefined || at < until).map(({ secret }) => secret);
