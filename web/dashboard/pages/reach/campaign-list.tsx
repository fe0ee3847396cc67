/** List of all campaigns with state, audience, next instant, and counts by ending. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Flex, Input, Table, Tag, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import {
  CampaignContactsDocument,
  CampaignListDocument,
  type CampaignListQuery,
  type CampaignState,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAll } from '../../data/paged-lists.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import { layerLink } from '../strategies/record-layer.js';
import { isFinal, nextDue, type TimedCampaign } from './campaign-times.js';
import { isSent, rowsOf, sentOf, useKindName } from './ending-counts.js';
import { useNow, type Clock } from './use-now.js';
import { useTrigger } from './use-wording.js';

export type CampaignRow = CampaignListQuery['campaigns']['edges'][number]['node'];

const STATES = ['DRAFT', 'RUNNING', 'PAUSED', 'ENDED', 'CANCELLED'] as const satisfies CampaignState[];
const COLORS: Readonly<Record<CampaignState, string>> = {
  DRAFT: 'default',
  RUNNING: 'green',
  PAUSED: 'gold',
  ENDED: 'blue',
  CANCELLED: 'default',
};
/** Number of endings that a row of the list names. */
const SHOWN_ENDINGS = 2;

export function StateTag({ of }: { readonly of: CampaignState }): ReactNode {
  const enums = useEnums();
  return <Tag color={COLORS[of]}>{enums('campaignState', of)}</Tag>;
}

export const campaignLink = (key: string): string => `#/reach/campaigns/${encodeURIComponent(key)}`;

export function CampaignList(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const nameIn = useNameIn();
  const asked = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const [search, setSearch] = useState('');
  const [state, setState] = useState<CampaignState>();
  const isShown = (row: CampaignRow): boolean =>
    (state === undefined || row.state === state) &&
    `${row.key} ${nameIn(row.name)}`.toLowerCase().includes(search.toLowerCase());
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" wrap gap={8}>
        <Flex gap={8} wrap>
          <Input.Search
            allowClear
            style={{ width: 220 }}
            placeholder={t('Search')}
            aria-label={t('Search')}
            onChange={(e) => setSearch(e.target.value)}
          />
          <ClearableSelect
            aria-label={t('State')}
            placeholder={t('State')}
            style={{ width: 130 }}
            value={state}
            onChange={setState}
            options={STATES.map((value) => ({ value, label: enums('campaignState', value) }))}
          />
        </Flex>
        <Button type="primary" icon={<PlusOutlined />} href="#/reach/new">
          {t('New campaign')}
        </Button>
      </Flex>
      <Loaded of={asked}>{(campaigns) => <CampaignTable rows={campaigns.filter(isShown)} />}</Loaded>
    </Flex>
  );
}

function CampaignTable({ rows }: { readonly rows: readonly CampaignRow[] }): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const names = useNames();
  const clock = useNow();
  return (
    <Table
      rowKey="key"
      size="middle"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      locale={{
        emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('There is no campaign here yet.')} />,
      }}
      dataSource={[...rows]}
      columns={[
        {
          title: t('Name'),
          sorter: (a, b) => a.name.localeCompare(b.name),
          render: (_v, row) => <a href={campaignLink(row.key)}>{nameIn(row.name)}</a>,
        },
        { title: t('State'), render: (_v, row) => <StateTag of={row.state} /> },
        {
          title: t('Audience'),
          render: (_v, row) => <AudienceLink of={row.audience} name={names.segment(row.audience)} />,
        },
        { title: t('Next contact'), render: (_v, row) => <NextInstant of={row} clock={clock} /> },
        { title: t('Contacts'), render: (_v, row) => <Counts of={row} /> },
      ]}
    />
  );
}

/** Shows an audience with a link to its segment, or to the model of its layer. */
export function AudienceLink({ of, name }: { readonly of: string; readonly name: string }): ReactNode {
  return <a href={of.includes('.') ? layerLink(of) : `#/segments/${encodeURIComponent(of)}`}>{name}</a>;
}

export function NextInstant({ of, clock }: { readonly of: TimedCampaign; readonly clock: Clock }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const say = useTrigger();
  const { now, zone } = clock;
  if (isFinal(of) || now === undefined) return '–';
  const next = nextDue(of, now, zone);
  const phrase = of.trigger ? say(of.trigger) : undefined;
  if (next === undefined) return phrase ?? t(of.at ? 'has begun' : 'when it starts');
  const at = f.instant(new Date(next).toISOString());
  return phrase ? <Tooltip title={phrase}>{at}</Tooltip> : at;
}

/** Shows the number of sent contacts and the most frequent endings. A draft has no contacts. */
function Counts({ of: { key, state } }: { readonly of: CampaignRow }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const name = useKindName();
  const { data } = useAsk(CampaignContactsDocument, state === 'DRAFT' ? undefined : { key });
  if (!data) return '–';
  const counts = data.campaignContacts;
  const failed = rowsOf(counts).filter((row) => !isSent(row));
  const rest = failed.slice(SHOWN_ENDINGS).reduce((sum, { count }) => sum + count, 0);
  return (
    <Flex gap={4} wrap data-counts={key}>
      <Tag color="green">{`${t('Messages sent')} ${f.number(sentOf(counts))}`}</Tag>
      {failed.slice(0, SHOWN_ENDINGS).map((row) => (
        <Tag key={row.reason ?? row.state}>{`${name(row)} ${f.number(row.count)}`}</Tag>
      ))}
      {rest > 0 && <Tag>{`${t('other')} ${f.number(rest)}`}</Tag>}
    </Flex>
  );
}
