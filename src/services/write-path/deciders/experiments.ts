/**
 * Decides about assignments to experiments and campaigns that this system manages. An assignment is accepted only if its sender may
 * assign customers to variants.
 */
import { CAMPAIGN_PREFIX } from '../../../engine/reach/groups.js';
import type { EventFact } from '../../../engine/types.js';
import type { EventIntake } from '../../base/write-intakes.js';
import type { Snapshot } from '../commit/snapshot.js';
import type { Decider, DeciderKind, Refusal } from './decider.js';

export const experimentDecider: DeciderKind = {
  name: 'experiments',
  async open({ stores, workspace, intakes, tx }: Snapshot): Promise<Decider> {
    const named = intakes.flatMap((intake) => (intake.kind === 'event' ? (experimentOf(intake.event) ?? []) : []));
    const keys = [...new Set(named)];
    const found = keys.length > 0 ? await stores.experiments.find(workspace, keys, tx) : [];
    return new ExperimentDecider(new Set(found.map((experiment) => experiment.key)));
  },
};

class ExperimentDecider implements Decider {
  constructor(private readonly experiments: ReadonlySet<string>) {}

  refusal({ event, mayDecide }: EventIntake): Refusal | undefined {
    if (mayDecide || !this.runs(event)) return undefined;
    const message = 'this experiment or campaign is run here: this token lacks the scope coupons:write';
    return { reason: 'SCOPE_MISSING', message, path: 'type' };
  }

  binds({ event, mayDecide }: EventIntake): boolean {
    return mayDecide === true && this.runs(event);
  }

  private runs(event: EventFact): boolean {
    const experiment = experimentOf(event) ?? '';
    return this.experiments.has(experiment) || experiment.startsWith(CAMPAIGN_PREFIX);
  }
}

/** Returns the experiment to which an event assigns a customer. */
function experimentOf({ type, properties }: EventFact): string | undefined {
  return type === 'experiment_assigned' ? String(properties?.experiment) : undefined;
}
