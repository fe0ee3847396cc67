/** Reads the sign-in link from the address, and provides the signed-in user to the pages. */
import { Skeleton } from 'antd';
import { type ReactNode } from 'react';
import { MeDocument } from '../../../schema/generated/operations.js';
import { claims, tokenOfTab } from '../data/client.js';
import { useAsk } from '../data/queries.js';
import { CallerProvider } from '../data/session.js';
import { useWords } from '../words/language.js';

/**
 * A sign-in link in the address. An invitation asks the user to choose a password. A sign-in link signs the user in
 * immediately.
 */
export interface SignInLink {
  readonly kind: 'invitation' | 'sign-in';
  readonly text: string;
}

/**
 * Reads a sign-in link from the address, and removes it from the address bar and the history. Returns undefined if
 * there is none.
 */
export function takeLink(): SignInLink | undefined {
  const [, kind, text] = /^#\/(invitation|sign-in)\/([\w.-]+)$/.exec(location.hash) ?? [];
  if (text === undefined) return undefined;
  history.replaceState(null, '', `${location.pathname}#/`);
  return { kind: kind as SignInLink['kind'], text };
}

/**
 * Requests the signed-in user from the server before the pages are shown. With a token, the pages use the scopes of the
 * token.
 */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const token = tokenOfTab();
  const { data, error } = useAsk(MeDocument, token === undefined ? {} : undefined);
  if (token !== undefined)
    return <CallerProvider value={{ scopes: (claims().scope ?? '').split(' ') }}>{children}</CallerProvider>;
  if (!data && !error) return <Skeleton active aria-label={t('loading')} style={{ padding: 48 }} />;
  return <CallerProvider value={data?.me ?? { scopes: [] }}>{children}</CallerProvider>;
}
