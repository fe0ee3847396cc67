/** Detects repeated tag writes and returns their outcomes. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { byPriority, identityText } from '../../engine/identity/identity.js';
import type { TagDefinition, TagWrite, Value } from '../../engine/types.js';
import { sameValue } from '../../engine/values/value.js';
import type { Outcome, TagIntake } from '../base/write-intakes.js';
import type { KnownWrite } from '../base/ports.js';

/**
 * Returns the id of a tag write. Two writes have the same id if their profile, tag, source, time, sequence and value
 * are equal. An add, remove or increment is identified by the id that its sender gave it.
 */
export function tagFactId(profile: string, intake: TagIntake): string {
  if (intake.change) return hashed(['change', intake.tag, intake.source, intake.writeId]);
  return hashed([profile, intake.tag, intake.source, intake.at, intake.sequence, spelled(intake)]);
}

function spelled(i: Pick<TagIntake, 'value' | 'correction'>): string {
  if (i.value === undefined) return 'clear';
  return `${i.correction === true}${typeof i.value === 'bigint' ? `${i.value}n` : JSON.stringify(i.value)}`;
}

const hashed = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 24);

/**
 * Assigns sequence numbers to writes without one. The number is the position among the writes of the request with the
 * same customer identity, tag and time. It depends on nothing else in the request, so that part of a request can be
 * sent again. Consecutive equal values count as the same write.
 */
export class RequestOrder {
  private readonly last = new Map<string, { readonly sequence: number; readonly said: string }>();

  constructor(private readonly catalogue: Catalogue) {}

  /** Returns the sequence number for the next write of the request. */
  next(i: Omit<TagIntake, 'sequence'>): number {
    const named =
      'profile' in i.target
        ? i.target.profile
        : identityText(byPriority(i.target.identities, (n) => this.catalogue.namespace(n))[0]);
    const key = JSON.stringify([i.tag, i.at ?? null, named]);
    const said = `${i.change ?? 'set'} ${spelled(i)}`;
    const before = this.last.get(key);
    const sequence = before ? before.sequence + (before.said === said ? 0 : 1) : 0;
    this.last.set(key, { sequence, said });
    return sequence;
  }
}

/**
 * Returns the outcome of a write whose id already exists. The outcome is a rejection if the sender chose the id and the
 * content differs. Otherwise it is a duplicate.
 */
export function writtenBefore(intake: TagIntake, there: KnownWrite, sameCustomer: boolean, profile: string): Outcome {
  if (!intake.change) return { status: 'DUPLICATE', profile };
  if (there.change === intake.change && sameValue(there.value, intake.value) && sameCustomer)
    return { status: 'DUPLICATE', profile };
  return {
    status: 'REJECTED',
    reason: 'TAG_CHANGE_ID_REUSED',
    message: 'a change with this id and another value, or of another customer, was accepted before; the first stays',
    path: 'id',
    profile,
  };
}

/** Whether a static tag keeps an earlier value instead of the value just written. */
export function staysConflict(
  def: TagDefinition,
  ruling: TagWrite | undefined,
  written: { readonly id: string; readonly value: Value | undefined },
): boolean {
  if (def.kind !== 'STATIC' || written.value === undefined || !ruling || ruling.id === written.id) return false;
  return !sameValue(ruling.value, written.value);
}

/** Outcome of a write that is stored as a conflict. */
export const STATIC_CONFLICT = {
  status: 'REJECTED',
  reason: 'TAG_STATIC_CONFLICT',
  message: 'the tag is static and has another value; this one is kept as a conflict for its owner to settle',
  path: 'value',
} as const;
