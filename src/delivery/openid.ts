/**
 * Signs users in at an OpenID provider with the authorization code flow, PKCE, state and nonce. `openid-client`
 * discovers the configuration of the provider. It also checks the issuer, audience, times and signature of the ID token
 * with the published keys of the provider.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';

interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Name of the ID token claim that lists the roles. */
  readonly rolesClaim: string | undefined;
  /** The workspace to which users sign in. */
  readonly workspace: string;
  /** Role of users whose ID token contains no role. */
  readonly defaultRole: string | undefined;
}

/** Random values that the browser stores between the redirect to the provider and the redirect back. */
interface Kept {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
  /** The e-mail address, if the provider has verified it. */
  readonly email?: string;
  readonly roles: readonly string[];
}

const TIMEOUT_S = 10;
/** Providers on this machine may use http, for development and tests. */
const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/;

export class OpenIdProvider {
  readonly workspace: string;
  private discovered: Promise<Configuration> | undefined;

  constructor(private readonly settings: OpenIdSettings) {
    this.workspace = settings.workspace;
  }

  /**
   * Returns the URL of the provider's sign-in page, and the values that the browser must store until the redirect back.
   */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly kept: Kept }> {
    const configuration = await this.configuration();
    const kept = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
      state: kept.state,
      nonce: kept.nonce,
    });
    return { url: url.href, kept };
  }

  /**
   * Exchanges the authorization code in the redirect back for the identity of the user. Throws if the redirect does not
   * match the stored values.
   */
  async finish(returned: URL, { state, nonce, verifier }: Kept): Promise<Identity> {
    const configuration = await this.configuration();
    const tokens = await authorizationCodeGrant(configuration, returned, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      ...(typeof claims.name === 'string' ? { name: claims.name } : {}),
      ...(typeof claims.email === 'string' && claims.email_verified === true ? { email: claims.email } : {}),
      roles: this.rolesOf(claims),
    };
  }

  private rolesOf(claims: Readonly<Record<string, unknown>>): readonly string[] {
    const { rolesClaim, defaultRole } = this.settings;
    const claimed = rolesClaim === undefined ? undefined : claims[rolesClaim];
    const listed = typeof claimed === 'string' ? claimed.split(/[\s,]+/) : claimed;
    const roles = Array.isArray(listed) ? listed.filter((role): role is string => typeof role === 'string') : [];
    if (roles.length > 0) return roles;
    return defaultRole === undefined ? [] : [defaultRole];
  }

  /** Returns the provider's configuration. It is read only once. After a failure, the next sign-in reads it again. */
  private configuration(): Promise<Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = undefined;
      throw error;
    });
    return this.discovered;
  }

  private discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const execute = [enableNonRepudiationChecks, ...(LOCAL.test(issuer) ? [allowInsecureRequests] : [])];
    return discovery(new URL(issuer), clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_S });
  }
}
