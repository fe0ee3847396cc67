/** Takes an import back: shows how much its source has loaded, and removes it after a confirmation. */
import { App as AntApp, Button, Modal, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { RemoveSourceDocument, type RemoveSourceMutation } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { ask } from '../../data/client.js';
import { askAllAgain } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';

export function TakeBack({ source, changed }: { readonly source: string; readonly changed: () => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const act = useActionFeedback();
  const { message } = AntApp.useApp();
  const [counted, setCounted] = useState<RemoveSourceMutation['removeSource']>();
  const count = (): void =>
    act(ask(RemoveSourceDocument, { source, dryRun: true }), ({ removeSource }) => setCounted(removeSource));
  const remove = (): void =>
    act(ask(RemoveSourceDocument, { source, dryRun: false }), () => {
      setCounted(undefined);
      void message.success(t('The removal runs.'));
      changed();
      askAllAgain();
    });
  return (
    <>
      <Button size="small" onClick={count}>
        {t('Take back')}
      </Button>
      <Modal
        open={counted !== undefined}
        title={`${t('Take back everything of the source')} ${source}`}
        okText={t('Remove')}
        okButtonProps={{ danger: true }}
        cancelText={t('Cancel')}
        onOk={remove}
        onCancel={() => setCounted(undefined)}
      >
        {counted && (
          <Typography.Paragraph>
            {t('events')} {f.number(counted.events)} · {t('tag writes')} {f.number(counted.tagWrites)}
            {counted.kept > 0 && ` · ${t('events of coupons and experiments, which stay')} ${f.number(counted.kept)}`}
          </Typography.Paragraph>
        )}
        <Typography.Paragraph>
          {t('This includes facts of the source that arrived in another way or by earlier imports.')}
        </Typography.Paragraph>
      </Modal>
    </>
  );
}
