/** Tests that one process at a time measures strategies: renewed and lost leases, failures, and the end of a process. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CampaignOutline } from '../../src/engine/reach/campaign-definition.js';
import type { Stores, Workspace } from '../../src/services/base/ports.js';
import type { Services } from '../../src/services/base/services.js';
import { defineStrategy } from '../../src/services/strategies/strategies.js';
import { StrategyRounds } from '../../src/services/strategies/strategy-rounds.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { operator, Processes } from '../reach/processes.js';

let processes: Processes;
let [here, elsewhere]: Services[] = [];
before(async () => {
  processes = await Processes.start();
  here = await processes.open();
  elsewhere = await processes.open();
});
after(() => processes.remove());

/** A value that a test waits for. */
function later<T = void>(): { readonly come: Promise<T>; readonly is: (value: T) => void } {
  let is!: (value: T) => void;
  const come = new Promise<T>((resolve) => (is = resolve));
  return { come, is };
}

async function open(id: string): Promise<Workspace> {
  await createWorkspace(here, { id });
  await defineStrategy(here, operator(id), { key: 'care', objective: 'REVENUE' });
  return (await here.stores.workspaces.get(id))!;
}

/** A campaign without a hold-out, for which a measurement writes a record. */
const CAMPAIGN = { key: 'c', version: 1, startedAt: 1, holdOutPercent: 0, variants: [], strategy: 'care' };

interface Watch {
  /** Called when the campaigns are read, at the beginning of a measurement. */
  readonly begun: () => Promise<void>;
  readonly keep?: Stores['followers']['keep'];
  readonly take?: Stores['followers']['take'];
  readonly release?: Stores['followers']['release'];
}

/** Returns the services of a process, with a measurement and leases that a test watches. */
function watched({ stores, ...services }: Services, { begun, ...followers }: Watch): Services {
  const outlines = async (): Promise<CampaignOutline[]> => {
    await begun();
    return [CAMPAIGN as unknown as CampaignOutline];
  };
  return {
    ...services,
    stores: {
      ...stores,
      campaigns: { ...stores.campaigns, outlines },
      followers: { ...stores.followers, ...followers },
    },
  };
}

const recordsOf = async (workspace: Workspace): Promise<number> =>
  (await here.stores.strategyRecords.page(workspace.id, {}, { first: 9 })).length;
const mustNotFail = (error: unknown): void => assert.fail(String(error));

test('the lease is renewed while a measurement runs, and the measurement is then done for a day', async () => {
  const workspace = await open('renewed');
  const [renewed, released] = [later(), later()];
  const kept: number[] = [];
  let measured = 0;
  const services = watched(here, {
    begun: () => {
      measured++;
      return renewed.come;
    },
    keep: (lease, leaseMs, place) => {
      kept.push(place.at);
      if (kept.length === 3) renewed.is();
      return here.stores.followers.keep(lease, leaseMs, place);
    },
    release: async (lease) => {
      await here.stores.followers.release(lease);
      released.is();
    },
  });
  const rounds = new StrategyRounds(services, mustNotFail);
  rounds.run(workspace);
  await released.come;
  assert.deepEqual(kept.slice(0, 3), [0, 0, 0], 'a renewal does not count as a measurement');
  assert.ok(kept.at(-1)! > 0, 'the last renewal comes before the lease is released');
  assert.equal(await recordsOf(workspace), 1);
  await rounds.stop();
  await new StrategyRounds(services, mustNotFail).drain(workspace);
  assert.equal(measured, 1);
});

test('a measurement ends without records when another process has the lease', async () => {
  const workspace = await open('lost');
  const [lost, ended] = [later(), later()];
  const services = watched(here, {
    begun: () => lost.come,
    keep: () => {
      lost.is();
      return Promise.resolve(false);
    },
  });
  const rounds = new StrategyRounds(services, mustNotFail);
  void rounds.drain(workspace).then(ended.is);
  await ended.come;
  assert.equal(await recordsOf(workspace), 0);
});

test('a process that stops ends its measurement, and another process can measure at once', async () => {
  const workspace = await open('stopped');
  const [begun, goOn] = [later(), later()];
  const rounds = new StrategyRounds(
    watched(here, {
      begun: () => {
        begun.is();
        return goOn.come;
      },
    }),
    mustNotFail,
  );
  rounds.run(workspace);
  await begun.come;
  const stopped = rounds.stop();
  goOn.is();
  await stopped;
  assert.equal(await recordsOf(workspace), 0);
  const other = watched(elsewhere, { begun: () => Promise.resolve() });
  await new StrategyRounds(other, mustNotFail).drain(workspace);
  assert.equal(await recordsOf(workspace), 1);
});

test('a failed measurement is not repeated at once, neither here nor in another process', async () => {
  const workspace = await open('failed');
  const reported = later<unknown>();
  let attempts = 0;
  const failing = (): Promise<void> => {
    attempts++;
    return Promise.reject(new Error('the measurement failed'));
  };
  const rounds = new StrategyRounds(watched(here, { begun: failing }), reported.is);
  rounds.run(workspace);
  assert.match(String(await reported.come), /the measurement failed/);
  rounds.run(workspace);
  await rounds.stop();
  const taken = later<boolean>();
  const other = watched(elsewhere, {
    begun: failing,
    take: async (lease, leaseMs, first) => {
      const place = await elsewhere.stores.followers.take(lease, leaseMs, first);
      taken.is(place !== undefined);
      return place;
    },
  });
  const others = new StrategyRounds(other, mustNotFail);
  others.run(workspace);
  assert.equal(await taken.come, false);
  await others.stop();
  assert.equal(attempts, 1);
});
