/** Edits a condition as rows and as text, side by side. Each changes the other. */
import { Alert, Col, ConfigProvider, Input, Row, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Catalogue } from '../../data/catalogue.js';
import { useWords } from '../../words/language.js';
import { useFault } from '../../words/use-faults.js';
import { ConditionBuilder } from './builder.js';
import { isComplete, NO_ROWS, openRows, writeRows, type Opened } from './condition-rows.js';
import type { Phrase } from './phrase.js';

export interface EditedCondition extends Opened {
  readonly text: string;
  /** Whether the condition can be previewed and saved: it is a valid text without missing parts. */
  readonly isReady: boolean;
  readonly changeText: (text: string) => void;
  readonly changeRows: (group: Phrase) => void;
}

/** Holds a condition that is edited. While the text is not valid, the rows of the last valid text are kept. */
export function useEditedCondition(start: string): EditedCondition {
  const [state, setState] = useState<Opened & { readonly text: string }>(() => ({ text: start, ...openRows(start) }));
  const { text, group, fault } = state;
  return {
    ...state,
    isReady: text.trim() !== '' && fault === undefined && (group === undefined || isComplete(group)),
    changeText: (next) =>
      setState((before) => {
        const opened = openRows(next);
        return { text: next, ...opened, ...(opened.fault ? { group: before.group } : {}) };
      }),
    changeRows: (next) => setState({ text: writeRows(next), group: next }),
  };
}

export function ConditionEditor({
  catalogue,
  condition,
  notes,
  beside,
}: {
  readonly catalogue: Catalogue;
  readonly condition: EditedCondition;
  /** Returns the notes below a row of the outermost group, such as warnings. */
  readonly notes: (row: number) => ReactNode;
  /** Shown below the text. */
  readonly beside: ReactNode;
}): ReactNode {
  const t = useWords();
  const say = useFault();
  const { text, group, fault } = condition;
  return (
    <Row gutter={[24, 16]}>
      <Col xs={24} xl={15}>
        {group || fault ? (
          <ConfigProvider componentDisabled={fault !== undefined}>
            <ConditionBuilder
              catalogue={catalogue}
              group={group ?? NO_ROWS}
              change={condition.changeRows}
              notes={notes}
            />
          </ConfigProvider>
        ) : (
          <Alert
            type="info"
            showIcon
            title={t('This condition is edited as text: it says more than the visual editor shows.')}
          />
        )}
      </Col>
      <Col xs={24} xl={9}>
        <Typography.Text type="secondary">{t('As text')}</Typography.Text>
        <Input.TextArea
          aria-label={t('Condition')}
          value={text}
          onChange={({ target }) => condition.changeText(target.value)}
          autoSize={{ minRows: 3, maxRows: 16 }}
          spellCheck={false}
          status={fault ? 'error' : undefined}
          style={{ fontFamily: 'ui-monospace, monospace' }}
        />
        {fault && (
          <Typography.Paragraph type="danger" style={{ margin: 0 }}>
            {say(fault)}
            <br />
            {t('The rows can be edited when the text is a condition again.')}
          </Typography.Paragraph>
        )}
        {beside}
      </Col>
    </Row>
  );
}
