/** Endpoints of other systems: define, rotate, test, disable, and send failed messages again. */
import { Alert, Button, Empty, Flex, Popconfirm, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CampaignListDocument,
  DisableWebhookEndpointDocument,
  EnableWebhookEndpointDocument,
  EndpointListDocument,
  RotateWebhookSecretDocument,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask, UNKEPT } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import { campaignLink } from './campaign-list.js';
import { Deliveries } from './deliveries.js';
import type { Endpoint } from './endpoint.js';
import { EndpointForm } from './endpoint-form.js';
import { TestEndpoint } from './test-endpoint.js';

/** Number of hours for which messages are signed with the former secret as well. */
const GRACE_HOURS = 24;

export function Endpoints(): ReactNode {
  const t = useWords();
  const asked = useAll(EndpointListDocument, {}, (answer) => answer.webhookEndpoints);
  const [secret, setSecret] = useState<string>();
  const [edited, setEdited] = useState<Endpoint>();
  const saved = (made: string | null | undefined): void => {
    setSecret(made ?? undefined);
    setEdited(undefined);
    asked.again();
  };
  return (
    <Flex vertical gap={16}>
      {secret && (
        <Alert
          type="success"
          title={t('The secret that messages are signed with. It is shown this once.')}
          description={
            <Typography.Text copyable code data-secret style={{ wordBreak: 'break-all' }}>
              {secret}
            </Typography.Text>
          }
        />
      )}
      <Loaded of={asked}>
        {(endpoints) => (
          <>
            <EndpointTable endpoints={endpoints} changed={asked.again} made={setSecret} edit={setEdited} />
            <EndpointForm
              key={edited?.key ?? ''}
              edited={edited}
              taken={new Set(endpoints.map(({ key }) => key))}
              saved={saved}
              cancel={() => setEdited(undefined)}
            />
          </>
        )}
      </Loaded>
      <Deliveries />
    </Flex>
  );
}

function EndpointTable({
  endpoints,
  changed,
  made,
  edit,
}: {
  readonly endpoints: readonly Endpoint[];
  readonly changed: () => void;
  readonly made: (secret: string | undefined) => void;
  readonly edit: (endpoint: Endpoint) => void;
}): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Table
      rowKey="key"
      size="middle"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      locale={{
        emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('There is no endpoint yet.')} />,
      }}
      dataSource={[...endpoints]}
      columns={[
        {
          title: t('Name'),
          render: (_v, row) => (
            <>
              <span data-given>{nameIn(row.name)}</span> <EndpointState of={row} />
            </>
          ),
        },
        {
          title: t('Kind'),
          render: (_v, row) => <EndpointKind of={row} />,
        },
        {
          title: t('Address'),
          render: (_v, row) => (
            <span data-given style={{ overflowWrap: 'anywhere' }}>
              {row.url}
            </span>
          ),
        },
        { title: t('Campaigns'), render: (_v, row) => <UsedBy of={row.key} /> },
        { title: '', render: (_v, row) => <RowActions of={row} changed={changed} made={made} edit={edit} /> },
      ]}
    />
  );
}

function EndpointState({ of: { disabledBy } }: { readonly of: Endpoint }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return disabledBy ? (
    <Tag color="red">{enums('disabledBy', disabledBy)}</Tag>
  ) : (
    <Tag color="green">{t('enabled')}</Tag>
  );
}

function EndpointKind({ of: { provider } }: { readonly of: Endpoint }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  if (!provider) return t('signed webhook');
  return provider.preset ? enums('channelPreset', provider.preset) : t('own provider');
}

/** Lists the campaigns that send through an endpoint. */
function UsedBy({ of }: { readonly of: string }): ReactNode {
  const nameIn = useNameIn();
  const { data } = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const using = (data ?? []).filter(({ channels }) => channels.some(({ endpoint }) => endpoint === of));
  return (
    <Flex vertical>
      {using.map(({ key, name }) => (
        <a key={key} href={campaignLink(key)}>
          {nameIn(name)}
        </a>
      ))}
    </Flex>
  );
}

function RowActions({
  of,
  changed,
  made,
  edit,
}: {
  readonly of: Endpoint;
  readonly changed: () => void;
  readonly made: (secret: string | undefined) => void;
  readonly edit: (endpoint: Endpoint) => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { key } = of;
  const rotate = (): void =>
    act(ask(RotateWebhookSecretDocument, { key, graceHours: GRACE_HOURS }, UNKEPT), ({ rotateWebhookSecret }) =>
      made(rotateWebhookSecret.secret ?? undefined),
    );
  return (
    <Flex gap={8} wrap>
      <Button size="small" onClick={() => edit(of)}>
        {t('Edit')}
      </Button>
      <TestEndpoint of={of} />
      {!of.provider && (
        <Popconfirm
          title={t('Messages are signed with both secrets for 24 hours.')}
          okText={t('Rotate')}
          onConfirm={rotate}
        >
          <Button size="small">{t('Rotate')}</Button>
        </Popconfirm>
      )}
      {of.disabledBy ? (
        <Button size="small" onClick={() => act(ask(EnableWebhookEndpointDocument, { key }), changed)}>
          {t('Enable')}
        </Button>
      ) : (
        <Popconfirm
          title={t('Its messages wait until it is enabled again, or expire.')}
          okText={t('Disable')}
          onConfirm={() => act(ask(DisableWebhookEndpointDocument, { key }), changed)}
        >
          <Button size="small" danger>
            {t('Disable')}
          </Button>
        </Popconfirm>
      )}
    </Flex>
  );
}
