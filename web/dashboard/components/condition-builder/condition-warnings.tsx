/**
 * Shows the warnings about a condition in the chosen language. They name values that were never observed and similar
 * values that were.
 */
import { Alert, Flex } from 'antd';
import type { ReactNode } from 'react';
import type { SegmentPreviewQuery } from '../../../../schema/generated/operations.js';
import { useEnums } from '../../words/use-enums.js';
import { useWords } from '../../words/language.js';

type Warning = SegmentPreviewQuery['previewSegment']['conditionWarnings'][number];

const TYPES = { TEXT: 'a text', NUMBER: 'a number', BOOLEAN: 'true or false', LIST: 'a list' } as const;

export function ConditionWarnings({ of }: { readonly of: readonly Warning[] }): ReactNode {
  return of.map((warning) => (
    <OneWarning key={`${warning.reason} ${warning.path} ${warning.message}`} warning={warning} />
  ));
}

function OneWarning({ warning }: { readonly warning: Warning }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const facts = [
    [t('Given'), warning.given],
    [t('Nearest'), warning.nearest],
    [t('Seen most'), warning.commonest.map(({ value, count }) => `${String(value)} (${count})`)],
    [t('Types seen'), warning.types.map(({ type, count }) => `${t(TYPES[type])} (${count})`)],
  ] as const;
  return (
    <Alert
      type="warning"
      showIcon
      title={`${enums('conditionWarning', warning.reason)}: ${warning.subject ?? warning.message.replace(/^(never|always) true: /, '')}`}
      description={
        <Flex vertical>
          {facts
            .filter(([, values]) => values.length > 0)
            .map(([label, values]) => (
              <span key={label}>
                {label}: {values.join(', ')}
              </span>
            ))}
        </Flex>
      }
    />
  );
}
