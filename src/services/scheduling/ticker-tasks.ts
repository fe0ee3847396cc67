/**
 * The registry of periodic tasks of a workspace. A new task is one entry here: rounds of the clock run it, and so does
 * advancing the clock of a sandbox if `followsClock` is set. `test/faults/registries.test.ts` counts the runs of each.
 */
import type { Workspace } from '../base/ports.js';
import type { Followers } from '../base/follower.js';
import type { Services } from '../base/services.js';
import { HandOver } from '../reach/hand-over.js';
import { CampaignRuns } from '../reach/campaign-runs.js';
import { purgeOutlived } from '../privacy/retention.js';
import { judgeMetrics } from '../reports/metric-alerts.js';
import { drainDue } from '../write-path/due.js';
import { startDueSchedules } from './schedules.js';
import { Sweep } from './sweep.js';

export interface TickerTask {
  readonly name: string;
  /** Runs once in this number of rounds of a workspace. */
  readonly everyRounds: number;
  /** The round among those in which it runs. Defaults to the first. */
  readonly inRound?: number;
  /** Whether advancing the clock of a sandbox runs the task before the response. */
  readonly followsClock?: true;
  readonly run: (workspace: Workspace) => Promise<unknown>;
  /** What advancing the clock of a sandbox runs instead, if a round does only a part of the work. */
  readonly drain?: (workspace: Workspace) => Promise<unknown>;
  /** Finishes work that a round began without waiting for it. */
  readonly stop?: () => Promise<unknown>;
}

/** Rounds between two purges: about ten minutes. */
export const PURGE_EVERY = 3000;

/** The tasks of a workspace in the order in which a round runs them. */
export function tickerTasks(
  services: Services,
  report: (error: unknown) => void,
  followers?: Pick<Followers, 'tend'>,
): readonly TickerTask[] {
  const sweep = new Sweep(services, report);
  const campaigns = new CampaignRuns(services);
  const handOver = new HandOver(services, report);
  return [
    // First, so that no other task of a round keeps a lease from being renewed.
    { name: 'followers', everyRounds: 1, run: async (workspace) => followers?.tend(workspace) },
    { name: 'due checks', everyRounds: 1, followsClock: true, run: (workspace) => drainDue(services, workspace) },
    {
      name: 'runs of campaigns',
      everyRounds: 2,
      followsClock: true,
      run: (workspace) => campaigns.run(workspace),
      drain: (workspace) => campaigns.drain(workspace),
    },
    {
      name: 'hand-over of contacts',
      everyRounds: 2,
      followsClock: true,
      run: (workspace) => handOver.run(workspace),
      drain: (workspace) => handOver.drain(workspace),
      stop: () => handOver.stop(),
    },
    { name: 'late commits', everyRounds: 1, run: (workspace) => services.stragglers.bringIn(services, workspace) },
    {
      name: 'events past their retention',
      everyRounds: PURGE_EVERY,
      // Not in the first round: many workspaces begin theirs together when a process starts.
      inRound: PURGE_EVERY - 1,
      followsClock: true,
      run: (workspace) => purgeOutlived(services, workspace.id),
    },
    {
      name: 'schedules of templates',
      everyRounds: 25,
      followsClock: true,
      run: (workspace) => startDueSchedules(services, workspace),
    },
    {
      name: 'alerts of reports',
      everyRounds: 150,
      followsClock: true,
      run: (workspace) => judgeMetrics(services, workspace),
    },
    {
      name: 'columns',
      everyRounds: 25,
      run: (workspace) => Promise.resolve(services.columns.tend(services, workspace, report)),
    },
    { name: 'sweep under the current definitions', everyRounds: 10, run: (workspace) => sweep.run(workspace) },
  ];
}

/** The tasks of one round. */
export const tasksOf = (tasks: readonly TickerTask[], round: number): readonly TickerTask[] =>
  tasks.filter(({ everyRounds, inRound = 0 }) => round % everyRounds === inRound);
