/** Shows a query in each of its states: loading, failed or complete. */
import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { Asked } from '../data/queries.js';
import { useFault } from '../words/use-faults.js';
import { useWords } from '../words/language.js';

/** Shows the result of a query, a skeleton while it loads, or its error with advice for the user. */
export function Loaded<R>({
  of,
  children,
}: {
  readonly of: Asked<R>;
  readonly children: (data: R) => ReactNode;
}): ReactNode {
  const t = useWords();
  const say = useFault();
  if (of.error && !of.data) {
    return (
      <Alert
        type="error"
        showIcon
        title={say(of.error)}
        description={
          of.error.code === 'FORBIDDEN' ? t('This token may not do that. It needs another scope.') : of.error.reason
        }
        action={
          <Button size="small" onClick={of.again}>
            {t('Try again')}
          </Button>
        }
      />
    );
  }
  return of.data ? children(of.data) : <Skeleton active aria-label={t('loading')} />;
}
