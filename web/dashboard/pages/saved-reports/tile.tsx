/** Shows a saved report as a tile with a chart and a table. Both are kept up to date. */
import { Card, Popconfirm, Button, Flex, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  ReportChangedDocument,
  ReportTableDocument,
  RetireReportDocument,
  type ReportFilterInput,
  type ReportTableQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Chart } from '../../components/chart.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { download } from '../../data/download.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { COLUMN_WORDS, GROUP_WORDS, STATE_WORDS } from './column-words.js';

/** Kinds of reports that the explorer can open. */
const EXPLORED = new Set(['TREND', 'FUNNEL', 'RETENTION']);
/** Minimum time in ms between two updates of a tile. */
const EVERY_MS = 5000;

type Result = NonNullable<ReportTableQuery['report']>['result'];

interface Shown {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly version: number;
}

export function ReportTile({
  report,
  board,
  filter,
  retired,
}: {
  readonly report: Shown;
  readonly board?: string;
  readonly filter?: ReportFilterInput;
  /**
   * Called after the report has been retired. Absent for tiles on boards, because they have no button to retire a
   * report.
   */
  readonly retired?: () => void;
}): ReactNode {
  const f = useFormat();
  const nameIn = useNameIn();
  const variables = { key: report.key, board, filter };
  const asked = useAsk(ReportTableDocument, variables);
  const [latest, setLatest] = useState<{ readonly about: string; readonly result: Result }>();
  const about = JSON.stringify([variables, report.version]);
  useLive(ReportChangedDocument, { ...variables, everyMs: EVERY_MS }, ({ reportChanged }) =>
    setLatest({ about, result: reportChanged.result }),
  );
  const name = nameIn(report.name);
  return (
    <Card
      size="small"
      data-report={report.key}
      title={EXPLORED.has(report.kind) ? <a href={`#/explore/${encodeURIComponent(report.key)}`}>{name}</a> : name}
      extra={<TileActions report={report} name={name} board={board} retired={retired} />}
    >
      <Loaded of={asked}>
        {({ report: found }) => {
          const result = latest?.about === about ? latest.result : found?.result;
          if (!result) return null;
          return (
            <Flex vertical gap={8}>
              <Typography.Text type="secondary">
                {f.instant(result.from)} – {f.instant(result.to)} <Tag>{`v${report.version}`}</Tag>
              </Typography.Text>
              <TileChart kind={report.kind} result={result} />
              <ResultTable result={result} />
            </Flex>
          );
        }}
      </Loaded>
    </Card>
  );
}

function TileActions({
  report,
  name,
  board,
  retired,
}: {
  readonly report: Shown;
  readonly name: string;
  readonly board: string | undefined;
  readonly retired: (() => void) | undefined;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const path = `/exports/reports/${report.key}.csv${board === undefined ? '' : `?board=${board}`}`;
  return (
    <Flex gap={8}>
      <Button
        size="small"
        aria-label={`${t('Download as CSV')}: ${name}`}
        onClick={() => act(download(path, `${report.key}.csv`), () => undefined)}
      >
        {t('Download as CSV')}
      </Button>
      {retired && (
        <Popconfirm
          title={t('Retire this report?')}
          okText={t('Retire')}
          cancelText={t('Cancel')}
          onConfirm={() => act(ask(RetireReportDocument, { key: report.key }), retired)}
        >
          <Button size="small">{t('Retire')}</Button>
        </Popconfirm>
      )}
    </Flex>
  );
}

/** The table columns that a chart shows, by kind of report. Reports of other kinds have no chart. */
const CHARTED: Readonly<Record<string, { readonly x: string; readonly y: string; readonly type: 'line' | 'bar' }>> = {
  TREND: { x: 'from', y: 'value', type: 'line' },
  FUNNEL: { x: 'step', y: 'reached', type: 'bar' },
  STICKINESS: { x: 'units', y: 'customers', type: 'bar' },
  MEMBERS: { x: 'from', y: 'active', type: 'line' },
  NINE_METRICS: { x: 'class', y: 'gmv', type: 'bar' },
};

function TileChart({ kind, result }: { readonly kind: string; readonly result: Result }): ReactNode {
  const show = useCell();
  const { columns, rows } = result.table;
  const charted = CHARTED[kind];
  if (!charted) return null;
  const place = (key: string): number => columns.findIndex((column) => column.key === key);
  const [of, y] = [place('of'), place(charted.y)];
  const everyone = rows.filter(({ cells }) => of < 0 || cells[of] === 'EVERYONE');
  const x = everyone[0]?.cells[place(charted.x)] == null ? place('number') : place(charted.x);
  const names = everyone.map(({ cells }) => show(columns[x], cells[x]));
  return (
    <Chart
      height={160}
      label={everyone.map(({ cells }, i) => `${names[i]}: ${show(columns[y], cells[y])}`).join('; ')}
      option={{
        tooltip: { trigger: 'axis' },
        grid: { left: 8, right: 8, top: 12, bottom: 8, containLabel: true },
        xAxis: { type: 'category', data: names },
        yAxis: { type: 'value' },
        series: [
          { type: charted.type, data: everyone.map(({ cells }) => (cells[y] == null ? null : Number(cells[y]))) },
        ],
      }}
    />
  );
}

interface Column {
  readonly key: string;
  readonly kind: string;
}

/** Returns a function that formats a cell by the kind of its column. */
function useCell(): (column: Column, cell: unknown) => string {
  const t = useWords();
  const f = useFormat();
  return ({ key, kind }, cell) => {
    if (cell == null) return '–';
    if (kind === 'INSTANT') return f.instant(cell as string);
    if (kind === 'SHARE') return f.share(cell as number);
    if (kind === 'MONEY') return f.money(cell as string);
    if (kind === 'TRUTH') return f.value(cell);
    if (kind === 'DURATION') return `${f.number(Math.round((cell as number) / 360_000) / 10)} ${t('hours')}`;
    if (kind === 'TEXT') {
      const text = cell as string;
      if (key === 'of') return GROUP_WORDS[text] ? t(GROUP_WORDS[text]) : text;
      return key !== 'group' && STATE_WORDS[text] ? t(STATE_WORDS[text]) : text;
    }
    return f.number(Number(cell));
  };
}

function ResultTable({ result: { table } }: { readonly result: Result }): ReactNode {
  const t = useWords();
  const show = useCell();
  const titleOf = (key: string): string => {
    const word = COLUMN_WORDS[key];
    return word ? t(word) : key;
  };
  // Columns without any value are omitted.
  const shown = table.columns.flatMap((column, place) =>
    table.rows.some(({ cells }) => cells[place] != null) ? [{ column, place }] : [],
  );
  return (
    <Table
      rowKey="i"
      size="small"
      scroll={{ x: true }}
      pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small', showSizeChanger: false }}
      dataSource={table.rows.map((row, i) => ({ ...row, i }))}
      columns={shown.map(({ column, place }) => ({
        title: titleOf(column.key),
        key: column.key,
        align: column.kind === 'TEXT' || column.kind === 'INSTANT' ? ('left' as const) : ('right' as const),
        render: (_value: unknown, { cells }: { readonly cells: readonly unknown[] }) => show(column, cells[place]),
      }))}
    />
  );
}
