/** Contacts of a campaign in one state, with their customers and the reasons why they were not sent. */
import { Button, Card, Flex, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  ContactsInStateDocument,
  CustomerNameDocument,
  RedeliverContactDocument,
  type ContactsInStateQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { ask } from '../../data/client.js';
import { usePaged } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { ContactDrawer, EndingText } from './contact-reasons.js';
import { useKindName, type Kind } from './ending-counts.js';
import { useChannelName } from './use-wording.js';

type Row = ContactsInStateQuery['contactsInState']['edges'][number]['node'];

const PAGE = 10;

export function ContactTable({ campaign, kind }: { readonly campaign: string; readonly kind: Kind }): ReactNode {
  const name = useKindName();
  const { state, reason } = kind;
  const paged = usePaged(ContactsInStateDocument, { campaign, state, reason: reason ?? undefined, first: PAGE });
  const [why, setWhy] = useState<string>();
  return (
    <Card size="small" title={name(kind)} data-contacts={reason ?? state}>
      <Loaded of={paged.asked}>
        {({ contactsInState: { edges, pageInfo } }) => (
          <Flex vertical gap={8}>
            <Rows rows={edges.map(({ node }) => node)} explain={setWhy} />
            <Pager of={paged} shown={edges.length} page={pageInfo} />
          </Flex>
        )}
      </Loaded>
      <ContactDrawer of={why} close={() => setWhy(undefined)} />
    </Card>
  );
}

function Rows({ rows, explain }: { readonly rows: readonly Row[]; readonly explain: (id: string) => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const channel = useChannelName();
  const isEnded = rows.some(({ ending }) => ending);
  return (
    <Table
      rowKey="id"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...rows]}
      columns={[
        { title: t('Customer'), render: (_v, row) => <CustomerLink of={row.profile} /> },
        ...(isEnded
          ? [{ title: t('Reason'), render: (_v: unknown, row: Row) => <EndingText of={row} /> }]
          : [
              { title: t('Channel'), render: (_v: unknown, row: Row) => row.channel && channel(row.channel) },
              { title: t('Attempts'), dataIndex: 'attempts', align: 'right' as const, render: f.number },
              { title: t('Next attempt'), render: (_v: unknown, row: Row) => f.instant(row.nextAttemptAt) },
            ]),
        { title: t('Time'), render: (_v, row) => f.instant(row.handedOverAt ?? row.at ?? row.decidedAt) },
        {
          title: '',
          render: (_v, row) => (
            <Flex gap={8}>
              <Button size="small" onClick={() => explain(row.id)}>
                {t('Why?')}
              </Button>
              {(row.state === 'DEAD' || row.state === 'FAILED') && <Redeliver id={row.id} />}
            </Flex>
          ),
        },
      ]}
    />
  );
}

/** Sends a contact again that failed. */
function Redeliver({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  return (
    <Button
      size="small"
      onClick={() => act(ask(RedeliverContactDocument, { id }), () => askAllAgain(), t('It is sent again.'))}
    >
      {t('Send again')}
    </Button>
  );
}

/** Shows the name of a customer with a link, or only a dash if the caller may not know the customer. */
function CustomerLink({ of }: { readonly of: string | null | undefined }): ReactNode {
  const { data } = useAsk(CustomerNameDocument, of ? { id: of } : undefined);
  if (!of) return '–';
  return (
    <a href={`#/customer/${of}`} data-given>
      {data?.profile ? nameOf(data.profile) : of.slice(-6)}
    </a>
  );
}
