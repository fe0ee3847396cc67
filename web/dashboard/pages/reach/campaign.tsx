/** The page of one campaign, with its definition, its messages, the customers of every ending, and its effect. */
import { Alert, Button, Card, Col, Descriptions, Empty, Flex, Popconfirm, Row, Tabs, Typography } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import {
  CampaignContactsDocument,
  CampaignPageDocument,
  CancelCampaignDocument,
  PauseCampaignDocument,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import { CampaignEffect } from './campaign-effect.js';
import type { Campaign as CampaignFacts } from './campaign-form.js';
import { AudienceLink, campaignLink, NextInstant, StateTag } from './campaign-list.js';
import { isFinal } from './campaign-times.js';
import { ContactTable } from './contact-table.js';
import { EndingCounts, type Kind } from './ending-counts.js';
import { StartDialog } from './start-dialog.js';
import { useNow } from './use-now.js';
import { useChannelName, useTrigger } from './use-wording.js';

/** How often the counts of a running campaign are asked again, in ms. */
const UPDATE_MS = 3000;

export function Campaign({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const asked = useAsk(CampaignPageDocument, { key: of });
  return (
    <Loaded of={asked}>
      {({ campaign }) =>
        campaign ? (
          <Page campaign={campaign} />
        ) : (
          <Flex vertical gap={16}>
            <h1 style={{ margin: 0 }}>{t('Reach')}</h1>
            <Empty description={t('There is no campaign with this key.')} />
          </Flex>
        )
      }
    </Loaded>
  );
}

function Page({ campaign }: { readonly campaign: CampaignFacts }): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="center" wrap gap={8}>
        <Flex align="center" gap={12} wrap>
          <h1 style={{ margin: 0 }}>{nameIn(campaign.name)}</h1>
          <StateTag of={campaign.state} />
        </Flex>
        <Actions campaign={campaign} />
      </Flex>
      {campaign.description && <Typography.Text type="secondary">{campaign.description}</Typography.Text>}
      {campaign.strategy && (
        <a href={`#/strategies/${encodeURIComponent(campaign.strategy)}`}>{t('Records of its strategy')}</a>
      )}
      <Tabs
        items={[
          { key: 'contacts', label: t('Contacts'), children: <Overview campaign={campaign} /> },
          { key: 'effect', label: t('Effect'), children: <CampaignEffect campaign={campaign} /> },
        ]}
      />
    </Flex>
  );
}

function Actions({ campaign: { key, state } }: { readonly campaign: CampaignFacts }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const [isStarting, setStarting] = useState(false);
  const isOver = isFinal({ state });
  return (
    <Flex gap={8} wrap>
      {(state === 'DRAFT' || state === 'PAUSED') && (
        <Button type="primary" onClick={() => setStarting(true)}>
          {t(state === 'DRAFT' ? 'Start' : 'Continue')}
        </Button>
      )}
      {state === 'RUNNING' && (
        <Button onClick={() => act(ask(PauseCampaignDocument, { key }), () => askAllAgain())}>{t('Pause')}</Button>
      )}
      {!isOver && <Button href={`${campaignLink(key)}/edit`}>{t('Edit')}</Button>}
      {!isOver && (
        <Popconfirm
          title={t('It ends for good, and waiting messages are not sent.')}
          okText={t('Cancel the campaign')}
          cancelText={t('Not now')}
          onConfirm={() => act(ask(CancelCampaignDocument, { key }), () => askAllAgain())}
        >
          <Button danger>{t('Cancel the campaign')}</Button>
        </Popconfirm>
      )}
      {isStarting && <StartDialog of={key} close={() => setStarting(false)} />}
    </Flex>
  );
}

function Overview({ campaign }: { readonly campaign: CampaignFacts }): ReactNode {
  const [kind, setKind] = useState<Kind>();
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={10}>
        <Flex vertical gap={16}>
          <Contacts of={campaign} choose={setKind} />
          <Definition campaign={campaign} />
        </Flex>
      </Col>
      <Col xs={24} xl={14}>
        <Flex vertical gap={16}>
          {kind && <ContactTable key={`${kind.state} ${kind.reason ?? ''}`} campaign={campaign.key} kind={kind} />}
          <Messages campaign={campaign} />
        </Flex>
      </Col>
    </Row>
  );
}

function Contacts({
  of: { key, state },
  choose,
}: {
  readonly of: CampaignFacts;
  readonly choose: (kind: Kind) => void;
}): ReactNode {
  const t = useWords();
  const asked = useAsk(CampaignContactsDocument, { key });
  const { again } = asked;
  const isRunning = state === 'RUNNING';
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => document.hidden || again(), UPDATE_MS);
    return () => clearInterval(timer);
  }, [again, isRunning]);
  return (
    <Card size="small" title={t('Contacts')}>
      <Loaded of={asked}>
        {({ campaignContacts: counts }) =>
          counts.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('Nobody is decided yet.')} />
          ) : (
            <EndingCounts counts={counts} choose={choose} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Definition({ campaign: c }: { readonly campaign: CampaignFacts }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const names = useNames();
  const say = useTrigger();
  const clock = useNow();
  const dueText = ({ trigger, at }: CampaignFacts): string => {
    if (trigger) return say(trigger);
    return at ? f.instant(at) : t('when it starts');
  };
  const rows: readonly { readonly label: string; readonly children: ReactNode }[] = [
    { label: t('Audience'), children: <AudienceLink of={c.audience} name={names.segment(c.audience)} /> },
    { label: t('Contacts are due'), children: dueText(c) },
    { label: t('Next contact'), children: <NextInstant of={c} clock={clock} /> },
    { label: t('Ends at'), children: c.until && f.instant(c.until) },
    { label: t('Goal'), children: c.goal && <AudienceLink of={c.goal} name={names.segment(c.goal)} /> },
    { label: t('Hold-out in percent'), children: c.holdOutPercent > 0 && f.number(c.holdOutPercent) },
    { label: t('How often a customer is contacted'), children: c.trigger && enums('reEntry', c.reEntry) },
    { label: t('A message expires after'), children: f.duration(c.expiresAfter) },
    { label: t('Priority'), children: c.priority !== 0 && f.number(c.priority) },
    { label: t('Version'), children: f.number(c.version) },
    { label: t('Saved at'), children: f.instant(c.savedAt) },
  ];
  return (
    <Card size="small" title={t('Definition')}>
      <Descriptions
        size="small"
        column={1}
        items={rows.filter(({ children }) => Boolean(children)).map((row) => ({ key: row.label, ...row }))}
      />
    </Card>
  );
}

/** Shows the texts of each channel, in the order in which the channels are tried. */
function Messages({ campaign: { channels, fallback } }: { readonly campaign: CampaignFacts }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const channel = useChannelName();
  return (
    <Card size="small" title={t('Messages')}>
      <Flex vertical gap={12}>
        {channels.map((one) => (
          <div key={one.channel}>
            <Typography.Text strong>{channel(one.channel)}</Typography.Text>{' '}
            {one.quietHours && (
              <Typography.Text type="secondary">
                {`${t('Quiet')} ${one.quietHours.from}–${one.quietHours.until}`}
              </Typography.Text>
            )}
            <div data-given style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {one.title && <strong>{one.title}</strong>}
              <div>{one.body}</div>
            </div>
          </div>
        ))}
        {fallback && (
          <Alert type="info" title={`${t('Next channel without a receipt after')} ${f.duration(fallback.after)}`} />
        )}
      </Flex>
    </Card>
  );
}
