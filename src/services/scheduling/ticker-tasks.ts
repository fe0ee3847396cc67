/**
 * The registry of periodic tasks of a workspace. A new task needs only an entry in this file. The ticker runs the tasks
 * in rounds. If `followsClock` is set, advancing the clock of a sandbox runs the task too.
 * `test/faults/registries.test.ts` counts how often each task runs.
 */
import type { Workspace } from '../base/ports.js';
import type { Followers } from '../base/follower.js';
import type { Services } from '../base/services.js';
import { removeOutdatedUploads, removeUploadsExcept } from '../imports/outdated-uploads.js';
import { drainModels, startDueModels } from '../models/model-schedules.js';
import { HandOver } from '../reach/hand-over.js';
import { CampaignRuns } from '../reach/campaign-runs.js';
import { purgeOutlived } from '../privacy/event-retention.js';
import { MetricRounds } from '../saved-reports/metric-alerts.js';
import { runDueChecks } from '../write-path/due-checks.js';
import { StrategyRounds } from '../strategies/strategy-rounds.js';
import { startDueSchedules } from './schedules.js';
import { Sweep } from './sweep.js';

/**
 * A periodic task of a workspace. Rounds begin about every 200 ms. An error of `run` is reported, ends the round of the
 * workspace, and delays its next round.
 *
 * @example
 * // Runs every tenth round, and before the response when the clock of a sandbox is advanced.
 * {
 *   name: 'expiry of points',
 *   everyRounds: 10,
 *   followsClock: true,
 *   run: (workspace) => expirePoints(services, workspace),
 * }
 */
export interface TickerTask {
  readonly name: string;
  /** Interval between two runs of the task, in rounds of a workspace. A value of 1 means every round. */
  readonly everyRounds: number;
  /** Index of the round in which the task runs, from 0 to `everyRounds` - 1. Defaults to 0. */
  readonly inRound?: number;
  /** Whether the task also runs when the clock of a sandbox is advanced, before the response is sent. */
  readonly followsClock?: true;
  readonly run: (workspace: Workspace) => Promise<unknown>;
  /**
   * Called instead of `run` when the clock of a sandbox is advanced. Needed only if `run` does just part of the work in
   * each round.
   */
  readonly drain?: (workspace: Workspace) => Promise<unknown>;
  /** Forgets the state of workspaces that were removed. Called before each round with all workspaces. */
  readonly forgetExcept?: (workspaces: ReadonlySet<string>) => void;
  /** Waits until the work that `run` has started in the background is finished. */
  readonly stop?: () => Promise<unknown>;
}

/** Number of rounds between two deletions of expired events. 3000 rounds take about ten minutes. */
export const PURGE_EVERY = 3000;

/** Returns the tasks of a workspace, in the order in which they run in a round. */
export function tickerTasks(
  services: Services,
  report: (error: unknown) => void,
  followers?: Pick<Followers, 'tend' | 'forgetExcept'>,
): readonly TickerTask[] {
  const metrics = new MetricRounds(services);
  return [
    // The followers come first, so that no other task delays the renewal of their leases.
    followerTask(followers),
    { name: 'due checks', everyRounds: 1, followsClock: true, run: (workspace) => runDueChecks(services, workspace) },
    ...reachTasks(services, report),
    lateCommitTask(services),
    {
      name: 'events past their retention',
      everyRounds: PURGE_EVERY,
      // This task does not run in the first round, because many workspaces have their first round at the same time when
      // a process starts.
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
      name: 'trainings and scorings of models',
      everyRounds: 25,
      inRound: 5,
      followsClock: true,
      run: (workspace) => startDueModels(services, workspace),
      drain: (workspace) => drainModels(services, workspace),
    },
    strategyTask(new StrategyRounds(services, report)),
    {
      name: 'alerts of reports',
      everyRounds: 150,
      followsClock: true,
      run: (workspace) => metrics.run(workspace),
      drain: (workspace) => metrics.drain(workspace),
    },
    {
      name: 'columns',
      everyRounds: 25,
      run: (workspace) => Promise.resolve(services.columns.tend(services, workspace, report)),
    },
    sweepTask(new Sweep(services, report)),
    uploadTask(services),
  ];
}

const strategyTask = (strategies: StrategyRounds): TickerTask => ({
  name: 'records of strategies',
  everyRounds: 150,
  inRound: 75,
  followsClock: true,
  run: (workspace) => Promise.resolve(strategies.run(workspace)),
  drain: (workspace) => strategies.drain(workspace),
  forgetExcept: (ids) => strategies.forgetExcept(ids),
  stop: () => strategies.stop(),
});

const lateCommitTask = (services: Services): TickerTask => ({
  name: 'late commits',
  everyRounds: 1,
  run: (workspace) => services.lateCommits.bringIn(services, workspace),
  forgetExcept: (ids) => services.lateCommits.forgetExcept(ids),
});

const sweepTask = (sweep: Sweep): TickerTask => ({
  name: 'sweep under the current definitions',
  everyRounds: 10,
  run: (workspace) => sweep.run(workspace),
  forgetExcept: (ids) => sweep.forgetExcept(ids),
});

const uploadTask = (services: Services): TickerTask => ({
  name: 'outdated uploads',
  everyRounds: 300,
  inRound: 299,
  run: (workspace) => removeOutdatedUploads(services, workspace.id),
  forgetExcept: (ids) => removeUploadsExcept(services, ids),
});

/** Returns the tasks that run in the given round. */
export const tasksOf = (tasks: readonly TickerTask[], round: number): readonly TickerTask[] =>
  tasks.filter(({ everyRounds, inRound = 0 }) => round % everyRounds === inRound);

const followerTask = (followers: Pick<Followers, 'tend' | 'forgetExcept'> | undefined): TickerTask => ({
  name: 'followers',
  everyRounds: 1,
  run: async (workspace) => followers?.tend(workspace),
  forgetExcept: (ids) => followers?.forgetExcept(ids),
});

function reachTasks(services: Services, report: (error: unknown) => void): readonly TickerTask[] {
  const campaigns = new CampaignRuns(services);
  const handOver = new HandOver(services, report);
  return [
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
  ];
}
