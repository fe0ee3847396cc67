/** Members of a segment, with the start and end of each membership. */
import { Button, Flex, Table, Tag } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { MembershipChangedDocument, SegmentMembersDocument } from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';

/** The current members. The list is updated when customers enter or leave. */
export function Members({ of, shown }: { readonly of: string; readonly shown: () => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const asked = useAsk(SegmentMembersDocument, { key: of, first: 50, after: pages[pages.length - 1] });
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
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            dataSource={segment?.members.edges.map((e) => e.node) ?? []}
            columns={[
              { title: t('Customer'), render: (_v, p) => <a href={`#/customer/${p.id}`}>{nameOf(p)}</a> },
              {
                title: t('Identities'),
                render: (_v, p) => p.identities.map((i) => <Tag key={`${i.namespace}${i.value}`}>{i.namespace}</Tag>),
              },
              { title: t('since'), render: (_v, p) => f.instant(p.segments[0]?.since) },
              { title: t('until'), render: (_v, p) => f.instant(p.segments[0]?.nextFlipAt) },
            ]}
          />
          <Flex gap={8} justify="end">
            <Button
              disabled={pages.length === 1}
              onClick={() => setPages(pages.slice(0, -1))}
              aria-label={t('previous page')}
            >
              ‹
            </Button>
            <Button
              disabled={!segment?.members.pageInfo.hasNextPage}
              onClick={() => setPages([...pages, segment!.members.pageInfo.endCursor ?? undefined])}
              aria-label={t('next page')}
            >
              ›
            </Button>
          </Flex>
        </Flex>
      )}
    </Loaded>
  );
}
