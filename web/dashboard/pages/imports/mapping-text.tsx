/** A mapping as JSON text. */
import { Input, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../words/language.js';

export function MappingText({
  text,
  edit,
}: {
  readonly text: string;
  readonly edit: (text: string) => void;
}): ReactNode {
  const t = useWords();
  return (
    <div>
      <Typography.Paragraph type="secondary" id="mapping-help">
        {t('A mapping says which column becomes what. docs/IMPORT.md and docs/HOOKS.md describe every part.')}
      </Typography.Paragraph>
      <Input.TextArea
        aria-label={t('Mapping as JSON')}
        aria-describedby="mapping-help"
        value={text}
        autoSize={{ minRows: 12, maxRows: 30 }}
        spellCheck={false}
        style={{ fontFamily: 'monospace' }}
        onChange={({ target }) => edit(target.value)}
      />
    </div>
  );
}
