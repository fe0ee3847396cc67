/** The members of a segment, with the start and end of each membership. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Table, Tag } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { MembershipChangedDocument, SegmentMembersDocument } from '../../../../schema/generated/operations.js';
import { download } from '../../data/download.js';
import { useLive } from '../../data/live.js';
import { usePaged } from '../../data/paged-lists.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';

/** Shows the current members. The list is updated when customers enter or leave. */
export function Members({ of, shown }: { readonly of: string; readonly shown: () => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const act = useActionFeedback();
  const paged = usePaged(SegmentMembersDocument, { key: of, first: 50 });
  const { asked } = paged;
  useLive(
    MembershipChangedDocument,
    { segments: [of] },
    ({ membershipChanged: { change } }) => change && asked.again(),
  );
  const there = asked.data !== undefined;
  useEffect(() => {
    if (there) shown();
  }, [there]);
  return (
    <Loaded of={asked}>
      {({ segment }) => (
        <Flex vertical gap={8}>
          <Flex justify="end">
            <Button
              size="small"
              icon={<DownloadOutlined />}
              onClick={() => act(download(`/exports/segments/${of}.csv`, `${of}.csv`), () => undefined)}
            >
              {t('Download as CSV')}
            </Button>
          </Flex>
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            dataSource={segment?.members.edges.map((e) => e.node) ?? []}
            columns={[
              { title: t('Customer'), render: (_v, p) => <a href={`#/customer/${p.id}`}>{nameOf(p)}</a> },
              {
                title: t('Identities'),
                render: (_v, p) =>
                  p.identities.map((i) => <Tag key={`${i.namespace}${i.value}`}>{names.namespace(i.namespace)}</Tag>),
              },
              { title: t('since'), render: (_v, p) => f.instant(p.segments[0]?.since) },
              { title: t('until'), render: (_v, p) => f.instant(p.segments[0]?.nextFlipAt) },
            ]}
          />
          {segment && (
            <Pager
              of={paged}
              shown={segment.members.edges.length}
              page={segment.members.pageInfo}
              total={segment.members.totalCount}
            />
          )}
        </Flex>
      )}
    </Loaded>
  );
}
