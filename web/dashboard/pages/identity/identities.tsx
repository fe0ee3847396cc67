/** Identity page: conflicting links that users resolve, and the identity rules with a preview of each change. */
import {
  App as AntApp,
  Alert,
  Button,
  Card,
  Empty,
  Flex,
  Form,
  Modal,
  Select,
  Space,
  Switch,
  Table,
  Tag,
  Typography,
} from 'antd';
import { useState, type ReactNode } from 'react';
import {
  DefineNamespaceDocument,
  IdentityQueueDocument,
  KeepApartDocument,
  MergeCustomersDocument,
  MergePreviewDocument,
  NamespacePreviewDocument,
  OverviewDocument,
  type DefineNamespaceInput,
  type IdentityQueueQuery,
  type NamespacePreviewQuery,
  type OverviewQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { NumberField } from '../../components/number-field.js';
import { ask, type ApiError } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFault, useLinkReason } from '../../words/use-faults.js';
import { useFormat, useWords } from '../../words/language.js';
import type { Text } from '../../words/zh.js';
import { useNames, type Names } from '../../words/names.js';
import { usePaged } from '../../data/paged-lists.js';
import { Pager } from '../../components/pager.js';
import { Loaded } from '../../components/loaded.js';

type Conflict = IdentityQueueQuery['identityConflicts']['edges'][number]['node'];
type Namespace = OverviewQuery['workspace']['identityNamespaces'][number];

export function Identities(): ReactNode {
  const t = useWords();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Identities')}</h1>
      <Queue />
      <Namespaces />
    </Flex>
  );
}

/** Labels of the normalizations that a namespace can apply to identities. */
const NORMAL_FORMS: ReadonlyMap<string, Text> = new Map([
  ['none', 'as given'],
  ['lowercase', 'lower case'],
  ['phone', 'phone number'],
  ['email', 'email address'],
]);

const listed = (list: Conflict['left'], names: Names): string =>
  list.map((i) => `${names.namespace(i.namespace)} ${i.value ?? '…'}`).join(', ');

function Queue(): ReactNode {
  const t = useWords();
  const linkReason = useLinkReason();
  const act = useActionFeedback();
  const f = useFormat();
  const names = useNames();
  const paged = usePaged(IdentityQueueDocument, { first: 50 });
  const { asked } = paged;
  const [looking, look] = useState<Conflict>();
  const settle = (work: Promise<unknown>): void =>
    act(
      work,
      () => {
        look(undefined);
        asked.again();
      },
      t('Settled'),
    );
  return (
    <Card title={t('Links in dispute')}>
      <Loaded of={asked}>
        {({ identityConflicts: { edges } }) =>
          edges.length === 0 ? (
            <Empty description={t('Nothing is in dispute.')} />
          ) : (
            <Table
              rowKey="id"
              size="small"
              pagination={false}
              dataSource={edges.map((e) => e.node)}
              columns={[
                {
                  title: t('Customer'),
                  render: (_v, c) => <a href={`#/customer/${c.leftProfile}`}>{listed(c.left, names)}</a>,
                },
                {
                  title: t('Customer'),
                  render: (_v, c) => <a href={`#/customer/${c.rightProfile}`}>{listed(c.right, names)}</a>,
                },
                { title: t('Reason'), render: (_v, c) => linkReason(c.reason) },
                { title: t('Observed'), render: (_v, c) => f.instant(c.at) },
                {
                  title: '',
                  render: (_v, c) => (
                    <Button size="small" onClick={() => look(c)}>
                      {t('Settle')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {asked.data && (
        <Pager
          of={paged}
          shown={asked.data.identityConflicts.edges.length}
          page={asked.data.identityConflicts.pageInfo}
        />
      )}
      {looking && (
        <Modal
          open
          title={`${listed(looking.left, names)} — ${listed(looking.right, names)}`}
          onCancel={() => look(undefined)}
          width={640}
          footer={[
            <Button
              key="k"
              onClick={() =>
                settle(ask(KeepApartDocument, { profile: looking.leftProfile, other: looking.rightProfile }))
              }
            >
              {t('Two people')}
            </Button>,
            <Button
              key="m"
              type="primary"
              onClick={() =>
                settle(ask(MergeCustomersDocument, { profile: looking.leftProfile, other: looking.rightProfile }))
              }
            >
              {t('One person')}
            </Button>,
          ]}
        >
          <WouldBe of={looking} />
        </Modal>
      )}
    </Card>
  );
}

/** Shows a preview of the merge that would resolve a conflict. */
function WouldBe({ of }: { readonly of: Conflict }): ReactNode {
  const t = useWords();
  const linkReason = useLinkReason();
  const names = useNames();
  const f = useFormat();
  const asked = useAsk(MergePreviewDocument, { profile: of.leftProfile, other: of.rightProfile });
  return (
    <Loaded of={asked}>
      {({ previewMerge: p }) => (
        <Flex vertical gap={12}>
          {p.against && <Typography.Text type="secondary">{linkReason(p.against)}</Typography.Text>}
          <div>
            {p.identities.map((i) => (
              <Tag key={`${i.namespace}${i.value}`}>
                {names.namespace(i.namespace)} {i.value ?? '…'}
              </Tag>
            ))}
          </div>
          <Table
            rowKey="tag"
            size="small"
            pagination={false}
            locale={{ emptyText: t('No tag differs.') }}
            dataSource={[...p.conflicts]}
            columns={[
              { title: t('tag'), render: (_v, c) => names.tag(c.tag) },
              { title: '1', render: (_v, c) => f.value(c.value) },
              { title: '2', render: (_v, c) => f.value(c.other) },
              { title: t('After merging'), render: (_v, c) => <b>{f.value(c.served)}</b> },
            ]}
          />
        </Flex>
      )}
    </Loaded>
  );
}

function Namespaces(): ReactNode {
  const t = useWords();
  const names = useNames();
  const asked = useAsk(OverviewDocument, {});
  const [editing, edit] = useState<Namespace>();
  return (
    <Card title={t('Identity namespaces')}>
      <Loaded of={asked}>
        {({ workspace }) => (
          <Table
            rowKey="name"
            size="small"
            pagination={false}
            dataSource={[...workspace.identityNamespaces].sort((a, b) => b.priority - a.priority)}
            columns={[
              {
                title: t('Name'),
                render: (_v, n) => (
                  <>
                    {names.namespace(n.name)} <code>{n.name}</code>
                  </>
                ),
              },
              { title: t('Priority'), dataIndex: 'priority', align: 'right' },
              { title: t('Limit'), dataIndex: 'limit', align: 'right' },
              {
                title: t('Names one person'),
                render: (_v, n) => (n.strong ? <Tag color="green">{t('strong')}</Tag> : <Tag>{t('weak')}</Tag>),
              },
              { title: t('Normal form'), render: (_v, n) => t(NORMAL_FORMS.get(n.normalise) ?? 'as given') },
              {
                title: '',
                render: (_v, n) => (
                  <Button size="small" onClick={() => edit(n)}>
                    {t('Edit')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {editing && (
        <Rules
          of={editing}
          close={() => {
            edit(undefined);
            asked.again();
          }}
        />
      )}
    </Card>
  );
}

function Rules({ of, close }: { readonly of: Namespace; readonly close: () => void }): ReactNode {
  const t = useWords();
  const say = useFault();
  const f = useFormat();
  const names = useNames();
  const enums = useEnums();
  const { message } = AntApp.useApp();
  const [form] = Form.useForm<DefineNamespaceInput>();
  const [preview, setPreview] = useState<NamespacePreviewQuery['previewIdentityNamespace']>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const input = (): DefineNamespaceInput => ({ ...form.getFieldsValue(), name: of.name, blocked: [...of.blocked] });
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    await work().catch((e: unknown) => setError(e as ApiError));
    setBusy(false);
  };
  return (
    <Modal
      open
      title={names.namespace(of.name)}
      onCancel={close}
      footer={[
        <Button
          key="p"
          loading={busy}
          onClick={() =>
            void run(async () =>
              setPreview((await ask(NamespacePreviewDocument, { input: input() })).previewIdentityNamespace),
            )
          }
        >
          {t('Preview')}
        </Button>,
        <Button
          key="s"
          type="primary"
          disabled={!preview}
          loading={busy}
          onClick={() =>
            void run(async () => {
              await ask(DefineNamespaceDocument, { input: input() });
              void message.success(t('Saved'));
              askAllAgain();
              close();
            })
          }
        >
          {t('Save')}
        </Button>,
      ]}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ limit: of.limit, priority: of.priority, strong: of.strong, normalise: of.normalise }}
        onValuesChange={() => setPreview(undefined)}
      >
        <Space wrap>
          <NumberField name="limit" label={t('Limit')} min={1} max={50} />
          <NumberField name="priority" label={t('Priority')} min={0} max={1000} />
          <Form.Item name="strong" label={t('Names one person')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="normalise" label={t('Normal form')}>
            <Select
              style={{ width: 140 }}
              options={[...NORMAL_FORMS].map(([value, label]) => ({ value, label: t(label) }))}
            />
          </Form.Item>
        </Space>
        <Typography.Paragraph type="secondary">
          {t('Blocked')}: {of.blocked.join(', ')}
        </Typography.Paragraph>
      </Form>
      {error && <Alert type="error" showIcon title={say(error)} />}
      {preview && (
        <Alert
          type={preview.joined + preview.unmerged > 0 ? 'warning' : 'info'}
          showIcon
          title={`${t('Merged')}: ${f.number(preview.joined)} · ${t('Split')}: ${f.number(preview.unmerged)} · ${t('Examined')}: ${f.number(preview.examined)}${preview.complete ? '' : ' +'}`}
          description={preview.samples.map((s, i) => (
            <div key={i}>
              {enums('cause', s.cause === 'MERGE' ? 'MERGE' : 'UNMERGE')}:{' '}
              {s.identities.map((x) => `${names.namespace(x.namespace)} ${x.value ?? '…'}`).join(', ')}
            </div>
          ))}
        />
      )}
    </Modal>
  );
}
