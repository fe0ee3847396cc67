/** Code to copy for each kind of client. */
import { Card, Flex, Tabs, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../../words/language.js';
import { CLIENTS, snippet, type ClientKind } from './snippets.js';

/** Appears in the code examples where the reader's write key belongs. */
const PLACEHOLDER = 'WRITE_KEY';

export function SnippetCard({ writeKey }: { readonly writeKey: string | undefined }): ReactNode {
  const t = useWords();
  const language = useLanguage();
  const names: Readonly<Record<ClientKind, string>> = {
    segment: t('Web (Segment)'),
    rudder: t('Web (RudderStack)'),
    node: 'Node.js',
    http: 'HTTP',
    mini: t('WeChat mini-program'),
  };
  return (
    <Card title={t('Code for clients')}>
      <Tabs
        items={CLIENTS.map((client) => {
          const text = snippet(client, { url: location.origin, key: writeKey ?? PLACEHOLDER, language });
          return {
            key: client,
            label: names[client],
            children: (
              <Flex vertical gap={8}>
                <Typography.Text copyable={{ text }}>
                  {writeKey === undefined ? t('Put a write key in place of WRITE_KEY.') : t('It holds the new key.')}
                </Typography.Text>
                <pre
                  data-client={client}
                  tabIndex={0}
                  style={{ margin: 0, padding: 12, overflow: 'auto', background: 'var(--code)', borderRadius: 6 }}
                >
                  {text}
                </pre>
              </Flex>
            ),
          };
        })}
      />
    </Card>
  );
}
