/** The open tasks of an adviser with customer, text and due date, and buttons that report the outcome. */
import { AutoComplete, Button, Card, Empty, Flex, Input, Modal, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CompleteTaskDocument,
  ReachRulesPageDocument,
  SeenValuesDocument,
  TasksDocument,
  type TaskOutcome,
  type TasksQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { ask } from '../../data/client.js';
import { usePaged } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useCaller, useMay } from '../../data/session.js';
import { useFormat, useWords } from '../../words/language.js';
import { useEnums } from '../../words/use-enums.js';
import { useNow } from './use-now.js';
import { useChannelName } from './use-wording.js';

type Task = TasksQuery['tasks']['edges'][number]['node'];

const PAGE = 20;
const OUTCOMES = ['DONE', 'NO_ANSWER', 'REFUSED', 'NOT_DONE'] as const satisfies TaskOutcome[];
const MAX_NOTE = 1000;
/** Scope with which a caller sees the tasks of every adviser, and the beginning of scopes for one adviser. */
const OF_ALL = 'reach:tasks:*';
const OF_ONE = 'reach:tasks:';

export function Tasks(): ReactNode {
  const [assignee, choose] = useState('');
  return (
    <Flex vertical gap={12}>
      <AdviserField value={assignee} choose={choose} />
      <OpenTasks key={assignee} assignee={assignee === '' ? undefined : assignee} />
    </Flex>
  );
}

/** Chooses an adviser whose tasks the caller may see. Without such a right, the caller sees only the own tasks. */
function AdviserField({
  value,
  choose,
}: {
  readonly value: string;
  readonly choose: (assignee: string) => void;
}): ReactNode {
  const t = useWords();
  const { scopes } = useCaller();
  const may = useMay();
  const [typed, setTyped] = useState(value);
  const isOfAll = may(OF_ALL);
  const seen = useSeenAdvisers(isOfAll && may('reach:read') && may('analytics:read'));
  const granted = scopes.filter((scope) => scope.startsWith(OF_ONE) && scope !== OF_ALL);
  const named = [...seen, ...granted.map((scope) => scope.slice(OF_ONE.length))];
  if (!isOfAll && granted.length === 0) return null;
  return (
    <AutoComplete
      allowClear={{ label: t('Clear') }}
      aria-label={t('Adviser')}
      placeholder={t('Adviser (empty: your own tasks)')}
      style={{ maxWidth: 320 }}
      value={typed}
      onChange={(text: string | undefined) => setTyped(text ?? '')}
      onSelect={(name: string | undefined) => choose(name ?? '')}
      onClear={() => choose('')}
      onBlur={() => choose(typed.trim())}
      options={[...new Set(named)].filter((name) => name.includes(typed)).map((name) => ({ value: name }))}
    />
  );
}

/** Returns the most frequent values of the tag that names the advisers of customers. */
function useSeenAdvisers(isAllowed: boolean): readonly string[] {
  const rules = useAsk(ReachRulesPageDocument, isAllowed ? {} : undefined);
  const tag = rules.data?.reachRules.channels.find(({ kind }) => kind === 'TASK')?.assigneeTag;
  const { data } = useAsk(SeenValuesDocument, tag ? { tag } : undefined);
  return (data?.seenValues.values ?? []).map(({ value }) => String(value));
}

function OpenTasks({ assignee }: { readonly assignee: string | undefined }): ReactNode {
  const t = useWords();
  const paged = usePaged(TasksDocument, { assignee, first: PAGE });
  const [closing, setClosing] = useState<Closing>();
  return (
    <Card size="small" title={t('Open tasks')} data-tasks={assignee ?? ''}>
      <Loaded of={paged.asked}>
        {({ tasks: { edges, pageInfo } }) =>
          edges.length === 0 && paged.isFirst ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('No task is open.')} />
          ) : (
            <Flex vertical gap={8}>
              <Rows tasks={edges.map(({ node }) => node)} close={setClosing} />
              <Pager of={paged} shown={edges.length} page={pageInfo} />
            </Flex>
          )
        }
      </Loaded>
      {closing && <OutcomeDialog of={closing} close={() => setClosing(undefined)} />}
    </Card>
  );
}

function Rows({
  tasks,
  close,
}: {
  readonly tasks: readonly Task[];
  readonly close: (closing: Closing) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const channel = useChannelName();
  const { now = -Infinity } = useNow();
  return (
    <Table
      rowKey="id"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...tasks]}
      columns={[
        { title: t('Customer'), render: (_v, task) => <CustomerOf task={task} /> },
        { title: t('To do'), render: (_v, task) => <Text of={task} /> },
        { title: t('Channel'), render: (_v, task) => channel(task.channel) },
        {
          title: t('To be done by'),
          render: (_v, { dueAt }) => (
            <>
              {f.instant(dueAt)} {Date.parse(dueAt) <= now && <Tag color="red">{t('overdue')}</Tag>}
            </>
          ),
        },
        {
          title: t('Outcome'),
          render: (_v, task) => (
            <Flex gap={8} wrap>
              {OUTCOMES.map((outcome) => (
                <Button
                  key={outcome}
                  size="small"
                  type={outcome === 'DONE' ? 'primary' : 'default'}
                  onClick={() => close({ task, outcome })}
                >
                  {enums('taskEnd', outcome)}
                </Button>
              ))}
            </Flex>
          ),
        },
      ]}
    />
  );
}

/** Shows the identities that the caller may see. The name leads to the customer if the caller may read profiles. */
function CustomerOf({ task: { profile, identities } }: { readonly task: Task }): ReactNode {
  const may = useMay();
  if (!profile) return '–';
  const name = nameOf({ id: profile, identities });
  if (!may('profiles:read')) return <span data-given>{name}</span>;
  return (
    <a href={`#/customer/${profile}`} data-given>
      {name}
    </a>
  );
}

function Text({ of: { title, body, forbiddenBy, quietUntil } }: { readonly of: Task }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  if (forbiddenBy)
    return (
      <Typography.Text type="danger" data-forbidden={forbiddenBy}>
        {`${t('Do not contact')}: ${enums('contactEnding', forbiddenBy)}`}
      </Typography.Text>
    );
  return (
    <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {quietUntil && <Tag color="orange">{`${t('Quiet until')} ${f.instant(quietUntil)}`}</Tag>}
      <div data-given>
        {title && <strong>{title}</strong>}
        <div>{body ?? '–'}</div>
      </div>
    </div>
  );
}

interface Closing {
  readonly task: Task;
  readonly outcome: TaskOutcome;
}

/** Asks for a note, and reports the outcome of a task. */
function OutcomeDialog({ of, close }: { readonly of: Closing; readonly close: () => void }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const act = useActionFeedback();
  const [note, setNote] = useState('');
  const { task, outcome } = of;
  const report = (): void => {
    const input = { id: task.id, outcome, ...(note.trim() === '' ? {} : { note: note.trim() }) };
    act(ask(CompleteTaskDocument, { input }).finally(close), () => askAllAgain(), t('The outcome is recorded.'));
  };
  return (
    <Modal
      open
      title={`${t('Outcome')}: ${enums('taskEnd', outcome)}`}
      okText={t('Report')}
      cancelText={t('Not now')}
      onOk={report}
      onCancel={close}
    >
      <Input.TextArea
        aria-label={t('Note')}
        placeholder={t('Note')}
        maxLength={MAX_NOTE}
        autoSize={{ minRows: 3 }}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  );
}
