/** People page for administrators: the users of the workspace, invitations, and roles. */
import { Alert, Button, Card, Flex, Form, Input, Popconfirm, Select, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  ChangeUserRolesDocument,
  CreateUserDocument,
  ResetUserDocument,
  RetireUserDocument,
  RolesDocument,
  UsersDocument,
  type RolesQuery,
  type UsersQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { ask, UNKEPT } from '../../data/client.js';
import { usePaged } from '../../data/paged-lists.js';
import { useAsk } from '../../data/queries.js';
import { useCaller } from '../../data/session.js';
import { useFormat, useWords } from '../../words/language.js';
import { useRoleName } from '../../words/role-names.js';
import { RoleList } from './roles.js';

type Row = UsersQuery['users']['edges'][number]['node'];
type Role = RolesQuery['roles'][number];

interface Invitation {
  readonly user: { readonly email?: string | null };
  readonly link: string;
  readonly expiresAt: string;
}

export function People(): ReactNode {
  const t = useWords();
  const roles = useAsk(RolesDocument, {});
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('People')}</h1>
      <Loaded of={roles}>
        {(data) => (
          <>
            <Users roles={data.roles} />
            <RoleList roles={data.roles} changed={roles.again} />
          </>
        )}
      </Loaded>
    </Flex>
  );
}

function Users({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const paged = usePaged(UsersDocument, {});
  const { asked } = paged;
  const [invited, setInvited] = useState<Invitation>();
  const show = (invitation: Invitation): void => {
    setInvited(invitation);
    asked.again();
  };
  const reset = (id: string): void => act(ask(ResetUserDocument, { id }, UNKEPT), ({ resetUser }) => show(resetUser));
  return (
    <Card title={t('Users')}>
      <Flex vertical gap={16}>
        {invited && <LinkText of={invited} />}
        <Loaded of={asked}>
          {({ users }) => (
            <>
              <UserTable
                users={users.edges.map(({ node }) => node)}
                roles={roles}
                changed={asked.again}
                reset={reset}
              />
              <Pager of={paged} shown={users.edges.length} page={users.pageInfo} />
            </>
          )}
        </Loaded>
        <Invite roles={roles} invited={show} />
      </Flex>
    </Card>
  );
}

function LinkText({ of: { user, link, expiresAt } }: { readonly of: Invitation }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <Alert
      type="success"
      title={
        <>
          {t('Send this link to the person. It works once, and is shown this once.')}{' '}
          <span data-given>{user.email}</span>
        </>
      }
      description={
        <>
          <Typography.Text copyable code style={{ wordBreak: 'break-all' }}>
            {`${location.origin}${link}`}
          </Typography.Text>
          <div>
            {t('Expires')}: {f.instant(expiresAt)}
          </div>
        </>
      }
    />
  );
}

function UserTable({
  users,
  roles,
  changed,
  reset,
}: {
  readonly users: readonly Row[];
  readonly roles: readonly Role[];
  readonly changed: () => void;
  readonly reset: (id: string) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const act = useActionFeedback();
  const roleName = useRoleName();
  const mine = useCaller().user?.id;
  return (
    <Table
      rowKey="id"
      size="small"
      pagination={false}
      locale={{ emptyText: t('No user so far') }}
      dataSource={[...users]}
      columns={[
        { title: t('Name'), render: (_v, { name }: Row) => <span data-given>{name ?? '–'}</span> },
        { title: t('E-mail'), render: (_v, { email }: Row) => <span data-given>{email ?? '–'}</span> },
        {
          title: t('Roles'),
          render: (_v, user: Row) =>
            user.id === mine || user.retiredAt ? (
              user.roles.map((role) => (
                <Tag key={role}>{roleName(role, roles.find(({ key }) => key === role)?.name)}</Tag>
              ))
            ) : (
              <RoleSelect
                label={`${t('Roles')} ${user.email ?? user.id}`}
                roles={roles}
                value={user.roles}
                onChange={(chosen) =>
                  act(ask(ChangeUserRolesDocument, { id: user.id, roles: chosen }, UNKEPT), changed, t('Saved'))
                }
              />
            ),
        },
        { title: t('State'), render: (_v, user: Row) => <UserState of={user} /> },
        { title: t('Created'), render: (_v, { createdAt }: Row) => f.instant(createdAt) },
        {
          title: <span className="sr-only">{t('Actions')}</span>,
          render: (_v, { id, retiredAt }: Row) =>
            retiredAt ? null : <UserActions id={id} isMine={id === mine} changed={changed} reset={reset} />,
        },
      ]}
    />
  );
}

function UserActions({
  id,
  isMine,
  changed,
  reset,
}: {
  readonly id: string;
  readonly isMine: boolean;
  readonly changed: () => void;
  readonly reset: (id: string) => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  return (
    <Flex gap={8}>
      <Button size="small" onClick={() => reset(id)}>
        {t('New link')}
      </Button>
      <Popconfirm
        title={t('Retire this user? Sessions end, and name and address are erased.')}
        onConfirm={() => act(ask(RetireUserDocument, { id }, UNKEPT), changed, t('Saved'))}
      >
        <Button size="small" danger disabled={isMine}>
          {t('Retire')}
        </Button>
      </Popconfirm>
    </Flex>
  );
}

function UserState({ of }: { readonly of: Row }): ReactNode {
  const t = useWords();
  if (of.retiredAt) return <Tag>{t('Retired')}</Tag>;
  return of.linkExpiresAt && !of.hasPassword ? (
    <Tag color="gold">{t('Invited')}</Tag>
  ) : (
    <Tag color="green">{t('Active')}</Tag>
  );
}

/** Field for several roles. At least one role stays chosen. */
function RoleSelect({
  label,
  roles,
  ...select
}: {
  readonly label?: string;
  readonly roles: readonly Role[];
  readonly value?: readonly string[];
  readonly id?: string;
  readonly onChange?: (roles: string[]) => void;
}): ReactNode {
  const roleName = useRoleName();
  const { id, value, onChange } = select;
  return (
    <Select<string[]>
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      mode="multiple"
      style={{ minWidth: 220 }}
      value={[...(value ?? [])]}
      onChange={(chosen) => chosen.length > 0 && onChange?.(chosen)}
      options={roles.map(({ key, name }) => ({ value: key, label: roleName(key, name) }))}
    />
  );
}

function Invite({
  roles,
  invited,
}: {
  readonly roles: readonly Role[];
  readonly invited: (invitation: Invitation) => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const [form] = Form.useForm<{ email: string; name?: string; roles: string[] }>();
  return (
    <Form
      form={form}
      layout="inline"
      style={{ rowGap: 8 }}
      onFinish={(input) =>
        act(ask(CreateUserDocument, { input }, UNKEPT), ({ createUser }) => {
          form.resetFields();
          invited(createUser);
        })
      }
    >
      <Form.Item name="email" label={t('E-mail')} rules={[{ required: true }]}>
        <Input type="email" style={{ width: 220 }} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('Name')}>
        <Input style={{ width: 140 }} autoComplete="off" />
      </Form.Item>
      <Form.Item name="roles" label={t('Roles')} rules={[{ required: true }]} initialValue={['analyst']}>
        <RoleSelect roles={roles} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('Invite')}
      </Button>
    </Form>
  );
}
