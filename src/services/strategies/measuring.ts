/**
 * Measures the trials of a workspace and writes their records. Two processes that measure at once write the same
 * records.
 */
import { layerKey } from '../../engine/layers/layers.js';
import { assignedVersions } from '../../engine/strategies/assignments.js';
import type { StrategyRecord } from '../../engine/strategies/strategy.js';
import { figureOfTrial, RATIO_LEVEL, type TrialSums } from '../../engine/strategies/trial-figure.js';
import { EVERYBODY, trialsAnalysis } from '../../engine/strategies/trial-outcomes.js';
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import { figureOf } from '../analyses/run.js';
import type { Asked } from '../analyses/questions.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { requireScope, type Principal } from '../base/access.js';
import { StoreConflict } from '../base/errors.js';
import { eachPage } from '../base/pages.js';
import type { Page, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { STRATEGIES_DEFINE } from './strategies.js';
import { holdOutsOf, readSources, trialsOf, type PlannedTrial } from './trials.js';

/** Number of trials that are measured, those with the newest assignments. The records of others stay as they are. */
const MOST_TRIALS = 500;
const PAGE = 500;
const MOST_ATTEMPTS = 5;
/** Number of records in one transaction that belong to different trials. */
const CHUNK = 100;

/** Measures every trial now. Returns the number of records. */
export async function measureStrategies(services: Services, principal: Principal): Promise<number> {
  requireScope(principal, STRATEGIES_DEFINE);
  return measureAll(services, await enter(services, principal.workspace), principal.subject);
}

/** Measures every trial. Throws UNAVAILABLE between two steps when the signal of `services` is aborted. */
export async function measureAll(services: Services, room: Room, by: string): Promise<number> {
  const sources = await readSources(services, room.workspace.id);
  const holdOuts = holdOutsOf(sources);
  // Without groups, no customer was assigned, so the customers need not be read.
  const assigned = holdOuts.size > 0 ? await figureOf(services, askedIn(room), assignedVersions(holdOuts)) : [];
  const trials = (await trialsOf(services, room.workspace.id, sources, assigned))
    .sort((left, right) => right.to - left.to || (left.trial.id < right.trial.id ? -1 : 1))
    .slice(0, MOST_TRIALS);
  let written = 0;
  const without = unmeasured(sources, assigned, room, by);
  for (let i = 0; i < without.length; i += CHUNK)
    written += await writeRecords(services, room, { prefix: '', records: without.slice(i, i + CHUNK) });
  for (const [model, own] of byLayerModel(trials, room)) written += await measureIn(services, room, { model, own, by });
  return written;
}

const askedIn = (room: Room): Asked => ({ room, from: -Infinity, to: room.now, scopes: [] });

/** Groups trials by the layer model in which they are measured. A model that does not exist counts as none. */
function byLayerModel(trials: readonly PlannedTrial[], { catalogue }: Room): Map<string | undefined, PlannedTrial[]> {
  const groups = new Map<string | undefined, PlannedTrial[]>();
  for (const trial of trials) {
    const key = trial.plan.layerModel;
    const model = key === undefined ? undefined : catalogue.layerModel(key)?.key;
    groups.set(model, [...(groups.get(model) ?? []), trial]);
  }
  return groups;
}

interface Group {
  readonly model: string | undefined;
  readonly own: readonly PlannedTrial[];
  readonly by: string;
}

/** Measures the trials of one layer model. */
async function measureIn(services: Services, room: Room, { model, own, by }: Group): Promise<number> {
  const definition = model === undefined ? undefined : room.catalogue.layerModel(model);
  const segments = definition?.layers.map(({ key }) => layerKey(definition.key, key)) ?? [];
  const asked: Asked = { ...askedIn(room), ...(definition ? { grouping: { kind: 'layers' as const, segments } } : {}) };
  const coupons = new Map<string, Coupon>();
  const read = (page: Page): Promise<Coupon[]> => services.stores.coupons.list(room.workspace.id, page);
  for await (const page of eachPage(read, ({ key }) => key, PAGE)) for (const each of page) coupons.set(each.key, each);
  const sums = await figureOf(
    services,
    asked,
    trialsAnalysis(
      own.map(({ trial }) => trial),
      coupons,
    ),
  );
  const about = { model, layerVersion: definition?.version, now: room.now, by };
  let written = 0;
  for (const planned of own)
    written += await writeRecords(services, room, recordsOf(planned, sums.get(planned.trial.id)!, about));
  return written;
}

interface About {
  readonly model: string | undefined;
  readonly layerVersion: number | undefined;
  readonly now: number;
  readonly by: string;
}

/** The new records of a trial. Other records whose keys begin with `prefix` are removed, unless they are closed. */
interface Written {
  readonly prefix: string;
  readonly records: readonly StrategyRecord[];
}

/** Returns the records of a trial, one for each layer and one for all customers. */
function recordsOf(planned: PlannedTrial, layers: ReadonlyMap<string, TrialSums>, about: About): Written {
  const { trial, plan, isEnded, weights, plannedCustomers } = planned;
  const { metric, leastEffect } = plan;
  const everybody = layers.get(EVERYBODY);
  if (!everybody) return { prefix: '', records: [] };
  const whole = figureOfTrial(everybody, {
    ...{ metric, leastEffect, weights, plannedCustomers, isClosed: false, isTrusted: true },
  });
  const isTrusted = (whole.figure.sampleRatio ?? 1) >= RATIO_LEVEL;
  const isClosed = isEnded && about.now >= planned.to + span(planned);
  const records = [...layers].map(([layer, sums]): StrategyRecord => {
    const judging = { metric, leastEffect, weights, plannedCustomers, isClosed, isTrusted };
    return {
      ...baseOf(planned, about),
      key: `${trial.id}:${layer}`,
      ...(layer === EVERYBODY ? {} : { layer: layerKey(about.model!, layer) }),
      ...(layer === EVERYBODY || about.layerVersion === undefined ? {} : { layerVersion: about.layerVersion }),
      state: isClosed ? 'CLOSED' : 'OPEN',
      ...figureOfTrial(sums, judging),
    };
  });
  return { prefix: `${trial.id}:`, records };
}

/** Returns the time from an assignment until the outcome is known, in ms. */
const span = ({ plan }: PlannedTrial): number => (plan.metric === 'RETENTION' ? 2 * plan.windowMs : plan.windowMs);

type Base = Omit<StrategyRecord, 'key' | 'layer' | 'layerVersion' | 'state' | 'figure' | 'verdict' | 'closing'>;

function baseOf(planned: PlannedTrial, { now, by }: Pick<About, 'now' | 'by'>): Base {
  const { origin, source, sourceVersion, strategy, expected, plan, isPlannedBefore, from, to } = planned;
  return {
    ...{ origin, source, isPlannedBefore, from, to },
    ...(sourceVersion === undefined ? {} : { sourceVersion }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(expected === undefined ? {} : { expected }),
    ...{ metric: plan.metric, windowMs: plan.windowMs, leastEffect: plan.leastEffect },
    ...{ measuredAt: now, savedBy: by, version: 1 },
  };
}

/** Returns a record without a figure for each started campaign that names a strategy and has no assignments. */
function unmeasured(
  { campaigns, strategies }: Awaited<ReturnType<typeof readSources>>,
  assigned: readonly { readonly experiment: string }[],
  { now }: Room,
  by: string,
): StrategyRecord[] {
  const known = new Set(assigned.map(({ experiment }) => experiment));
  return [...campaigns.values()].flatMap((campaign): StrategyRecord[] => {
    const { key, version, startedAt, holdOutPercent } = campaign;
    const strategy = campaign.strategy === undefined ? undefined : strategies.get(campaign.strategy);
    if (!strategy || startedAt === undefined || holdOutPercent > 0 || known.has(`campaign:${key}`)) return [];
    const { metric, windowMs, leastEffect, plannedAt } = strategy;
    return [
      {
        key: `campaign:${key}:${version}:`,
        ...{ origin: 'CAMPAIGN', source: key, sourceVersion: version, strategy: strategy.key },
        ...{ metric, windowMs, leastEffect, isPlannedBefore: plannedAt <= startedAt },
        ...{ state: 'OPEN', verdict: 'NOT_MEASURED', measuredAt: now, savedBy: by, version: 1 },
      },
    ];
  });
}

/** Writes records in one transaction, and removes the records of the same trial that are replaced. */
async function writeRecords(services: Services, { workspace, now }: Room, written: Written): Promise<number> {
  const { prefix, records } = written;
  const { stores } = services;
  if (records.length === 0) return 0;
  stopIfAbandoned(services);
  const keys = records.map(({ key }) => key);
  await retried(() =>
    stores.transact(async (tx) => {
      const before = new Map(
        (await stores.strategyRecords.find(workspace.id, keys, tx)).map((each) => [each.key, each]),
      );
      for (const record of records)
        await stores.strategyRecords.save(workspace.id, closedAt(record, before.get(record.key), now), tx);
      if (prefix !== '') await removeReplaced(services, workspace.id, { prefix, keys }, tx);
    }),
  );
  return records.length;
}

/** Runs a transaction again if another process measured the same trial at the same time. */
async function retried(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreConflict) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Returns the record with the figure that closed it. This figure never changes. */
function closedAt(record: StrategyRecord, before: StrategyRecord | undefined, now: number): StrategyRecord {
  const version = (before?.version ?? 0) + 1;
  if (before?.closing) return { ...record, closing: before.closing, version };
  const { state, figure, verdict, metric, windowMs, leastEffect } = record;
  if (state === 'OPEN' || !figure) return { ...record, version };
  return { ...record, closing: { at: now, metric, windowMs, leastEffect, figure, verdict }, version };
}

async function removeReplaced(
  { stores }: Services,
  workspace: string,
  { prefix, keys }: { readonly prefix: string; readonly keys: readonly string[] },
  tx: Tx,
): Promise<void> {
  const others = (await stores.strategyRecords.keysWith(workspace, prefix, tx)).filter((key) => !keys.includes(key));
  if (others.length === 0) return;
  const found = await stores.strategyRecords.find(workspace, others, tx);
  const open = found.filter(({ closing }) => closing === undefined).map(({ key }) => key);
  if (open.length > 0) await stores.strategyRecords.remove(workspace, open, tx);
}
