/** An import destination that calls the API of a running server. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  ChangeCatalogueDocument,
  IngestEventsDocument,
  RecordTagPointsDocument,
  SetTagsDocument,
  type CatalogueEntryInput,
  type EventInput,
  type SetTagInput,
  type TagPointInput,
} from '../../../schema/generated/operations.js';
import { StrataError } from '../../client/error.js';
import type { ApiClient } from '../command.js';
import { parts, type Outcome, type Outcomes, type Statements } from '../../services/imports/destination.js';
import type { RemoteDestination } from './run.js';

/** Maximum time for which the server may be unreachable before the import stops, in ms. */
const PATIENCE_MS = 10 * 60_000;
/** Maximum number of catalogue entries in one call. */
const MOST_ENTRIES = 5000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

export class ApiDestination implements RemoteDestination {
  readonly batchRows: number;
  readonly inFlight: number;
  private isWaiting = false;

  /** `catalogue` is the key of the catalogue that receives the entries, if the import loads entries. */
  constructor(
    private readonly client: ApiClient,
    private readonly dryRun: boolean,
    private readonly catalogue?: string,
  ) {
    // Each change to a catalogue creates a new version of the definitions, so entries are sent in large batches and one
    // batch at a time.
    [this.batchRows, this.inFlight] = catalogue === undefined ? [500, 3] : [MOST_ENTRIES, 1];
  }

  get url(): string {
    return this.client.url;
  }

  async write({ events, tags, points, entries }: Statements): Promise<Outcomes> {
    const { dryRun } = this;
    return {
      events: await this.each(events, async (part) => {
        const variables = { events: part as unknown as EventInput[], dryRun };
        return (await this.request(IngestEventsDocument, variables)).ingestEvents.results;
      }),
      tags: await this.each(tags, async (part) => {
        const variables = { tags: part as unknown as SetTagInput[], dryRun };
        return (await this.request(SetTagsDocument, variables)).setTags;
      }),
      points: await this.each(points, async (part) => {
        const variables = { points: part as unknown as TagPointInput[], dryRun };
        return (await this.request(RecordTagPointsDocument, variables)).recordTagPoints;
      }),
      entries: await this.entries(entries),
    };
  }

  private async entries(entries: Statements['entries']): Promise<Outcome[]> {
    if (entries.length === 0) return [];
    const sent = entries as unknown as CatalogueEntryInput[];
    const variables = { key: this.catalogue!, action: 'ADD', entries: sent, dryRun: this.dryRun } as const;
    const { rejected } = (await this.request(ChangeCatalogueDocument, variables)).changeCatalogue;
    const outcomes: Outcome[] = entries.map(() => ({ status: 'ACCEPTED' }));
    for (const { index, ...why } of rejected) outcomes[index] = { status: 'REJECTED', ...why };
    return outcomes;
  }

  private async each<S>(
    statements: readonly S[],
    call: (part: readonly S[]) => Promise<readonly Outcome[]>,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of parts(statements)) outcomes.push(...(await call(part)));
    return outcomes;
  }

  /**
   * Retries a call until the server responds. The calls are idempotent, so a retry after a lost response does not
   * repeat the effect.
   */
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
