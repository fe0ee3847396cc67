/**
 * Intake page: the senders with their totals and latest messages, the write keys, code examples for clients, imports of
 * files, and incoming webhooks.
 */
import { Flex, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import { IntakeSendersDocument } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useCaller } from '../../data/session.js';
import { Files } from '../imports/files.js';
import { Webhooks } from '../hooks/webhooks.js';
import { Messages } from './messages.js';
import { nameOf, rowOf, SenderTable } from './sender-table.js';
import { SnippetCard } from './snippet-card.js';
import { NewKeyText, NewWriteKey, type ShownKey } from './write-keys.js';

/** `tab` is the tab in the address. */
export function Intake({ tab }: { readonly tab: string | undefined }): ReactNode {
  const t = useWords();
  const { scopes } = useCaller();
  const isAdmin = scopes.includes('admin');
  const items = [
    { key: 'senders', label: t('Senders'), children: <Senders /> },
    ...(isAdmin || scopes.includes('events:write') ? [{ key: 'files', label: t('Files'), children: <Files /> }] : []),
    ...(isAdmin ? [{ key: 'webhooks', label: t('Webhooks'), children: <Webhooks /> }] : []),
  ];
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Intake')}</h1>
      <Tabs
        activeKey={items.some(({ key }) => key === tab) ? tab! : 'senders'}
        items={items}
        onChange={(key) => (location.hash = key === 'senders' ? '#/intake' : `#/intake/${key}`)}
      />
    </Flex>
  );
}

function Senders(): ReactNode {
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
