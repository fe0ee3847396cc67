/**
 * Migration warnings: rules over moves between layers that raise alerts. Every process follows the committed moves and
 * raises alerts for them. The id of an alert is derived from its rule and the move that raised it, so each alert is
 * stored once.
 */
import { createHash } from 'node:crypto';
import type { Alert } from '../../engine/layers/alert.js';
import { layerKey, layerOf, modelOf, type LayerModel, type MigrationWarning } from '../../engine/layers/layers.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { idsBefore } from '../base/intake.js';
import type { LedgerEntry, Page } from '../base/ports.js';
import { maySee } from './segments.js';

/** A committed move, or only a newer position in the stream of moves. */
export interface Move {
  readonly position: string;
  readonly move?: LedgerEntry;
}

/** Number of moves after which the position is stored. An idle stream stores it with every heartbeat. */
const KEEP_EVERY = 100;

export class Warnings {
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly services: Services,
    /**
     * Streams the moves of every workspace, starting after a position (or now). Throws when the position is no longer
     * in the change history.
     */
    private readonly follow: (after: string | undefined) => AsyncGenerator<Move>,
    private readonly report: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Starts no new work. The loop ends when the stream it follows ends. */
  stop(): void {
    this.stopping = true;
  }

  /** Resolves when the loop has ended. */
  async done(): Promise<void> {
    await this.running;
  }

  private async loop(): Promise<void> {
    const { alerts } = this.services.stores;
    let unkept = 0;
    let after = await alerts.position().catch(() => undefined);
    while (!this.stopping) {
      try {
        for await (const { position, move } of this.follow(after)) {
          if (this.stopping) return;
          if (move) await raise(this.services, move);
          // After a restart, moves after the last stored position are processed again. Their alerts already exist under
          // the same ids.
          if (++unkept >= KEEP_EVERY || !move) {
            await alerts.keepPosition(position);
            unkept = 0;
          }
          after = position;
        }
      } catch (error) {
        if (this.stopping) return;
        // Errors of the change stream are recognized by class name, because services do not import it. `HistoryLost`
        // means that the position is no longer kept, so start from now. `TooSlow` means that this reader fell behind,
        // so continue from its last position.
        const name = (error as Error)?.constructor.name;
        if (name !== 'TooSlow') this.report(error);
        if (name === 'HistoryLost') after = undefined;
        await this.services.pause(200);
      }
    }
  }
}

async function raise(s: Services, move: LedgerEntry): Promise<void> {
  const workspace = await s.stores.workspaces.get(move.workspace);
  if (!workspace || move.from === undefined) return;
  const model = (await s.catalogues.at(workspace)).layerModel(modelOf(move.segment));
  for (const w of model?.warnings ?? []) {
    if (!w.from.includes(move.from) || !w.to.includes(layerOf(move.segment))) continue;
    if (w.watch !== undefined && !(await isWatched(s, w.watch, move))) continue;
    const found = w.watch === undefined ? await crossed(s, model!, w, move) : {};
    if (!found) continue;
    await s.stores.alerts.insert({
      id: `${idsBefore(move.recordedAt)}${createHash('sha256')
        .update(JSON.stringify([move.workspace, model!.key, w.key, move.id]))
        .digest('hex')
        .slice(0, 16)}`,
      kind: 'MIGRATION',
      workspace: move.workspace,
      model: model!.key,
      warning: w.key,
      from: w.from,
      to: w.to,
      raisedAt: move.recordedAt,
      move: move.id,
      profile: move.profile,
      ...found,
    });
  }
}

async function isWatched(s: Services, segment: string, move: LedgerEntry): Promise<boolean> {
  const [record] = await s.stores.profiles.find(move.workspace, [move.profile]);
  return record?.evaluation.segments.some((x) => x.segment === segment && x.member) ?? false;
}

/**
 * Returns the count (or share) of moves recorded within the window if it reaches the limit with this move and had not
 * with the previous one.
 */
async function crossed(
  s: Services,
  model: LayerModel,
  w: MigrationWarning,
  move: LedgerEntry,
): Promise<{ count: number; share?: number } | undefined> {
  const moves = (
    await s.stores.ledger.movesBetween(
      move.workspace,
      w.to.map((l) => layerKey(model.key, l)),
      w.from,
      idsBefore(move.recordedAt - 2 * w.withinMs!),
      move.id,
    )
  ).filter((m) => m.id <= move.id);
  const upTo = (last: LedgerEntry): number =>
    moves.filter((m) => m.id <= last.id && m.recordedAt > last.recordedAt - w.withinMs!).length;
  const count = upTo(move);
  const previous = moves[moves.findIndex((m) => m.id === move.id) - 1];
  const before = previous ? upTo(previous) : 0;
  if (w.atLeast !== undefined) return count >= w.atLeast && before < w.atLeast ? { count } : undefined;
  const share = async (n: number, at: LedgerEntry): Promise<number> =>
    n / (n + (await membersAfter(s, model, w.from, at)));
  const now = await share(count, move);
  return now >= w.share! && (!previous || (await share(before, previous)) < w.share!)
    ? { count, share: now }
    : undefined;
}

/**
 * Returns the number of customers in some layers right after a move: the current members, corrected by the later
 * transitions in the ledger.
 */
async function membersAfter(
  s: Services,
  model: LayerModel,
  layers: readonly string[],
  move: LedgerEntry,
): Promise<number> {
  const keys = layers.map((l) => layerKey(model.key, l));
  const now = [...(await s.stores.profiles.countMembersOf(move.workspace, keys)).values()].reduce((a, b) => a + b, 0);
  const { entered, left } = await s.stores.ledger.countAfter(move.workspace, keys, move.id);
  return now + left - entered;
}

/** Returns alerts, newest first. */
export async function alertsOf(services: Services, principal: Principal, page: Page): Promise<Alert[]> {
  requireScope(principal, 'segments:read');
  const { workspace, catalogue } = await enter(services, principal.workspace);
  const alerts = await services.stores.alerts.page(workspace.id, page);
  return alerts.filter(
    (a) =>
      a.kind !== 'MIGRATION' ||
      [...a.from, ...a.to].every((layer) => maySee(principal, layerKey(a.model, layer), catalogue)),
  );
}
