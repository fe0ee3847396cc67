/** GraphQL types of uploads and imports. */
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Reason } from '../../reasons/index.js';
import { IMPORT_STATES, type ImportState } from '../../services/base/ports/import-files.js';
import type { FactKind } from '../../services/imports/previewed-rows.js';
import { RefusalReason } from '../reason.type.js';
import { DateTime } from '../scalars.js';
import { ImportedFactKind } from './fact-kind.js';

const ImportStateEnum = Object.fromEntries(IMPORT_STATES.map((state) => [state, state]));
registerEnumType(ImportStateEnum, {
  name: 'ImportState',
  description: 'State of an upload and its import.',
  valuesConfig: {
    UPLOADING: { description: 'Parts of the file are missing.' },
    UPLOADED: { description: 'The file has arrived and can be imported.' },
    RUNNING: { description: 'The import runs, or waits for its turn.' },
    DONE: { description: 'Every row was loaded, left out or rejected.' },
    FAILED: { description: 'The import stopped because of an error.' },
    CANCELLED: { description: 'The import was cancelled. The rows that it loaded stay.' },
  },
});

@InputType({ description: 'A file to upload.' })
export class UploadInput {
  @Field(() => String, { description: 'Name of the file, at most 200 characters. Its ending determines the format.' })
  name!: string;
  @Field(() => Float, { description: 'Size of the file in bytes, at most 2 GiB.' }) bytes!: number;
}

@ObjectType({ description: 'Counts of an import.' })
export class ImportCountsType {
  @Field(() => Float, { description: 'New events.' }) accepted!: number;
  @Field(() => Float, { description: 'Events that were known before.' }) duplicates!: number;
  @Field(() => Float, { description: 'Tag writes.' }) tagged!: number;
  @Field(() => Float, { description: 'Values of dynamic tags.' }) points!: number;
  @Field(() => Float, { description: 'Entries of a catalogue.' }) entries!: number;
  @Field(() => Float, { description: 'Rows that the mapping leaves out.' }) leftOut!: number;
  @Field(() => Float, { description: 'Rows that were not loaded.' }) rejected!: number;
  @Field(() => Float, { description: 'Rows that were loaded without a further identity that is refused.' })
  partial!: number;
}

@ObjectType('Import', { description: 'An uploaded file and its import.' })
export class ImportType {
  @Field(() => String, { description: 'Id of the upload, and of the job that imports it.' }) id!: string;
  @Field(() => String, { description: 'Name of the file.' }) name!: string;
  @Field(() => Float, { description: 'Size of the file in bytes.' }) bytes!: number;
  @Field(() => Float, { description: 'Number of bytes that have arrived.' }) received!: number;
  @Field(() => DateTime, { description: 'Time of the upload.' }) createdAt!: number;
  @Field(() => ImportStateEnum, { description: 'Its state.' }) state!: ImportState;
  @Field(() => String, { nullable: true, description: 'Source of its events and tag writes. Null before the import.' })
  source?: string;
  @Field(() => Float, { nullable: true, description: 'Share of the file that is finished, 0 to 1.' }) share?: number;
  @Field(() => ImportCountsType, { nullable: true, description: 'Counts so far. Null before the import.' })
  counts?: ImportCountsType;
  @Field(() => RefusalReason, { nullable: true, description: 'Why the import failed, as a reason.' }) reason?: Reason;
  @Field(() => String, { nullable: true, description: 'Why the import failed, as a sentence.' }) message?: string;
  @Field(() => DateTime, { nullable: true, description: 'Time of the end of the import.' }) endedAt?: number;
}

@ObjectType({ description: 'A column of an uploaded file.' })
class ImportColumn {
  @Field(() => String, { description: 'Its name.' }) name!: string;
  @Field(() => [String], { description: 'Up to three of its values, each cut to 200 characters.' }) values!: string[];
}

@ObjectType({ description: 'A guess how to read an uploaded file. Check it before the import.' })
export class MappingGuess {
  @Field(() => String, { description: 'The mapping, as JSON text.' }) mapping!: string;
  @Field(() => [ImportColumn], { description: 'Columns of the file, at most 500.' }) columns!: ImportColumn[];
}

@ObjectType({ description: 'A cell of a row.' })
class PreviewCell {
  @Field(() => String, { description: 'Name of the column.' }) column!: string;
  @Field(() => String, { description: 'Its text, cut to 200 characters.' }) value!: string;
}

@ObjectType({ description: 'What a row of a file becomes.' })
class PreviewFact {
  @Field(() => ImportedFactKind, { description: 'Its kind.' }) kind!: FactKind;
  @Field(() => String, { description: 'The event, the write or the entry, as JSON text.' }) fact!: string;
}

@ObjectType({ description: 'A row of a file as it would be imported.' })
export class PreviewRow {
  @Field(() => Int, { description: 'Number of the row.' }) row!: number;
  @Field(() => Boolean, { description: 'Whether `skip` or `only` of the mapping leaves it out.' }) isLeftOut!: boolean;
  @Field(() => [PreviewCell], { description: 'Its cells.' }) cells!: PreviewCell[];
  @Field(() => [PreviewFact], {
    description: 'What begins in this row. An order with several rows begins in its first row.',
  })
  facts!: PreviewFact[];
  @Field(() => [String], { description: 'Why the row, or a part of it, would be rejected.' }) problems!: string[];
}

@ObjectType({ description: 'The first rows of a file as they would be imported.' })
export class ImportLook {
  @Field(() => [String], { description: 'Problems of the mapping as a whole. With any, there are no rows.' })
  problems!: string[];
  @Field(() => [PreviewRow], { description: 'The first rows, at most 20.' }) rows!: PreviewRow[];
}
