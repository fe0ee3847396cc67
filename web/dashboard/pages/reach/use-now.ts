/** The clock and the time zone of the workspace. The clock of the browser may be wrong, and a sandbox has its own. */
import { WorkspaceClockDocument } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';

export interface Clock {
  /** Time of the workspace in ms when it was asked. Undefined until it is known. */
  readonly now?: number;
  readonly zone: string;
}

export function useNow(): Clock {
  const { data } = useAsk(WorkspaceClockDocument, {});
  return data ? { now: Date.parse(data.workspace.now), zone: data.workspace.zone } : { zone: 'UTC' };
}
