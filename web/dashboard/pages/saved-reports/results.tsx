/** Shows results of the explorer: a chart, and the same figures as a table. A click on a row shows its customers. */
import { Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import type {
  ExploreFunnelQuery,
  ExploreRetentionQuery,
  ExploreTrendQuery,
} from '../../../../schema/generated/operations.js';
import { Chart } from '../../components/chart.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Question } from './question.js';
import { RowActions, type AskedRow } from './row-actions.js';

/** The question that the rows belong to, and the function that opens the dialog of a row. */
interface ResultProps {
  readonly question: Question;
  readonly open: (row: AskedRow) => void;
}

/** Returns a function that gives the name of a group: its value, its layer, or a text such as "all other groups". */
function useGroupName({ breakdown }: Question): (group: { group?: string | null; other: boolean }) => string {
  const t = useWords();
  const names = useNames();
  return ({ group, other }) => {
    if (other) return t('all other groups');
    if (group == null) return t('without a value');
    return breakdown?.startsWith('layerModel:') ? names.layer(breakdown.slice('layerModel:'.length), group) : group;
  };
}

type Series = ExploreTrendQuery['trendReport']['all'];
type Point = Series['points'][number];

export function TrendResult({
  of: { all, groups, before },
  question,
  open,
}: ResultProps & { readonly of: ExploreTrendQuery['trendReport'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const groupName = useGroupName(question);
  const isMoney = question.field === 'amount' && ['SUM', 'AVERAGE'].includes(question.figure);
  const show = (value: unknown): string => {
    if (value == null) return '–';
    return isMoney ? f.money(value as string) : f.number(Number(value));
  };
  const place = (point: Point): string => {
    if (point.number == null) return f.instant(point.from);
    return question.unit === 'WEEKDAY' ? t(WEEKDAYS[point.number - 1]) : `${point.number}:00`;
  };
  const shown = groups.length > 0 ? groups.map((series) => ({ name: groupName(series), series })) : [];
  const lines = [
    ...(shown.length > 0 ? shown : [{ name: t('all'), series: all }]),
    ...(before ? [{ name: t('period before'), series: before }] : []),
  ];
  const columns = [{ name: t('all'), series: all }, ...shown, ...(before ? [lines.at(-1)!] : [])];
  const isLine = ['DAY', 'WEEK', 'MONTH', 'HOUR'].includes(question.unit);
  return (
    <>
      <Chart
        label={all.points.map((point) => `${place(point)}: ${show(point.value)}`).join('; ')}
        option={{
          tooltip: { trigger: 'axis' },
          legend: lines.length > 1 ? { type: 'scroll', top: 0 } : undefined,
          grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
          xAxis: { type: 'category', data: all.points.map(place) },
          yAxis: { type: 'value' },
          series: lines.map(({ name, series }) => ({
            name,
            type: isLine ? 'line' : 'bar',
            data: series.points.map(({ value }) => (value == null ? null : Number(value))),
          })),
        }}
      />
      <TrendTable points={all.points} columns={columns} place={place} show={show} open={open} />
    </>
  );
}

interface NamedSeries {
  readonly name: string;
  readonly series: Series;
}

function TrendTable({
  points,
  columns,
  place,
  show,
  open,
}: {
  readonly points: readonly Point[];
  readonly columns: readonly NamedSeries[];
  readonly place: (point: Point) => string;
  readonly show: (value: unknown) => string;
  readonly open: (row: AskedRow) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Table
      rowKey="row"
      size="small"
      scroll={{ x: true }}
      pagination={{ pageSize: 31, hideOnSinglePage: true }}
      dataSource={points.map((point, i) => ({ ...point, i }))}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0}>{t('whole period')}</Table.Summary.Cell>
          {columns.map(({ name, series }, i) => (
            <Table.Summary.Cell key={name} index={i + 1} align="right">
              {show(series.total)}
            </Table.Summary.Cell>
          ))}
        </Table.Summary.Row>
      )}
      columns={[
        {
          title: t('Time'),
          render: (_value, point) => (
            <>
              {place(point)} {!point.complete && <Unfinished />}
            </>
          ),
        },
        ...columns.map(({ name, series }) => ({
          title: name,
          key: name,
          align: 'right' as const,
          render: (_value: unknown, { i }: { i: number }) => show(series.points[i]?.value),
        })),
        {
          title: t('Customers'),
          render: (_value, point) => <RowActions row={{ row: point.row, name: place(point) }} open={open} />,
        },
      ]}
    />
  );
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

function Unfinished(): ReactNode {
  const t = useWords();
  return <Typography.Text type="secondary">({t('not over yet')})</Typography.Text>;
}

type FunnelGroup = ExploreFunnelQuery['funnelReport']['all'];

export function FunnelResult({
  of: { all, groups },
  question,
  open,
}: ResultProps & { readonly of: ExploreFunnelQuery['funnelReport'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const groupName = useGroupName(question);
  const stepName = (i: number): string =>
    `${i + 1} ${(question.steps[i] ?? []).map((event) => names.event(event)).join(' / ')}`;
  const lists: readonly NamedFunnel[] = [
    { name: t('all'), group: all, isAll: true },
    ...groups.map((group) => ({ name: groupName(group), group, isAll: false })),
  ];
  return (
    <>
      <Chart
        label={all.steps.map((step, i) => `${stepName(i)}: ${step.reached}`).join('; ')}
        option={{
          tooltip: { trigger: 'axis' },
          legend: groups.length > 0 ? { type: 'scroll', top: 0 } : undefined,
          grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
          xAxis: { type: 'category', data: all.steps.map((_step, i) => stepName(i)) },
          yAxis: { type: 'value' },
          series: (groups.length > 0 ? lists.slice(1) : lists).map(({ name, group }) => ({
            name,
            type: 'bar',
            data: group.steps.map(({ reached }) => reached),
          })),
        }}
      />
      <FunnelTable lists={lists} stepName={stepName} open={open} />
      {all.open > 0 && (
        <Typography.Text type="secondary">
          {f.number(all.open)} {t('customers may still reach the last step')}
        </Typography.Text>
      )}
    </>
  );
}

interface NamedFunnel {
  readonly name: string;
  readonly group: FunnelGroup;
  readonly isAll: boolean;
}

function FunnelTable({
  lists,
  stepName,
  open,
}: {
  readonly lists: readonly NamedFunnel[];
  readonly stepName: (i: number) => string;
  readonly open: (row: AskedRow) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <Table
      rowKey="row"
      size="small"
      scroll={{ x: true }}
      pagination={false}
      dataSource={lists.flatMap(({ name, group, isAll }) =>
        group.steps.map((step, i) => ({ ...step, name, i, isAll })),
      )}
      columns={[
        ...(lists.length > 1 ? [{ title: t('Group'), dataIndex: 'name' }] : []),
        { title: t('Step'), render: (_value, { i }) => stepName(i) },
        {
          title: t('Customers'),
          align: 'right',
          render: (_value, { reached, row, i }) => (
            <RowActions row={{ row, name: stepName(i) }} text={f.number(reached)} open={open} />
          ),
        },
        { title: t('Share of the first step'), align: 'right', render: (_value, step) => f.share(step.conversion) },
        {
          title: t('Share of the step before'),
          align: 'right',
          render: (_value, step) => f.share(step.stepConversion),
        },
        {
          title: t('Lost before this step'),
          render: (_value, { lost, lostRow, i, isAll }) =>
            i === 0 ? (
              '–'
            ) : (
              <RowActions
                row={{ row: lostRow, name: `${t('Lost before this step')}: ${stepName(i)}` }}
                text={f.number(lost)}
                maySave={isAll}
                open={open}
              />
            ),
        },
        {
          title: t('Median time'),
          align: 'right',
          render: (_value, { medianMs, i }) => (i === 0 || medianMs == null ? '–' : f.duration(isoOf(medianMs))),
        },
      ]}
    />
  );
}

/** Formats a duration in milliseconds as ISO 8601, rounded to whole seconds. */
function isoOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const hours = Math.floor(rest / 3600);
  const minutes = Math.floor((rest % 3600) / 60);
  if (days > 0) return `P${days}D${hours > 0 ? `T${hours}H` : ''}`;
  if (hours > 0) return `PT${hours}H${minutes > 0 ? `${minutes}M` : ''}`;
  return minutes > 0 ? `PT${minutes}M` : `PT${rest}S`;
}

type Cohort = ExploreRetentionQuery['retentionReport']['cohorts'][number];

export function RetentionResult({
  of: { cohorts, total },
  open,
}: ResultProps & { readonly of: ExploreRetentionQuery['retentionReport'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <>
      <Chart
        label={total.map(({ first, rate }) => `${first}: ${f.share(rate)}`).join('; ')}
        option={{
          tooltip: { trigger: 'axis' },
          grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
          xAxis: { type: 'category', data: total.map(({ first }) => String(first)) },
          yAxis: { type: 'value', max: 1 },
          series: [{ name: t('Share that returned'), type: 'line', data: total.map(({ rate }) => rate ?? null) }],
        }}
      />
      <Table<Cohort>
        rowKey="row"
        size="small"
        scroll={{ x: true }}
        pagination={{ pageSize: 30, hideOnSinglePage: true }}
        dataSource={[...cohorts]}
        columns={[
          { title: t('First event in'), render: (_value, { from }) => f.instant(from) },
          {
            title: t('Customers'),
            align: 'right',
            render: (_value, { size, row, from }) => (
              <RowActions row={{ row, name: f.instant(from) }} text={f.number(size)} open={open} />
            ),
          },
          ...total.map(({ first }, i) => ({
            title: `+${first}`,
            key: first,
            align: 'right' as const,
            render: (_value: unknown, { cells, from }: Cohort) => {
              const cell = cells[i];
              if (cell.rate == null) return '–';
              const name = `${f.instant(from)} +${first}`;
              return (
                <>
                  <RowActions row={{ row: cell.row, name }} text={f.share(cell.rate)} open={open} />
                  {!cell.complete && <Unfinished />}
                </>
              );
            },
          })),
        ]}
      />
    </>
  );
}
