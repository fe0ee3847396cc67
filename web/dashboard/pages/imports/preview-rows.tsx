/** The first rows of a file as they would land, with the problems of each row. */
import { Alert, Flex, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { PreviewImportQuery } from '../../../../schema/generated/operations.js';
import { useFormat, useWords } from '../../words/language.js';
import { useRowProblem } from '../../words/use-row-problems.js';
import { FactText } from './fact-text.js';

type Look = PreviewImportQuery['previewImport'];
type Row = Look['rows'][number];

export function PreviewRows({ look: { problems, rows } }: { readonly look: Look }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const explain = useRowProblem();
  if (problems.length > 0)
    return (
      <Alert
        type="error"
        showIcon
        title={t('The mapping does not fit the file')}
        description={
          <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
            {problems.map((problem) => (
              <li key={problem}>{explain(problem)}</li>
            ))}
          </ul>
        }
      />
    );
  const bad = rows.filter((row) => row.problems.length > 0).length;
  return (
    <Flex vertical gap={8} data-look>
      <Alert
        type={bad > 0 ? 'warning' : 'success'}
        showIcon
        title={
          bad > 0
            ? `${t('Rows with problems')}: ${f.number(bad)} / ${f.number(rows.length)}`
            : t('The first rows have no problems.')
        }
      />
      <Table<Row>
        rowKey="row"
        size="small"
        pagination={false}
        scroll={{ x: 760 }}
        dataSource={[...rows]}
        // The first row can be focused, so that the keyboard scrolls a table whose rows have no facts.
        onRow={(_row, index) => (index === 0 ? { tabIndex: 0 } : {})}
        columns={[
          { title: t('Row'), dataIndex: 'row', width: 64 },
          { title: t('Cells'), width: 260, render: (_v, row) => <Cells row={row} /> },
          { title: t('Lands as'), render: (_v, row) => <Landing row={row} /> },
        ]}
      />
    </Flex>
  );
}

function Cells({ row: { cells } }: { readonly row: Row }): ReactNode {
  const shown = cells.filter(({ value }) => value !== '');
  return (
    <Typography.Text style={{ overflowWrap: 'anywhere', fontSize: 12 }}>
      {shown.map(({ column, value }) => `${column}: ${value}`).join(' · ')}
    </Typography.Text>
  );
}

function Landing({ row }: { readonly row: Row }): ReactNode {
  const t = useWords();
  const explain = useRowProblem();
  const isPartOfOther = row.facts.length === 0 && row.problems.length === 0 && !row.isLeftOut;
  return (
    <Flex vertical gap={4}>
      {row.isLeftOut && <Tag style={{ alignSelf: 'start' }}>{t('left out')}</Tag>}
      {isPartOfOther && <Typography.Text type="secondary">{t('belongs to the order of another row')}</Typography.Text>}
      {row.facts.map(({ kind, fact }) => (
        <FactText key={`${kind}${fact}`} kind={kind} fact={fact} />
      ))}
      {row.problems.map((problem) => (
        <Typography.Text key={problem} type="danger" style={{ overflowWrap: 'anywhere' }}>
          {explain(problem)}
        </Typography.Text>
      ))}
    </Flex>
  );
}
