/** Sends batches to the server until each row is loaded or has a reason for its rejection. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  IngestEventsDocument,
  RecordTagPointsDocument,
  SetTagsDocument,
  type EventInput,
  type SetTagInput,
  type TagPointInput,
} from '../../../schema/generated/operations.js';
import { StrataError } from '../../client/error.js';
import type { IdentityInput } from '../../services/base/inputs.js';
import type { ApiClient } from '../command.js';
import type { Batch, Item } from './batches.js';
import type { ReadRecord } from './groups.js';
import type { RejectedRow } from './json-files.js';

/** How long the server may be unreachable before an import ends. */
const PATIENCE_MS = 10 * 60_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

export interface Tally {
  accepted: number;
  duplicates: number;
  tagged: number;
  points: number;
}

interface Outcome {
  readonly index: number;
  readonly status: string;
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly path?: string | null;
}

interface Addressed {
  readonly identities: readonly IdentityInput[];
}

export class Sender {
  readonly tally: Tally = { accepted: 0, duplicates: 0, tagged: 0, points: 0 };
  private isWaiting = false;

  constructor(
    private readonly client: ApiClient,
    private readonly dryRun: boolean,
  ) {}

  /** Returns rows of a batch that are not fully loaded, each once. Throws StrataError if the batch is refused. */
  async send(batch: Batch): Promise<readonly RejectedRow[]> {
    const reasons = new Reasons();
    await this.deliver(batch.events, reasons, async (events) => {
      const { ingestEvents: answer } = await this.request(IngestEventsDocument, {
        events: events as unknown as EventInput[],
        dryRun: this.dryRun,
      });
      this.tally.accepted += answer.accepted;
      this.tally.duplicates += answer.duplicates;
      return answer.results;
    });
    await this.deliver(batch.tags, reasons, async (tags) => {
      const { setTags } = await this.request(SetTagsDocument, {
        tags: tags as unknown as SetTagInput[],
        dryRun: this.dryRun,
      });
      this.tally.tagged += kept(setTags);
      return setTags;
    });
    await this.deliver(batch.points, reasons, async (points) => {
      const { recordTagPoints } = await this.request(RecordTagPointsDocument, {
        points: points as unknown as TagPointInput[],
        dryRun: this.dryRun,
      });
      this.tally.points += kept(recordTagPoints);
      return recordTagPoints;
    });
    return [...batch.misfits, ...reasons.rows()];
  }

  /** Sends statements. A statement with a refused further identity is sent again without it. */
  private async deliver<S extends Addressed>(
    items: readonly Item<S>[],
    reasons: Reasons,
    call: (statements: readonly S[]) => Promise<readonly Outcome[]>,
  ): Promise<void> {
    for (let sent = items; sent.length > 0;) {
      const again: Item<S>[] = [];
      for (let start = 0; start < sent.length; start += MOST_STATEMENTS) {
        const part = sent.slice(start, start + MOST_STATEMENTS);
        for (const outcome of await call(part.map(({ statement }) => statement))) {
          if (outcome.status !== 'REJECTED') continue;
          const item = part[outcome.index];
          const without = withoutIdentity(item.statement, outcome);
          reasons.add(item.rows, reasonOf(outcome), without !== undefined);
          if (without) again.push({ rows: item.rows, statement: without });
        }
      }
      sent = again;
    }
  }

  /** Retries a call until the server responds. Calls are idempotent, so a lost response does no harm. */
  private async request<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    const begun = performance.now();
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.client.once(document, variables);
        this.isWaiting = false;
        return answer;
      } catch (error) {
        if (!(error instanceof StrataError && error.transient) || performance.now() - begun > PATIENCE_MS) throw error;
        if (!this.isWaiting) console.error(`  ${error.message}; trying again`);
        this.isWaiting = true;
        const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
        await new Promise((done) => setTimeout(done, Math.max(wait, error.retryAfterMs)));
      }
    }
  }
}

/** Tag writes of one call. A row may produce several. */
const MOST_STATEMENTS = 1000;

const kept = (outcomes: readonly Outcome[]): number => outcomes.filter(({ status }) => status !== 'REJECTED').length;

const reasonOf = ({ reason, message, path }: Outcome): string =>
  `${reason}: ${message}${path ? ` (${path.replace(/^(?:events|tags|points)\[\d+\]\.?/, '')})` : ''}`;

/** The statement without the refused further identity. Undefined if the refusal has another reason. */
function withoutIdentity<S extends Addressed>(statement: S, { path }: Outcome): S | undefined {
  const place = /^(?:events|tags|points)\[\d+\]\.identities\[(\d+)\]/.exec(path ?? '')?.[1];
  if (place === undefined || place === '0') return undefined;
  return { ...statement, identities: statement.identities.filter((_, i) => i !== Number(place)) };
}

/** Reasons why rows are not fully loaded, one for each row. */
class Reasons {
  private readonly found = new Map<number, { record: ReadRecord; texts: Set<string>; isKept: boolean }>();

  /** `isKept`: the statement is loaded except for the part that the reason names. */
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
