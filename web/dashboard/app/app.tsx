/** The root component of the dashboard. It provides theme, language, session and routing. */
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { SESSION_ENDED, takeOffered, takeToken } from '../data/client.js';
import { ThemeProvider } from '../components/colors.js';
import { forgetSession, hasSession, takeReturn } from '../data/session.js';
import { LanguageProvider, type Language } from '../words/language.js';
import { Frame } from './frame.js';
import { route } from './routes.js';
import { lazyComponent } from './lazy-component.js';
import { SignedIn, takeLink } from './session.js';
import { themeOf, useTheme } from './theme.js';
import { WorkspaceSetting } from './workspace-setting.js';

const Offer = lazyComponent(async () => (await import('./sign-in.js')).Offer);
const SignIn = lazyComponent(async () => (await import('./sign-in.js')).SignIn);
const TakeLink = lazyComponent(async () => (await import('./sign-in.js')).TakeLink);

/**
 * Returns the token of the tab, or the text `session` if the browser has a session. Returns undefined if nobody is
 * signed in.
 */
const takeCredential = (): string | undefined => takeToken(hasSession()) ?? (hasSession() ? 'session' : undefined);

export function App(): ReactNode {
  const [isRefused] = useState(takeReturn);
  const [link, setLink] = useState(takeLink);
  const [credential, setCredential] = useState(takeCredential);
  const [offer, setOffer] = useState(takeOffered);
  const [language, setLanguage] = useState<Language>(
    () =>
      (localStorage.getItem('strata.language') as Language | null) ??
      (navigator.language.startsWith('zh') ? 'zh' : 'en'),
  );
  const [parts, setParts] = useState(route);
  const [theme, chooseTheme] = useTheme();
  // Dialogs open without animation if the system requests reduced motion.
  const [calm] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  useEffect(() => {
    const moved = (): void => {
      setLink((before) => takeLink() ?? before);
      setCredential(takeCredential());
      setOffer((before) => takeOffered() ?? before);
      setParts(route());
    };
    const ended = (): void => {
      forgetSession();
      setCredential(takeCredential());
    };
    addEventListener('hashchange', moved);
    addEventListener(SESSION_ENDED, ended);
    return () => {
      removeEventListener('hashchange', moved);
      removeEventListener(SESSION_ENDED, ended);
    };
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    localStorage.setItem('strata.language', language);
  }, [language]);
  const signedIn = (): void => {
    setLink(undefined);
    setCredential(takeCredential());
  };
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enUS} theme={themeOf(theme, calm)}>
      <LanguageProvider value={language}>
        <ThemeProvider value={theme}>
          <AntApp>
            {offer !== undefined && (
              <Suspense>
                <Offer token={offer} answer={() => setOffer(undefined)} />
              </Suspense>
            )}
            <Suspense>
              {link && <TakeLink key={link.text} link={link} done={signedIn} />}
              {!link && credential === undefined && <SignIn isRefused={isRefused} done={signedIn} />}
            </Suspense>
            {!link && credential !== undefined && (
              <SignedIn key={credential}>
                <WorkspaceSetting>
                  <Frame language={language} choose={setLanguage} chooseTheme={chooseTheme} parts={parts} />
                </WorkspaceSetting>
              </SignedIn>
            )}
          </AntApp>
        </ThemeProvider>
      </LanguageProvider>
    </ConfigProvider>
  );
}
