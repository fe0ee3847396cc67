/** Manages partner systems, with their grants and daily quotas, and reads the records of their writes. */
import { PARTNER_MODES, type Partner, type PartnerMode } from '../../engine/definitions/partner.js';
import { dayOf } from '../../engine/time/time.js';
import { isMachineSubject, requireScope, TAG_NAMESPACE, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { forbidden, invalid, limit } from '../base/errors.js';
import { identifier, nameAfter, oneOf } from '../base/inputs.js';
import type { AuditEntry, Page, TagFact, Tx } from '../base/ports.js';

const MAX_PARTNERS = 500;
const MAX_GRANTS = 50;
const MAX_WRITES = 1_000_000_000;

export interface PartnerInput {
  readonly key: string;
  readonly name?: string | null;
  readonly tags?: readonly string[] | null;
  readonly lookups?: readonly string[] | null;
  readonly sources?: readonly string[] | null;
  readonly writesPerDay?: number | null;
  readonly mode?: string | null;
}

/**
 * Makes a token subject a partner, or changes the grants of an existing partner. Absent fields keep their value, and
 * null removes the value.
 */
export async function definePartner(services: Services, principal: Principal, input: PartnerInput): Promise<Partner> {
  requireScope(principal, 'admin');
  if (!isMachineSubject(input.key))
    throw invalid(
      'SOURCE_INVALID',
      "a partner is named as its tokens' subject: letters, digits and _ . : @ -, at most 64, not the server, no person",
      'input.key',
    );
  if (input.key === principal.subject)
    throw invalid('PARTNER_IS_CALLER', 'this is the subject of your own token', 'input.key');
  return change(services, principal, 'definePartner', async () => {
    const room = await enter(services, principal.workspace);
    const partner = read(room, input);
    if (!room.catalogue.partner(partner.key) && room.catalogue.allPartners().length >= MAX_PARTNERS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_PARTNERS} partners`);
    const save = async (tx: Tx): Promise<Partner> => {
      await nextVersion(services, room, 'partners', tx);
      await services.stores.definitions.savePartner(room.workspace.id, partner, tx);
      return partner;
    };
    return { target: `${partner.key} ${partner.mode}`, at: room.now, save };
  });
}

function read({ catalogue }: Room, input: PartnerInput): Partner {
  const granted = (
    list: readonly string[] | null | undefined,
    field: 'tags' | 'lookups' | 'sources',
    fits: (n: string) => boolean,
    reason: 'KEY_INVALID' | 'NAMESPACE_UNKNOWN' | 'SOURCE_INVALID',
    message: string,
  ): string[] => {
    if ((list?.length ?? 0) > MAX_GRANTS)
      throw limit('LIST_TOO_LONG', `a partner has at most ${MAX_GRANTS} ${field}`, `input.${field}`);
    (list ?? []).forEach((n, i) => {
      if (!fits(n)) throw invalid(reason, message, `input.${field}[${i}]`);
    });
    return [...new Set(list ?? [])].sort();
  };
  const there = catalogue.partner(input.key);
  const writesPerDay = input.writesPerDay === undefined ? there?.writesPerDay : input.writesPerDay;
  if (
    writesPerDay !== undefined &&
    writesPerDay !== null &&
    (!Number.isInteger(writesPerDay) || writesPerDay < 0 || writesPerDay > MAX_WRITES)
  )
    throw invalid('NUMBER_INVALID', `expected a whole number from 0 to ${MAX_WRITES}`, 'input.writesPerDay');
  return {
    key: input.key,
    name: identifier(nameAfter(input.name, there?.name, input.key), 'input.name', 128),
    mode: oneOf<PartnerMode>(input.mode, PARTNER_MODES, there?.mode ?? 'ACTIVE', 'input.mode'),
    tags: granted(
      input.tags === undefined ? there?.tags : input.tags,
      'tags',
      (n) => TAG_NAMESPACE.test(n),
      'KEY_INVALID',
      'a namespace of tags is lower-case letters, digits, _ and -, at most 32',
    ),
    lookups: granted(
      input.lookups === undefined ? there?.lookups : input.lookups,
      'lookups',
      (n) => catalogue.namespace(n) !== undefined,
      'NAMESPACE_UNKNOWN',
      'no identity namespace has this name',
    ),
    sources: granted(
      input.sources === undefined ? there?.sources : input.sources,
      'sources',
      isMachineSubject,
      'SOURCE_INVALID',
      'a source is letters, digits and _ . : @ -, at most 64, not the server itself, no person',
    ),
    ...(writesPerDay === undefined || writesPerDay === null ? {} : { writesPerDay }),
  };
}

/** Returns all partners, ordered by key, with the number of writes that each has made today. */
export async function partnersOf(
  services: Services,
  principal: Principal,
): Promise<(Partner & { readonly writesToday: number })[]> {
  requireScope(principal, 'admin');
  const { catalogue, workspace, now } = await enter(services, principal.workspace);
  const used = await services.stores.quotas.used(workspace.id, dayOf(now, workspace.zone));
  return [...catalogue.allPartners()]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((x) => ({ ...x, writesToday: used.get(x.key) ?? 0 }));
}

const WRITING = /^(tags:write:|events:write$|consents:write$|coupons:write$|admin$)/;

function mustWriteSomething(p: Principal): void {
  if (![...p.scopes].some((scope) => WRITING.test(scope)))
    throw forbidden('SCOPE_MISSING', 'this token has no scope for writing');
}

/** Returns the caller's own tag writes, newest first. */
export async function ownWrites(services: Services, principal: Principal, page: Page): Promise<TagFact[]> {
  mustWriteSomething(principal);
  return services.stores.tagFacts.byActor(
    (await enter(services, principal.workspace)).workspace.id,
    principal.subject,
    page,
  );
}

/** Returns the caller's own accepted mutations, newest first. */
export async function ownCalls(services: Services, principal: Principal, page: Page): Promise<AuditEntry[]> {
  mustWriteSomething(principal);
  return services.stores.audit.page((await enter(services, principal.workspace)).workspace.id, page, {
    actor: principal.subject,
  });
}
