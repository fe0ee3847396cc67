/**
 * Signs the data that a browser stores while a user signs in at the OpenID provider. If the data was not signed by this
 * installation or has expired, no request is sent to the provider.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderSignIn } from '../services/base/services.js';

interface Sealed {
  readonly kept: ProviderSignIn;
  /** Time of expiry in ms. */
  readonly until: number;
}

export class SignInState {
  constructor(private readonly key: Buffer) {}

  /** Returns a cookie value that contains the data and is valid until a time in ms. */
  seal(kept: ProviderSignIn, until: number): string {
    const text = Buffer.from(JSON.stringify({ kept, until } satisfies Sealed)).toString('base64url');
    return `${text}.${this.markOf(text).toString('base64url')}`;
  }

  /** Returns the data in a cookie. Returns undefined if the cookie was not signed with this key or has expired. */
  open(cookie: string, nowMs: number): ProviderSignIn | undefined {
    const [text, mark] = cookie.split('.');
    const given = Buffer.from(mark ?? '', 'base64url');
    const expected = this.markOf(text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { kept, until } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Sealed;
    return until > nowMs ? kept : undefined;
  }

  private markOf(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
