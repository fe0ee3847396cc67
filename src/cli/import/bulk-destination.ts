/**
 * Imports directly into the database, without HTTP, while no other server has it open. Each batch is one transaction.
 */
import type { Services } from '../../services/base/services.js';
import type { Principal } from '../../services/base/access.js';
import { ingestEvents, type ItemResult } from '../../services/events/events.js';
import { writeTags, type TagWriteInput } from '../../services/tags/tags.js';
import { composed } from '../../graphql/composed-arguments.js';
import { loadTogether, type LoadCall } from '../../services/write-path/load-together.js';
import { parts, type Outcomes, type Statements } from '../../services/imports/destination.js';
import type { RemoteDestination } from './run.js';

export class BulkDestination implements RemoteDestination {
  readonly batchRows = 2000;
  readonly inFlight = 2;

  constructor(
    readonly url: string,
    private readonly services: Services,
    private readonly principal: Principal,
  ) {}

  async write(statements: Statements): Promise<Outcomes> {
    const { events, tags, points } = composed(statements) as Statements;
    const calls = [
      parts(events).map(
        (part): LoadCall<ItemResult[]> =>
          (s) =>
            ingestEvents(s, this.principal, part),
      ),
      parts(tags).map(
        (part): LoadCall<ItemResult[]> =>
          (s) =>
            writeTags(s, this.principal, 'set', part, 'tags'),
      ),
      parts(points).map(
        (part): LoadCall<ItemResult[]> =>
          (s) =>
            writeTags(s, this.principal, 'record', part.map(toTagWrite), 'points'),
      ),
    ];
    const results = await loadTogether(this.services, this.principal.workspace, calls.flat());
    const [ofEvents, ofTags] = [calls[0].length, calls[0].length + calls[1].length];
    return {
      events: results.slice(0, ofEvents).flat(),
      tags: results.slice(ofEvents, ofTags).flat(),
      points: results.slice(ofTags).flat(),
      // Catalogue entries are always imported through the API.
      entries: [],
    };
  }
}

const toTagWrite = ({ at, ...point }: Statements['points'][number]): TagWriteInput => ({ ...point, observedAt: at });
