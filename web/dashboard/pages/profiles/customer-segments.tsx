/** The segments of a customer, and why the customer is, or is not, in any segment or layer. */
import { Button, Card, Drawer, Flex, Select, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  DefinitionNamesDocument,
  SegmentNamesDocument,
  type CustomerPageQuery,
} from '../../../../schema/generated/operations.js';
import { hasNameOrKey } from '../../components/search.js';
import { useAll } from '../../data/paged-lists.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { MembershipReasons } from './membership-reasons.js';

type Profile = Pick<NonNullable<CustomerPageQuery['profile']>, 'id' | 'segments'>;

export function CustomerSegments({ profile }: { readonly profile: Profile }): ReactNode {
  const t = useWords();
  const names = useNames();
  const [why, setWhy] = useState<string>();
  return (
    <Card size="small" title={`${t('Memberships')} (${profile.segments.length})`}>
      <Flex vertical gap={8}>
        <AnySegment explain={setWhy} />
        <Memberships of={profile} explain={setWhy} />
      </Flex>
      <Drawer
        open={why !== undefined}
        onClose={() => setWhy(undefined)}
        title={`${t('Why?')} ${why ? names.segment(why) : ''}`}
        size={560}
      >
        {why && <MembershipReasons profile={profile.id} segment={why} />}
      </Drawer>
    </Card>
  );
}

/** Selects any segment or layer, whether the customer is in it or not. */
function AnySegment({ explain }: { readonly explain: (segment: string) => void }): ReactNode {
  const t = useWords();
  const names = useNames();
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const models = useAsk(DefinitionNamesDocument, {}).data?.layerModels ?? [];
  const layers = models.flatMap(({ key, layers: all }) => all.map((layer) => `${key}.${layer.key}`));
  const keys = [...(segments.data ?? []).map(({ key }) => key), ...layers];
  return (
    <Select<string>
      aria-label={t('Why, or why not?')}
      placeholder={t('Why, or why not? Choose a segment')}
      value={null}
      style={{ width: '100%' }}
      showSearch={{ filterOption: hasNameOrKey }}
      onChange={explain}
      options={keys.map((key) => ({ value: key, label: names.segment(key) }))}
    />
  );
}

function Memberships({
  of: { segments },
  explain,
}: {
  readonly of: Profile;
  readonly explain: (segment: string) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  return (
    <Table
      rowKey={(s) => s.segment.key}
      size="small"
      pagination={{ pageSize: 12, hideOnSinglePage: true }}
      scroll={{ x: true }}
      dataSource={[...segments]}
      columns={[
        {
          title: t('segment'),
          render: (_v, s) => <a href={`#/segments/${s.segment.key}`}>{names.segment(s.segment.key)}</a>,
        },
        { title: t('since'), render: (_v, s) => f.instant(s.since) },
        { title: t('until'), render: (_v, s) => f.instant(s.nextFlipAt) },
        {
          title: '',
          render: (_v, s) => (
            <Button size="small" onClick={() => explain(s.segment.key)}>
              {t('Why?')}
            </Button>
          ),
        },
      ]}
    />
  );
}
