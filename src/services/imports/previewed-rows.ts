/** Shows the first rows of a file as they would land, with the problems of each row. */
import type { Destination } from './destination.js';
import type { LookAnswer } from './reading-task.js';
import { Sender } from './sender.js';

/** A row of a file in a look. */
export interface PreviewedRow {
  readonly row: number;
  readonly isLeftOut: boolean;
  readonly cells: LookAnswer['rows'][number]['cells'];
  /** The facts that begin in this row, as JSON text. An order with several rows begins in its first row. */
  readonly facts: readonly { readonly kind: FactKind; readonly fact: string }[];
  readonly problems: readonly string[];
}

export const FACT_KINDS = ['EVENT', 'TAG', 'POINT', 'ENTRY'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

const KIND_OF = { events: 'EVENT', tags: 'TAG', points: 'POINT', entries: 'ENTRY' } as const;

/** Sends the statements to a destination that writes nothing, and returns each row with its facts and problems. */
export async function previewedRows(
  destination: Destination,
  { rows, batches = [] }: LookAnswer,
): Promise<PreviewedRow[]> {
  const facts = new Map<number, PreviewedRow['facts'][number][]>();
  const problems = new Map<number, string[]>();
  const sender = new Sender(destination);
  for (const batch of batches) {
    for (const list of ['events', 'tags', 'points', 'entries'] as const)
      for (const { rows: from, statement } of batch[list]) {
        const row = from[0].row;
        facts.set(row, [...(facts.get(row) ?? []), { kind: KIND_OF[list], fact: JSON.stringify(statement) }]);
      }
    for (const { row, reason } of await sender.send(batch)) problems.set(row, [...(problems.get(row) ?? []), reason]);
  }
  return rows.map(({ row, isLeftOut, cells }) => ({
    ...{ row, isLeftOut, cells, facts: facts.get(row) ?? [], problems: problems.get(row) ?? [] },
  }));
}
