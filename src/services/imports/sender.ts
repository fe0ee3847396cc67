/** Writes batches to a destination until each row is either loaded or rejected with a reason. */
import type { IdentityInput } from '../base/inputs.js';
import type { Batch, Item } from './files/batches.js';
import type { Destination, Outcome, Statements } from './destination.js';
import type { ReadRecord } from './files/groups.js';
import type { RejectedRow } from './files/json-files.js';

export interface Tally {
  accepted: number;
  duplicates: number;
  tagged: number;
  points: number;
  entries: number;
}

interface Addressed {
  readonly identities?: readonly IdentityInput[];
}

/** Statements of a batch that have not been written yet, with their rows. */
type Open = { readonly [K in keyof Statements]: readonly Item<Statements[K][number]>[] };

export class Sender {
  readonly tally: Tally = { accepted: 0, duplicates: 0, tagged: 0, points: 0, entries: 0 };

  constructor(private readonly destination: Destination) {}

  /**
   * Writes a batch. Returns the rows that were not loaded completely, each once. If an identity other than the first is
   * rejected, the statement is written again without it. Throws StrataError if the whole batch is rejected.
   */
  async send(batch: Batch): Promise<readonly RejectedRow[]> {
    const reasons = new Reasons();
    for (let open: Open = batch; sizeOf(open) > 0;) {
      const outcomes = await this.destination.write({
        events: open.events.map(statementOf),
        tags: open.tags.map(statementOf),
        points: open.points.map(statementOf),
        entries: open.entries.map(statementOf),
      });
      this.tally.accepted += outcomes.events.filter(({ status }) => status === 'ACCEPTED').length;
      this.tally.duplicates += outcomes.events.filter(({ status }) => status === 'DUPLICATE').length;
      this.tally.tagged += kept(outcomes.tags);
      this.tally.points += kept(outcomes.points);
      this.tally.entries += kept(outcomes.entries);
      open = {
        events: again(open.events, outcomes.events, reasons),
        tags: again(open.tags, outcomes.tags, reasons),
        points: again(open.points, outcomes.points, reasons),
        entries: again(open.entries, outcomes.entries, reasons),
      };
    }
    return [...batch.misfits, ...reasons.rows()];
  }
}

const sizeOf = ({ events, tags, points, entries }: Open): number =>
  events.length + tags.length + points.length + entries.length;

const statementOf = <S>({ statement }: Item<S>): S => statement;

const kept = (outcomes: readonly Outcome[]): number => outcomes.filter(({ status }) => status !== 'REJECTED').length;

/**
 * Collects the reasons why statements were rejected. Returns the statements to write again, without their rejected
 * identities.
 */
function again<S extends object>(items: readonly Item<S>[], outcomes: readonly Outcome[], reasons: Reasons): Item<S>[] {
  return items.flatMap((item, i) => {
    const outcome = outcomes[i];
    if (outcome.status !== 'REJECTED') return [];
    const without = withoutIdentity(item.statement, outcome);
    reasons.add(item.rows, reasonOf(outcome), without !== undefined);
    return without ? [{ rows: item.rows, statement: without }] : [];
  });
}

const reasonOf = ({ reason, message, path }: Outcome): string =>
  `${reason}: ${message}${path ? ` (${path.replace(/^(?:events|tags|points|entries)\[\d+\]\.?/, '')})` : ''}`;

/**
 * Returns the statement without the rejected identity. Returns undefined if the first identity was rejected, or if the
 * statement was rejected for another reason.
 */
function withoutIdentity<S extends object>(statement: S & Addressed, { path }: Outcome): S | undefined {
  const place = /^(?:events|tags|points)\[\d+\]\.identities\[(\d+)\]/.exec(path ?? '')?.[1];
  if (place === undefined || place === '0') return undefined;
  return { ...statement, identities: statement.identities!.filter((_, i) => i !== Number(place)) };
}

/** Collects the reasons why rows were not loaded completely, with one entry for each row. */
class Reasons {
  private readonly found = new Map<number, { record: ReadRecord; texts: Set<string>; isKept: boolean }>();

  /**
   * Adds a reason to the rows of a statement. `isKept` means that the statement was loaded except for the part that the
   * reason names.
   */
  add(records: readonly ReadRecord[], text: string, isKept: boolean): void {
    for (const record of records) {
      const entry = this.found.get(record.row) ?? { record, texts: new Set(), isKept: true };
      entry.texts.add(text);
      entry.isKept &&= isKept;
      this.found.set(record.row, entry);
    }
  }

  rows(): readonly RejectedRow[] {
    return [...this.found.values()].map(({ record, texts, isKept }) => ({
      row: record.row,
      reason: [...texts].join('; '),
      raw: record.cells,
      ...(isKept ? { kept: true } : {}),
    }));
  }
}
