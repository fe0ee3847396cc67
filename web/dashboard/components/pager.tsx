/** Buttons to the next and previous page of a long list, with the range that is shown. */
import { Button, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Paged } from '../data/pages.js';
import { useFormat, useWords } from '../words/language.js';

export function Pager<R>({
  of,
  shown,
  page,
  total,
}: {
  readonly of: Paged<R>;
  /** Number of entries of this page. */
  readonly shown: number;
  readonly page: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  /** Number of entries of all pages, if the API returns this number. */
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
