/** Shows one contact with the facts behind its decision, and the contacts that fill its budget. */
import { Alert, Descriptions, Drawer, Flex, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import {
  ContactReasonsDocument,
  type ContactFactsFragment,
  type ContactReasonsQuery,
  type ContactState,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useEnums } from '../../words/use-enums.js';
import { campaignLink } from './campaign-list.js';
import { useCampaignName } from './use-campaign-name.js';
import { useChannelName, useEnding } from './use-wording.js';

type Contact = ContactReasonsQuery['explainContact'];

const COLORS: Readonly<Record<ContactState, string>> = {
  DELIVERED: 'green',
  HANDED_OVER: 'green',
  RESERVED: 'blue',
  PLANNED: 'blue',
  WAITING: 'blue',
  ASSIGNED: 'blue',
  FAILED: 'red',
  DEAD: 'red',
  ENDED: 'default',
};
/** Number of contacts that fill a budget and are shown. */
const MOST_FILLING = 20;

export function ContactTag({ of }: { readonly of: ContactState }): ReactNode {
  const enums = useEnums();
  return <Tag color={COLORS[of]}>{enums('contactState', of)}</Tag>;
}

/** Shows the reason of a contact without a message in one sentence, and the next possible instant. */
export function EndingText({ of }: { readonly of: ContactFactsFragment }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const say = useEnding();
  if (!of.ending) return null;
  return (
    <div data-reason={of.ending.reason}>
      <div>{say(of.ending)}</div>
      {of.ending.nextPossibleAt && (
        <Typography.Text strong>{`${t('Possible again from')} ${f.instant(of.ending.nextPossibleAt)}`}</Typography.Text>
      )}
    </div>
  );
}

export function ContactDrawer({
  of,
  close,
}: {
  readonly of: string | undefined;
  readonly close: () => void;
}): ReactNode {
  const t = useWords();
  return (
    <Drawer open={of !== undefined} onClose={close} title={t('Why?')} size={560}>
      {of && <Reasons id={of} />}
    </Drawer>
  );
}

function Reasons({ id }: { readonly id: string }): ReactNode {
  const asked = useAsk(ContactReasonsDocument, { id });
  return (
    <Loaded of={asked}>
      {({ explainContact: contact }) => (
        <Flex vertical gap={16} data-contact={contact.id}>
          {contact.ending && <Alert type="info" showIcon title={<EndingText of={contact} />} />}
          <Facts of={contact} />
          {contact.ending?.contacts && <Filling ids={contact.ending.contacts.slice(0, MOST_FILLING)} />}
        </Flex>
      )}
    </Loaded>
  );
}

function Facts({ of: contact }: { readonly of: Contact }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const channel = useChannelName();
  const campaign = useCampaignName();
  const rows: readonly { readonly label: string; readonly children: ReactNode }[] = [
    { label: t('Campaign'), children: <a href={campaignLink(contact.campaign)}>{campaign(contact.campaign)}</a> },
    { label: t('State'), children: <ContactTag of={contact.state} /> },
    { label: t('Channel'), children: contact.channel && channel(contact.channel) },
    { label: t('Due'), children: f.instant(contact.dueAt) },
    { label: t('Decided'), children: f.instant(contact.decidedAt) },
    { label: t('Reserved for'), children: contact.at && f.instant(contact.at) },
    {
      label: t(contact.task ? 'Assigned' : 'Messages sent'),
      children: contact.handedOverAt && f.instant(contact.handedOverAt),
    },
    { label: t('Adviser'), children: contact.task && <span data-given>{contact.task.assignee}</span> },
    { label: t('To be done by'), children: contact.task && f.instant(contact.task.dueAt) },
    { label: t('Outcome'), children: contact.task?.outcome && enums('taskEnd', contact.task.outcome) },
    { label: t('Reported'), children: contact.task?.closedAt && f.instant(contact.task.closedAt) },
    { label: t('Attempts'), children: contact.attempts > 0 && f.number(contact.attempts) },
    { label: t('Next attempt'), children: contact.nextAttemptAt && f.instant(contact.nextAttemptAt) },
    {
      label: t('Budgets'),
      children: contact.budgets.length > 0 && <span data-given>{contact.budgets.join(', ')}</span>,
    },
    {
      label: t('Earlier channels'),
      children:
        contact.earlier.length > 0 &&
        contact.earlier.map((one) => `${channel(one.channel)} ${f.instant(one.handedOverAt)}`).join(', '),
    },
  ];
  return (
    <Descriptions
      size="small"
      column={1}
      items={rows.filter(({ children }) => Boolean(children)).map((row) => ({ key: row.label, ...row }))}
    />
  );
}

/** Lists the contacts that use up a budget. */
function Filling({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const t = useWords();
  return (
    <div>
      <Typography.Title level={5}>{t('Messages that use up the budget')}</Typography.Title>
      <ul style={{ paddingInlineStart: 20, margin: 0 }}>
        {ids.map((id) => (
          <FillingContact key={id} id={id} />
        ))}
      </ul>
    </div>
  );
}

/** Shows one contact. A message that another system reported has no contact here. */
function FillingContact({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const channel = useChannelName();
  const campaign = useCampaignName();
  const { data, error } = useAsk(ContactReasonsDocument, { id });
  const contact = data?.explainContact;
  if (error) return <li>{t('A message of another sender')}</li>;
  if (!contact) return null;
  const parts = [
    campaign(contact.campaign),
    contact.channel && channel(contact.channel),
    f.instant(contact.handedOverAt ?? contact.at),
  ];
  return <li data-filling={contact.campaign}>{parts.filter(Boolean).join(' · ')}</li>;
}
