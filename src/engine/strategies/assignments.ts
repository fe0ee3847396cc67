/** Reads the assignments of customers to the groups of trials. A trial is a campaign version or an experiment. */
import type { EventTable } from '../columns/event-table.js';
import type { ColumnPart } from '../columns/part.js';
import type { Analysis } from '../analyses/analysis.js';
import { ASSIGNED, countingAssignments } from '../facts/decided.js';
import { retentionOf } from '../facts/event-retention.js';
import { CAMPAIGN_PREFIX } from '../reach/groups.js';
import type { Setting } from '../facts/selection.js';

/** The first assignment of a customer to an experiment that counts. */
export interface Assignment {
  /** Value of the property `experiment`. */
  readonly experiment: string;
  /** Version of the campaign. 0 for an experiment, and for assignments that earlier releases recorded. */
  readonly version: number;
  readonly variant: string;
  readonly at: number;
  /**
   * Whether profiles that were assigned separately were merged into this customer. Such customers are compared in no
   * group, also if all their profiles were in the same group.
   */
  readonly isMerged: boolean;
}

/** The experiments to read, with the variant that is the hold-out. */
export type HoldOuts = ReadonlyMap<string, string>;

/**
 * Returns a function that reads the assignments of a customer to the given experiments. Assignments after `now` and
 * those whose retention has passed do not count. Reported assignments count only if none was decided here.
 */
export function assignmentReader(
  part: ColumnPart,
  holdOuts: HoldOuts,
  { setting, now }: { readonly setting: Setting; readonly now: number },
): (customer: number) => readonly Assignment[] {
  const table = part.table(ASSIGNED);
  const experiments = table?.columns.get('.experiment');
  const variants = table?.columns.get('.variant');
  if (!table || !experiments || !variants) return () => [];
  const versions = table.columns.get('.version');
  const draws = table.columns.get('.drawn');
  const decided = table.columns.get('binding');
  const from = now - retentionOf(ASSIGNED, setting);
  return (customer) => {
    const found = new Map<string, Row[]>();
    for (let row = table.starts[customer]; row < table.starts[customer + 1]; row++) {
      const at = table.at[row];
      if (at > now) break;
      const [experiment, variant] = [experiments.at(row), variants.at(row)].map(String);
      const heldOut = holdOuts.get(experiment);
      if (at <= from || heldOut === undefined) continue;
      const rows = found.get(experiment) ?? [];
      if (rows.length === 0) found.set(experiment, rows);
      const isDrawn = draws?.at(row) === true || experiment.startsWith(CAMPAIGN_PREFIX);
      rows.push({ row, variant, isHeldOut: variant === heldOut, isDecided: decided?.at(row) === true, isDrawn });
    }
    return [...found].map(([experiment, rows]) => {
      const [first, ...others] = countingAssignments(rows);
      const { row, variant } = first;
      const isMerged = others.some((other) => isOfOtherProfile(other, first));
      return { experiment, version: versionOf(versions, row), variant, at: table.at[row], isMerged };
    });
  };
}

/** An assignment of a customer in the table. */
interface Row {
  readonly row: number;
  readonly variant: string;
  readonly isHeldOut: boolean;
  readonly isDecided: boolean;
  /** Whether the group was drawn here. A profile is drawn once for each trial. */
  readonly isDrawn: boolean;
}

/**
 * Whether a further assignment belongs to a profile that was assigned separately and merged later. A second draw is one
 * of another profile. Another system may report the same assignment repeatedly, so its report counts only if it names
 * the other group.
 */
const isOfOtherProfile = (other: Row, first: Row): boolean => other.isDrawn || other.isHeldOut !== first.isHeldOut;

function versionOf(versions: ReturnType<EventTable['columns']['get']>, row: number): number {
  const version = Number(versions?.at(row) ?? 0);
  return Number.isSafeInteger(version) && version > 0 ? version : 0;
}

/** Returns a function that tells whether a customer was assigned to an experiment, whatever the experiment is. */
export function assignedIn(part: ColumnPart): (customer: number) => boolean {
  const starts = part.table(ASSIGNED)?.starts;
  return (customer) => starts !== undefined && starts[customer + 1] > starts[customer];
}

/** The assignments to one version of an experiment. */
export interface AssignedVersion {
  readonly experiment: string;
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

type Spans = Map<string, AssignedVersion>;

/** Returns the analysis that finds which versions of the experiments have assignments, and when. */
export function assignedVersions(holdOuts: HoldOuts): Analysis<Spans, readonly AssignedVersion[]> {
  const add = (spans: Spans, span: AssignedVersion): void => {
    const name = `${span.experiment} ${span.version}`;
    const { from, to } = spans.get(name) ?? span;
    spans.set(name, { ...span, from: Math.min(from, span.from), to: Math.max(to, span.to) });
  };
  return {
    begin: () => new Map(),
    over: ({ part, setting, now }) => {
      const read = assignmentReader(part, holdOuts, { setting, now });
      return (spans, customer) => {
        for (const { experiment, version, at } of read(customer)) add(spans, { experiment, version, from: at, to: at });
      };
    },
    merge: (into, other) => {
      for (const span of other.values()) add(into, span);
    },
    finish: (spans) => [...spans.values()],
    mayCount: assignedIn,
  };
}
