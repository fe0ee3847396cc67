/** The roles of the workspace, and a form to define a role. */
import { Button, Card, Flex, Form, Input, Select, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { DefineRoleDocument, type RolesQuery } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { useNewVersion } from '../../components/new-version.js';
import { ask } from '../../data/client.js';
import { useWords } from '../../words/language.js';
import { useRoleName } from '../../words/role-names.js';

type Role = RolesQuery['roles'][number];

const SCOPES = [
  'profiles:read',
  'profiles:read:personal',
  'segments:read',
  'analytics:read',
  'define',
  'coupons:write',
  'events:write',
  'consents:write',
  'profiles:merge',
  'profiles:erase',
  'reach:read',
  'reach:admin',
  'reach:tasks',
  'reach:tasks:*',
  'introspect',
  'admin',
];

export function RoleList({
  roles,
  changed,
}: {
  readonly roles: readonly Role[];
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const roleName = useRoleName();
  const asVersion = useNewVersion();
  const define = (input: { key: string; scopes: string[] }): void =>
    asVersion(
      roles.some(({ key }) => key === input.key),
      () => act(ask(DefineRoleDocument, { input }), changed, t('Saved')),
    );
  return (
    <Card title={t('Roles')}>
      <Flex vertical gap={16}>
        <Table
          rowKey="key"
          size="small"
          pagination={false}
          dataSource={[...roles]}
          columns={[
            { title: t('Name'), render: (_v, { key, name }: Role) => <span data-given>{roleName(key, name)}</span> },
            { title: t('Key'), render: (_v, { key }: Role) => <code>{key}</code> },
            {
              title: t('Scopes'),
              render: (_v, { scopes }: Role) => scopes.map((scope) => <Tag key={scope}>{scope}</Tag>),
            },
          ]}
        />
        <Form layout="inline" style={{ rowGap: 8 }} onFinish={define}>
          <Form.Item name="key" label={t('Key')} rules={[{ required: true }]}>
            <Input style={{ width: 160 }} />
          </Form.Item>
          <Form.Item name="scopes" label={t('Scopes')} rules={[{ required: true }]}>
            <Select mode="tags" style={{ minWidth: 320 }} options={SCOPES.map((value) => ({ value }))} />
          </Form.Item>
          <Button htmlType="submit">{t('Save')}</Button>
        </Form>
      </Flex>
    </Card>
  );
}
