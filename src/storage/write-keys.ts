/** Stores write keys in the collection of credentials. */
import type { Collection } from 'mongodb';
import type { StoredWriteKey, Stores } from '../services/base/ports.js';
import type { WriteKeyRules } from '../services/base/access.js';
import { within } from './base/mongo.js';

/** Fields that only write keys have, in addition to the fields that they share with tokens. */
export interface WriteKeyFields {
  /** The allowed origins, the rate limit, and the events and traits that clients may send with the key. */
  rules?: Omit<WriteKeyRules, 'id'>;
  secrets?: { hash: string; until?: Date }[];
}

interface WriteKeyDoc extends WriteKeyFields {
  _id: string;
  ws: string;
  kind: string;
  name: string;
  subject?: string;
  label?: string;
  issuedBy?: string;
  issuedWith?: string;
  /** Time of creation. The field is not named `issuedAt`, because that field marks the record of a token. */
  createdAt?: Date;
  usedAt?: Date;
  revoked?: { at: Date; by: string };
}

export const writeKeyIdOf = (ws: string, id: string): string => `${ws}|KEY|${id}`;

const secretsToDoc = (secrets: StoredWriteKey['secrets']): { hash: string; until?: Date }[] =>
  secrets.map(({ hash, until }) => ({ hash, ...(until === undefined ? {} : { until: new Date(until) }) }));

function keyFromDoc(d: WriteKeyDoc): StoredWriteKey {
  return {
    ...d.rules!,
    id: d.name,
    source: d.subject!,
    ...(d.label === undefined ? {} : { label: d.label }),
    createdBy: d.issuedBy!,
    ...(d.issuedWith === undefined ? {} : { createdWith: d.issuedWith }),
    createdAt: d.createdAt!.getTime(),
    secrets: d.secrets!.map(({ hash, until }) => ({ hash, ...(until ? { until: until.getTime() } : {}) })),
    ...(d.usedAt ? { usedAt: d.usedAt.getTime() } : {}),
    ...(d.revoked ? { revokedAt: d.revoked.at.getTime(), revokedBy: d.revoked.by } : {}),
  };
}

type WriteKeyCalls = 'insertWriteKey' | 'writeKeys' | 'writeKey' | 'replaceSecrets';

export function writeKeyStore(collection: Collection<WriteKeyDoc>): Pick<Stores['credentials'], WriteKeyCalls> {
  return {
    insertWriteKey: async (ws, key, tx) => {
      const { id, source, label, createdBy, createdWith, createdAt, secrets } = key;
      const { origins, ratePerSecond, events, orders, traits } = key;
      await collection.insertOne(
        {
          _id: writeKeyIdOf(ws, id),
          ws,
          kind: 'KEY',
          name: id,
          subject: source,
          ...(label === undefined ? {} : { label }),
          issuedBy: createdBy,
          ...(createdWith === undefined ? {} : { issuedWith: createdWith }),
          createdAt: new Date(createdAt),
          secrets: secretsToDoc(secrets),
          rules: {
            ...(origins === undefined ? {} : { origins }),
            ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
            ...(events === undefined ? {} : { events }),
            orders,
            traits,
          },
        },
        within(tx),
      );
    },
    writeKeys: async (ws, page, tx) =>
      (
        await collection
          .find({ _id: { $gt: writeKeyIdOf(ws, ''), $lt: writeKeyIdOf(ws, page.after ?? '\uffff') } }, within(tx))
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(keyFromDoc),
    writeKey: async (ws, id, tx) => {
      const d = await collection.findOne({ _id: writeKeyIdOf(ws, id) }, within(tx));
      return d ? keyFromDoc(d) : undefined;
    },
    replaceSecrets: async (ws, id, secrets, tx) =>
      void (await collection.updateOne(
        { _id: writeKeyIdOf(ws, id) },
        { $set: { secrets: secretsToDoc(secrets) } },
        within(tx),
      )),
  };
}
