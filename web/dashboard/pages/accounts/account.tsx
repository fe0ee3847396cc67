/** Account page: the signed-in user and the sessions of this user. */
import { Button, Card, Descriptions, Flex, Popconfirm, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import {
  EndAllSessionsDocument,
  EndSessionDocument,
  SessionsDocument,
  type SessionsQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask, SESSION_ENDED } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useCaller } from '../../data/session.js';
import { useFormat, useWords } from '../../words/language.js';
import { useRoleName } from '../../words/role-names.js';

type Row = SessionsQuery['sessions'][number];

export function Account(): ReactNode {
  const t = useWords();
  const roleName = useRoleName();
  const { user, scopes } = useCaller();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Account')}</h1>
      <Card>
        <Descriptions
          column={1}
          items={[
            { key: 1, label: t('Name'), children: <span data-given>{user?.name ?? '–'}</span> },
            { key: 2, label: t('E-mail'), children: <span data-given>{user?.email ?? '–'}</span> },
            {
              key: 3,
              label: t('Roles'),
              children: user ? user.roles.map((role) => <Tag key={role}>{roleName(role)}</Tag>) : '–',
            },
            { key: 4, label: t('Scopes'), children: scopes.map((scope) => <Tag key={scope}>{scope}</Tag>) },
          ]}
        />
      </Card>
      {user && <Sessions />}
    </Flex>
  );
}

function Sessions(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const act = useActionFeedback();
  const asked = useAsk(SessionsDocument, {});
  const endAll = (): void => act(ask(EndAllSessionsDocument, {}), () => dispatchEvent(new Event(SESSION_ENDED)));
  return (
    <Card
      title={t('Sign-in sessions')}
      extra={
        <Popconfirm title={t('End all sessions, this one included?')} onConfirm={endAll}>
          <Button danger>{t('Sign out everywhere')}</Button>
        </Popconfirm>
      }
    >
      <Loaded of={asked}>
        {({ sessions }) => (
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            dataSource={[...sessions]}
            columns={[
              {
                title: t('Device'),
                render: (_v, { device, current }: Row) => (
                  <>
                    <span data-given>{device ?? '–'}</span> {current && <Tag color="blue">{t('this one')}</Tag>}
                  </>
                ),
              },
              { title: t('Signed in at'), render: (_v, { createdAt }: Row) => f.instant(createdAt) },
              { title: t('Last used'), render: (_v, { usedAt }: Row) => f.instant(usedAt) },
              { title: t('Ends at the latest'), render: (_v, { expiresAt }: Row) => f.instant(expiresAt) },
              {
                title: <Typography.Text className="sr-only">{t('End')}</Typography.Text>,
                render: (_v, { id, current }: Row) =>
                  current ? null : (
                    <Button size="small" onClick={() => act(ask(EndSessionDocument, { id }), asked.again, t('Ended'))}>
                      {t('End')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
