/** A small OpenID provider over real sockets: discovery, a page that signs in, tokens with PKCE, and published keys. */
import { createHash, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';

interface Key {
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

const newKey = (): Key => ({
  id: randomBytes(6).toString('hex'),
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
});

export class TestOpenIdProvider {
  readonly clientId = 'strata';
  readonly clientSecret = 'provider-secret';
  /** Claims of the person who is signed in at the provider. */
  claims: Record<string, unknown> = { sub: 'p1', name: 'Mei', email: 'mei@corp.example', email_verified: true };
  /** Changes the claims of the next id token, as an attacker would. */
  forged: Record<string, unknown> = {};
  /** Signs id tokens. It may differ from the published key. */
  signing = newKey();
  published = [this.signing];
  /** If set, exchanges of codes wait for it. */
  held: Promise<void> | undefined;
  /** Number of exchanges of codes that were asked for. */
  exchanges = 0;
  private readonly codes = new Map<string, Code>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((req, res) => void this.handle(req, res));
  }

  static async start(): Promise<TestOpenIdProvider> {
    const provider = new TestOpenIdProvider();
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Signs with a new key, which nobody can look up until it is published. */
  rotate(): void {
    this.signing = newKey();
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url!, this.issuer);
    if (url.pathname === '/.well-known/openid-configuration') return json(res, this.configuration());
    if (url.pathname === '/jwks') return json(res, { keys: this.published.map(publicOf) });
    if (url.pathname === '/authorize') return this.authorize(res, url.searchParams);
    if (url.pathname === '/token') {
      this.exchanges++;
      await this.held;
      return this.token(res, new URLSearchParams(await textOf(req)));
    }
    // Browsers ask for the icon of a page.
    res.writeHead(url.pathname === '/favicon.ico' ? 204 : 404).end();
  }

  private configuration(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  private authorize(res: ServerResponse, asked: URLSearchParams): void {
    const code = randomBytes(16).toString('hex');
    const redirectUri = asked.get('redirect_uri')!;
    this.codes.set(code, { challenge: asked.get('code_challenge')!, nonce: asked.get('nonce')!, redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state')!);
    res.writeHead(200, { 'content-type': 'text/html' });
    res.end(`<a href="${back.href.replaceAll('&', '&amp;')}">Continue as ${String(this.claims.name)}</a>`);
  }

  private token(res: ServerResponse, given: URLSearchParams): void {
    const code = this.codes.get(given.get('code')!);
    this.codes.delete(given.get('code')!);
    const challenge = createHash('sha256').update(given.get('code_verifier')!).digest('base64url');
    const fits =
      code?.challenge === challenge &&
      code.redirectUri === given.get('redirect_uri') &&
      given.get('client_secret') === this.clientSecret;
    if (!fits) return json(res, { error: 'invalid_grant' }, 400);
    const exp = Math.floor(Date.now() / 1000) + 300;
    const claims = { iss: this.issuer, aud: this.clientId, nonce: code.nonce, exp, ...this.claims, ...this.forged };
    const options = { algorithm: 'RS256', keyid: this.signing.id } as const;
    json(res, {
      access_token: 'access',
      token_type: 'Bearer',
      id_token: jwt.sign(claims, this.signing.privateKey, options),
    });
  }
}

const publicOf = ({ id, publicKey }: Key): object => ({
  ...publicKey.export({ format: 'jwk' }),
  kid: id,
  alg: 'RS256',
  use: 'sig',
});

function json(res: ServerResponse, body: unknown, status = 200): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
