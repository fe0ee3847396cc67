/**
 * Migration warnings are rules that raise an alert when customers move between layers. A follower of the change feed
 * processes the committed moves. The id of an alert is derived from its rule and from the move that raised it, so each
 * alert is raised only once.
 */
import type { Alert } from '../../engine/layers/alert.js';
import { layerKey, layerOf, modelOf, type LayerModel, type MigrationWarning } from '../../engine/layers/layers.js';
import { hasScope, requireScope, shownCount, type Principal } from '../base/access.js';
import { findOne } from '../base/find-one.js';
import { actionId, type FollowerKind } from '../base/follower.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { idsBefore } from '../base/ids.js';
import type { SeenAlerts } from '../base/ports/alerts.js';
import type { StoredTransition, Page, Workspace } from '../base/ports.js';
import { maySee } from '../segments/personal-access.js';

/**
 * Scope that a caller needs to see alerts about metrics, because these alerts contain values computed from all
 * customers.
 */
export const METRICS_READ = 'analytics:read';
/** A text that sorts after every transition id, because the ids consist of hexadecimal digits. */
const AFTER_ALL_IDS = 'g';

export const migrationWarnings: FollowerKind = {
  name: 'migration warnings',
  follows: { topic: 'layer', kinds: new Set(['ENTERED']) },
  isWanted: async ({ definitions }, { id }) =>
    (await definitions.layerModels(id)).some(
      ({ draft, retired, warnings = [] }) => !draft && !retired && warnings.length > 0,
    ),
  act: raise,
  async resynchronise(services, workspace, since) {
    const catalogue = await services.catalogues.at(workspace);
    for (const model of catalogue.layerModels())
      for (const { from, to } of model.warnings ?? []) {
        const layers = to.map((layer) => layerKey(model.key, layer));
        const { transitions } = services.stores;
        const moves = await transitions.movesBetween(workspace.id, layers, from, idsBefore(since), AFTER_ALL_IDS);
        for (const move of moves) await raise(services, workspace, move);
      }
  },
};

async function raise(s: Services, workspace: Workspace, move: StoredTransition): Promise<void> {
  if (move.from === undefined) return;
  const model = (await s.catalogues.at(workspace)).layerModel(modelOf(move.segment));
  for (const w of model?.warnings ?? []) {
    if (!w.from.includes(move.from) || !w.to.includes(layerOf(move.segment))) continue;
    if (w.watch !== undefined && !(await isWatched(s, w.watch, move))) continue;
    const found = w.watch === undefined ? await crossed(s, model!, w, move) : {};
    if (!found) continue;
    await s.stores.alerts.insert({
      id: actionId(move.recordedAt, [move.workspace, model!.key, w.key, move.id]),
      kind: 'MIGRATION',
      workspace: move.workspace,
      model: model!.key,
      warning: w.key,
      from: w.from,
      to: w.to,
      raisedAt: move.recordedAt,
      move: move.id,
      profile: move.profile,
      ...(w.watch === undefined ? {} : { watch: w.watch }),
      ...found,
    });
  }
}

async function isWatched(s: Services, segment: string, move: StoredTransition): Promise<boolean> {
  const record = await findOne(s.stores.profiles, move.workspace, move.profile);
  return record?.evaluation.segments.some((x) => x.segment === segment && x.member) ?? false;
}

/**
 * Returns the number or share of moves within the time window of a warning, if the given move is the first to reach the
 * limit. Returns undefined if the limit is not reached, or if the previous move already reached it.
 */
async function crossed(
  s: Services,
  model: LayerModel,
  w: MigrationWarning,
  move: StoredTransition,
): Promise<{ count: number; share?: number } | undefined> {
  const moves = (
    await s.stores.transitions.movesBetween(
      move.workspace,
      w.to.map((l) => layerKey(model.key, l)),
      w.from,
      idsBefore(move.recordedAt - 2 * w.withinMs!),
      move.id,
    )
  ).filter((m) => m.id <= move.id);
  const upTo = (last: StoredTransition): number =>
    moves.filter((m) => m.id <= last.id && m.recordedAt > last.recordedAt - w.withinMs!).length;
  const count = upTo(move);
  const previous = moves[moves.findIndex((m) => m.id === move.id) - 1];
  const before = previous ? upTo(previous) : 0;
  if (w.atLeast !== undefined) return count >= w.atLeast && before < w.atLeast ? { count } : undefined;
  const share = async (n: number, at: StoredTransition): Promise<number> =>
    n / (n + (await membersAfter(s, model, w.from, at)));
  const now = await share(count, move);
  return now >= w.share! && (!previous || (await share(before, previous)) < w.share!)
    ? { count, share: now }
    : undefined;
}

/**
 * Returns the number of customers in the given layers right after a move. It is computed from the current members by
 * undoing the later transitions in the ledger.
 */
async function membersAfter(
  s: Services,
  model: LayerModel,
  layers: readonly string[],
  move: StoredTransition,
): Promise<number> {
  const keys = layers.map((l) => layerKey(model.key, l));
  const now = [...(await s.stores.profiles.countMembersOf(move.workspace, keys)).values()].reduce((a, b) => a + b, 0);
  const { entered, left } = await s.stores.transitions.countAfter(move.workspace, keys, move.id);
  return now + left - entered;
}

/** Returns the number of all alerts that the caller may see. */
export async function countAlerts(services: Services, principal: Principal): Promise<number> {
  requireScope(principal, 'segments:read');
  const room = await enter(services, principal.workspace);
  return shownCount(principal, await services.stores.alerts.count(room.workspace.id, seenBy(principal, room)));
}

/** Returns which alerts the caller may see. */
const seenBy = (principal: Principal, { catalogue }: Room): SeenAlerts => ({
  withMetrics: hasScope(principal, METRICS_READ),
  concealed: catalogue.concealedSegments().filter((key) => !maySee(principal, key, catalogue)),
});

/** Returns a page of the alerts that the caller may see, newest first. */
export async function alertsOf(services: Services, principal: Principal, page: Page): Promise<Alert[]> {
  requireScope(principal, 'segments:read');
  const room = await enter(services, principal.workspace);
  return services.stores.alerts.page(room.workspace.id, seenBy(principal, room), page);
}
