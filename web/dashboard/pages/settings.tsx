/** The workspace, and who one is here. */
import { Button, Card, Descriptions, Flex, Tag } from 'antd';
import type { ReactNode } from 'react';
import { OverviewDocument } from '../../../schema/generated/operations.js';
import { claims, setToken, useAsk } from '../api.js';
import { useFormat, useWords } from '../language.js';
import { Loaded } from '../parts.js';

export function Settings(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(OverviewDocument, {});
  const mine = claims();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Settings')}</h1>
      <Loaded of={asked}>
        {({ workspace: w }) => <Card title={t('Workspace')}><Descriptions column={1} items={[{ key: 1, label: t('Name'), children: `${w.name} (${w.id})` }, { key: 2, label: t('Clock'), children: f.instant(w.now) }, { key: 3, label: t('Zone'), children: w.zone }, { key: 4, label: t('Currency'), children: w.currency }, { key: 5, label: t('Identity namespaces'), children: w.identityNamespaces.map((n) => <Tag key={n.name}>{n.name}</Tag>) }]} /></Card>}
      </Loaded>
      <Card title={t('Token')} extra={<Button onClick={() => { setToken(undefined); location.reload(); }}>{t('Use another token')}</Button>}>
        <Descriptions column={1} items={[{ key: 1, label: t('Name'), children: mine.sub }, { key: 2, label: t('Scopes'), children: (mine.scope ?? '').split(' ').map((s) => <Tag key={s}>{s}</Tag>) }, { key: 3, label: t('Good until'), children: mine.exp ? f.instant(new Date(mine.exp * 1000).toISOString()) : '–' }]} />
      </Card>
    </Flex>
  );
}
