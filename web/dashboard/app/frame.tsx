/** The page frame: menu, language and the current page. */
import { ApiOutlined, LogoutOutlined, MoonOutlined, SunOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Layout, Menu, Segmented, Skeleton, Typography } from 'antd';
import { Suspense, useState, type ReactNode } from 'react';
import { useActionFeedback } from '../components/action-feedback.js';
import { useThemeName, type ThemeName } from '../components/colors.js';
import { RunningJobs } from '../components/running-jobs.js';
import { SESSION_ENDED } from '../data/client.js';
import { signOut, useCaller } from '../data/session.js';
import { useWords, type Language } from '../words/language.js';
import { ZoneName } from './workspace-setting.js';
import { PAGES, pageOf } from './routes.js';

export function Frame({
  language,
  choose,
  chooseTheme,
  parts,
}: {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly chooseTheme: (theme: ThemeName) => void;
  readonly parts: readonly string[];
}): ReactNode {
  const t = useWords();
  const { scopes } = useCaller();
  const theme = useThemeName();
  const [narrow, setNarrow] = useState(false);
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a
        className="sr-only"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('Skip to content')}
      </a>
      <Layout.Sider breakpoint="lg" collapsible collapsed={narrow} onCollapse={setNarrow} theme={theme} width={200}>
        <Typography.Title level={4} style={{ margin: 16 }}>
          {narrow ? 'S' : 'Strata'}
        </Typography.Title>
        <nav aria-label="Strata">
          <Menu
            mode="inline"
            theme={theme}
            style={{ borderInlineEnd: 'none' }}
            selectedKeys={[parts[0] ?? 'overview']}
            items={PAGES.filter(([, , , scope]) => scope === undefined || scopes.includes(scope)).map(
              ([path, label, icon]) => ({
                key: path,
                icon,
                label: <a href={`#/${path}`}>{t(label)}</a>,
              }),
            )}
          />
        </nav>
      </Layout.Sider>
      <Layout>
        <Layout.Header
          style={{
            display: 'flex',
            justifyContent: 'flex-end',
            gap: 16,
            alignItems: 'center',
            paddingInline: 24,
          }}
        >
          <ZoneName />
          <Button type="text" icon={<ApiOutlined />} href="/graphql">
            {t('Query editor')}
          </Button>
          <Person />
          <Button
            type="text"
            icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
            aria-label={t(theme === 'dark' ? 'Light theme' : 'Dark theme')}
            onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
          />
          <Segmented
            aria-label={t('language')}
            value={language}
            onChange={choose}
            options={[
              { label: 'English', value: 'en' },
              { label: '中文', value: 'zh' },
            ]}
          />
        </Layout.Header>
        <Layout.Content id="main" role="main" tabIndex={-1} style={{ padding: 24 }}>
          <RunningJobs page={parts.join('/')} />
          <Suspense fallback={<Skeleton active />}>{pageOf(parts)}</Suspense>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** Shows the signed-in user with a link to the account and a sign-out button. Shows nothing for a token. */
function Person(): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { user } = useCaller();
  if (!user) return null;
  return (
    <>
      <Button type="text" icon={<UserOutlined />} href="#/account" title={t('Account')} data-given>
        {user.name}
      </Button>
      <Button
        type="text"
        icon={<LogoutOutlined />}
        onClick={() => act(signOut(), () => dispatchEvent(new Event(SESSION_ENDED)))}
      >
        {t('Sign out')}
      </Button>
    </>
  );
}
