/** An import destination inside the server. It writes with the rights of the caller who started the import. */
import type { Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { ingestEvents } from '../events/events.js';
import { changeItemCatalogue } from '../items/item-changes.js';
import { writeTags, type TagWriteInput } from '../tags/tags.js';
import { parts, type Destination, type Outcome, type Outcomes, type Statements } from './destination.js';

/** Maximum number of statements of one kind in a batch, for facts and for entries of a catalogue. */
export const BATCH_ROWS = 500;
// Each change to a catalogue is a new version of the definitions, so entries are written in large batches.
export const CATALOGUE_BATCH_ROWS = 5000;

export interface ServiceDestinationOptions {
  /** Returns the caller with its present rights. Throws if it lost them. */
  readonly caller: () => Promise<Principal>;
  /** Key of the catalogue that receives the entries, if the import loads entries. */
  readonly catalogue?: string | undefined;
  /**
   * Time of the upload on the clock of the workspace. A tag write without a time gets this time, so that a file never
   * tells anything about customers who were erased after its upload.
   */
  readonly uploadedAt: number;
  readonly dryRun: boolean;
}

export class ServiceDestination implements Destination {
  readonly batchRows: number;
  readonly inFlight = 1;

  constructor(
    private readonly services: Services,
    private readonly options: ServiceDestinationOptions,
  ) {
    this.batchRows = options.catalogue === undefined ? BATCH_ROWS : CATALOGUE_BATCH_ROWS;
  }

  async write({ events, tags, points, entries }: Statements): Promise<Outcomes> {
    const { services } = this;
    const { dryRun, uploadedAt } = this.options;
    const observedAt = new Date(uploadedAt).toISOString();
    const principal = await this.options.caller();
    const each = async <S>(
      statements: readonly S[],
      call: (part: readonly S[]) => Promise<readonly Outcome[]>,
    ): Promise<Outcome[]> => {
      const outcomes: Outcome[] = [];
      for (const part of parts(statements)) outcomes.push(...(await call(part)));
      return outcomes;
    };
    return {
      events: await each(events, (part) => ingestEvents(services, principal, part, dryRun)),
      tags: await each(tags, (part) =>
        writeTags(
          services,
          principal,
          'set',
          part.map((write) => ({ ...write, observedAt: write.observedAt ?? observedAt })),
          'tags',
          dryRun,
        ),
      ),
      points: await each(points, (part) =>
        writeTags(services, principal, 'record', part.map(toTagWrite), 'points', dryRun),
      ),
      entries: await this.entries(principal, entries),
    };
  }

  private async entries(principal: Principal, entries: Statements['entries']): Promise<Outcome[]> {
    if (entries.length === 0) return [];
    const { catalogue, dryRun } = this.options;
    const request = { key: catalogue!, action: 'ADD', entries, dryRun } as const;
    const { rejected } = await changeItemCatalogue(this.services, principal, request);
    const outcomes: Outcome[] = entries.map(() => ({ status: 'ACCEPTED' }));
    for (const { index, error } of rejected)
      outcomes[index] = {
        status: 'REJECTED',
        reason: error.reason,
        message: error.message,
        ...(error.path === undefined ? {} : { path: error.path }),
      };
    return outcomes;
  }
}

const toTagWrite = ({ at, ...point }: Statements['points'][number]): TagWriteInput => ({ ...point, observedAt: at });
