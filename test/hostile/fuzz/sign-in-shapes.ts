/** Generates random requests of the sign-in routes, and cookies. */
import type { Dice } from '../../support/dice.js';
import { jsonText } from './json-text.js';

/** Cookies and links with which the fuzzer signs in. */
export interface SignIns {
  /** Values of session cookies, valid and invalid. */
  readonly cookies: readonly string[];
  /** Links of invitations, valid and invalid. */
  readonly links: readonly string[];
}

export const SIGN_IN_TARGETS = [
  '/session/password',
  '/session/password',
  '/session/link',
  '/session/end',
  '/session/ways',
  '/session/openid',
  '/session/openid/return?code=x&state=y',
  '/session/',
  '/session/nope',
] as const;

export const isSignIn = (target: string): boolean => target.startsWith('/session');

/** Returns the body of a sign-in request, mostly of the right shape. */
export function signInText(dice: Dice, { links }: SignIns, workspace: string): string {
  const any = (usual: string): string => (dice.chance(0.85) ? JSON.stringify(usual) : jsonText(dice, 1));
  const n = dice.int(0, 9);
  if (n === 0) return jsonText(dice);
  const members = [
    `"workspace":${any(dice.pick([workspace, workspace, 'nowhere', '']))}`,
    `"email":${any(dice.pick(['anna@shop.example', 'nobody@shop.example', 'x']))}`,
    `"password":${any(dice.pick(['wrong horse battery staple', '', 'x'.repeat(2000)]))}`,
    `"link":${any(dice.pick(links))}`,
  ];
  return `{${members.filter(() => dice.chance(0.9)).join(',')}}`;
}

/** Returns the headers of a request with a session: its cookie, and mostly the header of pages. */
export function cookieHeaders(dice: Dice, { cookies }: SignIns): string[] {
  const cookie = `Cookie: __Host-strata=${dice.pick(cookies)}`;
  const head = dice.chance(0.9) ? [cookie] : [cookie, cookie.replace('=', dice.pick(['==', ' = ', '=;', '="']))];
  if (dice.chance(0.85)) head.push('x-strata-request: 1');
  if (dice.chance(0.1)) head.push(`Origin: ${dice.pick(['https://strata', 'https://evil.example', 'null'])}`);
  return head;
}
