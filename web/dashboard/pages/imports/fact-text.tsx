/** A fact that a mapping makes, with its main parts and the whole fact as JSON. */
import { Typography } from 'antd';
import type { ReactNode } from 'react';
import type { ImportedFactKind } from '../../../../schema/generated/operations.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';

interface Fact {
  readonly type?: string;
  readonly tag?: string;
  readonly key?: string;
  readonly value?: unknown;
  readonly occurredAt?: string;
  readonly identities?: readonly { readonly namespace: string; readonly value: string }[];
  readonly order?: {
    readonly orderId?: string;
    readonly amount?: string;
    readonly lines?: readonly { readonly amount?: string }[];
  };
}

export function FactText({ kind, fact: text }: { readonly kind: ImportedFactKind; readonly fact: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const enums = useEnums();
  const fact = JSON.parse(text) as Fact;
  const { type, tag, key, value, occurredAt, identities = [], order } = fact;
  const named = tag === undefined ? key : names.tag(tag);
  const subject = type === undefined ? named : names.event(type);
  const parts = [
    ...identities.map((identity) => `${names.namespace(identity.namespace)} ${identity.value}`),
    ...(occurredAt === undefined ? [] : [f.instant(occurredAt)]),
    ...(order?.orderId === undefined ? [] : [`${t('order')} ${order.orderId}`]),
    ...(order?.amount === undefined ? [] : [`${t('Amount')} ${order.amount}`]),
    ...(order?.lines ? [`${t('Lines')} ${f.number(order.lines.length)}`] : []),
    ...(value === undefined ? [] : [JSON.stringify(value)]),
  ];
  return (
    <details>
      <summary style={{ overflowWrap: 'anywhere' }}>
        <strong>
          {enums('factKind', kind)} {subject}
        </strong>{' '}
        {parts.join(' · ')}
      </summary>
      <Typography.Text code style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12 }}>
        {JSON.stringify(fact, undefined, 1)}
      </Typography.Text>
    </details>
  );
}
