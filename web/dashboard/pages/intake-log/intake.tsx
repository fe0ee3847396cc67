/** Intake page: senders with their totals and last messages, write keys, and code examples for clients. */
import { Flex } from 'antd';
import { useState, type ReactNode } from 'react';
import { IntakeSendersDocument } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { Messages } from './messages.js';
import { nameOf, rowOf, SenderTable } from './sender-table.js';
import { SnippetCard } from './snippet-card.js';
import { NewKeyText, NewWriteKey, type ShownKey } from './write-keys.js';

export function Intake(): ReactNode {
  const t = useWords();
  const asked = useAsk(IntakeSendersDocument, {});
  const [chosen, choose] = useState<string>();
  const [shown, show] = useState<ShownKey>();
  const made = (key: ShownKey): void => {
    show(key);
    choose(rowOf({ kind: 'WRITE_KEY', id: key.id }));
    asked.again();
  };
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Intake')}</h1>
      {shown && <NewKeyText shown={shown} />}
      <Loaded of={asked}>
        {({ intakeSenders }) => {
          const sender = intakeSenders.find((each) => rowOf(each) === chosen) ?? intakeSenders.at(0);
          return (
            <Flex vertical gap={16}>
              <SenderTable senders={intakeSenders} chosen={sender} choose={choose} made={made} changed={asked.again} />
              {sender && (
                <Messages
                  key={rowOf(sender)}
                  sender={{ kind: sender.kind, id: sender.id }}
                  name={nameOf(sender)}
                  arrived={asked.again}
                />
              )}
            </Flex>
          );
        }}
      </Loaded>
      <NewWriteKey made={made} />
      <SnippetCard writeKey={shown?.key} />
    </Flex>
  );
}
