/** Warnings of a condition, in the language chosen: what was never seen, and what looks like it. */
import { Alert, Flex } from 'antd';
import type { ReactNode } from 'react';
import type { ConditionWarningReason, SegmentPreviewQuery } from '../../../../schema/generated/operations.js';
import { useWords } from '../../words/language.js';

type Warning = SegmentPreviewQuery['previewSegment']['conditionWarnings'][number];

const TITLES: Readonly<Record<ConditionWarningReason, string>> = {
  NEVER_TRUE: 'Can never be true',
  ALWAYS_TRUE: 'Is always true',
  EVENT_UNSEEN: 'No event of this type has been seen',
  FIELD_UNSEEN: 'No event with this property has been seen',
  VALUE_UNSEEN: 'This value has not been seen',
  COUPON_UNSEEN: 'No such coupon is known',
  TYPE_UNSEEN: 'The values seen have another type',
  TYPES_MIXED: 'Values of several types were seen',
};

const TYPES = { TEXT: 'a text', NUMBER: 'a number', BOOLEAN: 'true or false', LIST: 'a list' } as const;

export function ConditionWarnings({ of }: { readonly of: readonly Warning[] }): ReactNode {
  return of.map((warning) => (
    <OneWarning key={`${warning.reason} ${warning.path} ${warning.message}`} warning={warning} />
  ));
}

function OneWarning({ warning }: { readonly warning: Warning }): ReactNode {
  const t = useWords();
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
      title={`${t(TITLES[warning.reason])}: ${warning.subject ?? warning.message.replace(/^(never|always) true: /, '')}`}
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
