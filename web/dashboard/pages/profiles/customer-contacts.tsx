/** The contact log of a customer: every decision with its reason in words, and when the next contact is possible. */
import { Alert, Button, Card, Flex, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  ContactLogDocument,
  ProfileNewsDocument,
  type ContactLogQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { useLive } from '../../data/live.js';
import { usePaged } from '../../data/paged-lists.js';
import { useFormat, useWords } from '../../words/language.js';
import { campaignLink } from '../reach/campaign-list.js';
import { ContactDrawer, ContactTag, EndingText } from '../reach/contact-reasons.js';
import { useCampaignName } from '../reach/use-campaign-name.js';
import { useNow } from '../reach/use-now.js';
import { useChannelName } from '../reach/use-wording.js';

type Row = ContactLogQuery['contacts']['edges'][number]['node'];

const PAGE = 10;

export function CustomerContacts({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const paged = usePaged(ContactLogDocument, { profile: id, first: PAGE });
  const { asked } = paged;
  const [why, setWhy] = useState<string>();
  useLive(ProfileNewsDocument, { profiles: [id] }, ({ profileChanged }) => profileChanged.change && asked.again());
  return (
    <Card size="small" title={t('Contact log')} data-contact-log>
      <Loaded of={asked}>
        {({ contacts: { edges, pageInfo } }) => (
          <Flex vertical gap={8}>
            <NextPossible rows={edges.map(({ node }) => node)} />
            <Log rows={edges.map(({ node }) => node)} explain={setWhy} />
            <Pager of={paged} shown={edges.length} page={pageInfo} />
          </Flex>
        )}
      </Loaded>
      <ContactDrawer of={why} close={() => setWhy(undefined)} />
    </Card>
  );
}

/** Says from when on the customer can be contacted again, if the newest contacts had no room in a budget. */
function NextPossible({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const { now } = useNow();
  const next = rows.map(({ ending }) => ending?.nextPossibleAt).find((at) => at);
  if (!next || now === undefined || Date.parse(next) <= now) return null;
  return <Alert type="info" showIcon title={`${t('Possible again from')} ${f.instant(next)}`} />;
}

function Log({ rows, explain }: { readonly rows: readonly Row[]; readonly explain: (id: string) => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const channel = useChannelName();
  const campaign = useCampaignName();
  return (
    <Table
      rowKey="id"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('The customer was not contacted yet.') }}
      dataSource={[...rows]}
      columns={[
        { title: t('Time'), render: (_v, row) => f.instant(row.handedOverAt ?? row.at ?? row.decidedAt) },
        {
          title: t('Campaign'),
          render: (_v, row) => <a href={campaignLink(row.campaign)}>{campaign(row.campaign)}</a>,
        },
        {
          title: t('State'),
          render: (_v, row) => (
            <>
              <ContactTag of={row.state} /> {row.channel && channel(row.channel)}
            </>
          ),
        },
        { title: t('Reason'), render: (_v, row) => <EndingText of={row} /> },
        {
          title: '',
          render: (_v, row) => (
            <Button size="small" onClick={() => explain(row.id)}>
              {t('Why?')}
            </Button>
          ),
        },
      ]}
    />
  );
}
