/** Buttons for the next and the previous page of a long list, with the range of the shown entries. */
import { Button, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Paged } from '../data/paged-lists.js';
import { useFormat, useWords } from '../words/language.js';

export function Pager<R>({
  of,
  shown,
  page,
  total,
}: {
  readonly of: Paged<R>;
  /** Number of entries on this page. */
  readonly shown: number;
  readonly page: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  /** Number of entries on all pages, if the API returns it. */
  readonly total?: number;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  if (of.isFirst && !page.hasNextPage) return null;
  const range = `${f.number(of.skipped + Math.min(1, shown))}–${f.number(of.skipped + shown)}`;
  return (
    <Flex gap={8} justify="end" align="center">
      <Typography.Text type="secondary">
        {range}
        {total === undefined ? '' : ` ${t('of')} ${f.number(total)}`}
      </Typography.Text>
      <Button disabled={of.isFirst} onClick={of.back} aria-label={t('previous page')}>
        ‹
      </Button>
      <Button disabled={!page.hasNextPage} onClick={() => of.next(page.endCursor, shown)} aria-label={t('next page')}>
        ›
      </Button>
    </Flex>
  );
}
