/** Settings page: the workspace, the permissions of the caller, partners, and tokens for others. */
import { Alert, Button, Card, Descriptions, Flex, Form, Input, Select, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  DefinePartnerDocument,
  IssueTokenDocument,
  OverviewDocument,
  PartnersDocument,
  type DefinePartnerInput,
  type PartnersQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { useNewVersion } from '../../components/new-version.js';
import { NumberField } from '../../components/number-field.js';
import { ask, claims, setToken, UNKEPT, type ApiError } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useCaller } from '../../data/session.js';
import { useFault } from '../../words/use-faults.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { Loaded } from '../../components/loaded.js';

export function Settings(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const asked = useAsk(OverviewDocument, {});
  const { user, scopes } = useCaller();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Settings')}</h1>
      <Loaded of={asked}>
        {({ workspace: w }) => (
          <Card title={t('Workspace')}>
            <Descriptions
              column={1}
              items={[
                { key: 1, label: t('Name'), children: `${w.name} (${w.id})` },
                { key: 2, label: t('Data time'), children: f.instant(w.now) },
                { key: 3, label: t('Zone'), children: w.zone },
                { key: 4, label: t('Currency'), children: w.currency },
                {
                  key: 5,
                  label: t('Identity namespaces'),
                  children: w.identityNamespaces.map((n) => <Tag key={n.name}>{names.namespace(n.name)}</Tag>),
                },
              ]}
            />
          </Card>
        )}
      </Loaded>
      {!user && <TokenCard />}
      {scopes.includes('admin') && (
        <>
          <PartnerList />
          <NewToken />
        </>
      )}
    </Flex>
  );
}

/** Shows the claims of the token of this tab, and a button to use another token. */
function TokenCard(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const mine = claims();
  return (
    <Card
      title={t('Token')}
      extra={
        <Button
          onClick={() => {
            setToken(undefined);
            location.reload();
          }}
        >
          {t('Use another token')}
        </Button>
      }
    >
      <Descriptions
        column={1}
        items={[
          { key: 1, label: t('Name'), children: mine.sub },
          {
            key: 2,
            label: t('Scopes'),
            children: (mine.scope ?? '').split(' ').map((s) => <Tag key={s}>{s}</Tag>),
          },
          {
            key: 3,
            label: t('Expires'),
            children: mine.exp ? f.instant(new Date(mine.exp * 1000).toISOString()) : '–',
          },
        ]}
      />
    </Card>
  );
}

const MODES = ['ACTIVE', 'TRIAL', 'SUSPENDED'] as const;
type Row = PartnersQuery['partners'][number];

function PartnerList(): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const f = useFormat();
  const enums = useEnums();
  const names = useNames();
  const asVersion = useNewVersion();
  const asked = useAsk(PartnersDocument, {});
  const define = (input: DefinePartnerInput): void =>
    act(ask(DefinePartnerDocument, { input }), asked.again, t('Saved'));
  const words = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((x) => x !== '');
  return (
    <Card title={t('Partners')}>
      <Flex vertical gap={16}>
        <Loaded of={asked}>
          {({ partners }) => (
            <Table
              rowKey="key"
              size="small"
              pagination={false}
              locale={{ emptyText: t('No partner so far') }}
              dataSource={[...partners]}
              columns={[
                { title: t('Name'), render: (_v, p: Row) => `${p.name} (${p.key})` },
                { title: t('Tags'), render: (_v, p: Row) => p.tags.map((x) => <Tag key={x}>{x}</Tag>) },
                {
                  title: t('Identities'),
                  render: (_v, p: Row) => p.lookups.map((x) => <Tag key={x}>{names.namespace(x)}</Tag>),
                },
                {
                  title: t('Written today'),
                  align: 'right',
                  render: (_v, p: Row) =>
                    `${f.number(p.writesToday ?? 0)}${p.writesPerDay === null ? '' : ` / ${f.number(p.writesPerDay)}`}`,
                },
                {
                  title: t('State'),
                  render: (_v, { writesToday: _w, ...p }: Row) => (
                    <Select
                      aria-label={`${t('State')} ${p.key}`}
                      value={p.mode}
                      style={{ width: 130 }}
                      options={MODES.map((value) => ({ value, label: enums('partnerMode', value) }))}
                      onChange={(mode) => define({ ...p, mode })}
                    />
                  ),
                },
              ]}
            />
          )}
        </Loaded>
        <Form
          layout="inline"
          style={{ rowGap: 8 }}
          onFinish={(v: { key: string; tags?: string; lookups?: string; writesPerDay?: number }) =>
            asVersion(asked.data?.partners.some(({ key }) => key === v.key) ?? false, () =>
              define({
                key: v.key,
                tags: words(v.tags),
                lookups: words(v.lookups),
                writesPerDay: v.writesPerDay ?? null,
              }),
            )
          }
        >
          <Form.Item name="key" label={t('Subject')} rules={[{ required: true }]}>
            <Input style={{ width: 140 }} />
          </Form.Item>
          <Form.Item name="tags" label={t('Tags')}>
            <Input style={{ width: 140 }} placeholder="helpdesk" />
          </Form.Item>
          <Form.Item name="lookups" label={t('Identities')}>
            <Input style={{ width: 140 }} placeholder="member_id" />
          </Form.Item>
          <NumberField name="writesPerDay" label={t('Facts a day')} min={0} />
          <Button htmlType="submit">{t('Save')}</Button>
        </Form>
      </Flex>
    </Card>
  );
}

/** Issues a token for another person or system. The token is shown only once. */
function NewToken(): ReactNode {
  const t = useWords();
  const say = useFault();
  const [issued, setIssued] = useState<{ readonly token: string; readonly subject: string }>();
  const [error, setError] = useState<ApiError>();
  const issue = ({ subject, scopes, hours }: { subject: string; scopes: string[]; hours: number }): void => {
    setError(undefined);
    // The request has no idempotency key, because its response must not be stored.
    ask(IssueTokenDocument, { input: { subject, scopes, hours } }, UNKEPT).then(
      ({ issueToken }) => setIssued({ token: issueToken.token, subject }),
      setError,
    );
  };
  return (
    <Card title={t('Issue a token')}>
      <Flex vertical gap={16}>
        <Form
          layout="inline"
          style={{ rowGap: 8 }}
          onFinish={issue}
          initialValues={{ hours: 24, scopes: ['profiles:read', 'segments:read'] }}
        >
          <Form.Item name="subject" label={t('Subject')} rules={[{ required: true }]}>
            <Input style={{ width: 160 }} />
          </Form.Item>
          <Form.Item name="scopes" label={t('Scopes')} rules={[{ required: true }]}>
            <Select
              mode="tags"
              style={{ minWidth: 280 }}
              options={[
                'profiles:read',
                'profiles:read:personal',
                'segments:read',
                'analytics:read',
                'events:write',
                'consents:write',
                'coupons:write',
                'define',
                'profiles:merge',
                'profiles:erase',
                'admin',
              ].map((value) => ({ value }))}
            />
          </Form.Item>
          <NumberField name="hours" label={t('Hours')} min={0.1} max={8784} />
          <Button htmlType="submit">{t('Issue')}</Button>
        </Form>
        {error && <Alert type="error" showIcon title={say(error)} />}
        {issued && (
          <Alert
            type="success"
            title={`${t('The token of')} ${issued.subject}. ${t('It is shown this once.')}`}
            description={
              <Typography.Text copyable code style={{ wordBreak: 'break-all' }}>
                {issued.token}
              </Typography.Text>
            }
          />
        )}
      </Flex>
    </Card>
  );
}
