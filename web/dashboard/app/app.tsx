/** The frame: menu, language, and which page is shown. Pages have addresses (`#/segments/new`), so that they can be linked. */
import {
  ApiOutlined,
  ApartmentOutlined,
  AppstoreAddOutlined,
  DashboardOutlined,
  GiftOutlined,
  SettingOutlined,
  SyncOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import { App as AntApp, Button, ConfigProvider, Form, Input, Layout, Menu, Modal, Segmented, Typography } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState, type ReactNode } from 'react';
import { claims, setToken, takeOffered, takeToken } from '../data/api.js';
import { LanguageProvider, useWords, type Language } from '../words/language.js';
import { Coupons } from '../pages/coupons/coupons.js';
import { Customer } from '../pages/profiles/customer.js';
import { Identities } from '../pages/identity/identities.js';
import { Jobs } from '../pages/jobs/jobs.js';
import { Layers } from '../pages/layers/layers.js';
import { Overview } from '../pages/overview/overview.js';
import { SegmentEditor } from '../pages/segments/segment-editor.js';
import { Segment } from '../pages/segments/segment.js';
import { Segments } from '../pages/segments/segments.js';
import { Settings } from '../pages/settings/settings.js';
import { Tags } from '../pages/tags/tags.js';
import { Templates } from '../pages/templates/templates.js';
import { RunningJobs } from '../components/running-jobs.js';

const PAGES: readonly (readonly [path: string, label: string, icon: ReactNode])[] = [
  ['overview', 'Overview', <DashboardOutlined key="i" />],
  ['segments', 'Segments', <TeamOutlined key="i" />],
  ['layers', 'Layers', <ApartmentOutlined key="i" />],
  ['customer', 'Customer', <UserOutlined key="i" />],
  ['identities', 'Who is who', <UsergroupAddOutlined key="i" />],
  ['coupons', 'Coupons', <GiftOutlined key="i" />],
  ['tags', 'Tags', <TagsOutlined key="i" />],
  ['templates', 'Templates', <AppstoreAddOutlined key="i" />],
  ['jobs', 'Jobs', <SyncOutlined key="i" />],
  ['settings', 'Settings', <SettingOutlined key="i" />],
];

/** Colours with enough contrast to be read by everyone (4.5 to 1). */
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

function pageOf(parts: readonly string[]): ReactNode {
  const [page, name, part] = parts;
  switch (page) {
    case 'segments':
      return name === 'new' ? (
        <SegmentEditor key="new" />
      ) : name ? (
        part === 'edit' ? (
          <SegmentEditor key={name} of={name} />
        ) : (
          <Segment key={name} of={name} />
        )
      ) : (
        <Segments />
      );
    case 'layers':
      return <Layers />;
    case 'customer':
      return <Customer key={name ?? ''} id={name} />;
    case 'identities':
      return <Identities />;
    case 'coupons':
      return <Coupons />;
    case 'tags':
      return <Tags />;
    case 'templates':
      return <Templates />;
    case 'jobs':
      return <Jobs />;
    case 'settings':
      return <Settings />;
    default:
      return <Overview />;
  }
}

const route = (): string[] =>
  location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((x) => x !== '')
    .map(decodeURIComponent);

export function App(): ReactNode {
  const [token, keepToken] = useState(takeToken);
  const [offer, setOffer] = useState(takeOffered);
  const [language, setLanguage] = useState<Language>(
    () =>
      (localStorage.getItem('strata.language') as Language | null) ??
      (navigator.language.startsWith('zh') ? 'zh' : 'en'),
  );
  const [parts, setParts] = useState(route);
  // Who asks their system for less motion gets dialogs that are simply there.
  const [calm] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  useEffect(() => {
    const moved = (): void => {
      const fresh = takeToken();
      keepToken(fresh);
      setOffer((before) => takeOffered() ?? before);
      setParts(route());
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    localStorage.setItem('strata.language', language);
  }, [language]);
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={calm ? { token: { ...THEME.token, motion: false } } : THEME}
    >
      <LanguageProvider value={language}>
        <AntApp>
          <Offer token={offer} answer={() => setOffer(undefined)} />
          {token ? <Frame language={language} choose={setLanguage} parts={parts} /> : <SignIn done={keepToken} />}
        </AntApp>
      </LanguageProvider>
    </ConfigProvider>
  );
}

function Frame({
  language,
  choose,
  parts,
}: {
  readonly language: Language;
  readonly choose: (l: Language) => void;
  readonly parts: readonly string[];
}): ReactNode {
  const t = useWords();
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
      <Layout.Sider breakpoint="lg" collapsible collapsed={narrow} onCollapse={setNarrow} theme="light" width={200}>
        <Typography.Title level={4} style={{ margin: 16 }}>
          {narrow ? 'S' : 'Strata'}
        </Typography.Title>
        <nav aria-label="Strata">
          <Menu
            mode="inline"
            style={{ borderInlineEnd: 'none' }}
            selectedKeys={[parts[0] ?? 'overview']}
            items={PAGES.map(([path, label, icon]) => ({
              key: path,
              icon,
              label: <a href={`#/${path}`}>{t(label)}</a>,
            }))}
          />
        </nav>
      </Layout.Sider>
      <Layout style={{ borderInlineStart: '1px solid #f0f0f0' }}>
        <Layout.Header
          style={{
            background: '#fff',
            display: 'flex',
            justifyContent: 'flex-end',
            gap: 16,
            alignItems: 'center',
            paddingInline: 24,
          }}
        >
          <Button type="text" icon={<ApiOutlined />} href="/graphql">
            {t('Query editor')}
          </Button>
          <Segmented
            aria-label="language"
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
          {pageOf(parts)}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** A link came with another token while somebody is signed in. */
function Offer({ token, answer }: { readonly token: string | undefined; readonly answer: () => void }): ReactNode {
  const t = useWords();
  const who = (given?: string): string => {
    const { sub, workspace } = claims(given);
    return `${sub ?? '?'} (${workspace ?? '?'})`;
  };
  return (
    <Modal
      open={token !== undefined}
      title={t('Sign in as somebody else?')}
      okText={t('Use the token of the link')}
      cancelText={t('Stay signed in')}
      onCancel={answer}
      onOk={() => {
        setToken(token);
        location.reload();
      }}
    >
      <p>
        {t('Signed in')}: {who()}
      </p>
      <p>
        {t('The link')}: {token && who(token)}
      </p>
    </Modal>
  );
}

function SignIn({ done }: { readonly done: (token: string) => void }): ReactNode {
  const t = useWords();
  return (
    <main style={{ maxWidth: 480, margin: '15vh auto', padding: 24 }}>
      <Typography.Title>Strata</Typography.Title>
      <Typography.Paragraph>
        {t('Paste a token, or open the link that the server printed when it started.')}
      </Typography.Paragraph>
      <Form
        layout="vertical"
        onFinish={({ token }: { token: string }) => {
          setToken(token.trim());
          done(token.trim());
        }}
      >
        <Form.Item name="token" label={t('Token')} rules={[{ required: true }]}>
          <Input.Password autoComplete="off" />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('Sign in')}
        </Button>
      </Form>
    </main>
  );
}
