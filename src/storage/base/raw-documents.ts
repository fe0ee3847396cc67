/**
 * Reads and writes documents as the bytes that the database stores. A document that is decoded and encoded again may
 * differ, for example in the order of fields whose names are numbers.
 */
import type { Collection, Db, Document, Filter } from 'mongodb';
import { DocumentSequence } from 'mongodb/lib/cmap/commands.js';

const MAX_DOCUMENTS = 1000;
const MAX_BYTES = 8 * 2 ** 20;

/** Yields the documents that match the filter in the order of their ids, in batches of limited size. */
export async function* rawBatches(collection: Collection, filter: Filter<Document>): AsyncGenerator<Buffer[]> {
  const cursor = collection.find(filter, { raw: true, sort: { _id: 1 }, batchSize: MAX_DOCUMENTS });
  let batch: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const raw of cursor as unknown as AsyncIterable<Buffer>) {
      batch.push(raw);
      bytes += raw.length;
      if (batch.length < MAX_DOCUMENTS && bytes < MAX_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  } finally {
    await cursor.close();
  }
}

/**
 * Inserts documents in the given order and waits until they are durable. Throws if a document was not stored. The
 * documents before it are stored then.
 */
export async function insertRaw(db: Db, collection: string, documents: readonly Buffer[]): Promise<void> {
  const sequence = new DocumentSequence('documents');
  for (const raw of documents) sequence.push({}, raw);
  const { n, writeErrors } = await db.command({
    insert: collection,
    ordered: true,
    documents: sequence,
    writeConcern: { w: 'majority', j: true },
  });
  if (n === documents.length) return;
  const reason = (writeErrors as { readonly code: number }[] | undefined)?.[0]?.code;
  throw new Error(`${collection}: ${n} of ${documents.length} documents were stored (error ${reason ?? 'unknown'})`);
}
