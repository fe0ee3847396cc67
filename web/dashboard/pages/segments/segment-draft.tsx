/** Shows that a segment is a draft, or has a draft of its next version, with actions to publish or discard it. */
import { Alert, Button, Flex, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import {
  DiscardSegmentDraftDocument,
  PublishSegmentDocument,
  type SegmentPageQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { ConditionText } from '../../components/condition-text.js';
import { ask } from '../../data/client.js';
import { askAllAgain } from '../../data/queries.js';
import { useWords } from '../../words/language.js';

type Shown = NonNullable<SegmentPageQuery['segment']>;

export function SegmentDraft({ of: { key, draft, nextDraft } }: { readonly of: Shown }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  if (!draft && !nextDraft) return null;
  const run = (work: Promise<unknown>, leave: boolean): void =>
    act(
      work,
      () => {
        askAllAgain();
        if (leave) location.hash = '#/segments';
      },
      t('Saved'),
    );
  return (
    <Alert
      type="info"
      showIcon
      title={t(nextDraft ? 'This segment has a draft of its next version.' : 'This segment is a draft.')}
      description={nextDraft && <ConditionText of={nextDraft.expression} />}
      action={
        <Flex gap={8} wrap>
          <Button type="primary" onClick={() => run(ask(PublishSegmentDocument, { key }), false)}>
            {t('Publish')}
          </Button>
          <Popconfirm
            title={`${t('Discard the draft')}?`}
            onConfirm={() => run(ask(DiscardSegmentDraftDocument, { key }), draft)}
          >
            <Button danger>{t('Discard the draft')}</Button>
          </Popconfirm>
        </Flex>
      }
    />
  );
}
