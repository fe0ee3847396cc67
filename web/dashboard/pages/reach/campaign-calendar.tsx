/** Calendar of campaigns with the campaigns of each day, and those whose days differ between customers. */
import { Card, Empty, Flex, Tag, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import { CampaignListDocument } from '../../../../schema/generated/operations.js';
import { instantOf, shiftDay } from '../../../../src/engine/reach/local-time.js';
import { dayOf } from '../../../../src/engine/time/time.js';
import { Loaded } from '../../components/loaded.js';
import { useAll } from '../../data/paged-lists.js';
import { useFormat, useLanguage, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { campaignLink, StateTag, type CampaignRow } from './campaign-list.js';
import { dueInstants, isFinal, isPerCustomer } from './campaign-times.js';
import { useNow } from './use-now.js';
import { useTrigger } from './use-wording.js';

const DAYS = 35;

interface Due {
  readonly at: number;
  readonly campaign: CampaignRow;
}

export function CampaignCalendar(): ReactNode {
  const asked = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const { now, zone } = useNow();
  return (
    <Loaded of={now === undefined ? { ...asked, data: undefined } : asked}>
      {(campaigns) => (
        <Flex vertical gap={16}>
          <Days campaigns={campaigns} now={now!} zone={zone} />
          <PerCustomer campaigns={campaigns.filter((row) => isPerCustomer(row) && !isFinal(row))} />
        </Flex>
      )}
    </Loaded>
  );
}

/** Returns the due campaigns of each day, from the Monday of this week on. */
function daysOf(
  campaigns: readonly CampaignRow[],
  now: number,
  zone: string,
): readonly (readonly [string, readonly Due[]])[] {
  const today = dayOf(now, zone);
  const monday = shiftDay(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  const from = instantOf(monday, 0, zone);
  const to = instantOf(shiftDay(monday, DAYS), 0, zone);
  const byDay = new Map<string, Due[]>();
  for (const campaign of campaigns)
    // A campaign that was not started has had nothing due so far.
    for (const at of dueInstants(campaign, { from: campaign.startedAt ? from : now, to, zone })) {
      const day = dayOf(at, zone);
      byDay.set(day, [...(byDay.get(day) ?? []), { at, campaign }]);
    }
  return Array.from({ length: DAYS }, (_, index) => {
    const day = shiftDay(monday, index);
    return [day, (byDay.get(day) ?? []).sort((left, right) => left.at - right.at)] as const;
  });
}

function Days({
  campaigns,
  now,
  zone,
}: {
  readonly campaigns: readonly CampaignRow[];
  readonly now: number;
  readonly zone: string;
}): ReactNode {
  const t = useWords();
  return (
    <ol
      aria-label={t('Calendar')}
      style={{
        display: 'grid',
        // At most seven columns, so that a row is a week where there is room.
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, max(132px, calc((100% - 48px) / 7))), 1fr))',
        gap: 8,
        padding: 0,
        margin: 0,
        listStyle: 'none',
      }}
    >
      {daysOf(campaigns, now, zone).map(([day, dues]) => (
        <Day key={day} day={day} dues={dues} isToday={day === dayOf(now, zone)} zone={zone} />
      ))}
    </ol>
  );
}

function Day({
  day,
  dues,
  isToday,
  zone,
}: {
  readonly day: string;
  readonly dues: readonly Due[];
  readonly isToday: boolean;
  readonly zone: string;
}): ReactNode {
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en';
  const { token } = theme.useToken();
  const title = new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  });
  return (
    <li
      data-day={day}
      aria-current={isToday ? 'date' : undefined}
      style={{
        minHeight: 96,
        padding: 8,
        borderRadius: token.borderRadiusLG,
        border: `1px solid ${isToday ? token.colorPrimary : token.colorBorderSecondary}`,
        background: token.colorBgContainer,
      }}
    >
      <Typography.Text type={isToday ? undefined : 'secondary'} strong={isToday}>
        {title}
      </Typography.Text>
      {dues.map((due) => (
        <DueLine key={`${due.campaign.key} ${due.at}`} due={due} zone={zone} />
      ))}
    </li>
  );
}

function DueLine({ due: { at, campaign }, zone }: { readonly due: Due; readonly zone: string }): ReactNode {
  const nameIn = useNameIn();
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en';
  const time = new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  return (
    <div style={{ marginTop: 4, overflowWrap: 'anywhere' }}>
      <Typography.Text type="secondary">{time}</Typography.Text>{' '}
      <a href={campaignLink(campaign.key)}>{nameIn(campaign.name)}</a>{' '}
      {campaign.state !== 'RUNNING' && <StateTag of={campaign.state} />}
    </div>
  );
}

/** Lists campaigns whose days differ between customers, such as those after an event or before a birthday. */
function PerCustomer({ campaigns }: { readonly campaigns: readonly CampaignRow[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const nameIn = useNameIn();
  const names = useNames();
  const say = useTrigger();
  return (
    <Card size="small" title={t('On a day of each customer')}>
      {campaigns.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />}
      <Flex vertical gap={8}>
        {campaigns.map((row) => (
          <Flex key={row.key} gap={8} wrap align="center">
            <a href={campaignLink(row.key)}>{nameIn(row.name)}</a>
            <StateTag of={row.state} />
            <span>{row.trigger && say(row.trigger)}</span>
            <Tag>{names.segment(row.audience)}</Tag>
            {row.until && (
              <Typography.Text type="secondary">{`${t('ends at')} ${f.instant(row.until)}`}</Typography.Text>
            )}
          </Flex>
        ))}
      </Flex>
    </Card>
  );
}
