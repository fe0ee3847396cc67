/** Asks before a campaign is started, with the number of customers who would get a message. */
import { Flex, Modal, Skeleton, Statistic, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { PreviewCampaignDocument, StartCampaignDocument } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { EndingCounts, sentOf } from './ending-counts.js';

export function StartDialog({ of, close }: { readonly of: string; readonly close: () => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const act = useActionFeedback();
  const [isStarting, setStarting] = useState(false);
  const asked = useAsk(PreviewCampaignDocument, { key: of });
  const start = async (): Promise<void> => {
    setStarting(true);
    try {
      await ask(StartCampaignDocument, { key: of });
    } finally {
      setStarting(false);
    }
  };
  const done = (): void => {
    close();
    askAllAgain();
  };
  return (
    <Modal
      open
      title={t('Start this campaign?')}
      okText={t('Start')}
      cancelText={t('Not now')}
      confirmLoading={isStarting}
      onCancel={close}
      onOk={() => act(start(), done, t('The campaign was started.'))}
    >
      {asked.loading && !asked.data ? (
        <Skeleton active aria-label={t('loading')} />
      ) : (
        <Loaded of={asked}>
          {({ previewCampaign: { audience, counts, since } }) => (
            <Flex vertical gap={12}>
              <Flex gap={32} wrap>
                <Statistic
                  title={t(since ? 'Customers with a due contact' : 'Customers in the audience')}
                  value={f.number(audience)}
                />
                <Statistic title={t('would get a message')} value={f.number(sentOf(counts))} />
              </Flex>
              <Typography.Text type="secondary">
                {t(
                  since
                    ? 'If the last 7 days came again. From the start on, contacts are due by the trigger.'
                    : 'As if the campaign were due now, under the rules of now.',
                )}
              </Typography.Text>
              <EndingCounts counts={counts} isPreview />
            </Flex>
          )}
        </Loaded>
      )}
    </Modal>
  );
}
