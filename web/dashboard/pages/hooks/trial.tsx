/** What a mapping makes of a pasted sample. */
import { Alert, Flex, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { TryHookQuery } from '../../../../schema/generated/operations.js';
import { FactText } from '../imports/fact-text.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useReasons } from '../../words/use-reasons.js';
import { useRowProblem } from '../../words/use-row-problems.js';

const COLORS = { ACCEPTED: 'green', DUPLICATE: 'default', REJECTED: 'red' } as const;

export function Trial({ trial: { facts, warnings } }: { readonly trial: TryHookQuery['tryHook'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const reasons = useReasons();
  const explain = useRowProblem();
  return (
    <Flex vertical gap={8} data-trial>
      <Alert
        type={facts.length > 0 && facts.every(({ status }) => status !== 'REJECTED') ? 'success' : 'warning'}
        showIcon
        title={`${t('Facts of the sample')}: ${f.number(facts.length)}`}
        description={t('Nothing was stored.')}
      />
      {facts.map(({ kind, fact, status, reason, field, message }, index) => (
        <Flex key={index} gap={8} align="start">
          <Tag color={COLORS[status]}>{enums('itemStatus', status)}</Tag>
          <div style={{ minWidth: 0 }}>
            {fact && <FactText kind={kind} fact={fact} />}
            {reason && (
              <Typography.Text type="danger" style={{ overflowWrap: 'anywhere' }}>
                {reasons(reason)} {field} {message && explain(message)}
              </Typography.Text>
            )}
          </div>
        </Flex>
      ))}
      {warnings.map(({ index, reason, field }) => (
        <Typography.Text key={`${index}${reason}${field}`} type="warning">
          {reasons(reason)} {field}
        </Typography.Text>
      ))}
    </Flex>
  );
}
