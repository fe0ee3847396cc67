/**
 * Functions for signing in and out. Scripts cannot read the session cookie, so a mark in the storage of the browser
 * records that a cookie was set. Without the mark, the dashboard does not ask the server for the signed-in user.
 */
import { createContext, useContext } from 'react';
import type { StrataError } from '../../../src/client/error.js';
import type { MeQuery } from '../../../schema/generated/operations.js';
import { ApiError, closeClient, PAGE_HEADERS } from './client.js';

const MARK = 'strata.session';
const WORKSPACE = 'strata.workspace';

/** The signed-in user, or only the scopes of a token. */
export interface Caller {
  readonly user?: MeQuery['me']['user'];
  readonly scopes: readonly string[];
}

const CallerContext = createContext<Caller>({ scopes: [] });
export const CallerProvider = CallerContext.Provider;
export const useCaller = (): Caller => useContext(CallerContext);

/** Returns a function that returns whether the caller has a scope. The scope `admin` contains every other scope. */
export function useMay(): (scope: string) => boolean {
  const { scopes } = useCaller();
  return (scope) => scopes.includes(scope) || scopes.includes('admin');
}

/** Returns whether this browser has signed in and has not signed out since. The session may have ended nevertheless. */
export const hasSession = (): boolean => localStorage.getItem(MARK) !== null;

/** Returns the workspace of the last sign-in. */
export const lastWorkspace = (): string => localStorage.getItem(WORKSPACE) ?? '';

/** A rejected sign-in. `retryAfter` is the time to wait in seconds. */
export class SignInError extends ApiError {
  constructor(
    message: string,
    code: string,
    reason: StrataError['reason'],
    readonly retryAfter?: number,
  ) {
    super(message, code, reason);
  }
}

interface Answer {
  readonly workspace?: string;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly reason: StrataError['reason'] };
  }[];
}

async function post(action: string, body: object): Promise<Answer> {
  const response = await fetch(`/session/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...PAGE_HEADERS },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  const error = answer.errors?.[0];
  if (!error) return answer;
  const wait = Number(response.headers.get('retry-after')) || undefined;
  throw new SignInError(error.message, error.extensions.code, error.extensions.reason, wait);
}

async function signIn(action: string, body: object): Promise<void> {
  const { workspace } = await post(action, body);
  localStorage.setItem(MARK, 'yes');
  localStorage.setItem(WORKSPACE, workspace!);
  closeClient();
}

export const signInByPassword = (given: {
  readonly workspace: string;
  readonly email: string;
  readonly password: string;
}): Promise<void> => signIn('password', given);

/** Signs in by a link. For an invitation, the new password is required. */
export const signInByLink = (link: string, password?: string): Promise<void> => signIn('link', { link, password });

/** Removes the mark that this browser has signed in. The pages then ask the user to sign in. */
export function forgetSession(): void {
  localStorage.removeItem(MARK);
  closeClient();
}

/** Returns whether users can sign in at an OpenID provider. */
export async function hasProvider(): Promise<boolean> {
  const response = await fetch('/session/ways');
  return response.ok && ((await response.json()) as { readonly openid: boolean }).openid;
}

/** Handles the address to which a sign-in at a provider redirects. Returns whether the sign-in was rejected. */
export function takeReturn(): boolean {
  const [, workspace] = /^#\/signed-in\/([\w.-]+)$/.exec(location.hash) ?? [];
  const isRefused = location.hash === '#/sign-in-refused';
  if (workspace === undefined && !isRefused) return false;
  history.replaceState(null, '', `${location.pathname}#/`);
  if (workspace !== undefined) {
    localStorage.setItem(MARK, 'yes');
    localStorage.setItem(WORKSPACE, workspace);
  }
  return isRefused;
}

export async function signOut(): Promise<void> {
  await post('end', {});
  forgetSession();
}
