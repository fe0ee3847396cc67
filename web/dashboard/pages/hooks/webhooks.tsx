/** Webhooks of the intake page: the incoming webhooks of the workspace, and a form that defines or changes one. */
import { Alert, Button, Empty, Flex, Popconfirm, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { HooksDocument, RetireHookDocument, RotateHookDocument } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask, UNKEPT } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { useFormat, useWords } from '../../words/language.js';
import type { Hook } from './hook.js';
import { HookForm } from './hook-form.js';

/** Number of hours for which the former address of a rotated webhook remains valid. */
const GRACE_HOURS = 24;
const PAGE = 100;

export function Webhooks(): ReactNode {
  const t = useWords();
  const asked = useAll(HooksDocument, { first: PAGE }, (answer) => answer.hooks);
  const [path, setPath] = useState<string>();
  const [edited, edit] = useState<Hook | 'new'>();
  const saved = (address: string | null | undefined): void => {
    setPath(address ?? undefined);
    edit(undefined);
    asked.again();
  };
  return (
    <Flex vertical gap={16}>
      {path !== undefined && <NewAddress path={path} />}
      <Loaded of={asked}>
        {(hooks) => (
          <Flex vertical gap={16}>
            <HookTable hooks={hooks} edit={edit} saved={saved} />
            {edited === undefined ? (
              <Button type="primary" style={{ alignSelf: 'start' }} onClick={() => edit('new')}>
                {t('New webhook')}
              </Button>
            ) : (
              <HookForm
                key={edited === 'new' ? '' : edited.key}
                hook={edited === 'new' ? undefined : edited}
                saved={saved}
                cancel={() => edit(undefined)}
              />
            )}
          </Flex>
        )}
      </Loaded>
    </Flex>
  );
}

function NewAddress({ path }: { readonly path: string }): ReactNode {
  const t = useWords();
  return (
    <Alert
      type="success"
      data-address
      title={t('The address of the webhook. It is shown this once. Whoever has it can post.')}
      description={
        <Typography.Text copyable code style={{ wordBreak: 'break-all' }}>
          {`${location.origin}${path}`}
        </Typography.Text>
      }
    />
  );
}

interface TableProps {
  readonly hooks: readonly Hook[];
  readonly edit: (hook: Hook) => void;
  readonly saved: (path?: string | null) => void;
}

function HookTable({ hooks, edit, saved }: TableProps): ReactNode {
  const t = useWords();
  const f = useFormat();
  if (hooks.length === 0) return <Empty description={t('There is no webhook yet')} />;
  return (
    <Table<Hook>
      rowKey="key"
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 720 }}
      dataSource={[...hooks]}
      columns={[
        {
          title: t('Name'),
          render: (_v, { name, retiredAt }) => (
            <>
              {name} {retiredAt && <Tag>{t('retired')}</Tag>}
            </>
          ),
        },
        { title: t('Key'), dataIndex: 'key' },
        { title: t('Source'), dataIndex: 'source' },
        { title: t('Version'), dataIndex: 'version', align: 'right' },
        { title: t('Created'), render: (_v, { createdAt }) => f.instant(createdAt) },
        { title: '', render: (_v, hook) => <HookActions hook={hook} edit={edit} saved={saved} /> },
      ]}
    />
  );
}

function HookActions({ hook, edit, saved }: Omit<TableProps, 'hooks'> & { readonly hook: Hook }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { key, retiredAt } = hook;
  return (
    <Flex gap={8} wrap>
      <Button size="small" aria-label={`${t('Edit')} ${hook.name}`} onClick={() => edit(hook)}>
        {t('Edit')}
      </Button>
      {!retiredAt && (
        <>
          <Popconfirm
            title={t('The former address stays valid for 24 hours.')}
            okText={t('Rotate')}
            onConfirm={() =>
              act(ask(RotateHookDocument, { key, graceHours: GRACE_HOURS }, UNKEPT), ({ rotateHook }) =>
                saved(rotateHook.path),
              )
            }
          >
            <Button size="small">{t('Rotate')}</Button>
          </Popconfirm>
          <Popconfirm
            title={t('The address ends at once and never becomes valid again.')}
            okText={t('Retire')}
            onConfirm={() => act(ask(RetireHookDocument, { key }), () => saved())}
          >
            <Button size="small" danger>
              {t('Retire')}
            </Button>
          </Popconfirm>
        </>
      )}
    </Flex>
  );
}
