/** GraphQL resolvers of uploads and imports. The bytes of a file arrive at `/imports/ID`. */
import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { ImportRecord } from '../../services/base/ports.js';
import { guessMapping, lookAtImport, startImport, type Look } from '../../services/imports/imports.js';
import type { GuessAnswer } from '../../services/imports/reading-task.js';
import {
  createUpload,
  discardUpload,
  IMPORT_SCOPE,
  listUploads,
  neededUpload,
} from '../../services/imports/uploads.js';
import type { Context } from '../context.js';
import { Costs } from '../field-costs.js';
import { ImportLook, ImportType, MappingGuess, UploadInput } from './import.type.js';

/** Cost of a field that reads the beginning of a file. */
const LOOK_COST = 500;
const IMPORT_ID = 'Id of the upload.';
const MAPPING = 'The mapping of columns to facts, as JSON text of at most 64 Ki characters.';

/** Returns what callers see of an upload. */
const shown = ({ run, ...record }: ImportRecord): ImportType => ({
  ...{ id: record.id, name: record.name, bytes: record.bytes, received: record.received },
  ...{ createdAt: record.createdAt, state: record.state },
  ...(run && { source: run.source, share: run.share, counts: run.counts }),
  ...(run?.reason && { reason: run.reason }),
  ...(run?.message !== undefined && { message: run.message }),
  ...(run?.endedAt !== undefined && { endedAt: run.endedAt }),
});

@Resolver()
export class ImportResolver {
  @Authorized(IMPORT_SCOPE)
  @Query(() => [ImportType], {
    description:
      'Uploads that this process of the server keeps, newest first: those of the caller, or all with `admin`.',
  })
  async imports(@Ctx() c: Context): Promise<ImportType[]> {
    return (await listUploads(c.services, c.principal)).map(shown);
  }

  @Authorized(IMPORT_SCOPE)
  @Query(() => ImportType, { name: 'import', description: 'An upload and the progress of its import.' })
  async importOf(
    @Arg('id', () => String, { description: IMPORT_ID }) id: string,
    @Ctx() c: Context,
  ): Promise<ImportType> {
    return shown(await neededUpload(c.services, c.principal, id));
  }

  @Authorized(IMPORT_SCOPE)
  @Costs(LOOK_COST)
  @Query(() => MappingGuess, { description: 'Guesses a mapping from the header and the first 1,000 rows of a file.' })
  guessImportMapping(
    @Arg('id', () => String, { description: IMPORT_ID }) id: string,
    @Ctx() c: Context,
  ): Promise<GuessAnswer> {
    return guessMapping(c.services, c.principal, id);
  }

  @Authorized(IMPORT_SCOPE)
  @Costs(LOOK_COST)
  @Query(() => ImportLook, {
    description: 'The first 20 rows of a file as they would be imported, with their problems. Writes nothing.',
  })
  previewImport(
    @Arg('id', () => String, { description: IMPORT_ID }) id: string,
    @Arg('mapping', () => String, { description: MAPPING }) mapping: string,
    @Ctx() c: Context,
  ): Promise<Look> {
    return lookAtImport(c.services, c.principal, { id, mapping });
  }

  @Authorized(IMPORT_SCOPE)
  @Mutation(() => ImportType, {
    description:
      'Announces a file to upload. Its bytes are then sent with `PUT /imports/ID?offset=N` in parts of at most 8 MiB, each beginning at the number of bytes received so far.',
  })
  async createUpload(
    @Arg('input', () => UploadInput, { description: 'The file.' }) input: UploadInput,
    @Ctx() c: Context,
  ): Promise<ImportType> {
    return shown(await createUpload(c.services, c.principal, input));
  }

  @Authorized(IMPORT_SCOPE)
  @Mutation(() => ImportType, {
    description: 'Imports an uploaded file by a mapping, as a job with the id of the upload. `cancelJob` cancels it.',
  })
  async startImport(
    @Arg('id', () => String, { description: IMPORT_ID }) id: string,
    @Arg('mapping', () => String, { description: MAPPING }) mapping: string,
    @Ctx() c: Context,
  ): Promise<ImportType> {
    return shown(await startImport(c.services, c.principal, { id, mapping }));
  }

  @Authorized(IMPORT_SCOPE)
  @Mutation(() => ImportType, {
    description:
      'Deletes an upload with its rejected rows. A running import is cancelled; the rows that it loaded stay.',
  })
  async discardUpload(
    @Arg('id', () => String, { description: IMPORT_ID }) id: string,
    @Ctx() c: Context,
  ): Promise<ImportType> {
    return shown(await discardUpload(c.services, c.principal, id));
  }
}
