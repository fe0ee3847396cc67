/** The link that signs somebody in, and the pages of somebody who is signed in. */
import { Skeleton } from 'antd';
import { type ReactNode } from 'react';
import { MeDocument } from '../../../schema/generated/operations.js';
import { claims, tokenOfTab } from '../data/client.js';
import { useAsk } from '../data/queries.js';
import { CallerProvider } from '../data/session.js';
import { useWords } from '../words/language.js';

/** What a link in the address asks for: to choose a password, or to sign in at once. */
export interface SignInLink {
  readonly kind: 'invitation' | 'sign-in';
  readonly text: string;
}

/** Takes a sign-in link from the address, and removes it from the address bar and the history. */
export function takeLink(): SignInLink | undefined {
  const [, kind, text] = /^#\/(invitation|sign-in)\/([\w.-]+)$/.exec(location.hash) ?? [];
  if (text === undefined) return undefined;
  history.replaceState(null, '', `${location.pathname}#/`);
  return { kind: kind as SignInLink['kind'], text };
}

/** Asks the server who is signed in before the pages are shown. Pages with a token have the scopes of the token. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const token = tokenOfTab();
  const { data, error } = useAsk(MeDocument, token === undefined ? {} : undefined);
  if (token !== undefined)
    return <CallerProvider value={{ scopes: (claims().scope ?? '').split(' ') }}>{children}</CallerProvider>;
  if (!data && !error) return <Skeleton active aria-label={t('loading')} style={{ padding: 48 }} />;
  return <CallerProvider value={data?.me ?? { scopes: [] }}>{children}</CallerProvider>;
}
