/**
 * Explains why a customer is or is not in a segment. Shows for each part of the condition whether it is true, its value
 * and its next change.
 */
import { Tag, Typography } from 'antd';
import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { ReasonsDocument, type ReasonFragment } from '../../../../schema/generated/operations.js';
import { ConditionText } from '../../components/condition-text.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';

type Node = ReasonFragment & { readonly children?: readonly Node[] };

export function MembershipReasons({
  profile,
  segment,
}: {
  readonly profile: string;
  readonly segment: string;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(ReasonsDocument, { profile, segment });
  return (
    <Loaded of={asked}>
      {({ explainMembership: e }) => (
        <>
          <p>
            <Tag color={e.member ? 'green' : 'volcano'}>{t(e.member ? 'in' : 'out')}</Tag>
            {e.nextFlipAt ? `${t('changes at')} ${f.instant(e.nextFlipAt)}` : ''}
          </p>
          <Part node={e.condition} depth={0} />
        </>
      )}
    </Loaded>
  );
}

function Part({ node, depth }: { readonly node: Node; readonly depth: number }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <div style={{ marginLeft: depth * 20, paddingBlock: 4 }}>
      {node.truth ? (
        <CheckOutlined style={{ color: 'var(--good)' }} aria-label={t('true')} />
      ) : (
        <CloseOutlined style={{ color: 'var(--bad)' }} aria-label={t('false')} />
      )}{' '}
      <ConditionText of={node.text} />
      <div style={{ marginLeft: 20 }}>
        {node.observed !== null && node.observed !== undefined && (
          <Tag>
            {t('observed value')}: {f.value(node.observed)}
          </Tag>
        )}
        {node.nextFlipAt && (
          <Typography.Text type="secondary">
            {t('changes at')} {f.instant(node.nextFlipAt)}
          </Typography.Text>
        )}
        {node.evidence.length > 0 && (
          <Typography.Text type="secondary">
            {' '}
            {t('Events')}: {node.evidence.length}
          </Typography.Text>
        )}
      </div>
      {node.children?.map((child, place) => (
        <Part key={place} node={child} depth={depth + 1} />
      ))}
    </div>
  );
}
