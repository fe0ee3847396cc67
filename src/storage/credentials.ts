/**
 * Store of credentials: issued tokens, write keys, and revocations of tokens without a record. All credentials are in
 * one collection, and the field `kind` distinguishes them.
 */
import type { Collection } from 'mongodb';
import type { IssuedToken, Revocations, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';
import { writeKeyIdOf, writeKeyStore, type WriteKeyFields } from './write-keys.js';

interface CredentialDoc extends WriteKeyFields {
  /**
   * Format: `workspace|kind|name`. The id of an issued token begins with its time of issue, so sorting by `_id` sorts
   * tokens by time.
   */
  _id: string;
  ws: string;
  /**
   * TOKEN is one issued token. SUBJECT revokes all tokens that were issued to a subject before a given time. KEY is a
   * write key.
   */
  kind: 'TOKEN' | 'SUBJECT' | 'KEY';
  name: string;
  subject?: string;
  scopes?: string[];
  label?: string;
  issuedBy?: string;
  issuedWith?: string;
  issuedAt?: Date;
  expiresAt?: Date;
  usedAt?: Date;
  /**
   * When and by which subject the credential was revoked. For SUBJECT, only tokens that were issued before `before`
   * are revoked.
   */
  revoked?: { at: Date; by: string };
  before?: Date;
}

const idOf = (ws: string, kind: CredentialDoc['kind'], name: string): string => `${ws}|${kind}|${name}`;

function tokenFromDoc(d: CredentialDoc): IssuedToken {
  return {
    id: d.name,
    subject: d.subject!,
    scopes: d.scopes!,
    ...(d.label === undefined ? {} : { label: d.label }),
    issuedBy: d.issuedBy!,
    ...(d.issuedWith === undefined ? {} : { issuedWith: d.issuedWith }),
    issuedAt: d.issuedAt!.getTime(),
    expiresAt: d.expiresAt!.getTime(),
    ...(d.usedAt ? { usedAt: d.usedAt.getTime() } : {}),
    ...(d.revoked ? { revokedAt: d.revoked.at.getTime(), revokedBy: d.revoked.by } : {}),
  };
}

/** Matches tokens that have a record. A document without `issuedAt` contains only a revocation. */
const RECORDED = { issuedAt: { $exists: true } };
const REVOKED = { 'revoked.at': { $gt: new Date(0) } };

type Records = 'insert' | 'get' | 'page' | 'issuedWith' | 'noteUse';
type Revoking = 'countRevoked' | 'revokeToken' | 'revokeSubject' | 'forgetSubjects' | 'revocations';

/** Matches the token or write key with this id. An id is never used twice, so at most one document matches. */
const named = (ws: string, id: string): { $in: string[] } => ({ $in: [idOf(ws, 'TOKEN', id), writeKeyIdOf(ws, id)] });

export function credentialStore(mongo: Mongo): Stores['credentials'] {
  const c = mongo.collection<CredentialDoc>('credentials');
  return { ...recordStore(c), ...revocationStore(c), ...writeKeyStore(mongo.collection('credentials')) };
}

function recordStore(c: Collection<CredentialDoc>): Pick<Stores['credentials'], Records> {
  return {
    insert: async (ws, { id, issuedAt, expiresAt, scopes, subject, label, issuedBy, issuedWith }, tx) =>
      void (await c.insertOne(
        {
          _id: idOf(ws, 'TOKEN', id),
          ws,
          kind: 'TOKEN',
          name: id,
          subject,
          scopes: [...scopes],
          label,
          issuedBy,
          issuedWith,
          issuedAt: new Date(issuedAt),
          expiresAt: new Date(expiresAt),
        },
        within(tx),
      )),
    get: async (ws, id, tx) => {
      const d = await c.findOne({ _id: idOf(ws, 'TOKEN', id), ...RECORDED }, within(tx));
      return d ? tokenFromDoc(d) : undefined;
    },
    page: async (ws, page, { subject }) =>
      (
        await c
          .find({
            _id: {
              $gt: idOf(ws, 'TOKEN', ''),
              $lt: idOf(ws, 'TOKEN', page.after ?? '\uffff'),
            },
            ...RECORDED,
            ...(subject === undefined ? {} : { subject }),
          })
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(tokenFromDoc),
    issuedWith: async (ws, ids, tx) =>
      (await c.find({ ws, issuedWith: { $in: [...ids] } }, within(tx)).toArray()).map((d) => d.name),
    noteUse: async (ws, id, at) =>
      void (await c.updateOne({ _id: named(ws, id), issuedBy: { $exists: true } }, { $set: { usedAt: new Date(at) } })),
  };
}

function revocationStore(c: Collection<CredentialDoc>): Pick<Stores['credentials'], Revoking> {
  return {
    countRevoked: (ws, tx) => c.countDocuments({ ws, ...REVOKED }, within(tx)),
    revokeToken: async (ws, id, at, by, tx) => {
      const revoked = { at: new Date(at), by };
      // Only the first revocation of a credential is recorded.
      const found = await c.find({ _id: named(ws, id) }, within(tx)).toArray();
      if (found.some((d) => d.revoked)) return false;
      await c.updateOne(
        { _id: found[0]?._id ?? idOf(ws, 'TOKEN', id) },
        { $set: { revoked }, $setOnInsert: { ws, kind: 'TOKEN', name: id } },
        { upsert: true, ...within(tx) },
      );
      return true;
    },
    revokeSubject: async (ws, subject, before, by, tx) =>
      void (await c.updateOne(
        { _id: idOf(ws, 'SUBJECT', subject) },
        {
          $set: { revoked: { at: new Date(before), by } },
          $max: { before: new Date(before) },
          $setOnInsert: { ws, kind: 'SUBJECT', name: subject },
        },
        { upsert: true, ...within(tx) },
      )),
    forgetSubjects: async (ws, except, before, tx) =>
      void (await c.deleteMany(
        { ws, kind: 'SUBJECT', name: { $ne: except }, before: { $lte: new Date(before) } },
        within(tx),
      )),
    revocations: async (ws): Promise<Revocations> => {
      const found = await c.find({ ws, ...REVOKED }).toArray();
      const of = (...kinds: CredentialDoc['kind'][]): CredentialDoc[] => found.filter((d) => kinds.includes(d.kind));
      return {
        tokens: new Set(of('TOKEN', 'KEY').map((d) => d.name)),
        subjects: new Map(of('SUBJECT').map((d) => [d.name, d.before!.getTime()])),
      };
    },
  };
}
