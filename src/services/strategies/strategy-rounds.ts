/**
 * Measures the trials of each workspace once a day of its clock. A lease ensures that only one process measures a
 * workspace at a time.
 */
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { DAY, MINUTE } from '../../engine/time/time.js';
import { newId } from '../base/ids.js';
import type { FollowerLease, FollowerPlace, Workspace } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { measureAll } from './measuring.js';

const EVERY_MS = DAY;
const LEASE_MS = 60_000;
/** How often the lease of a running measurement is renewed, in ms. */
const RENEW_MS = 15_000;
/** Pause after a failed measurement, in ms. It doubles with each failure, up to a day. */
const FAILED_MS = 5 * MINUTE;
const NAME = 'strategy records';

/** A measurement runs in the background of the rounds. */
export class StrategyRounds {
  private holder: string | undefined;
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  /** For each failing workspace, the number of consecutive failures and the end of its pause. */
  private readonly failed = new Map<string, { readonly times: number; readonly until: number }>();

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Starts a measurement if one is due. Returns without waiting for it. */
  run(workspace: Workspace): void {
    const { until = -Infinity } = this.failed.get(workspace.id) ?? {};
    if (this.running.has(workspace.id) || this.services.stores.now() < until) return;
    const work = this.measureIfDue(workspace)
      .catch(this.report)
      .finally(() => this.running.delete(workspace.id));
    this.running.set(workspace.id, work);
  }

  /** Measures if it is due. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    await this.running.get(workspace.id);
    await this.measureIfDue(workspace, true);
  }

  /** Forgets the failures of workspaces that were removed. */
  forgetExcept(workspaces: ReadonlySet<string>): void {
    for (const id of this.failed.keys()) if (!workspaces.has(id)) this.failed.delete(id);
  }

  /** Ends running measurements before their next step. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  /** Measures if it is due. If another process is measuring, it measures too only if the caller waits for the records. */
  private async measureIfDue({ id }: Workspace, isAwaited = false): Promise<void> {
    const { stores } = this.services;
    if ((await stores.strategies.list(id, { first: 1 })).length === 0) return;
    this.holder ??= newId(stores.now());
    const room = await enter(this.services, id);
    const lease = { workspace: id, follower: NAME, holder: this.holder };
    const place = await stores.followers.take(lease, LEASE_MS, { at: 0, version: 0 });
    if (!place && !isAwaited) return;
    if (place && place.at + EVERY_MS > room.now) return stores.followers.release(lease);
    await this.measure(room, lease, place);
  }

  /**
   * Measures, and renews the lease meanwhile. A measurement ends early when another process has the lease, and when
   * this process stops. After a failure, this process keeps the lease for the pause, so that no other process repeats
   * the failure.
   */
  private async measure(room: Room, lease: FollowerLease, place: FollowerPlace | undefined): Promise<void> {
    const { followers } = this.services.stores;
    const [lost, ended] = [new AbortController(), new AbortController()];
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const renewing = place ? this.renew(lease, place, { lost, ended: ended.signal }) : undefined;
    const failure = await measureAll({ ...this.services, signal }, room, OWN_SOURCE).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    // A renewal after the release would keep the lease.
    ended.abort();
    await renewing;
    if (lost.signal.aborted) return;
    if (!failure) {
      await followers.keep(lease, LEASE_MS, { at: room.now, version: room.catalogue.version });
      this.failed.delete(lease.workspace);
    }
    if (!failure || this.stopping.signal.aborted) return followers.release(lease);
    await followers.keep(lease, this.pauseAfterFailure(lease.workspace), place ?? { at: 0, version: 0 });
    throw failure.error;
  }

  /** Renews the lease until the measurement has ended. Aborts `lost` when another process has the lease. */
  private async renew(
    lease: FollowerLease,
    place: FollowerPlace,
    { lost, ended }: { readonly lost: AbortController; readonly ended: AbortSignal },
  ): Promise<void> {
    const { pause, stores } = this.services;
    while (!ended.aborted) {
      await pause(RENEW_MS, ended);
      const isKept = ended.aborted || (await stores.followers.keep(lease, LEASE_MS, place).catch(() => false));
      if (!isKept) return lost.abort();
    }
  }

  /** Records a failure. Returns the pause until the next attempt. */
  private pauseAfterFailure(workspace: string): number {
    const times = (this.failed.get(workspace)?.times ?? 0) + 1;
    const pauseMs = Math.min(EVERY_MS, FAILED_MS * 2 ** (times - 1));
    this.failed.set(workspace, { times, until: this.services.stores.now() + pauseMs });
    return pauseMs;
  }
}
