/** The page frame: menu, language and the current page. */
import { ApiOutlined } from '@ant-design/icons';
import { Button, Layout, Menu, Segmented, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { RunningJobs } from '../components/running-jobs.js';
import { useWords, type Language } from '../words/language.js';
import { ZoneName } from './workspace-setting.js';
import { PAGES, pageOf } from './routes.js';

export function Frame({
  language,
  choose,
  parts,
}: {
  readonly language: Language;
  readonly choose: (language: Language) => void;
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
          <ZoneName />
          <Button type="text" icon={<ApiOutlined />} href="/graphql">
            {t('Query editor')}
          </Button>
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
          {pageOf(parts)}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
