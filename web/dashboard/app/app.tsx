/** The whole dashboard: theme, language, session and routing. */
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState, type ReactNode } from 'react';
import { SESSION_ENDED, takeOffered, takeToken } from '../data/client.js';
import { forgetSession, hasSession, takeReturn } from '../data/session.js';
import { LanguageProvider, type Language } from '../words/language.js';
import { Frame } from './frame.js';
import { route } from './routes.js';
import { Offer, SignedIn, SignIn, TakeLink, takeLink } from './session.js';
import { WorkspaceSetting } from './workspace-setting.js';

/** Colors with a contrast of at least 4.5 to 1, so that everyone can read them. */
const THEME = {
  token: {
    colorPrimary: '#1d4ed8',
    colorPrimaryHover: '#1e3a8a',
    colorLink: '#1d4ed8',
    colorError: '#b91c1c',
    colorErrorHover: '#7f1d1d',
    colorTextDescription: '#595959',
    colorTextPlaceholder: '#6b6b6b',
    colorTextDisabled: '#6b6b6b',
    colorTextQuaternary: '#6b6b6b',
    colorTextTertiary: '#595959',
  },
};

/** Returns the token of the tab, or a constant for the session of the browser. Undefined if nobody is signed in. */
const takeCredential = (): string | undefined => takeToken() ?? (hasSession() ? 'session' : undefined);

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
  // Dialogs open without animation when the system asks for reduced motion.
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
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={calm ? { token: { ...THEME.token, motion: false } } : THEME}
    >
      <LanguageProvider value={language}>
        <AntApp>
          <Offer token={offer} answer={() => setOffer(undefined)} />
          {link && <TakeLink key={link.text} link={link} done={signedIn} />}
          {!link && credential === undefined && <SignIn isRefused={isRefused} done={signedIn} />}
          {!link && credential !== undefined && (
            <SignedIn key={credential}>
              <WorkspaceSetting>
                <Frame language={language} choose={setLanguage} parts={parts} />
              </WorkspaceSetting>
            </SignedIn>
          )}
        </AntApp>
      </LanguageProvider>
    </ConfigProvider>
  );
}
