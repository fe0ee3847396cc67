/** Shows an error with its details. The details name columns and places, so they are shown in every language. */
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import type { ApiError } from '../../data/client.js';
import { useFault } from '../../words/use-faults.js';
import { useRowProblem } from '../../words/use-row-problems.js';

export function FaultAlert({ error }: { readonly error: ApiError }): ReactNode {
  const say = useFault();
  const explain = useRowProblem();
  const title = say(error);
  const { message } = error;
  const details = message.split('; ').map(explain);
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        details.join() === title ? undefined : (
          <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
            {details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )
      }
    />
  );
}
