/** Boards page: shows all saved reports as tiles, or only those of one board with its filter applied. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Col, Empty, Flex, Form, Input, Modal, Popconfirm, Row, Select, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  BoardListDocument,
  BoardPageDocument,
  DefineBoardDocument,
  ExplorerCatalogueDocument,
  ReportListDocument,
  RetireBoardDocument,
  SegmentNamesDocument,
  type AnalysisPeriodInput,
  type ReportFilterInput,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { hasNameOrKey } from '../../components/search.js';
import { ask } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { layersIn, PeriodField, SegmentField } from './question-fields.js';
import { ReportTile } from './tile.js';

export function Boards({ of }: { readonly of?: string }): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const [isNew, setNew] = useState(false);
  const boards = useAll(BoardListDocument, {}, (answer) => answer.boards);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="center" wrap gap={8}>
        <h1 style={{ margin: 0 }}>{t('Boards')}</h1>
        <Flex gap={8} wrap>
          <Select
            aria-label={t('Board')}
            value={of ?? ''}
            style={{ minWidth: 200 }}
            onChange={(key) => (location.hash = key === '' ? '#/boards' : `#/boards/${encodeURIComponent(key)}`)}
            options={[
              { value: '', label: t('All reports') },
              ...(boards.data ?? [])
                .filter(({ retired }) => !retired)
                .map(({ key, name }) => ({ value: key, label: nameIn(name) })),
            ]}
          />
          <Button icon={<PlusOutlined />} onClick={() => setNew(true)}>
            {t('New board')}
          </Button>
          <Button type="primary" href="#/explore">
            {t('Explore')}
          </Button>
        </Flex>
      </Flex>
      {of === undefined ? <AllReports /> : <Board key={of} of={of} />}
      {isNew && <BoardForm close={() => setNew(false)} />}
    </Flex>
  );
}

function AllReports(): ReactNode {
  const t = useWords();
  const asked = useAll(ReportListDocument, {}, (answer) => answer.reports);
  return (
    <Loaded of={asked}>
      {(reports) => {
        const shown = reports.filter(({ retired }) => !retired);
        if (shown.length === 0)
          return <Empty description={t('There is no report yet. Explore, and save what you find.')} />;
        return (
          <Row gutter={[16, 16]}>
            {shown.map((report) => (
              <Col key={report.key} xs={24} xl={12}>
                <ReportTile report={report} retired={askAllAgain} />
              </Col>
            ))}
          </Row>
        );
      }}
    </Loaded>
  );
}

function Board({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const nameIn = useNameIn();
  const asked = useAsk(BoardPageDocument, { key: of });
  const [isEditing, setEditing] = useState(false);
  return (
    <Loaded of={asked}>
      {({ board }) => {
        if (!board || board.retired) return <Empty description={t('There is no board with this key.')} />;
        return (
          <Flex vertical gap={16}>
            <Flex gap={8} align="center" wrap>
              <h2 style={{ margin: 0 }}>{nameIn(board.name)}</h2>
              {board.filter && (
                <Typography.Text type="secondary">{t('Its filter applies to every report.')}</Typography.Text>
              )}
              <Button onClick={() => setEditing(true)}>{t('Edit')}</Button>
              <Popconfirm
                title={t('Retire this board? Its reports stay.')}
                okText={t('Retire')}
                cancelText={t('Cancel')}
                onConfirm={() =>
                  act(ask(RetireBoardDocument, { key: of }), () => {
                    askAllAgain();
                    location.hash = '#/boards';
                  })
                }
              >
                <Button>{t('Retire')}</Button>
              </Popconfirm>
            </Flex>
            {board.reports.length === 0 && <Empty description={t('This board has no report yet.')} />}
            <Row gutter={[16, 16]}>
              {board.reports.map((report) => (
                <Col key={`${report.key} ${board.version}`} xs={24} xl={12}>
                  <ReportTile report={report} board={of} />
                </Col>
              ))}
            </Row>
            {isEditing && (
              <BoardForm
                board={{ ...board, reports: board.reports.map(({ key }) => key) }}
                close={() => setEditing(false)}
              />
            )}
          </Flex>
        );
      }}
    </Loaded>
  );
}

interface GivenBoard {
  readonly key: string;
  readonly name: string;
  readonly filter?: string | null;
  readonly reports: readonly string[];
}

function BoardForm({ board, close }: { readonly board?: GivenBoard; readonly close: () => void }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const nameIn = useNameIn();
  const reports = useAll(ReportListDocument, {}, (answer) => answer.reports);
  const given = board?.filter ? (JSON.parse(board.filter) as ReportFilterInput) : {};
  const [period, setPeriod] = useState<AnalysisPeriodInput | undefined>(given.period ?? undefined);
  const [segment, setSegment] = useState(given.scope?.segment);
  const save = (values: { key: string; name: string; reports?: string[] }): void => {
    const scope = segment === undefined ? undefined : { segment, at: given.scope?.at ?? ('NOW' as const) };
    const applied = period || scope ? { period, scope } : null;
    const input = { ...values, key: board?.key ?? values.key, reports: values.reports ?? [], filter: applied };
    act(
      ask(DefineBoardDocument, { input }),
      () => {
        askAllAgain();
        close();
        location.hash = `#/boards/${encodeURIComponent(input.key)}`;
      },
      t('Saved'),
    );
  };
  return (
    <Modal
      open
      closable={{ 'aria-label': t('Close') }}
      onCancel={close}
      title={board ? t('Edit board') : t('New board')}
      footer={null}
      destroyOnHidden
    >
      <Form
        layout="vertical"
        name="board"
        initialValues={board ? { key: board.key, name: board.name, reports: board.reports } : {}}
        onFinish={save}
      >
        <Form.Item name="name" label={t('Name')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="key" label={t('Key')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/ }]}>
          <Input disabled={board !== undefined} />
        </Form.Item>
        <Form.Item name="reports" label={t('Reports, in order')}>
          <Select
            mode="multiple"
            filterOption={hasNameOrKey}
            options={(reports.data ?? [])
              .filter(({ retired }) => !retired)
              .map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
          />
        </Form.Item>
        <FilterFields {...{ period, setPeriod, segment, setSegment }} />
        <Button type="primary" htmlType="submit">
          {t('Save')}
        </Button>
      </Form>
    </Modal>
  );
}

function FilterFields({
  period,
  setPeriod,
  segment,
  setSegment,
}: {
  readonly period: AnalysisPeriodInput | undefined;
  readonly setPeriod: (period: AnalysisPeriodInput | undefined) => void;
  readonly segment: string | undefined;
  readonly setSegment: (segment: string | undefined) => void;
}): ReactNode {
  const t = useWords();
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const catalogue = useAsk(ExplorerCatalogueDocument, {});
  const layers = catalogue.data ? layersIn(catalogue.data) : [];
  return (
    <Form.Item label={t('For every report')}>
      <Flex gap={8} wrap>
        <PeriodField isOptional value={period} set={setPeriod} />
        <SegmentField
          value={segment}
          set={setSegment}
          segments={[...(segments.data ?? []).map(({ key }) => key), ...layers]}
        />
      </Flex>
    </Form.Item>
  );
}
