/**
 * Collects the identities of a message. Each identity is validated separately, so an invalid identity does not cause
 * the whole message to be rejected.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { invalid, ServiceError } from '../base/errors.js';
import { identities as checkedIdentities, type IdentityInput } from '../base/inputs.js';
import type { Notes } from './notes.js';
import { isAbsent, isObject, type Json } from './values.js';

/**
 * Namespaces of the ids in a message. The user id is the shop's customer number. The anonymous id identifies a device.
 */
export const USER = 'member_id';
export const DEVICE = 'device_id';
/** Traits that identify a customer, with their namespaces. */
const KNOWN_TRAITS: Readonly<Record<string, string>> = { email: 'email', phone: 'phone' };
/** Maximum number of identities in one message. */
const MAX_IDENTITIES = 20;

export class Identities {
  readonly list: IdentityInput[] = [];
  /** The error of the first invalid identity. */
  private fault: ServiceError | undefined;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly notes: Notes,
  ) {}

  /** Adds an identity, unless the value is empty. An invalid identity is omitted with a warning. */
  add(namespace: string, value: unknown, field: string): void {
    if (isAbsent(value)) return;
    try {
      if (typeof value !== 'string' && typeof value !== 'number')
        throw invalid('TEXT_EXPECTED', 'an identity is a text or a number', field);
      const identity = { namespace, value: idText(value) };
      checkedIdentities([identity], this.catalogue, field);
      if (this.list.length < MAX_IDENTITIES) this.list.push(identity);
      else this.notes.add(field, 'LIST_TOO_LONG', `a message has at most ${MAX_IDENTITIES} identities`);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.fault ??= error;
      this.notes.refused(field, error);
    }
  }

  /** Adds the traits that identify a customer, if the workspace defines their namespaces. */
  addTraits(traits: Json, path: string): void {
    for (const [trait, namespace] of Object.entries(KNOWN_TRAITS))
      if (this.catalogue.namespace(namespace)) this.add(namespace, traits[trait], `${path}.${trait}`);
  }

  /** Adds identities of other systems, given as `[{ id, type }]`. The type must be a namespace of the workspace. */
  addExternal(list: unknown, field: string): void {
    if (!Array.isArray(list)) return;
    list.forEach((item, i) => {
      const type = isObject(item) && typeof item.type === 'string' ? item.type : '';
      if (this.catalogue.namespace(type)) this.add(type, (item as Json).id, `${field}[${i}].id`);
      else
        this.notes.add(`${field}[${i}]`, 'NAMESPACE_UNKNOWN', 'its type is not an identity namespace of the workspace');
    });
  }

  /** Returns all identities. Throws if there are none. */
  required(): readonly IdentityInput[] {
    if (this.list.length > 0) return this.list;
    throw this.fault ?? invalid('IDENTITY_MISSING', 'userId or anonymousId is needed');
  }
}

const idText = (value: string | number): string =>
  typeof value === 'number' && Number.isInteger(value) ? BigInt(value).toString() : String(value);

/** Whether a trait identifies a customer. */
export const isIdentityTrait = (trait: string): boolean => Object.hasOwn(KNOWN_TRAITS, trait);
