/** The pages about reach: campaigns as list and calendar, endpoints, and the rules of the workspace. */
import { Flex, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../words/language.js';
import type { Text } from '../../words/zh.js';
import { CampaignCalendar } from './campaign-calendar.js';
import { CampaignList } from './campaign-list.js';
import { Endpoints } from './endpoints.js';
import { Rules } from './reach-rules.js';

const TABS: readonly (readonly [path: string, label: Text, page: () => ReactNode])[] = [
  ['', 'Campaigns', CampaignList],
  ['calendar', 'Calendar', CampaignCalendar],
  ['endpoints', 'Endpoints', Endpoints],
  ['rules', 'Rules', Rules],
];

/** Shows one of the pages. The address names it, so that each has its own link. */
export function Reach({ of = '' }: { readonly of?: string }): ReactNode {
  const t = useWords();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Reach')}</h1>
      <Tabs
        activeKey={TABS.some(([path]) => path === of) ? of : ''}
        destroyOnHidden
        onChange={(path) => {
          location.hash = path === '' ? '#/reach' : `#/reach/${path}`;
        }}
        items={TABS.map(([path, label, Page]) => ({ key: path, label: t(label), children: <Page /> }))}
      />
    </Flex>
  );
}
